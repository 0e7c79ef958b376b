/**
 * Runs Mermaid in a frame of its own: in another process where the browser can, without a network, and without
 * access to the page. A diagram that takes long holds up nobody, and the page ends it by taking the frame away.
 */
(() => {
  'use strict';

  const { formulas, packs, ways } = synopsite;

  /** Sources of more characters and drawings of more edges take long; they are drawn where somebody asks for it. */
  const MAX = { maxTextSize: 50_000, maxEdges: 500 };
  const UNLIMITED = { maxTextSize: 10_000_000, maxEdges: 100_000 };

  /** What took so many milliseconds is not drawn in another way. The first drawing waits for code that is run for the first time. */
  const LONG = 2_000;
  const LONG_AT_FIRST = 6_000;
  let isFirst = true;

  const KATEX = Object.keys(synopsite.needs).filter((name) => name.startsWith('katex-'));

  /** Where a drawing can be seen so wide, it is laid out for a phone from the beginning. */
  const NARROW = 500;
  /**
   * For little room: a sequence whose texts are broken into short lines and whose people stand near each other, and a flowchart
   * of large labels. What stands between labels keeps its size, so there is less of it when all is made smaller.
   */
  const CLOSE = {
    sequence: { wrap: true, width: 84, actorMargin: 5, boxMargin: 5, diagramMarginX: 4 },
    flowchart: { wrappingWidth: 210, diagramPadding: 2, subGraphTitleMargin: { top: 6, bottom: 6 } },
    themeCSS: '.edge-thickness-normal { stroke-width: 2.5px } .node > * { stroke-width: 2px }',
  };
  const CLOSE_FONT = '24px';

  /** Soft fills for what Mermaid numbers (branches, sections, slices), each as hue, saturation, lightness. */
  const HUES = [14, 205, 42, 152, 268, 338, 190, 88, 230, 25, 172, 300];

  /** @param {boolean} dark */
  const scale = (dark) => HUES.map((hue) => (dark ? `hsl(${hue} 32% 30%)` : `hsl(${hue} 62% 88%)`));

  /** @param {boolean} dark */
  const strong = (dark) => HUES.map((hue) => (dark ? `hsl(${hue} 48% 62%)` : `hsl(${hue} 45% 45%)`));

  /** @param {DrawingPalette} palette */
  function themeVariables({ dark, panel, ink, muted, node, border, group, line, accent, note, font }) {
    const [fills, lines] = [scale(dark), strong(dark)];
    /** @param {string} name @param {string[]} values @param {number} from */
    const numbered = (name, values, from) => values.map((value, n) => [`${name}${n + from}`, value]);
    return {
      ...{
        darkMode: dark,
        useGradient: false,
        dropShadow: 'none',
        radius: 5,
        strokeWidth: 1.5,
        background: panel,
        fontFamily: font,
        fontSize: '16px',
        textColor: ink,
      },
      ...{ primaryColor: node, primaryTextColor: ink, primaryBorderColor: border },
      ...{ secondaryColor: fills[1], secondaryTextColor: ink, secondaryBorderColor: lines[1] },
      ...{ tertiaryColor: group, tertiaryTextColor: ink, tertiaryBorderColor: border },
      ...{
        mainBkg: node,
        nodeBorder: border,
        nodeTextColor: ink,
        lineColor: line,
        arrowheadColor: line,
        titleColor: ink,
      },
      ...{ clusterBkg: group, clusterBorder: border, edgeLabelBackground: panel, defaultLinkColor: line },
      ...{ noteBkgColor: note, noteTextColor: ink, noteBorderColor: border },
      ...{
        actorBkg: node,
        actorBorder: border,
        actorTextColor: ink,
        actorLineColor: muted,
        signalColor: line,
        signalTextColor: ink,
      },
      ...{ labelBoxBkgColor: group, labelBoxBorderColor: border, labelTextColor: ink, loopTextColor: ink },
      ...{ activationBkgColor: group, activationBorderColor: border, sequenceNumberColor: panel },
      ...{
        sectionBkgColor: group,
        altSectionBkgColor: panel,
        sectionBkgColor2: group,
        gridColor: muted,
        todayLineColor: accent,
      },
      ...{
        taskBkgColor: fills[1],
        taskBorderColor: lines[1],
        taskTextColor: ink,
        taskTextOutsideColor: ink,
        taskTextLightColor: ink,
        taskTextDarkColor: ink,
      },
      ...{
        activeTaskBkgColor: fills[0],
        activeTaskBorderColor: lines[0],
        doneTaskBkgColor: group,
        doneTaskBorderColor: border,
        critBkgColor: fills[5],
        critBorderColor: accent,
      },
      ...{
        classText: ink,
        labelColor: ink,
        altBackground: group,
        compositeBackground: panel,
        compositeTitleBackground: group,
      },
      ...{
        pieTitleTextColor: ink,
        pieSectionTextColor: ink,
        pieLegendTextColor: ink,
        pieStrokeColor: panel,
        pieOuterStrokeColor: border,
      },
      ...Object.fromEntries([
        ...numbered('cScale', fills, 0),
        ...numbered(
          'cScaleLabel',
          fills.map(() => ink),
          0,
        ),
        ...numbered('cScaleInv', lines, 0),
        ...numbered('cScalePeer', lines, 0),
        ...numbered('pie', strong(dark), 1),
        ...numbered('git', lines.slice(0, 8), 0),
        ...numbered(
          'gitBranchLabel',
          fills.slice(0, 8).map(() => panel),
          0,
        ),
        ...numbered('fillType', fills.slice(0, 8), 0),
      ]),
      ...{
        commitLabelColor: ink,
        commitLabelBackground: group,
        tagLabelColor: ink,
        tagLabelBackground: node,
        tagLabelBorder: border,
      },
      ...{ quadrant1Fill: fills[3], quadrant2Fill: fills[1], quadrant3Fill: group, quadrant4Fill: fills[2] },
      xyChart: {
        backgroundColor: panel,
        titleColor: ink,
        xAxisLabelColor: ink,
        xAxisTitleColor: ink,
        xAxisTickColor: muted,
        xAxisLineColor: muted,
        yAxisLabelColor: ink,
        yAxisTitleColor: ink,
        yAxisTickColor: muted,
        yAxisLineColor: muted,
        plotColorPalette: lines.join(','),
      },
    };
  }

  /**
   * What a diagram's own directives must not change stands in `secure`, on top of Mermaid's list.
   * @param {DrawingRequest} request
   * @param {boolean} isClose whether there is little room
   */
  function settings({ palette, unlimited, source }, isClose) {
    const isLarge = isClose && ways.turned(source) !== undefined;
    return {
      startOnLoad: false,
      securityLevel: 'strict',
      suppressErrorRendering: true,
      htmlLabels: true,
      theme: 'base',
      themeVariables: { ...themeVariables(palette), ...(isLarge && { fontSize: CLOSE_FONT }) },
      fontFamily: palette.font,
      flowchart: { wrappingWidth: 220, subGraphTitleMargin: { top: 6, bottom: 6 } },
      ...(isClose && { sequence: CLOSE.sequence }),
      ...(isLarge && { flowchart: CLOSE.flowchart, themeCSS: CLOSE.themeCSS }),
      ...(unlimited ? UNLIMITED : MAX),
      dompurifyConfig: {
        ALLOWED_TAGS: [
          ...['br', 'b', 'i', 'em', 'strong', 'u', 'sub', 'sup', 'code', 'p', 'span', 'div', '#text'],
          ...formulas.names,
        ],
        ALLOWED_ATTR: formulas.attributes,
      },
      secure: [
        ...['secure', 'securityLevel', 'startOnLoad', 'suppressErrorRendering', 'maxTextSize', 'maxEdges'],
        ...['dompurifyConfig', 'themeCSS', 'fontFamily', 'altFontFamily', 'htmlLabels'],
      ],
    };
  }

  /** What is taken for HTML in a label. What stays of it says `dompurifyConfig`; the rest goes, and leaves its text. */
  const HTML_NAMES =
    'a|abbr|b|big|blockquote|body|br|button|center|code|dd|del|details|div|dl|dt|em|embed|fieldset|figure|font|footer|form|' +
    'frame|frameset|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|kbd|label|li|link|main|mark|math|meta|nav|object|ol|' +
    'option|p|param|pre|q|s|samp|script|section|select|small|source|span|strike|strong|style|sub|summary|sup|svg|table|' +
    'tbody|td|template|textarea|tfoot|th|thead|title|tr|tt|u|ul|var|video|audio|base|applet|marquee';
  const LESS = new RegExp(`<<[^<>=]*>>|</?(?:${HTML_NAMES})(?:\\s*/?|[\\s/][^<>]*=[^<>]*)>|<(?=[a-z/!?])`, 'gi');

  /**
   * A `<` that begins no element of HTML is one: `a<b` would else be cut off.
   * @param {string} source
   */
  const withPlainLess = (source) => source.replace(LESS, (found) => (found === '<' ? '#lt;' : found));

  /** Mermaid puts other signs in the place of some before it reads a source, and so cuts them in two. @param {string} line */
  const plain = (line) =>
    line
      .replace(/^\.\.\.[ﬂ°\w]*¶ß/, '...')
      .replaceAll(/ﬂ°°?lt¶ß|#lt;/g, '<')
      .replaceAll(/ﬂ°°?(\w+)¶ß/g, '#$1;');

  /** What Mermaid says, with the signs of the source. @param {unknown} error */
  function message(error) {
    const lines = (error instanceof Error ? error.message : String(error)).split('\n');
    return lines
      .map((line, n) => {
        if (!/^-+\^/.test(line)) return plain(line);
        // It points at what is above it.
        const before = (lines[n - 1] ?? '').slice(0, line.length - 1);
        return line.slice(before.length - plain(before).length);
      })
      .join('\n');
  }

  /** @param {Mermaid} mermaid @param {DrawingRequest} request @param {string} source @param {Element} stage */
  async function render(mermaid, request, source, stage) {
    // Mermaid does not wait for it everywhere, and would leave out the formulas of participants.
    try {
      if (source.includes('$$'))
        await Promise.all(KATEX.map(packs.load)).catch(() => Promise.reject(new Error('KaTeX')));
      return await mermaid.render(request.id, withPlainLess(formulas.withFormulas(source)), stage);
    } catch (reason) {
      if (!/KaTeX/.test(message(reason))) throw reason;
      return mermaid.render(request.id, withPlainLess(formulas.asWritten(source)), stage);
    }
  }

  /**
   * Draws a source as it is written, else in the way in which more of it can be read in the room there is.
   * @param {DrawingRequest} request
   * @returns {Promise<Omit<DrawingAnswer, 'number'>>}
   */
  async function draw(request) {
    const start = performance.now();
    const isClose = request.room < NARROW;
    const long = isFirst ? LONG_AT_FIRST : LONG;
    isFirst = false;
    const first = await drawAs(request, request.source, isClose);
    if (!first.size || request.asWritten || fit(first.size, request) >= 1) return first;
    if (performance.now() - start > long) return first;
    const turned = ways.turned(request.source);
    if (!turned && (isClose || !ways.isSequence(request.source))) return first;
    const second = await drawAs(request, turned ?? request.source, isClose || !turned);
    const isBetter = second.size && fit(second.size, request) > 1.1 * fit(first.size, request);
    return isBetter ? { ...second, isTurned: Boolean(turned) } : first;
  }

  /** How much of a drawing's width is seen where its labels are as small as they may be. @param {{ width: number, label: number }} size @param {DrawingRequest} request */
  const fit = ({ width, label }, { room, leastLabel }) => Math.min(1, (room * label) / (width * leastLabel));

  /**
   * @param {DrawingRequest} request
   * @param {string} source
   * @param {boolean} isClose
   * @returns {Promise<Omit<DrawingAnswer, 'number'>>}
   */
  async function drawAs(request, source, isClose) {
    const set = settings(request, isClose);
    const { default: mermaid } = await packs.load('mermaid');
    mermaid.initialize(set);
    const stage = document.createElement('div');
    stage.style.width = `${request.width}px`;
    document.body.append(stage);
    try {
      if (source.length > set.maxTextSize) return { error: `longer than ${set.maxTextSize} characters`, limited: true };
      const lines = isClose && ways.isSequence(source) ? ways.withOwnLines(source) : source;
      const { svg } = await render(mermaid, request, lines, stage);
      stage.innerHTML = svg;
      const drawing = /** @type {SVGSVGElement} */ (stage.querySelector('svg'));
      if (isClose) dropHyphens(drawing, source);
      makeLegible(drawing, request.palette);
      return {
        svg: drawing.outerHTML,
        size: { width: drawing.viewBox.baseVal.width || request.width, label: labelOf(drawing) },
      };
    } catch (reason) {
      const error = message(reason);
      return { error, limited: /maximum text size|too many edges|edges.*exceed|maxEdges/i.test(error) };
    } finally {
      stage.remove();
    }
  }

  /** The size of the label in the middle of all, in the drawing's own pixels. @param {SVGSVGElement} drawing */
  function labelOf(drawing) {
    const labels = [...drawing.querySelectorAll('text, tspan, foreignObject *')].filter(hasText);
    const sizes = labels.map((label) => Number.parseFloat(getComputedStyle(label).fontSize));
    return sizes.sort((a, b) => a - b)[Math.floor(sizes.length / 2)] || 16;
  }

  /** Mermaid breaks whatever is long with a hyphen; names, addresses, Chinese and Japanese have none. @param {SVGSVGElement} drawing @param {string} source */
  function dropHyphens(drawing, source) {
    for (const text of [...drawing.querySelectorAll('text, tspan')].filter(hasText)) {
      const line = text.textContent ?? '';
      const isWord = /(?:^|\s)\p{Script=Latin}{3,}-$/u.test(line);
      if (line.endsWith('-') && !isWord && !source.includes(line)) text.textContent = line.slice(0, -1);
    }
  }

  /** @typedef {{ red: number, green: number, blue: number, alpha: number }} Color */

  /** @param {string} color as computed: `rgb(…)`, `color(srgb …)` or `none` @returns {Color} */
  function channels(color) {
    const numbers = (color.match(/-?[\d.]+(?:e-?\d+)?/g) ?? []).map(Number);
    if (color.startsWith('color(')) {
      const [red = 0, green = 0, blue = 0, alpha = 1] = numbers;
      return { red: red * 255, green: green * 255, blue: blue * 255, alpha };
    }
    const [red = 0, green = 0, blue = 0, alpha = color.startsWith('rgb') ? 1 : 0] = numbers;
    return { red, green, blue, alpha };
  }

  /** @param {Color} top @param {Color} below @returns {Color} */
  function over(top, below) {
    /** @param {'red' | 'green' | 'blue'} part */
    const mixed = (part) => top[part] * top.alpha + below[part] * (1 - top.alpha);
    return { red: mixed('red'), green: mixed('green'), blue: mixed('blue'), alpha: 1 };
  }

  /** Relative luminance (WCAG 2.2). @param {Color} color */
  function luminance({ red, green, blue }) {
    const [r, g, b] = [red, green, blue].map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  /** Contrast ratio (WCAG 2.2). @param {Color} a @param {Color} b */
  function contrast(a, b) {
    const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x);
    return (light + 0.05) / (dark + 0.05);
  }

  const BLACK = channels('rgb(16, 18, 22)');
  const WHITE = channels('rgb(255, 255, 255)');

  /** The least contrast of text (WCAG 2.2, 1.4.3), and of a line or an outline that means something (1.4.11). */
  const MIN = { text: 4.5, line: 3, shape: 1.3 };

  /** @param {Element} element */
  const isInLabel = (element) => Boolean(element.closest('.label, .edgeLabel, .nodeLabel, foreignObject'));

  /**
   * Models colour nodes for a white page, and often forget the text. Where text or lines cannot be seen on what is
   * under them, they get the better of black and white, or the colour of the other lines.
   * @param {SVGSVGElement} drawing
   * @param {DrawingPalette} palette
   */
  function makeLegible(drawing, palette) {
    const panel = channels(palette.panel);
    /** @type {SVGGeometryElement[]} */
    const geometry = [
      ...drawing.querySelectorAll(/** @type {'path'} */ ('path, rect, circle, ellipse, polygon, polyline, line')),
    ].filter((shape) => !shape.closest('defs, marker, clipPath, mask, symbol'));
    const shapes = geometry.map((shape, order) => {
      const style = getComputedStyle(shape);
      return { shape, order, style, fill: channels(style.fill), box: shape.getBoundingClientRect() };
    });
    for (const { shape, style, fill } of shapes) keepVisible(shape, { style, fill, panel, palette });
    keepArrowsVisible(drawing, panel, palette);
    thinTicks(drawing);
    const filled = shapes.filter(({ fill, box }) => fill.alpha > 0.05 && box.width > 0 && box.height > 0);
    const texts = [...drawing.querySelectorAll('foreignObject, text')].filter((text) => text.textContent?.trim());
    for (const text of texts) {
      const under = filled.filter(
        ({ shape }) => shape.compareDocumentPosition(text) & Node.DOCUMENT_POSITION_FOLLOWING,
      );
      keepReadable(text, under, panel);
    }
  }

  /**
   * @param {SVGGeometryElement} shape
   * @param {{ style: CSSStyleDeclaration, fill: Color, panel: Color, palette: DrawingPalette }} look
   */
  function keepVisible(shape, { style, fill, panel, palette }) {
    const stroke = channels(style.stroke);
    if (stroke.alpha < 0.05 || Number.parseFloat(style.strokeWidth) === 0) return;
    const seen = contrast(over(stroke, panel), panel);
    const isLine = fill.alpha < 0.05;
    const isHidden = isLine ? seen < MIN.line : Math.max(seen, contrast(over(fill, panel), panel)) < MIN.shape;
    // What is fainter on purpose, like a grid, stays as the theme has it.
    const isNamed = shape.getAttribute('style')?.includes('stroke') ?? false;
    if (isHidden && isNamed && !isInLabel(shape)) shape.style.setProperty('stroke', palette.line, 'important');
  }

  /** Of the labels along an axis of time, those that would stand on others go. @param {SVGSVGElement} drawing */
  function thinTicks(drawing) {
    let end = -Infinity;
    for (const label of drawing.querySelectorAll('.grid .tick text')) {
      const { left, right, width } = label.getBoundingClientRect();
      // Another axis begins at the left again.
      if (right < end - 2 * width) end = -Infinity;
      if (left < end + 6) label.remove();
      else end = right;
    }
  }

  /**
   * Arrowheads have the colour that was named for their line.
   * @param {SVGSVGElement} drawing
   * @param {Color} panel
   * @param {DrawingPalette} palette
   */
  function keepArrowsVisible(drawing, panel, palette) {
    for (const head of drawing.querySelectorAll('marker *')) {
      const style = getComputedStyle(head);
      for (const property of /** @type {const} */ (['fill', 'stroke'])) {
        const color = channels(style[property]);
        if (color.alpha < 0.05 || contrast(over(color, panel), panel) >= MIN.line) continue;
        // The inside of a hollow head has the panel's colour, and is meant to.
        const isHollow = property === 'fill' && contrast(over(color, panel), panel) < 1.1;
        if (!isHollow) /** @type {SVGElement} */ (head).style.setProperty(property, palette.line, 'important');
      }
    }
  }

  /**
   * @param {Element} text
   * @param {{ shape: SVGGeometryElement, fill: Color, box: DOMRect }[]} under in the order in which they are painted
   * @param {Color} panel
   */
  function keepReadable(text, under, panel) {
    const leaves = [...text.querySelectorAll('*')].filter((element) => hasText(element));
    if (hasText(text)) leaves.push(text);
    const [first] = leaves;
    if (!first) return;
    const property = first instanceof SVGElement ? 'fill' : 'color';
    const grounds = [0.1, 0.5, 0.9].map((share) => ground(first, share, under, panel));
    for (const leaf of leaves) {
      const own = channels(getComputedStyle(leaf)[property]);
      const least = Math.min(...grounds.map((color) => contrast(over(own, color), color)));
      if (least >= MIN.text || own.alpha === 0) continue;
      /** @param {Color} ink */
      const worst = (ink) => Math.min(...grounds.map((color) => contrast(ink, color)));
      const better = worst(BLACK) >= worst(WHITE) ? BLACK : WHITE;
      const { red, green, blue } = better;
      for (const part of within(text, leaf))
        part.style.setProperty(property, `rgb(${red}, ${green}, ${blue})`, 'important');
    }
  }

  /** An element and those around it that are a text's: a label's boxes have the colour of what is in them. @param {Element} text @param {Element} leaf */
  function within(text, leaf) {
    /** @type {HTMLElement[]} */
    const parts = [];
    for (let part = /** @type {Element | null} */ (leaf); part && part !== text; part = part.parentElement) {
      parts.push(/** @type {HTMLElement} */ (part));
    }
    return parts.length > 0 ? parts : [/** @type {HTMLElement} */ (leaf)];
  }

  /** @param {Element} element */
  const hasText = (element) =>
    [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim());

  /**
   * The colour behind a text at a share of its width.
   * @param {Element} text
   * @param {number} share
   * @param {{ shape: SVGGeometryElement, fill: Color, box: DOMRect }[]} under
   * @param {Color} panel
   */
  function ground(text, share, under, panel) {
    const { left, top, width, height } = text.getBoundingClientRect();
    const [x, y] = [left + share * width, top + height / 2];
    let color = panel;
    for (const { shape, fill, box } of under) {
      if (x < box.left || x > box.right || y < box.top || y > box.bottom) continue;
      const inside = shape.isPointInFill(new DOMPoint(x, y).matrixTransform(shape.getScreenCTM()?.inverse()));
      if (inside) color = over(fill, color);
    }
    for (const box of boxesAround(text)) {
      const fill = channels(getComputedStyle(box).backgroundColor);
      color = over(fill, color);
    }
    return color;
  }

  /** The HTML boxes around a label, from the outside in: edges' labels have a background of their own. @param {Element} text */
  function boxesAround(text) {
    const boxes = [];
    for (let box = /** @type {Element | null} */ (text); box instanceof HTMLElement; box = box.parentElement)
      boxes.unshift(box);
    return boxes;
  }

  addEventListener('message', async ({ data, source }) => {
    if (source !== parent || parent === window) return;
    if ('pack' in data) return packs.receive(data);
    const request = /** @type {DrawingRequest} */ (data);
    const answer = await draw(request).catch((reason) => ({ error: message(reason) }));
    parent.postMessage({ number: request.number, ...answer }, '*');
  });
  parent.postMessage({ number: 0 }, '*');
})();

/**
 * A drawing as a file for other programs: every style is written on its element, and labels, which are HTML in the
 * page, become SVG text where they stand, because hardly any other program draws HTML in SVG.
 */
(() => {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';

  /** What other programs need to know of a shape, and of a text. */
  const LOOKS = [
    ...['fill', 'fill-opacity', 'stroke', 'stroke-width', 'stroke-dasharray', 'stroke-linecap', 'stroke-linejoin'],
    ...['stroke-opacity', 'opacity', 'marker-start', 'marker-mid', 'marker-end'],
  ];
  const FONT = ['font-family', 'font-size', 'font-weight', 'font-style', 'text-anchor', 'dominant-baseline'];
  /** What need not be said; a fill is black unless there is none. */
  const USUAL = new Set(['auto', 'normal', '1', 'start', 'butt', 'miter', 'none']);

  /** A picture has so many pixels for one of the drawing, and so many on a side at most. */
  const PNG_SCALE = 2;
  const PNG_SIDE = 12_000;

  /**
   * @param {string} name
   * @param {Record<string, string | number>} attributes
   */
  function make(name, attributes) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
    return element;
  }

  /**
   * @param {Element} from
   * @param {Element} to
   * @param {string[]} names
   */
  function writeStyle(from, to, names) {
    const style = getComputedStyle(from);
    for (const name of names) {
      // Not every program knows units, or dashes that begin with nothing.
      const value = style
        .getPropertyValue(name)
        .replaceAll('"', "'")
        .replaceAll(/(?<=\d)px/g, '')
        .replace(/^0, 0, /, '');
      const isStroke = name.startsWith('stroke-');
      const isUsual =
        name === 'stroke-dasharray' ? isSolid(value) : USUAL.has(value) && name !== 'fill' && name !== 'stroke-width';
      if (value && !isUsual && !(isStroke && style.stroke === 'none')) to.setAttribute(name, value);
    }
  }

  /** Whether dashes have no gaps between them. @param {string} dashes */
  const isSolid = (dashes) => !dashes.split(',').some((length, n) => n % 2 === 1 && Number(length) > 0);

  /** Maps places on the screen to those in the drawing. @param {SVGSVGElement} drawing */
  function mapping(drawing) {
    const { left, top, width, height } = drawing.getBoundingClientRect();
    const box = drawing.viewBox.baseVal;
    const [across, down] = [box.width / width, box.height / height];
    /** @param {DOMRect} rect */
    return ({ x, y, width: w, height: h }) => ({
      x: round((x - left) * across + box.x),
      y: round((y - top) * down + box.y),
      width: round(w * across),
      height: round(h * down),
    });
  }

  /** @param {number} value */
  const round = (value) => Math.round(value * 100) / 100;

  /** @typedef {ReturnType<typeof mapping>} Place */

  /**
   * @param {Element} element
   * @param {Place} place
   * @returns {SVGElement[]}
   */
  function copies(element, place) {
    const style = getComputedStyle(element);
    if (element.localName === 'style' || style.display === 'none') return [];
    if (element.localName === 'foreignObject') return [labelGroup(element, place)];
    const copy = /** @type {SVGElement} */ (element.cloneNode(false));
    for (const name of ['class', 'style', 'filter', 'role', 'tabindex']) copy.removeAttribute(name);
    writeStyle(element, copy, ['text', 'tspan'].includes(element.localName) ? [...LOOKS, ...FONT] : LOOKS);
    for (const child of element.childNodes) {
      if (child instanceof Element) copy.append(...copies(child, place));
      else if (child.nodeType === Node.TEXT_NODE) copy.append(child.cloneNode());
    }
    return [copy];
  }

  /**
   * A label's boxes and lines. They are placed in the drawing, so what moves the label is taken back.
   * @param {Element} label
   * @param {Place} place
   */
  function labelGroup(label, place) {
    const group = make('g', {});
    const drawing = /** @type {SVGSVGElement} */ (label.closest('svg'));
    const around = /** @type {SVGGraphicsElement} */ (/** @type {unknown} */ (label.parentElement));
    const matrix = around
      .getScreenCTM()
      ?.inverse()
      .multiply(/** @type {DOMMatrix} */ (drawing.getScreenCTM()));
    if (matrix && !DOMMatrix.fromMatrix(matrix).isIdentity) {
      const { a, b, c, d, e, f } = matrix;
      group.setAttribute('transform', `matrix(${[a, b, c, d, e, f].map(round).join(' ')})`);
    }
    for (const box of label.querySelectorAll('*')) {
      const { backgroundColor } = getComputedStyle(box);
      const rect = box.getBoundingClientRect();
      if (rect.width > 0 && !/^(?:transparent|rgba\(.*, 0\))$/.test(backgroundColor)) {
        group.append(make('rect', { ...place(rect), fill: backgroundColor }));
      }
    }
    const texts = document.createTreeWalker(label, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      for (const { text, rect } of linesOf(/** @type {Text} */ (node))) {
        group.append(line(/** @type {Element} */ (node.parentElement), text, rect, place));
      }
    }
    return group;
  }

  /** A text node's lines, as the browser has broken them. @param {Text} node */
  function linesOf(node) {
    /** @type {{ text: string, rect: DOMRect }[]} */
    const lines = [];
    const range = document.createRange();
    let at = 0;
    for (const character of node.data) {
      range.setStart(node, at);
      range.setEnd(node, (at += character.length));
      const rect = range.getBoundingClientRect();
      if (rect.width === 0) continue;
      const last = lines.at(-1);
      if (last && Math.abs(last.rect.top - rect.top) < rect.height / 2) {
        last.text += character;
        last.rect = new DOMRect(last.rect.x, last.rect.y, rect.right - last.rect.x, last.rect.height);
      } else {
        lines.push({ text: character, rect });
      }
    }
    return lines.filter(({ text }) => text.trim());
  }

  const measure = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));

  /**
   * @param {Element} label
   * @param {string} content
   * @param {DOMRect} rect
   * @param {Place} place
   */
  function line(label, content, rect, place) {
    const style = getComputedStyle(label);
    const { x, y, width, height } = place(rect);
    measure.font = style.font;
    const { fontBoundingBoxAscent: ascent, fontBoundingBoxDescent: descent } = measure.measureText(content);
    const baseline = round(y + (height * ascent) / (ascent + descent));
    const size = round(Number.parseFloat(style.fontSize) * (width / rect.width));
    const text = make('text', {
      x,
      y: baseline,
      fill: style.color,
      stroke: 'none',
      textLength: width,
      lengthAdjust: 'spacingAndGlyphs',
    });
    writeStyle(label, text, ['font-family', 'font-weight', 'font-style', 'text-decoration-line']);
    text.setAttribute('font-size', String(size));
    text.textContent = content;
    return text;
  }

  /**
   * @param {SVGSVGElement} drawing
   * @param {string} background a colour, or nothing for none
   */
  function standalone(drawing, background) {
    const { x, y, width, height } = drawing.viewBox.baseVal;
    // At its natural size and without what a reader has done to it.
    const stage = document.createElement('div');
    stage.className = 'diagram-stage diagram-view';
    const original = /** @type {SVGSVGElement} */ (drawing.cloneNode(true));
    original.style.cssText = `width: ${width}px; height: ${height}px; max-width: none`;
    stage.append(original);
    document.body.append(stage);
    const file = make('svg', { xmlns: SVG, viewBox: `${x} ${y} ${width} ${height}`, width, height });
    if (background) file.append(make('rect', { x, y, width, height, fill: background }));
    const place = mapping(original);
    for (const child of original.children) file.append(...copies(child, place));
    stage.remove();
    return { text: new XMLSerializer().serializeToString(file), width, height };
  }

  /**
   * @param {SVGSVGElement} drawing
   * @param {string} name without its ending
   */
  function saveSvg(drawing, name) {
    synopsite.save(new Blob([standalone(drawing, '').text], { type: 'image/svg+xml' }), `${name}.svg`);
  }

  /**
   * @param {SVGSVGElement} drawing
   * @param {string} name without its ending
   * @param {string} background a colour, or nothing for none
   */
  async function savePng(drawing, name, background) {
    const { text, width, height } = standalone(drawing, background);
    const image = new Image();
    // Not a blob's address: that would taint the canvas in some browsers.
    image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
    await image.decode();
    const scale = Math.min(PNG_SCALE, PNG_SIDE / width, PNG_SIDE / height);
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [Math.ceil(width * scale), Math.ceil(height * scale)];
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    canvas.toBlob((blob) => blob && synopsite.save(blob, `${name}.png`), 'image/png');
  }

  globalThis.synopsite = { ...globalThis.synopsite, standalone, saveSvg, savePng };
})();

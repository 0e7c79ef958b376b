/**
 * Draws the page's Mermaid diagrams when they come near the viewport, one after the other.
 *
 * Without this script, and where a diagram cannot be drawn, its source stands in its place.
 * The sources are untrusted: Mermaid runs in its strict mode on a copy without HTML tags, and the page's
 * Content-Security-Policy lets neither foreign scripts nor foreign images through.
 */
(() => {
  'use strict';

  /**
   * @typedef {object} Mermaid
   * @property {(settings: object) => void} initialize
   * @property {(id: string, source: string, container: Element) => Promise<{ svg: string }>} render
   */

  /** How far outside the viewport a diagram is already drawn: about one screen, the time to scroll there. */
  const NEAR = '800px';

  /** The narrowest room that charts are laid out for; on a phone they scroll rather than shrink. */
  const LAYOUT_WIDTH = 640;

  /** Longer sources would keep the page from answering for many seconds. */
  const LONGEST_SOURCE = 50_000;

  const SETTINGS = {
    startOnLoad: false,
    securityLevel: 'strict',
    suppressErrorRendering: true,
    htmlLabels: true,
    // One theme for both colour schemes: many diagrams name light fills, so the panel stays light (see site.css).
    theme: 'redux-color',
    themeVariables: { edgeLabelBackground: '#f6f3ec' },
    maxTextSize: LONGEST_SOURCE,
    fontFamily: getComputedStyle(document.body).fontFamily,
    flowchart: { wrappingWidth: 220 },
    // What a diagram's own directives must not change, on top of Mermaid's list.
    secure: [
      ...['secure', 'securityLevel', 'startOnLoad', 'suppressErrorRendering', 'maxTextSize', 'maxEdges'],
      ...['dompurifyConfig', 'themeCSS', 'fontFamily', 'altFontFamily', 'htmlLabels'],
    ],
  };

  const ownScript = /** @type {HTMLScriptElement} */ (document.currentScript);

  /** @type {Promise<Mermaid> | undefined} */
  let loading;

  /** Loads Mermaid, which is several megabytes, on the first call only. */
  function loadMermaid() {
    loading ??= new Promise((resolve, reject) => {
      const element = document.createElement('script');
      element.src = ownScript.dataset.mermaid ?? '';
      element.onload = resolve;
      element.onerror = () => reject(new Error(`${element.src} cannot be loaded`));
      document.head.append(element);
    }).then(() => {
      const mermaid = /** @type {Mermaid} */ (Reflect.get(window, 'mermaid'));
      mermaid.initialize(SETTINGS);
      return mermaid;
    });
    return loading;
  }

  /** A stereotype such as `<<interface>>`, a tag, or a `<` which a browser could take for the start of a tag. */
  const TAGS = /<<[^<>=]*>>|<\/?[a-z][\w-]*(?:\s*\/?|[\s/][^<>]*=[^<>]*)>|<(?=[a-z/!?])/gi;

  /**
   * The source without HTML tags, of which strict mode would let some through. Line breaks stay;
   * a `<` that only looks like a tag is shown as such.
   * @param {string} source
   */
  function withoutTags(source) {
    return source.replace(TAGS, (found) => {
      if (found === '<') return '#lt;';
      if (found.startsWith('<<')) return found;
      return /^<\/?br\b/i.test(found) ? '<br>' : '';
    });
  }

  /**
   * One figure: see the component `diagram` in templates/components.html.
   * @param {HTMLElement} figure
   */
  function partsOf(figure) {
    /** @param {string} selector */
    const part = (selector) => /** @type {HTMLElement} */ (figure.querySelector(selector));
    return {
      view: part('.diagram-view'),
      tools: part('.diagram-tools'),
      error: part('.diagram-error'),
      details: /** @type {HTMLDetailsElement} */ (part('.diagram-source')),
      source: part('.diagram-source code').textContent ?? '',
    };
  }

  /** @param {HTMLElement} figure */
  async function draw(figure) {
    // Out of sight, but where the drawing will be, so that text is measured in the styles in which it is shown.
    const stage = document.createElement('div');
    stage.className = 'diagram-stage';
    stage.style.width = `${Math.max(figure.clientWidth, LAYOUT_WIDTH)}px`;
    const { view, source } = partsOf(figure);
    view.append(stage);
    try {
      if (source.length > LONGEST_SOURCE) throw new Error(`longer than ${LONGEST_SOURCE} characters`);
      const mermaid = await loadMermaid();
      const { svg } = await mermaid.render(`${figure.id}-drawing`, withoutTags(source), stage);
      show(figure, svg);
    } catch (error) {
      explain(figure, error instanceof Error ? error.message : String(error));
    } finally {
      stage.remove();
    }
  }

  /**
   * @param {HTMLElement} figure
   * @param {string} drawing
   */
  function show(figure, drawing) {
    const { view, tools, details } = partsOf(figure);
    view.innerHTML = drawing;
    const svg = /** @type {SVGSVGElement} */ (view.querySelector('svg'));
    // The stylesheet scales the drawing between its natural width and the page's.
    figure.style.setProperty('--natural-width', `${svg.viewBox.baseVal.width || LAYOUT_WIDTH}px`);
    svg.style.removeProperty('max-width');
    for (const link of view.querySelectorAll('a')) link.setAttribute('rel', 'noopener noreferrer');
    for (const node of view.querySelectorAll('.node')) keepReadable(node);
    addTools(figure, tools, view);
    details.open = false;
    figure.dataset.state = 'drawn';
    centre(view, svg.querySelector('.node'));
  }

  /**
   * Mermaid writes dark labels on whatever fill a diagram names: on a dark one the label turns white.
   * @param {Element} node
   */
  function keepReadable(node) {
    const label = /** @type {HTMLElement | null} */ (node.querySelector('.nodeLabel'));
    if (label && isDark(fillUnder(label, node)) && isDark(getComputedStyle(label).color)) {
      label.style.setProperty('color', '#fff', 'important');
    }
  }

  /**
   * What is painted under a label: of the node's shapes the topmost that is there and has a fill. A group has one
   * too, which is painted nowhere; a brace's outline encloses nothing.
   * @param {Element} label
   * @param {Element} node
   */
  function fillUnder(label, node) {
    const { left, top, width, height } = label.getBoundingClientRect();
    const middle = new DOMPoint(left + width / 2, top + height / 2);
    /** @type {NodeListOf<SVGGeometryElement>} */
    const shapes = node.querySelectorAll(':is(path, rect, circle, ellipse, polygon):not(.label *)');
    const under = [...shapes].filter((shape) =>
      shape.isPointInFill(middle.matrixTransform(shape.getScreenCTM()?.inverse())),
    );
    const fills = under.map((shape) => getComputedStyle(shape).fill);
    return fills.findLast((fill) => channels(fill).alpha > 0.5) ?? 'none';
  }

  /** @param {string} color as computed: `rgb(r, g, b)`, or `none` */
  function isDark(color) {
    const { red, green, blue, alpha } = channels(color);
    return alpha > 0.5 && 0.299 * red + 0.587 * green + 0.114 * blue < 115;
  }

  /** @param {string} color as computed */
  function channels(color) {
    const opaque = color === 'none' ? 0 : 1;
    const [red = 255, green = 255, blue = 255, alpha = opaque] = (color.match(/[\d.]+/g) ?? []).map(Number);
    return { red, green, blue, alpha };
  }

  /**
   * Where a drawing is wider than its view, the view starts at the first node rather than at an empty corner.
   * @param {HTMLElement} view
   * @param {Element | null} node
   */
  function centre(view, node) {
    if (!node) return;
    const [inner, outer] = [node.getBoundingClientRect(), view.getBoundingClientRect()];
    view.scrollLeft = inner.left + inner.width / 2 - outer.left - outer.width / 2;
  }

  /**
   * @param {HTMLElement} figure
   * @param {string} reason
   */
  function explain(figure, reason) {
    const { view, error, details } = partsOf(figure);
    error.textContent = `${error.dataset.prefix} ${reason}`;
    error.hidden = false;
    view.hidden = true;
    details.open = true;
    figure.dataset.state = 'failed';
  }

  /**
   * Tools that work already: a diagram that has changed is drawn again in the same figure.
   * @type {WeakSet<HTMLElement>}
   */
  const equipped = new WeakSet();

  /**
   * @param {HTMLElement} figure
   * @param {HTMLElement} tools
   * @param {HTMLElement} view
   */
  function addTools(figure, tools, view) {
    tools.hidden = false;
    if (equipped.has(tools)) return;
    equipped.add(tools);
    tools.addEventListener('click', ({ target }) => {
      if (!(target instanceof HTMLButtonElement)) return;
      if (target.dataset.zoom) {
        const middle = (view.scrollLeft + view.clientWidth / 2) / view.scrollWidth;
        const before = Number(view.style.getPropertyValue('--zoom') || 1);
        const zoom = Math.min(8, Math.max(0.25, before * Number(target.dataset.zoom)));
        view.style.setProperty('--zoom', String(zoom));
        view.scrollLeft = middle * view.scrollWidth - view.clientWidth / 2;
      } else if (document.fullscreenElement) {
        document.exitFullscreen();
      } else {
        figure.requestFullscreen();
      }
    });
  }

  /**
   * Diagrams near the viewport that are not drawn yet, in the order of their coming.
   * @type {Set<HTMLElement>}
   */
  const waiting = new Set();
  let drawing = false;

  async function drawWaiting() {
    if (drawing) return;
    drawing = true;
    // The loop also meets what is added while it runs.
    for (const figure of waiting) {
      waiting.delete(figure);
      observer.unobserve(figure);
      await draw(figure);
      // Lets the browser paint, and notice what has been scrolled away meanwhile.
      await new Promise((resolve) => setTimeout(resolve));
    }
    drawing = false;
  }

  // Nothing hidden ever comes near: a diagram in a closed <details> waits until it is opened.
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) waiting.add(/** @type {HTMLElement} */ (target));
        else waiting.delete(/** @type {HTMLElement} */ (target));
      }
      drawWaiting();
    },
    { rootMargin: NEAR },
  );

  /** @returns {NodeListOf<HTMLElement>} */
  const figures = () => document.querySelectorAll('[data-diagram]');

  /** Takes up the diagrams that nothing has been done about yet. */
  function begin() {
    for (const figure of figures()) {
      if (figure.dataset.state) continue;
      const { view, details } = partsOf(figure);
      figure.dataset.state = 'waiting';
      view.hidden = false;
      details.open = false;
      observer.observe(figure);
    }
  }

  begin();
  // A page can be changed while it is read: see the live script of `synopsite serve`.
  document.addEventListener('synopsite:patched', begin);

  // Printing does not wait for a drawing: what is not drawn yet is printed as its source.
  window.addEventListener('beforeprint', () => {
    for (const figure of figures()) {
      if (figure.dataset.state === 'waiting') partsOf(figure).details.open = true;
    }
  });
})();

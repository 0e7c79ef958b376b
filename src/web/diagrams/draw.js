/**
 * Draws the page's Mermaid diagrams when they come near the viewport, one after the other.
 *
 * Without this script, and where a diagram cannot be drawn, its source stands in its place. Mermaid runs in a frame
 * of its own (see frame.js), so neither its time nor what it makes of hostile sources is the page's concern.
 */
(() => {
  'use strict';

  const { clean, missing, openFrame, preload, viewer, difference, inRoom, roomFor, setWidth, leastLabel } = synopsite;

  /** How far outside the viewport a diagram is already drawn: about one screen, the time to scroll there. */
  const NEAR = '800px';
  /** The narrowest room that charts are laid out for; on a phone they are moved about rather than shrunk. */
  const LAYOUT_WIDTH = 880;
  /** Pages with more diagrams draw only those that come near. */
  const MAX_DRAWN_AHEAD = 30;
  /** After so many milliseconds a reader may stop a drawing, and after so many it stops by itself. */
  const SLOW = 3_000;
  const LONGEST = 20_000;
  /** Where drawings may be too wide to be seen whole, the words stand open beside them. */
  const PHONE = matchMedia('(max-width: 32rem)');
  /** A frame that has nothing to do for so many milliseconds gives its memory back. */
  const IDLE = 30_000;

  const words = {
    ...globalThis.synopsite?.words?.diagrams,
    .../** @type {HTMLScriptElement} */ (document.currentScript).dataset,
  };

  /** The frame in which Mermaid runs. @type {Promise<DrawingFrame> | undefined} */
  let frame;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let idle;

  /** @param {string} reason */
  async function closeFrame(reason) {
    const open = frame;
    frame = undefined;
    (await open?.catch(() => undefined))?.end(reason);
  }

  /**
   * One figure: see the component `diagram` in templates/components.html.
   * @param {HTMLElement} figure
   */
  function partsOf(figure) {
    /** @param {string} selector */
    const part = (selector) => /** @type {HTMLElement} */ (figure.querySelector(selector));
    const repair = /** @type {HTMLTemplateElement | null} */ (figure.querySelector('template.diagram-repair'));
    return {
      view: part('.diagram-view'),
      error: part('.diagram-error'),
      details: /** @type {HTMLDetailsElement} */ (part('.diagram-source')),
      words: /** @type {HTMLDetailsElement | null} */ (figure.querySelector('.diagram-words')),
      source: part('.diagram-source code').textContent ?? '',
      repaired: repair?.content.textContent ?? undefined,
    };
  }

  /** The page's colours, as the style sheet has them for the present scheme. @param {HTMLElement} view @returns {DrawingPalette} */
  function paletteOf(view) {
    const probe = document.createElement('i');
    view.append(probe);
    /** @param {string} name */
    const color = (name) => {
      probe.style.color = `var(--${name})`;
      return getComputedStyle(probe).color;
    };
    const [panel, ink, muted, accent] = ['panel', 'ink', 'muted', 'accent'].map(color);
    const [node, border, group, line, note] = ['node', 'border', 'group', 'line', 'note'].map((name) =>
      color(`diagram-${name}`),
    );
    const font = getComputedStyle(document.body).fontFamily;
    const [red = 0, green = 0, blue = 0] = (panel.match(/[\d.]+/g) ?? []).map(Number);
    probe.remove();
    return { dark: red + green + blue < 384, font, panel, ink, muted, accent, node, border, group, line, note };
  }

  /**
   * @typedef {object} Drawn
   * @property {SVGSVGElement} [drawing]
   * @property {{ width: number, label: number }} [size] of the drawing and of its labels
   * @property {boolean} [isTurned]
   * @property {boolean} [isRepaired] whether it was drawn from the mended source
   * @property {string} [error] why the source as written was not
   * @property {boolean} [mayBeForced] whether it is drawn where somebody asks for it
   */

  /** Figures whose sizes have no limit, because somebody asked for it. @type {WeakSet<HTMLElement>} */
  const unlimited = new WeakSet();
  /** Figures that somebody wants to see as they are written. @type {WeakSet<HTMLElement>} */
  const asWritten = new WeakSet();
  /** @type {WeakMap<HTMLElement, Viewer>} */
  const viewers = new WeakMap();

  /**
   * Draws the source as written, else the mended one. Either has to be whole: a drawing that leaves words out is only for
   * whoever asks for it.
   * @param {string[]} sources
   * @param {(source: string) => Promise<DrawingAnswer>} ask
   * @returns {Promise<Drawn>}
   */
  async function drawFirst(sources, ask) {
    /** @type {Drawn} */
    let first = {};
    for (const [number, source] of sources.entries()) {
      const { svg, size, isTurned, error, limited } = await ask(source);
      const drawing = svg === undefined ? undefined : clean(svg);
      // What is mended has in brackets what was written before them.
      const told = [...new Set([source, sources.at(-1) ?? source])];
      const unsaid = drawing ? told.flatMap((source) => missing(source, drawing)) : [];
      if (drawing && unsaid.length === 0) {
        return { drawing, size, isTurned, isRepaired: number > 0, error: first.error };
      }
      const reason = unsaid.length > 0 ? `${words.unsaid} ${[...new Set(unsaid)].join(' · ')}` : error;
      if (!first.drawing)
        first = { drawing, size, isTurned, error: first.error ?? reason, mayBeForced: limited || unsaid.length > 0 };
      if (limited) break;
    }
    return first;
  }

  /** @param {HTMLElement} figure */
  async function draw(figure) {
    const { view, source, repaired } = partsOf(figure);
    /** @type {ReturnType<typeof setTimeout>[]} */
    const timers = [];
    clearTimeout(idle);
    try {
      const kind = figure.dataset.diagram ?? '';
      preload(kind);
      frame ??= openFrame();
      const { ask, bring } = await frame;
      await bring(kind);
      // What the others need comes while this one is drawn.
      if (figures().length <= MAX_DRAWN_AHEAD) preload(...[...figures()].map(({ dataset }) => dataset.diagram ?? ''));
      if (!figure.isConnected) return;
      timers.push(setTimeout(() => offerStop(figure), SLOW));
      if (!unlimited.has(figure)) timers.push(setTimeout(() => closeFrame(words.tooLong ?? ''), LONGEST));
      const request = {
        id: `${figure.id}-drawing`,
        width: Math.max(figure.parentElement?.clientWidth ?? 0, LAYOUT_WIDTH),
        room: roomFor(figure),
        leastLabel,
        asWritten: asWritten.has(figure),
        palette: paletteOf(view),
        unlimited: unlimited.has(figure),
      };
      const found = await drawFirst(repaired === undefined ? [source] : [source, repaired], (source) =>
        ask({ ...request, source }),
      );
      // It may have changed, or gone, meanwhile.
      if (!figure.isConnected || partsOf(figure).source !== source) return;
      const { drawing, error = '', mayBeForced } = found;
      if (drawing && (!mayBeForced || unlimited.has(figure))) inRoom(figure, view, () => show(figure, drawing, found));
      else explain(figure, error, Boolean(mayBeForced) || error === words.stopped || error === words.tooLong);
    } catch (error) {
      closeFrame('');
      explain(figure, error instanceof Error ? error.message : String(error), false);
    } finally {
      timers.forEach(clearTimeout);
      figure.querySelector('.diagram-slow')?.remove();
      idle = setTimeout(() => closeFrame(''), IDLE);
    }
  }

  /** @param {string} text @param {() => void} action */
  function button(text, action) {
    const element = document.createElement('button');
    element.type = 'button';
    element.textContent = text;
    element.addEventListener('click', action);
    return element;
  }

  /** @param {HTMLElement} figure */
  function offerStop(figure) {
    const notice = document.createElement('p');
    // It lies over the room of the drawing, so that nothing below moves.
    notice.className = 'diagram-slow panzoom-exclude';
    notice.role = 'status';
    notice.append(
      words.slow ?? '',
      ' ',
      button(words.stop ?? '', () => closeFrame(words.stopped ?? '')),
    );
    partsOf(figure).view.append(notice);
  }

  /**
   * @param {HTMLElement} figure
   * @param {SVGSVGElement} drawing
   * @param {Drawn} drawn
   */
  function show(figure, drawing, { size, isTurned, isRepaired, error }) {
    const { view, error: message, details, words: outline, source, repaired } = partsOf(figure);
    nameDrawing(figure, drawing);
    // The style sheet scales the drawing.
    drawing.style.removeProperty('max-width');
    if (size) setWidth(figure, size);
    const note = figure.querySelector('.diagram-turned');
    const hadFocus = note?.contains(document.activeElement);
    note?.remove();
    if (isTurned || asWritten.has(figure)) view.after(turnNote(figure, hadFocus));
    message.hidden = true;
    view.hidden = false;
    if (figure.dataset.state !== 'drawn') details.open = false;
    if (figure.dataset.state === 'failed' && outline) outline.open = PHONE.matches;
    figure.querySelector('.diagram-repaired')?.remove();
    if (isRepaired && repaired !== undefined) details.before(repairNote(source, repaired, error ?? ''));
    if (!viewers.has(figure) || !figure.querySelector('.diagram-tools')) viewers.set(figure, viewer(figure));
    viewers.get(figure)?.show(drawing);
    figure.dataset.state = 'drawn';
  }

  /**
   * What a screen reader calls it: the diagram's own accTitle, else its caption, with the heading that it stands under.
   * @param {HTMLElement} figure
   * @param {SVGSVGElement} drawing
   */
  function nameDrawing(figure, drawing) {
    // Of a picture, nothing that is in it can be reached.
    drawing.setAttribute('role', drawing.querySelector('a') ? 'group' : 'img');
    if (drawing.querySelector(':scope > title')?.textContent) return;
    const headings = [...document.querySelectorAll('main :is(h1, h2, h3, h4, h5, h6)')];
    const above = headings.findLast(
      (heading) => heading.compareDocumentPosition(figure) & Node.DOCUMENT_POSITION_FOLLOWING,
    );
    const caption = figure.querySelector('figcaption > :first-child')?.textContent ?? '';
    drawing.setAttribute('aria-label', [caption, above?.textContent].filter(Boolean).join(' · '));
  }

  /** Says that a drawing has another direction than its source, and gives it back. @param {HTMLElement} figure @param {boolean} [hasFocus] */
  function turnNote(figure, hasFocus) {
    const note = document.createElement('p');
    note.className = 'diagram-turned';
    const isWritten = asWritten.has(figure);
    const turn = button((isWritten ? words.turn : words.asWritten) ?? '', () => {
      if (isWritten) asWritten.delete(figure);
      else asWritten.add(figure);
      enqueue(figure);
    });
    note.append(...(isWritten ? [] : [words.turned ?? '', ' ']), turn);
    if (hasFocus) queueMicrotask(() => turn.focus({ preventScroll: true }));
    return note;
  }

  /**
   * A discreet mark, which shows what was mended.
   * @param {string} source
   * @param {string} repaired
   * @param {string} error
   */
  function repairNote(source, repaired, error) {
    const note = document.createElement('details');
    note.className = 'diagram-repaired';
    const [summary, reason, pre] = ['summary', 'p', 'pre'].map((name) => document.createElement(name));
    summary.textContent = words.repaired ?? '';
    reason.textContent = error;
    for (const { kind, line } of difference(source, repaired)) {
      const element = document.createElement(kind === '+' ? 'ins' : kind === '-' ? 'del' : 'span');
      element.textContent = `${line}\n`;
      pre.append(element);
    }
    pre.tabIndex = 0;
    note.append(summary, reason, pre);
    return note;
  }

  /**
   * @param {HTMLElement} figure
   * @param {string} reason
   * @param {boolean} mayBeForced
   */
  function explain(figure, reason, mayBeForced) {
    // Of a drawing that is there already, another colour scheme takes nothing away.
    if (figure.dataset.state === 'drawn') return;
    const { view, error, details, words: outline } = partsOf(figure);
    // Who reads can do more with words than with a source.
    const shown = outline ?? details;
    const listing = /** @type {HTMLElement} */ (shown.querySelector('pre, ul'));
    error.textContent = `${error.dataset.prefix} ${reason}`;
    if (mayBeForced && words.anyway) {
      error.append(
        ' ',
        button(words.anyway, () => {
          unlimited.add(figure);
          view.hidden = false;
          error.hidden = true;
          figure.dataset.state = 'waiting';
          enqueue(figure);
        }),
      );
    }
    inRoom(figure, listing, () => {
      error.hidden = false;
      view.hidden = true;
      shown.open = true;
      figure.dataset.state = 'failed';
      if (error.scrollHeight > error.clientHeight) error.tabIndex = 0;
    });
  }

  /**
   * Diagrams near the viewport that are not drawn yet, in the order of their coming.
   * @type {Set<HTMLElement>}
   */
  const waiting = new Set();
  let drawing = false;

  /** @param {HTMLElement} figure */
  function enqueue(figure) {
    waiting.add(figure);
    drawWaiting();
  }

  async function drawWaiting() {
    if (drawing) return;
    drawing = true;
    for (let figure = next(); figure; figure = next()) {
      waiting.delete(figure);
      observer.unobserve(figure);
      if (figure.isConnected) await draw(figure);
    }
    drawing = false;
  }

  /** The next to be drawn. When nothing near is left, Mermaid is there, and the page's other diagrams are drawn ahead. */
  function next() {
    const [near] = waiting;
    if (near || !frame) return near;
    const all = [...figures()];
    return all.length > MAX_DRAWN_AHEAD
      ? undefined
      : all.find((figure) => figure.dataset.state === 'waiting' && figure.checkVisibility());
  }

  // Nothing hidden ever comes near: a diagram in a closed <details> waits until it is opened.
  const observer = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (isIntersecting) waiting.add(/** @type {HTMLElement} */ (target));
        else waiting.delete(/** @type {HTMLElement} */ (target));
      }
      if (waiting.size > 0) drawWaiting();
    },
    { rootMargin: NEAR },
  );

  /** @returns {NodeListOf<HTMLElement>} */
  const figures = () => document.querySelectorAll('[data-diagram]');

  /** Takes up the diagrams that nothing has been done about yet. */
  function begin() {
    for (const figure of figures()) {
      if (figure.dataset.state) continue;
      const { view, details, words } = partsOf(figure);
      figure.dataset.state = 'waiting';
      view.hidden = false;
      details.open = false;
      if (words) words.open = PHONE.matches;
      observer.observe(figure);
    }
  }

  begin();
  // A page can be changed while it is read: see the live script of `synopsite serve`, and the gallery.
  document.addEventListener('synopsite:patched', begin);

  /** Draws what is drawn again, in other colours; each stays as it is until then. */
  function redraw() {
    for (const figure of figures()) if (figure.dataset.state === 'drawn') enqueue(figure);
  }
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redraw);
  document.addEventListener('synopsite:theme', redraw);

  /** All that can be drawn is, before the page is printed from the keyboard. @param {KeyboardEvent} event */
  async function printAll(event) {
    const isPrint = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key === 'p';
    const left = [...figures()].filter((figure) => figure.dataset.state === 'waiting' && figure.checkVisibility());
    if (!isPrint || left.length === 0) return;
    event.preventDefault();
    left.forEach(enqueue);
    while (left.some((figure) => figure.isConnected && figure.dataset.state === 'waiting')) {
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    window.print();
  }
  window.addEventListener('keydown', printAll);

  // A browser's own menu does not wait for a drawing: what is not drawn yet is printed as its source.
  window.addEventListener('beforeprint', () => {
    for (const figure of figures()) {
      if (figure.dataset.state === 'waiting') partsOf(figure).details.open = true;
    }
  });
})();

/** A drawing that can be enlarged, moved about, shown on the full screen, copied and saved. */
(() => {
  'use strict';

  const MAX_ZOOM = 8;
  const STEP = 1.3;
  /** An arrow key moves a drawing by so many pixels. */
  const STRIDE = 60;
  /** A pointer that went so many pixels has not moved. */
  const NEAR = 5;

  const ICONS = new Set(['out', 'in', 'fit', 'full']);

  const words = {
    ...globalThis.synopsite?.words?.diagrams,
    .../** @type {HTMLScriptElement} */ (document.currentScript).dataset,
  };

  /** @param {string} name @param {string} label @param {() => void} action */
  function tool(name, label, action) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.tool = name;
    // Without a text it has a sign: see site.css.
    if (ICONS.has(name)) [button.title, button.ariaLabel] = [label, label];
    else button.textContent = label;
    button.addEventListener('click', action);
    return button;
  }

  /** Where an edge of a drawing may be, in the directions of `shift`. @param {{ offset: number, size: number, room: number }} side @param {number} scale @param {number} shift */
  function bounded({ offset, size, room }, scale, shift) {
    // The transform is about the middle: see the documentation of panzoom.
    const base = offset + (size / 2) * (1 - scale);
    const span = size * scale;
    const edge = span <= room ? (room - span) / 2 : Math.min(0, Math.max(room - span, base + scale * shift));
    return (edge - base) / scale;
  }

  /**
   * @param {HTMLElement} figure
   * @returns {Viewer}
   */
  function viewer(figure) {
    const view = /** @type {HTMLElement} */ (figure.querySelector('.diagram-view'));
    const sheet = document.createElement('div');
    sheet.className = 'diagram-sheet';
    view.replaceChildren(sheet);
    const map = synopsite.map(view, sheet);

    const sides = () => ({
      across: { offset: sheet.offsetLeft, size: sheet.offsetWidth, room: view.clientWidth },
      down: { offset: sheet.offsetTop, size: sheet.offsetHeight, room: view.clientHeight },
    });
    /** @param {{ x: number, y: number }} pan @param {number} scale */
    const inside = ({ x, y }, scale) => {
      const { across, down } = sides();
      return { x: bounded(across, scale, x), y: bounded(down, scale, y) };
    };
    const isFull = () => document.fullscreenElement === figure || figure.classList.contains('is-full');

    const panzoom = Panzoom(sheet, {
      canvas: true,
      maxScale: MAX_ZOOM,
      minScale: 0.05,
      step: 0.7,
      touchAction: 'pan-y',
      cursor: '',
      /** @param {HTMLElement} element @param {{ x: number, y: number, scale: number }} place */
      setTransform: (element, place) => {
        const { x, y } = inside(place, place.scale);
        element.style.transform = `scale(${place.scale}) translate(${x}px, ${y}px)`;
        map.move();
      },
      /** @param {Event} event */
      handleStartEvent: (event) => {
        event.preventDefault();
        view.focus({ preventScroll: true });
      },
    });

    /** What was moved too far is where it is shown. */
    function settle() {
      const [pan, scale] = [panzoom.getPan(), panzoom.getScale()];
      const { x, y } = inside(pan, scale);
      if (x !== pan.x || y !== pan.y) panzoom.pan(x, y, { force: true, silent: true });
      const { across, down } = sides();
      view.toggleAttribute('data-movable', across.size * scale > across.room + 1 || down.size * scale > down.room + 1);
      view.dataset.scale = scale.toFixed(3);
      map.move();
    }
    sheet.addEventListener('panzoomend', settle);
    sheet.addEventListener('panzoomzoom', settle);
    sheet.addEventListener('panzoomreset', settle);
    /** The scale at which all was seen. @type {number | undefined} */
    let fitted;
    // A phone on its side has another room.
    new ResizeObserver(() => (isFull() && panzoom.getScale() === fitted ? fit() : settle())).observe(view);

    /** Where a pointer went down: who moves a drawing by one of its links does not follow it. @type {PointerEvent | undefined} */
    let down;
    sheet.addEventListener('pointerdown', (event) => (down = event), { capture: true });
    sheet.addEventListener('click', (event) => {
      const far = down ? Math.hypot(event.clientX - down.clientX, event.clientY - down.clientY) : 0;
      if (event.detail > 0 && far > NEAR) event.preventDefault();
    });

    /** The scale at which all of it can be seen: its width on a page, its height too on a full screen. */
    function fitting() {
      const { across, down } = sides();
      const width = across.room / across.size;
      return isFull() ? Math.min(width, down.room / down.size, MAX_ZOOM) : Math.min(width, 1);
    }
    function fit() {
      panzoom.zoom(fitting(), { force: true });
      panzoom.pan(0, 0, { force: true });
      fitted = panzoom.getScale();
      settle();
    }
    /** @param {number} factor */
    function zoom(factor) {
      const least = Math.min(fitting(), 1);
      panzoom.zoom(Math.max(least, Math.min(MAX_ZOOM, panzoom.getScale() * factor)));
    }
    /** @param {number} x @param {number} y */
    function move(x, y) {
      const scale = panzoom.getScale();
      panzoom.pan(x / scale, y / scale, { relative: true });
      settle();
    }

    // A link that is reached by a key is moved into sight as everything is, not by scrolling.
    view.addEventListener('focusin', ({ target }) => {
      if (target === view || !(target instanceof Element) || !sheet.contains(target)) return;
      const [own, frame] = [target.getBoundingClientRect(), view.getBoundingClientRect()];
      const x = own.left < frame.left ? frame.left - own.left : Math.min(0, frame.right - own.right);
      view.scrollLeft = 0;
      if (x !== 0) move(x, 0);
    });

    view.addEventListener(
      'wheel',
      (event) => {
        // Without a key the wheel scrolls the page, which people do far more often.
        if (!(event.ctrlKey || event.metaKey || isFull())) return;
        event.preventDefault();
        const factor = Math.exp(-event.deltaY * (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? 0.004 : 0.12));
        const scale = Math.max(Math.min(fitting(), 1), Math.min(MAX_ZOOM, panzoom.getScale() * factor));
        panzoom.zoomToPoint(scale, event);
      },
      { passive: false },
    );

    const keys = new Map([
      ['+', () => zoom(STEP)],
      ['=', () => zoom(STEP)],
      ['-', () => zoom(1 / STEP)],
      ['0', fit],
      ['f', toggleFull],
      ['ArrowLeft', () => move(STRIDE, 0)],
      ['ArrowRight', () => move(-STRIDE, 0)],
      ['ArrowUp', () => move(0, STRIDE)],
      ['ArrowDown', () => move(0, -STRIDE)],
    ]);
    view.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && figure.classList.contains('is-full')) return toggleFull();
      const action = keys.get(event.key);
      const isArrow = event.key.startsWith('Arrow');
      if (!action || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isArrow && !view.hasAttribute('data-movable')) return;
      event.preventDefault();
      action();
    });

    /** @type {{ scale: number, x: number, y: number } | undefined} */
    let before;
    function turnFull() {
      panzoom.setOptions({ touchAction: isFull() ? 'none' : 'pan-y' });
      if (isFull()) {
        before = { scale: panzoom.getScale(), ...panzoom.getPan() };
        fit();
      } else if (before) {
        panzoom.zoom(before.scale, { force: true });
        panzoom.pan(before.x, before.y, { force: true });
        before = undefined;
        settle();
      }
    }
    function toggleFull() {
      if (document.fullscreenElement) document.exitFullscreen();
      else if (figure.requestFullscreen) figure.requestFullscreen().then(lieAcross, () => undefined);
      else {
        // Some phones give the full screen to films only.
        figure.classList.toggle('is-full');
        turnFull();
      }
    }
    /** Phones turn the picture, and most other screens cannot. */
    function lieAcross() {
      const { across, down } = sides();
      const orientation = /** @type {{ lock?(name: string): Promise<void> }} */ (screen.orientation);
      if (across.size > down.size) orientation?.lock?.('landscape').catch(() => undefined);
    }
    figure.addEventListener('fullscreenchange', turnFull);

    const source = () => figure.querySelector('.diagram-source code')?.textContent ?? '';
    const drawing = () => /** @type {SVGSVGElement} */ (sheet.querySelector('svg'));
    const name = () =>
      `${document.querySelector('h1')?.textContent?.trim().slice(0, 60) ?? ''}-${figure.id}`.replaceAll(
        /[\\/:*?"<>|\s]+/g,
        '-',
      );
    const menu = document.createElement('details');
    menu.className = 'diagram-menu';
    const summary = document.createElement('summary');
    summary.dataset.tool = 'more';
    [summary.title, summary.ariaLabel] = [words.more ?? '', words.more ?? ''];
    const items = document.createElement('div');
    const entries = [
      tool('copy', words.copy ?? '', async () => {
        await synopsite.copyText(source());
        say(words.copied ?? '');
      }),
      tool('source', words.source ?? '', () => {
        const details = /** @type {HTMLDetailsElement} */ (figure.querySelector('.diagram-source'));
        details.open = true;
        details.scrollIntoView({ block: 'nearest' });
      }),
      tool('svg', words.svg ?? '', () => synopsite.saveSvg(drawing(), name())),
      tool('png', words.png ?? '', () => synopsite.savePng(drawing(), name(), getComputedStyle(view).backgroundColor)),
      tool('png-clear', words.pngClear ?? '', () => synopsite.savePng(drawing(), name(), '')),
    ];
    items.append(...entries);
    items.addEventListener('click', () => (menu.open = false));
    menu.append(summary, items);
    menu.addEventListener('keydown', ({ key }) => {
      if (key !== 'Escape') return;
      menu.open = false;
      summary.focus();
    });
    menu.addEventListener('focusout', ({ relatedTarget }) => {
      if (!menu.contains(/** @type {Node | null} */ (relatedTarget))) menu.open = false;
    });

    const status = document.createElement('span');
    status.role = 'status';
    /** @param {string} text */
    function say(text) {
      status.textContent = text;
      setTimeout(() => (status.textContent = ''), 2_000);
    }
    const tools = document.createElement('div');
    tools.className = 'diagram-tools';
    tools.role = 'group';
    tools.append(
      status,
      tool('out', words.zoomOut ?? '', () => zoom(1 / STEP)),
      tool('in', words.zoomIn ?? '', () => zoom(STEP)),
      tool('fit', words.fit ?? '', fit),
      tool('full', words.fullscreen ?? '', toggleFull),
      menu,
    );
    figure.querySelector('.diagram-tools')?.remove();
    figure.querySelector('figcaption')?.after(tools);

    return {
      show(next) {
        const isFirst = !drawing();
        sheet.replaceChildren(next);
        map.draw(next);
        if (isFirst) begin(next, sheet, panzoom);
        settle();
      },
    };
  }

  /**
   * Where a drawing is wider than its view, the view starts at the first node rather than at an empty corner.
   * @param {SVGSVGElement} drawing
   * @param {HTMLElement} sheet
   * @param {PanzoomObject} panzoom
   */
  function begin(drawing, sheet, panzoom) {
    const node = drawing.querySelector('.node');
    if (!node) return;
    const [inner, outer] = [node.getBoundingClientRect(), sheet.getBoundingClientRect()];
    const room = /** @type {HTMLElement} */ (sheet.parentElement).clientWidth;
    if (outer.width <= room) return;
    const middle = inner.left + inner.width / 2 - outer.left;
    // Panzoom sets its own beginning a moment after it is made.
    setTimeout(() => panzoom.pan(room / 2 - middle, 0, { force: true }));
  }

  globalThis.synopsite = { ...globalThis.synopsite, viewer };
})();

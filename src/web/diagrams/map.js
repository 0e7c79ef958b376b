/** A small map of a drawing that does not fit its view: the boxes in it, and which part of it is seen. */
(() => {
  'use strict';

  const SVG = 'http://www.w3.org/2000/svg';
  /** The longer side of a map, in pixels, and the most boxes on it. */
  const SIDE = 88;
  const MAX_BOXES = 400;
  /** Such a share of a drawing is nearly all of it. */
  const NEARLY = 0.9;
  /** What is drawn as a box, of whatever kind a diagram is. */
  const BOXES =
    '.node, .cluster, .actor, .note, .task, .mindmap-node, .timeline-node, .entityBox, .pieCircle, .quadrant';

  /** @param {string} name @param {Record<string, number>} attributes */
  function shape(name, attributes) {
    const element = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value.toFixed(1));
    return element;
  }

  /**
   * @param {HTMLElement} view
   * @param {HTMLElement} sheet what is moved in it
   */
  function map(view, sheet) {
    const picture = document.createElementNS(SVG, 'svg');
    picture.classList.add('diagram-map', 'panzoom-exclude');
    picture.setAttribute('aria-hidden', 'true');

    /** Shows the boxes of another drawing. @param {SVGSVGElement} drawing */
    function draw(drawing) {
      const whole = drawing.getBoundingClientRect();
      const scale = SIDE / Math.max(whole.width, whole.height, 1);
      const [width, height] = [whole.width * scale, whole.height * scale];
      picture.setAttribute('viewBox', `0 0 ${width} ${height}`);
      picture.setAttribute('width', String(width));
      picture.setAttribute('height', String(height));
      const boxes = [...drawing.querySelectorAll(BOXES)].slice(0, MAX_BOXES).map((box) => {
        const { left, top, width, height } = box.getBoundingClientRect();
        const place = { x: (left - whole.left) * scale, y: (top - whole.top) * scale };
        return shape('rect', { ...place, width: width * scale, height: height * scale });
      });
      picture.replaceChildren(...boxes, shape('rect', {}));
      picture.lastElementChild?.classList.add('diagram-seen');
      view.append(picture);
      move();
    }

    /** Tells which sides of the drawing there is more at, and shows which part is seen. */
    function move() {
      const [whole, frame] = [sheet.getBoundingClientRect(), view.getBoundingClientRect()];
      if (!whole.width || !whole.height) return;
      const sides = [];
      if (whole.left < frame.left - 1) sides.push('left');
      if (whole.right > frame.right + 1) sides.push('right');
      view.dataset.more = sides.join(' ');
      const seen = picture.lastElementChild;
      const { width, height } = picture.viewBox.baseVal;
      const [across, down] = [width / whole.width, height / whole.height];
      const left = Math.max(frame.left - whole.left, 0);
      const top = Math.max(frame.top - whole.top, 0);
      const place = {
        x: left * across,
        y: top * down,
        width: (Math.min(frame.right, whole.right) - whole.left - left) * across,
        height: (Math.min(frame.bottom, whole.bottom) - whole.top - top) * down,
      };
      // It would hide more than it shows of what is nearly whole.
      picture.toggleAttribute('hidden', place.width > NEARLY * width && place.height > NEARLY * height);
      for (const [key, value] of Object.entries(place)) seen?.setAttribute(key, Math.max(value, 0).toFixed(1));
    }

    return { draw, move };
  }

  globalThis.synopsite = { ...globalThis.synopsite, map };
})();

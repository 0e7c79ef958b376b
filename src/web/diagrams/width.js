/**
 * How wide a figure is: as the text around it, unless its labels can be read better where it is wider; then it reaches
 * over what stands beside the text, as far as the window. Labels are never smaller than can be read: what does not fit then
 * is moved about.
 */
(() => {
  'use strict';

  /** In pixels: smaller labels are hard to read; for larger ones no figure is made wider; none are larger than text. */
  const LEAST_LABEL = 11;
  const GOOD_LABEL = 14;
  const MAX_LABEL = 16;
  /** Up to so many pixels a window is a phone's, where a figure goes to the edges. Else it keeps away from them. */
  const PHONE = 640;
  const MARGIN = 12;

  /** The sizes of drawings that are shown. @type {WeakMap<HTMLElement, { width: number, label: number }>} */
  const sizes = new WeakMap();

  /** What stands around a drawing in the frame of a wide figure, in pixels. @param {HTMLElement} figure */
  function frameOf(figure) {
    const view = /** @type {HTMLElement} */ (figure.querySelector('.diagram-view'));
    const isWide = figure.hasAttribute('data-wide');
    figure.toggleAttribute('data-wide', true);
    const style = getComputedStyle(view);
    const sides = [style.paddingLeft, style.paddingRight, style.borderLeftWidth, style.borderRightWidth];
    const sum = sides.reduce((sum, side) => sum + (Number.parseFloat(side) || 0), 0);
    figure.toggleAttribute('data-wide', isWide);
    return sum;
  }

  /** Where a figure may stand, from the left edge of the window on. @param {HTMLElement} figure */
  function placeOf(figure) {
    const column = /** @type {HTMLElement} */ (figure.parentElement).getBoundingClientRect();
    const window = document.documentElement.clientWidth;
    const margin = window <= PHONE ? 0 : MARGIN;
    // In the gallery, others stand beside it.
    const isInText = figure.closest('.prose') !== null;
    return { column, left: isInText ? margin : column.left, right: isInText ? window - margin : column.right };
  }

  /** How wide a drawing can be so that all of it is seen. @param {HTMLElement} figure */
  function roomFor(figure) {
    const { left, right } = placeOf(figure);
    return right - left - frameOf(figure);
  }

  /** @param {HTMLElement} figure */
  function place(figure) {
    const size = sizes.get(figure);
    if (!size || document.fullscreenElement === figure) return;
    /** @param {number} label */
    const widthFor = (label) => (size.width * label) / size.label;
    const least = widthFor(LEAST_LABEL);
    const natural = Math.max(least, Math.min(size.width, widthFor(MAX_LABEL)));
    const good = Math.min(natural, widthFor(GOOD_LABEL));
    const { column, left, right } = placeOf(figure);
    const wide = Math.min(good + frameOf(figure), right - left);
    const isWide = wide > column.width + 1;
    figure.style.setProperty('--natural-width', `${natural}px`);
    figure.style.setProperty('--least-width', `${least}px`);
    figure.toggleAttribute('data-wide', isWide);
    if (!isWide) return;
    figure.style.setProperty('--wide', `${wide}px`);
    const start = Math.max(left, Math.min(column.left, right - wide));
    const isRightToLeft = getComputedStyle(/** @type {HTMLElement} */ (figure.parentElement)).direction === 'rtl';
    const shift = isRightToLeft ? column.right - start - wide : start - column.left;
    figure.style.setProperty('--shift', `${shift}px`);
  }

  /**
   * Gives a figure the width for its drawing, now and whenever the window has another.
   * @param {HTMLElement} figure
   * @param {{ width: number, label: number }} size of the drawing, and of its labels, in its own pixels
   */
  function setWidth(figure, size) {
    sizes.set(figure, size);
    place(figure);
  }

  // What was drawn on the full screen has its place afterwards.
  document.addEventListener('fullscreenchange', ({ target }) => {
    if (target instanceof HTMLElement) place(target);
  });

  let window = 0;
  new ResizeObserver(() => {
    const { clientWidth } = document.documentElement;
    if (clientWidth === window) return;
    window = clientWidth;
    document.querySelectorAll('[data-diagram]').forEach((figure) => place(/** @type {HTMLElement} */ (figure)));
  }).observe(document.documentElement);

  globalThis.synopsite = { ...globalThis.synopsite, roomFor, setWidth, leastLabel: LEAST_LABEL };
})();

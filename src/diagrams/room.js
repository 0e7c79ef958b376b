/**
 * The room that was kept for a drawing is a guess. Where the drawing arrives before a reader's eyes it has to do with that
 * room, so that the text below does not move; it takes its own size once it is out of sight.
 */
(() => {
  'use strict';

  /** Whether a browser leaves in place what is read when something above it grows; Safari has learnt it late. */
  const holds = CSS.supports('overflow-anchor', 'auto');

  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, boundingClientRect, target } of entries) {
      const figure = /** @type {HTMLElement} */ (target);
      if (isIntersecting || document.fullscreenElement === figure || (boundingClientRect.bottom < 0 && !holds))
        continue;
      observer.unobserve(figure);
      figure.style.removeProperty('--room');
      figure.toggleAttribute('data-room', false);
    }
  });

  /**
   * Changes a figure in such a way that nothing else on the screen moves.
   * @param {HTMLElement} figure
   * @param {HTMLElement} view the part of it that can be made smaller
   * @param {() => void} change
   */
  function inRoom(figure, view, change) {
    const before = figure.getBoundingClientRect();
    change();
    if (figure.hasAttribute('data-room')) return;
    const after = figure.getBoundingClientRect();
    const end = before.top + Math.min(before.height, after.height);
    if (before.bottom <= 0 || end >= innerHeight || before.height === after.height) return;
    figure.style.setProperty('--room', `${view.offsetHeight + before.height - after.height}px`);
    figure.toggleAttribute('data-room', true);
    observer.observe(figure);
  }

  globalThis.synopsite = { ...globalThis.synopsite, inRoom };
})();

/**
 * The room that was kept for a drawing is a guess. Where the drawing, or the source of one that failed, arrives before a
 * reader's eyes, the text below does not move: what is larger has to do with that room, and what is smaller leaves the rest of it
 * empty. The figure takes its own size once it is out of sight, or when it is asked to.
 */
(() => {
  'use strict';

  /** Whether a browser leaves in place what is read when something above it grows; Safari has learnt it late. */
  const holds = CSS.supports('overflow-anchor', 'auto');

  const words = {
    ...globalThis.synopsite?.words?.diagrams,
    .../** @type {HTMLScriptElement} */ (document.currentScript).dataset,
  };

  const observer = new IntersectionObserver((entries) => {
    for (const { isIntersecting, boundingClientRect, target } of entries) {
      const isLeft = !isIntersecting && document.fullscreenElement !== target;
      if (isLeft && (boundingClientRect.bottom > 0 || holds)) free(/** @type {HTMLElement} */ (target));
    }
  });

  /** Gives a figure its own size. @param {HTMLElement} figure */
  function free(figure) {
    observer.unobserve(figure);
    for (const name of ['--room', '--hold']) figure.style.removeProperty(name);
    for (const name of ['data-room', 'data-hold']) figure.toggleAttribute(name, false);
    figure.querySelector('.diagram-whole')?.remove();
  }

  /** What shows that there is more of it. @param {HTMLElement} figure */
  function button(figure) {
    const whole = document.createElement('button');
    whole.type = 'button';
    // The drawing below is not moved by it.
    whole.className = 'diagram-whole panzoom-exclude';
    whole.textContent = words.whole ?? '';
    whole.addEventListener('click', () => free(figure));
    return whole;
  }

  /**
   * Changes a figure in such a way that nothing else on the screen moves.
   * @param {HTMLElement} figure
   * @param {HTMLElement} view the part of it whose size can be another, the drawing's view or the source
   * @param {() => void} change
   */
  function inRoom(figure, view, change) {
    const before = figure.getBoundingClientRect();
    change();
    if (figure.matches('[data-room], [data-hold]')) return;
    const after = figure.getBoundingClientRect();
    const end = before.top + Math.min(before.height, after.height);
    if (before.bottom <= 0 || end >= innerHeight || before.height === after.height) return;
    if (after.height < before.height) {
      figure.style.setProperty('--hold', `${before.height - after.height}px`);
      figure.toggleAttribute('data-hold', true);
    } else {
      figure.style.setProperty('--room', `${view.offsetHeight + before.height - after.height}px`);
      figure.toggleAttribute('data-room', true);
      if (view.matches('.diagram-view') && view.scrollHeight > view.clientHeight) view.append(button(figure));
    }
    observer.observe(figure);
  }

  globalThis.synopsite = { ...globalThis.synopsite, inRoom };
})();

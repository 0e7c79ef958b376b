/** Marks in the table of contents where the reader is. */
(() => {
  'use strict';

  /**
   * One reads at this part of the window's height. Where the page ends soon the place goes down to the window's end, so
   * that each of the last sections has its turn.
   */
  const UPPER = 0.35;

  /** @type {Map<Element, HTMLAnchorElement>} */
  const links = new Map();
  /** The heading that the address names, until one scrolls on. @type {Element | null} */
  let named = null;
  let isWaiting = false;

  function show() {
    isWaiting = false;
    const place = readingPlace();
    const isPassed = (/** @type {Element} */ heading) => heading.getBoundingClientRect().top <= place;
    const current = named && links.has(named) ? named : [...links.keys()].findLast(isPassed);
    for (const [heading, link] of links) {
      if (heading !== current) link.removeAttribute('aria-current');
      else if (!link.hasAttribute('aria-current')) mark(link);
    }
  }

  /** Where one reads, from the window's top. */
  function readingPlace() {
    const { scrollTop, scrollHeight, clientHeight } = document.documentElement;
    const [upper, all] = [UPPER * clientHeight, scrollHeight - clientHeight];
    const last = Math.min(all, clientHeight - upper);
    const left = Math.max(0, all - scrollTop);
    return left < last ? upper + (clientHeight - upper) * (1 - left / last) : upper;
  }

  /** Marks an entry, and brings it into view in a table that scrolls. @param {HTMLAnchorElement} link */
  function mark(link) {
    link.setAttribute('aria-current', 'location');
    const toc = /** @type {HTMLElement} */ (link.closest('.toc'));
    const [box, place] = [toc.getBoundingClientRect(), link.getBoundingClientRect()];
    if (place.top < box.top || place.bottom > box.bottom) {
      toc.scrollTop += place.top - box.top - toc.clientHeight / 2;
    }
  }

  function soon() {
    if (isWaiting || links.size === 0) return;
    isWaiting = true;
    requestAnimationFrame(show);
  }

  /** @param {string} hash */
  const headingAt = (hash) => document.getElementById(decodeURIComponent(hash.slice(1)));

  function name() {
    try {
      named = headingAt(location.hash);
    } catch {
      // An address may be anything.
      named = null;
    }
    unfold(named);
    soon();
  }

  /** Opens what is folded under a heading that somebody goes to. @param {Element | null} heading */
  function unfold(heading) {
    const box = heading?.closest('details');
    if (!box || box.open) return;
    box.open = true;
    // What was below may have been too short to bring it to the top.
    heading?.scrollIntoView();
  }

  function follow() {
    links.clear();
    for (const link of document.querySelectorAll('.toc a')) {
      const heading = link instanceof HTMLAnchorElement && headingAt(link.hash);
      if (heading) links.set(heading, link);
    }
    soon();
  }

  for (const event of ['wheel', 'touchmove', 'keydown', 'mousedown']) {
    window.addEventListener(event, () => (named = null), { passive: true });
  }
  for (const event of ['scroll', 'resize']) window.addEventListener(event, soon, { passive: true });
  window.addEventListener('hashchange', name);
  // The address may name it already.
  document.addEventListener('click', ({ target }) => {
    const link = target instanceof Element ? target.closest('.toc a') : null;
    if (link instanceof HTMLAnchorElement && link.hash === location.hash) unfold(headingAt(link.hash));
  });
  // Drawings take room when they are there.
  new ResizeObserver(soon).observe(document.body);
  // The page may have changed while it is read: see the live script of `synopsite serve`.
  document.addEventListener('synopsite:patched', follow);
  follow();
  name();
})();

/** Marks in the table of contents where the reader is. */
(() => {
  'use strict';

  /** A section is read when its heading is in the window's upper part, this much of it, or above. */
  const UPPER = 0.35;

  /** @type {Map<Element, HTMLAnchorElement>} */
  const links = new Map();
  /** The headings that are in the upper part or above. @type {Set<Element>} */
  const passed = new Set();

  const observer = new IntersectionObserver(
    (changes) => {
      for (const { target, isIntersecting } of changes) {
        if (isIntersecting) passed.add(target);
        else passed.delete(target);
      }
      show();
    },
    // All that was scrolled away counts, so that no jump is missed.
    { rootMargin: `1000000px 0px -${100 * (1 - UPPER)}% 0px` },
  );

  function show() {
    const current = [...links.keys()].findLast((heading) => passed.has(heading));
    for (const [heading, link] of links) {
      if (heading !== current) link.removeAttribute('aria-current');
      else if (!link.hasAttribute('aria-current')) mark(link);
    }
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

  function follow() {
    observer.disconnect();
    links.clear();
    passed.clear();
    for (const link of document.querySelectorAll('.toc a')) {
      if (!(link instanceof HTMLAnchorElement)) continue;
      const heading = document.getElementById(decodeURIComponent(link.hash.slice(1)));
      if (heading) links.set(heading, link);
    }
    for (const heading of links.keys()) observer.observe(heading);
  }

  // The page may have changed while it is read: see the live script of `synopsite serve`.
  document.addEventListener('synopsite:patched', follow);
  follow();
})();

/**
 * Tells the elements of lists apart by where they lead, so that a patch finds each of them again and makes none another's.
 *
 * The library goes by ids. These are there only while it works: pages need none, and would be larger for them.
 */
(() => {
  'use strict';

  const KEYED = 'main :is(.day, .card, .problem-row, li, a[href])';
  /** A text that was written is compared as a text, and what scripts have filled is not patched. */
  const OTHERS = '.prose, [data-live]';
  const START = 'live ';

  /** @type {Live['mark']} */
  function mark(page) {
    /** Records may be listed twice. @type {Map<string, number>} */
    const counts = new Map();
    for (const element of page.querySelectorAll(KEYED)) {
      const name = element.id || element.closest(OTHERS) ? undefined : nameOf(element);
      if (name === undefined) continue;
      const key = `${START}${scopeOf(element)}${element.localName} ${name}`;
      const count = (counts.get(key) ?? 0) + 1;
      counts.set(key, count);
      element.id = `${key} ${count}`;
    }
  }

  /** @param {Element} element */
  function nameOf(element) {
    if (element.matches('.day')) return element.querySelector('h2')?.textContent?.trim();
    const link = element.matches('a') ? element : element.querySelector('a[href]');
    return link?.getAttribute('href') ?? undefined;
  }

  /** A record remains itself when its day is another. @param {Element} element */
  function scopeOf(element) {
    if (element.matches('.card, .problem-row')) return element.closest('.pinned') ? 'pinned ' : '';
    return element.parentElement?.closest(`[id^="${START}"]`)?.id ?? '';
  }

  function unmark() {
    for (const element of document.querySelectorAll(`[id^="${START}"]`)) element.removeAttribute('id');
  }

  synopsite.live = /** @type {Live} */ ({ ...synopsite.live, mark, unmark });
})();

/** Puts elements into a list; those that stand in it already keep their focus and selection. */
(() => {
  'use strict';

  /** @type {Synopsite['arrange']} */
  function arrange(list, items, isNews = false) {
    const { live } = synopsite;
    if (live) live.arrange(list, items, isNews, put);
    else put(list, items);
  }

  /** @param {Element} list @param {Element[]} items */
  function put(list, items) {
    const wanted = new Set(items);
    for (const old of [...list.children]) if (!wanted.has(old)) old.remove();
    let at = list.firstElementChild;
    for (const item of items) {
      if (item === at) at = at.nextElementSibling;
      else list.insertBefore(item, at);
    }
  }

  globalThis.synopsite = { ...globalThis.synopsite, arrange };
})();

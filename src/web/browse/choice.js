/** Finds what is chosen, in the order that is wanted, and counts what each other choice would find. */
(() => {
  'use strict';

  const { FILTERS } = synopsite.browse;
  /** Those of which the choices are listed. */
  const COUNTED = FILTERS.filter((filter) => filter !== 'day' && filter !== 'on');
  const FAILED = 2;
  const LENGTHS = ['0-5', '5-15', '15-30', '30-60', '60-', 'unknown'];
  const STATUSES = ['success', 'partial', 'failed', 'other'];

  /** Per order, the number by which records go up; those without one are the last. Newest first is how they come.
   * @type {Record<string, (index: BrowseIndex, place: number) => number>} */
  const SORTS = {
    oldest: ({ ids }, place) => (place < ids.day.length ? -place : Infinity),
    longest: ({ duration }, place) => (duration[place] < 0 ? Infinity : -duration[place]),
    shortest: ({ duration }, place) => (duration[place] < 0 ? Infinity : duration[place]),
    'most-text': ({ text }, place) => -text[place],
    'least-text': ({ text }, place) => text[place],
  };

  /** @type {Synopsite['browse']['idOf']} */
  function idOf({ names }, filter, value) {
    const fold = (/** @type {string} */ text) => text.trim().normalize('NFKC').toLowerCase();
    switch (filter) {
      case 'length':
        return LENGTHS.indexOf(value);
      case 'status':
        return STATUSES.indexOf(value);
      case 'year':
        return Number(value);
      case 'day':
        return Date.parse(`${value}T00:00Z`) / 86_400_000;
      case 'on':
        return Number(value.replace('-', ''));
      default: {
        const all = names[filter] ?? [];
        const exact = all.findIndex(([name]) => name === value);
        return exact < 0 ? all.findIndex(([name]) => fold(name) === fold(value)) : exact;
      }
    }
  }

  /** @param {number | number[]} own @param {number} id */
  const has = (own, id) => (typeof own === 'number' ? own === id : own.includes(id));

  /** @param {number[]} counts @param {number | number[]} own */
  function add(counts, own) {
    if (typeof own !== 'number') for (const id of own) counts[id] = (counts[id] ?? 0) + 1;
    else if (own >= 0) counts[own] = (counts[own] ?? 0) + 1;
  }

  /** @type {Synopsite['browse']['choose']} */
  function choose(index, choice) {
    const { count, ids } = index;
    /** @type {BrowseFound['counts']} */
    const counts = { category: [], tag: [], source: [], author: [], length: [], status: [], year: [], day: [], on: [] };
    /** What each record has to have. A name that there is not is no record's. @type {[BrowseFilter, number][]} */
    const wanted = FILTERS.flatMap((filter) => {
      const value = choice[filter];
      const id = value ? idOf(index, filter, value) : -1;
      return value ? [[filter, id < 0 ? NaN : id]] : [];
    });
    /** @type {number[]} */
    const places = [];
    for (let place = 0; place < count; place++) {
      let missed = 0;
      /** @type {BrowseFilter} */
      let last = 'status';
      for (const [filter, id] of wanted) {
        if (has(ids[filter][place], id)) continue;
        missed++;
        last = filter;
      }
      // What has failed is not in the lists, unless somebody wants just that.
      if (!choice.status && ids.status[place] === FAILED) missed += 1;
      if (missed === 0) places.push(place);
      else if (missed === 1) add(counts[last], ids[last][place]);
    }
    for (const filter of COUNTED) {
      const [of, own] = [counts[filter], ids[filter]];
      for (const place of places) add(of, own[place]);
    }
    const by = SORTS[choice.sort ?? ''];
    if (by) {
      const keys = new Float64Array(count);
      for (const place of places) keys[place] = by(index, place);
      places.sort((a, b) => (keys[a] < keys[b] ? -1 : Number(keys[a] > keys[b])));
    }
    return { places, counts };
  }

  globalThis.synopsite = { ...synopsite, browse: { ...synopsite.browse, idOf, choose } };
})();

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

  /** @type {Synopsite['browse']['choose']} */
  function choose(index, choice) {
    const { count, ids } = index;
    /** @type {BrowseFound['counts']} */
    const counts = { category: [], tag: [], source: [], author: [], length: [], status: [], year: [], day: [], on: [] };
    /** @param {BrowseFilter} filter @param {number} place */
    const add = (filter, place) => {
      const [of, own] = [counts[filter], ids[filter][place]];
      if (Array.isArray(own)) own.forEach((id) => (of[id] = (of[id] ?? 0) + 1));
      else if (own >= 0) of[own] = (of[own] ?? 0) + 1;
    };
    /** What each record has to have. A name that there is not is no record's. @type {[BrowseFilter, number][]} */
    const wanted = FILTERS.flatMap((filter) => {
      const value = choice[filter];
      const id = value ? idOf(index, filter, value) : -1;
      return value ? [[filter, id < 0 ? NaN : id]] : [];
    });
    /** @type {number[]} */
    const places = [];
    for (let place = 0; place < count; place++) {
      const missed = wanted.filter(([filter, id]) => {
        const own = ids[filter][place];
        return Array.isArray(own) ? !own.includes(id) : own !== id;
      });
      // What has failed is not in the lists, unless somebody wants just that.
      const isOut = !choice.status && ids.status[place] === FAILED;
      if (missed.length + Number(isOut) > 1) continue;
      if (isOut) add('status', place);
      else if (missed.length === 1) add(missed[0][0], place);
      else {
        places.push(place);
        for (const filter of COUNTED) add(filter, place);
      }
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

/** How many candidates each category, source, year and tag has. */
(() => {
  'use strict';

  const { listReader, recordSet } = synopsite.engine;

  /**
   * @param {FacetData} data
   * @param {SearchIndex} index
   * @param {Candidates} candidates
   * @returns {Facets}
   */
  function countFacets({ categories, sources, tags, lists }, index, { all, count }) {
    const reader = listReader(lists);
    const next = () => {
      let found = 0;
      reader.list((number) => {
        if (all.has(number)) found++;
      });
      return found;
    };
    /** @param {{ count: number }} facet */
    const isThere = (facet) => facet.count > 0;
    // In the order in which the lists stand.
    return {
      candidates: count,
      categories: categories.map((path) => ({ path, count: next() })).filter(isThere),
      sources: sources.map(([key, label]) => ({ key, label, count: next() })).filter(isThere),
      tags: tags.map((name) => ({ name, count: next() })).filter(isThere),
      years: index
        .years()
        .map(({ year, from, to }) => ({ year, count: recordSet(all.size).fill(from, to).and(all).count() }))
        .filter(isThere),
    };
  }

  synopsite.engine = { ...synopsite.engine, countFacets };
})();

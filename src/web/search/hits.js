/** Looks at candidates one batch after the other, and tells which of them are hits. */
(() => {
  'use strict';

  const { match, mark, excerpt, writeQuery } = synopsite.engine;

  /** So many texts are fetched at once … */
  const BATCH = 6;
  /** … and where some hits are found, so many more than are lacking: a candidate need not be a hit. */
  const SPARE = 1;
  /** A page of results ends with so many hits, or when so many texts were looked at. */
  const PAGE = 6;
  const LOOKS = 10;
  /** But one hit is looked for in so many. */
  const MAX_LOOKS = 36;

  /**
   * All hits so far after each batch. A page of results is done when it has enough hits, or there were enough looks; who
   * wants more goes on.
   * @param {SearchIndex} index
   * @param {ParsedQuery} query
   * @param {(place: TextPlace) => Promise<OpenRecord>} open
   */
  async function* findHits(index, query, open) {
    const candidates = await index.candidates(query);
    const numbers = candidates.order();
    /** @type {Hit[]} */
    const hits = [];
    let looked = 0;
    let page = { hits: 0, looked: 0 };
    for (let exhausted = false; !exhausted;) {
      const wanted = page.hits > 0 ? Math.min(BATCH, PAGE - page.hits + SPARE) : BATCH;
      const batch = await lookAt(take(numbers, wanted), index, query, open);
      hits.push(...batch.hits);
      looked += batch.looked;
      exhausted = looked >= candidates.count || batch.looked < wanted;
      page.hits += batch.hits.length;
      page.looked += batch.looked;
      const done =
        exhausted || page.hits >= PAGE || (page.looked >= LOOKS && page.hits > 0) || page.looked >= MAX_LOOKS;
      yield { hits: [...hits], candidates: candidates.count, looked, done, exhausted };
      if (done) page = { hits: 0, looked: 0 };
    }
  }

  /**
   * @param {Generator<number>} numbers
   * @param {number} most
   */
  function take(numbers, most) {
    const taken = [];
    while (taken.length < most) {
      const { value, done } = numbers.next();
      if (done) break;
      taken.push(value);
    }
    return taken;
  }

  /**
   * @param {number[]} numbers
   * @param {SearchIndex} index
   * @param {ParsedQuery} query
   * @param {(place: TextPlace) => Promise<OpenRecord>} open
   */
  async function lookAt(numbers, index, query, open) {
    const records = await Promise.all(numbers.map((number) => open(index.textOf(number))));
    const found = records.flatMap((record, i) => {
      const one = match(record, query);
      return one ? [{ ...one, rank: [...one.rank, -numbers[i]], number: numbers[i] }] : [];
    });
    found.sort((a, b) => compare(a.rank, b.rank));
    return { hits: found.map((one) => hitOf(one, one.number, query)), looked: numbers.length };
  }

  /**
   * @param {number[]} a
   * @param {number[]} b
   */
  function compare(a, b) {
    const i = a.findIndex((value, i) => value !== b[i]);
    return i < 0 ? 0 : a[i] < b[i] ? -1 : 1;
  }

  /**
   * @param {Match} match
   * @param {number} number
   * @param {ParsedQuery} query
   * @returns {Hit}
   */
  function hitOf(match, number, query) {
    const { url, title, day, lang, categories, tags, source } = match.record.data;
    const texts = query.parts.filter(({ kind, not }) => (kind === 'text' || kind === 'phrase') && !not);
    return {
      ...{ number, url, day, lang, categories, tags, source },
      title: mark(title, query),
      where: match.where,
      excerpt: excerpt(match, query),
      find: writeQuery(texts),
    };
  }

  synopsite.engine = { ...synopsite.engine, findHits };
})();

/** Answers queries: loads what they need, and tells of the hits as they come. */
(() => {
  'use strict';

  const { setHan, remember, parse, openIndex, versionOf, openRecords, fileOf, findHits, countFacets, suggest } =
    synopsite.engine;

  /** How many scripts of a kind are kept. */
  const KEPT = 200;

  /**
   * @param {DataLoader} loader
   * @returns {SearchEngine}
   */
  function create(loader) {
    const { withIndex, record, other, refresh } = openSite(loader);
    /** @type {Search | undefined} */
    let current;

    /**
     * @param {string} text
     * @param {(results: SearchResults) => void} onResults
     * @returns {Search}
     */
    function search(text, onResults) {
      current?.cancel();
      let isOver = false;
      const pages = turnstile();

      /** @param {Partial<SearchResults>} results */
      const report = (results) => {
        const parsed = parse(text);
        const nothing = { hits: [], candidates: 0, looked: 0, done: true, exhausted: true, suggestions: [] };
        if (!isOver) onResults({ ...nothing, parsed, stale: false, error: null, ...results });
      };

      withIndex(async (index, stale) => {
        const query = parse(text);
        if (query.parts.length === 0) return report({ stale });
        for await (const results of findHits(index, query, record)) {
          if (isOver) return;
          const isVain = results.done && results.hits.length === 0;
          const suggestions = isVain ? await suggest(query, index.head.words, wordsOf).catch(() => []) : [];
          report({ ...results, suggestions, stale });
          if (results.done && !results.exhausted) await pages.pass();
        }
      }).catch((error) => report({ error: error instanceof Error ? error.message : `${error}` }));

      current = {
        more: () => pages.open(),
        cancel: () => {
          isOver = true;
          // Whatever waits for another page sees that it is over.
          pages.open();
        },
      };
      return current;
    }

    /** @param {string} letter @returns {Promise<string[]>} */
    const wordsOf = (letter) => other(`search/words/${letter}`);

    return {
      open: async () => (await withIndex(async (index) => index)).head,
      search,
      refresh,
      facets: (text) =>
        withIndex(async (index) => {
          const [data, candidates] = await Promise.all([other('search/facets'), index.candidates(parse(text))]);
          return countFacets(data, index, candidates);
        }),
      file: (name) =>
        withIndex(async (index) => {
          for (const place of await index.ofFile(name)) {
            const { data } = await record(place);
            if (data.file === name) return fileOf(data);
          }
          throw new Error(`there is no ${name}`);
        }),
      candidates: (text) => withIndex(async (index) => [...(await index.candidates(parse(text))).order()]),
      stats: loader.stats,
    };
  }

  /**
   * The site's data, which may change.
   * @param {DataLoader} loader
   */
  function openSite(loader) {
    /** @type {Remember<void>} */
    const tables = remember(1);
    /** @type {Remember<SearchIndex>} */
    const indexes = remember(1);
    /** @type {Remember<string>} */
    const buckets = remember(KEPT);
    /** @type {Remember<OpenRecord[]>} */
    const parts = remember(KEPT);
    /** @type {Remember<any>} */
    const others = remember(KEPT);
    /** When the data was last known to have changed; what is remembered of another age is not asked for again. */
    let age = 0;
    const refresh = () => {
      age = Math.max(age + 1, Date.now());
    };

    // A bucket keeps its name when it changes, and the head says its version. The server that shows a site while it changes names
    // none, and lets no browser keep anything.
    /** @param {string} name @param {string} version */
    const bucket = (name, version) =>
      buckets(`${name}?${version || age}`, async () => {
        const data = await loader.load(name, age, version);
        // The site has changed since the head was read, or somebody between keeps one of the two.
        if (version && versionOf(data) !== version) throw new Error(`${name} is of another version`);
        return data;
      });

    const openIndexNow = async () => {
      const now = age;
      const head = indexes(`${now}`, async () => openIndex(await loader.load('search/head', now), bucket));
      await tables('han', async () => setHan(await loader.load('han', 0)));
      return head;
    };

    return {
      refresh,
      /** @param {TextPlace} place */
      record: async ({ script, place }) => {
        const now = age;
        const records = await parts(`${script}?${now}`, async () => openRecords(await loader.load(script, now)));
        if (!records[place]) throw new Error('the search index is damaged');
        return records[place];
      },
      /** @param {string} name */
      other: (name) => {
        const now = age;
        return others(`${name}?${now}`, () => loader.load(name, now));
      },
      /**
       * Does something with the index. When that fails the site may have changed, so once more with what it has now.
       * @template T
       * @param {(index: SearchIndex, stale: boolean) => Promise<T>} work
       */
      withIndex: async (work) => {
        const before = age;
        try {
          return await work(await openIndexNow(), false);
        } catch {
          if (age === before) refresh();
          return await work(await openIndexNow(), true);
        }
      },
    };
  }

  /** Lets through once for each time that it was opened. */
  function turnstile() {
    let free = 0;
    /** @type {(() => void) | undefined} */
    let wake;
    return {
      open() {
        if (wake) wake();
        else free++;
        wake = undefined;
      },
      /** @returns {Promise<void>} */
      async pass() {
        if (free > 0) free--;
        else await new Promise((resolve) => (wake = () => resolve(undefined)));
      },
    };
  }

  synopsite.engine = { ...synopsite.engine, create };
})();

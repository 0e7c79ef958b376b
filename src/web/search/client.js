/**
 * The page's side of search: loads the engine when it is first needed, into a worker where there may be one, and into
 * the page where not, as from disk.
 */
(() => {
  'use strict';

  /**
   * @param {string} root of the site
   * @param {string} engineAddress
   * @returns {SearchClient}
   */
  function searchClient(root, engineAddress) {
    const site = new URL(root, document.baseURI).href;
    const address = new URL(engineAddress, document.baseURI).href;
    const inWindow = once(() => openHere(site, address));
    const engine = once(async () => {
      isWanted = true;
      const opened = await (location.protocol === 'file:'
        ? undefined
        : openWorker(site, address).catch(() => undefined));
      return (ready = opened ?? (await inWindow()).engine);
    });
    let isWanted = false;
    /** The engine when it is there. @type {SearchEngine | undefined} */
    let ready;
    /** @type {Search | undefined} */
    let current;

    return {
      open: async () => (await engine()).open(),
      search(text, { onResults, signal }) {
        current?.cancel();
        current = later(engine, text, onResults);
        signal?.addEventListener('abort', current.cancel, { once: true });
        if (signal?.aborted) current.cancel();
        return current;
      },
      refresh() {
        // What is being opened may already be old.
        if (!isWanted) return;
        engine().then(
          (opened) => opened.refresh(),
          () => undefined,
        );
      },
      facets: async (text) => (await engine()).facets(text),
      candidates: async (text) => (await engine()).candidates(text),
      file: async (name) => (await engine()).file(name),
      stats: () => ready?.stats() ?? NOTHING_LOADED,
      folding: async () => (await inWindow()).folding(),
    };
  }

  /** @type {SearchStats} */
  const NOTHING_LOADED = { bytes: 0, files: 0, counted: 'body' };

  /**
   * Does something when it is first asked for, and again only where it failed.
   * @template T
   * @param {() => Promise<T>} work
   */
  function once(work) {
    /** @type {Promise<T> | undefined} */
    let done;
    return () => {
      done ??= work().catch((error) => {
        done = undefined;
        throw error;
      });
      return done;
    };
  }

  /**
   * A search with an engine that may not be there yet.
   * @param {() => Promise<SearchEngine>} engine
   * @param {string} text
   * @param {(results: SearchResults) => void} onResults
   * @returns {Search}
   */
  function later(engine, text, onResults) {
    let isOver = false;
    let pages = 0;
    /** @type {Search | undefined} */
    let search;
    /** @param {SearchResults} results */
    const report = (results) => {
      if (!isOver) onResults(results);
    };
    engine().then(
      (opened) => {
        if (isOver) return;
        search = opened.search(text, report);
        for (; pages > 0; pages--) search.more();
      },
      ({ message }) =>
        report({
          ...{ hits: [], candidates: 0, looked: 0, done: true, exhausted: true, suggestions: [] },
          ...{ parsed: { text, parts: [] }, stale: false, error: message },
        }),
    );
    return {
      more() {
        if (search) search.more();
        else pages++;
      },
      cancel() {
        isOver = true;
        search?.cancel();
      },
    };
  }

  /**
   * @param {string} root
   * @param {string} address
   */
  async function openHere(root, address) {
    await loadScript(address);
    const { windowLoader, create, setHan, parse } = synopsite.engine;
    const loader = windowLoader(root);
    const folding = once(async () => {
      setHan(await loader.load('han', 0));
      const { fold, foldMap, findAll } = synopsite;
      return { fold, foldMap, findAll, parse };
    });
    return { engine: create(loader), folding };
  }

  /** @param {string} address @returns {Promise<void>} */
  function loadScript(address) {
    return new Promise((resolve, reject) => {
      const element = document.createElement('script');
      element.charset = 'utf-8';
      element.src = address;
      element.onload = () => resolve();
      element.onerror = () => reject(new Error(`${address} cannot be loaded`));
      document.head.append(element);
    });
  }

  /**
   * @param {string} root
   * @param {string} address
   * @returns {Promise<SearchEngine>}
   */
  async function openWorker(root, address) {
    const worker = new Worker(address);
    /** What waits for answers. @type {Map<number, (answer: WorkerAnswer) => void>} */
    const open = new Map();
    let stats = NOTHING_LOADED;
    let count = 0;
    /** @param {WorkerRequest} request */
    const send = (request) => worker.postMessage(request);
    /** @param {(id: number) => WorkerRequest} request @returns {Promise<any>} */
    const ask = (request) =>
      new Promise((resolve, reject) => {
        const id = ++count;
        open.set(id, ({ value, error }) => {
          open.delete(id);
          if (error === undefined) resolve(value);
          else reject(new Error(error));
        });
        send(request(id));
      });

    worker.onmessage = (/** @type {MessageEvent<WorkerAnswer>} */ { data }) => {
      stats = data.stats;
      open.get(data.id)?.(data);
    };
    const started = new Promise((resolve, reject) => {
      open.set(0, ({ error }) => (error === undefined ? resolve(undefined) : reject(new Error(error))));
      worker.onerror = () => reject(new Error(`${address} does not run`));
    });
    send({ ask: 'start', root });
    await started.catch((error) => {
      worker.terminate();
      throw error;
    });
    return {
      open: () => ask((id) => ({ ask: 'open', id })),
      search(text, onResults) {
        const id = ++count;
        open.set(id, ({ value }) => onResults(value));
        send({ ask: 'search', id, text });
        return {
          more: () => send({ ask: 'more', id }),
          cancel() {
            open.delete(id);
            send({ ask: 'cancel', id });
          },
        };
      },
      refresh: () => send({ ask: 'refresh' }),
      facets: (text) => ask((id) => ({ ask: 'facets', id, text })),
      candidates: (text) => ask((id) => ({ ask: 'candidates', id, text })),
      file: (text) => ask((id) => ({ ask: 'file', id, text })),
      stats: () => stats,
    };
  }

  globalThis.synopsite = { ...globalThis.synopsite, searchClient, loadScript };
})();

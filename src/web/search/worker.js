/** In a worker the engine answers messages; what is asked and answered is in types.d.ts. */
(() => {
  'use strict';

  if (!('importScripts' in globalThis)) return;

  /** @type {SearchEngine} */
  let engine;
  /** @type {Map<number, Search>} */
  const searches = new Map();

  /**
   * @param {number} id
   * @param {{ value?: unknown, error?: string }} answer
   */
  const send = (id, answer) => postMessage({ id, ...answer, stats: engine.stats() });

  /**
   * @param {number} id
   * @param {Promise<unknown>} work
   */
  const answer = (id, work) =>
    work.then(
      (value) => send(id, { value }),
      (error) => send(id, { error: error instanceof Error ? error.message : `${error}` }),
    );

  /** @param {MessageEvent<WorkerRequest>} event */
  globalThis.onmessage = ({ data }) => {
    switch (data.ask) {
      case 'start':
        engine = synopsite.engine.create(synopsite.engine.workerLoader(data.root));
        // A page that cannot use the worker finds out before it relies on it.
        return void answer(0, engine.open());
      case 'search':
        // The engine has one search at a time.
        searches.clear();
        searches.set(
          data.id,
          engine.search(data.text, (value) => send(data.id, { value })),
        );
        return;
      case 'more':
        return searches.get(data.id)?.more();
      case 'cancel':
        return searches.get(data.id)?.cancel();
      case 'refresh':
        return engine.refresh();
      case 'open':
        return void answer(data.id, engine.open());
      default:
        return void answer(data.id, engine[data.ask](data.text));
    }
  };
})();

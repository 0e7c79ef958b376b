/**
 * Mermaid's modules in the frame. The page brings them in packs, each a text that is run here (see `build/packs.rs`); a module
 * is made when another needs it, as a browser would do with modules that it loads itself.
 */
(() => {
  'use strict';

  /** @type {Map<string, ModuleMaker>} */
  const makers = new Map();
  /** @type {Map<string, any>} */
  const made = new Map();
  /** Packs that are there, and those that were asked for. @type {Map<string, { arrived: Promise<void>, settle(error?: string): void }>} */
  const packs = new Map();

  /** @param {string} name */
  function pack(name) {
    let known = packs.get(name);
    if (!known) {
      const { promise: arrived, resolve, reject } = withResolvers();
      let isThere = false;
      /** @param {string} [error] */
      const settle = (error) => {
        if (isThere) return;
        isThere = error === undefined;
        if (isThere) return resolve();
        // Whoever needs it later asks again.
        packs.delete(name);
        reject(new Error(error));
      };
      arrived.catch(() => undefined);
      known = { arrived, settle };
      packs.set(name, known);
    }
    return known;
  }

  /** `Promise.withResolvers`, which browsers have since 2024. */
  function withResolvers() {
    /** @type {() => void} */
    let resolve = () => undefined;
    /** @type {(reason: Error) => void} */
    let reject = () => undefined;
    const promise = /** @type {Promise<void>} */ (new Promise((...settle) => ([resolve, reject] = settle)));
    return { promise, resolve, reject };
  }

  /** @param {string} name @param {Record<string, ModuleMaker>} modules */
  function add(name, modules) {
    for (const [module, maker] of Object.entries(modules)) makers.set(module, maker);
    pack(name).settle();
  }

  /** A module whose packs are there. @param {string} name */
  function need(name) {
    if (!made.has(name)) {
      const maker = makers.get(name);
      if (!maker) throw new Error(`there is no ${name}`);
      made.set(name, maker(need, load));
    }
    return made.get(name);
  }

  /**
   * A module whose packs may have to be brought. One that is made is there at once: what Mermaid does not wait for is cut off
   * where a drawing ends, such as the formulas of participants.
   * @param {string} name
   */
  const load = (name) => (made.has(name) ? Promise.resolve(made.get(name)) : bring(name));

  /** @param {string} name */
  async function bring(name) {
    const needed = synopsite.needs[name].map((needed) => {
      if (!packs.has(needed)) parent.postMessage({ pack: needed }, '*');
      return pack(needed).arrived;
    });
    await Promise.all(needed);
    return need(name);
  }

  /** Runs a pack, which the page's policy allows by its hash. @param {PackMessage} message */
  function receive({ pack: name, code, error }) {
    if (code !== undefined) {
      const script = document.createElement('script');
      script.textContent = code;
      document.head.append(script);
      script.remove();
    }
    // One that has been run says nothing here: it is settled.
    pack(name).settle(error ?? `the page does not allow Mermaid's pack ${name} to run`);
  }

  globalThis.synopsite = { ...globalThis.synopsite, packs: { add, load, receive } };
})();

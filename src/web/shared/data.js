/**
 * What pages have in common that list records or diagrams from data: the data is in scripts, because a page that is
 * opened from a disk can load nothing else.
 */
(() => {
  'use strict';

  /** @type {PageData['run']} */
  const run = (address) =>
    new Promise((resolve, reject) => {
      const element = document.createElement('script');
      element.src = address;
      element.onload = () => {
        element.remove();
        resolve(element);
      };
      element.onerror = () => {
        element.remove();
        reject(new Error(`${address} cannot be loaded`));
      };
      document.head.append(element);
    });

  /** @type {PageData['loader']} */
  function loader(name) {
    /** @type {WeakMap<Element, any>} */
    const handed = new WeakMap();
    document.addEventListener(name, (event) => {
      if (document.currentScript) handed.set(document.currentScript, /** @type {CustomEvent} */ (event).detail);
    });
    return async (address) => {
      const element = await run(address);
      if (!handed.has(element)) throw new Error(`${address} holds no data`);
      return handed.get(element);
    };
  }

  /** So many parts are kept. */
  const MAX_PARTS = 40;

  /** @type {PageData['parts']} */
  function parts(load, address) {
    /** @type {Map<number, Promise<any>>} */
    const loaded = new Map();
    return {
      part(number) {
        const known = loaded.get(number);
        if (known) return known;
        const part = load(address.replace('{n}', String(number)));
        loaded.set(number, part);
        part.catch(() => loaded.delete(number));
        if (loaded.size > MAX_PARTS) loaded.delete([...loaded.keys()][0]);
        return part;
      },
      forget: () => loaded.clear(),
    };
  }

  /** @type {PageData['counted']} */
  function counted(n, forms) {
    const [one, many = one] = forms.split('|');
    return (n === 1 ? one : many).replace('{n}', n.toLocaleString('en'));
  }

  /** @type {PageData['ending']} */
  function ending(end, onNear) {
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.at(-1)?.isIntersecting) onNear();
      },
      { rootMargin: '100%' },
    );
    return {
      // What is at the border is near, as it is for the observer.
      isNear: () => end.getBoundingClientRect().top <= 2 * innerHeight + 1,
      watch() {
        observer.unobserve(end);
        observer.observe(end);
      },
    };
  }

  globalThis.synopsite = { ...globalThis.synopsite, page: { run, loader, parts, counted, ending } };
})();

/**
 * Loads data scripts: in a window by script elements, which also work from disk, and in a worker by fetching them. A
 * data script is `synopsite.take("name",JSON);` and a line feed.
 */
(() => {
  'use strict';

  /** @param {string} name */
  const path = (name) => (name === 'han' ? 'assets/han.js' : `${name}.js`);

  function meter() {
    /** @type {SearchStats} */
    const stats = { bytes: 0, files: 0, counted: 'body' };
    return {
      stats: () => ({ ...stats }),
      /** @param {number} bytes @param {'body' | 'data'} counted */
      count(bytes, counted) {
        stats.counted = stats.files === 0 || stats.counted === counted ? counted : 'mixed';
        stats.files++;
        stats.bytes += bytes;
      },
    };
  }

  /**
   * @param {string} root
   * @returns {DataLoader}
   */
  function windowLoader(root) {
    const { stats, count } = meter();
    /** @type {Map<string, unknown>} */
    const taken = new Map();
    const before = synopsite.take;
    synopsite.take = (name, data) => {
      before?.(name, data);
      taken.set(name, data);
    };

    /** @param {string} name @param {number} age @param {string} [version] @returns {Promise<any>} */
    const load = (name, age, version = '') =>
      new Promise((resolve, reject) => {
        // Nothing else makes a script element look past what the browser keeps.
        const question = version + (age > 0 ? `.${age}` : '');
        const address = new URL(path(name) + (question && `?${question}`), root).href;
        const element = document.createElement('script');
        element.charset = 'utf-8';
        element.src = address;
        element.onerror = () => {
          element.remove();
          reject(new Error(`${address} cannot be loaded`));
        };
        element.onload = () => {
          element.remove();
          const data = taken.get(name);
          taken.delete(name);
          if (data === undefined) return reject(new Error(`${address} is damaged`));
          const entry = /** @type {PerformanceResourceTiming | undefined} */ (
            performance.getEntriesByName(address).at(-1)
          );
          if (entry?.decodedBodySize) count(entry.decodedBodySize, 'body');
          else count(typeof data === 'string' ? data.length : JSON.stringify(data).length, 'data');
          resolve(data);
        };
        document.head.append(element);
      });
    return { load, stats };
  }

  /**
   * @param {string} root
   * @returns {DataLoader}
   */
  function workerLoader(root) {
    const { stats, count } = meter();

    /** @param {string} name @param {number} age @param {string} [version] */
    const load = async (name, age, version = '') => {
      const address = new URL(path(name) + (version && `?${version}`), root).href;
      const response = await fetch(address, { cache: age > 0 ? 'no-cache' : 'default' });
      if (!response.ok) throw new Error(`${address} cannot be loaded: ${response.status}`);
      const body = await response.arrayBuffer();
      count(body.byteLength, 'body');
      const text = new TextDecoder().decode(body);
      const start = `synopsite.take(${JSON.stringify(name)},`;
      if (!text.startsWith(start) || !text.endsWith(');\n')) throw new Error(`${address} is damaged`);
      return JSON.parse(text.slice(start.length, -3));
    };
    return { load, stats };
  }

  synopsite.engine = { ...synopsite.engine, windowLoader, workerLoader };
})();

/** Keeps what was loaded, as long as there is room. */
(() => {
  'use strict';

  /**
   * Makes each thing once, also where it is asked for again before it is there. What fails is forgotten, and so is what
   * was not asked for in the longest time when there are more than `limit`.
   * @template T
   * @param {number} limit
   * @returns {Remember<T>}
   */
  function remember(limit) {
    /** @type {Map<string, Promise<T>>} */
    const kept = new Map();
    return (key, make) => {
      const known = kept.get(key);
      const value = known ?? make();
      // A map lists its keys in the order in which they were set.
      kept.delete(key);
      kept.set(key, value);
      if (known) return known;
      value.catch(() => {
        if (kept.get(key) === value) kept.delete(key);
      });
      if (kept.size > limit) kept.delete(/** @type {string} */ (kept.keys().next().value));
      return value;
    };
  }

  synopsite.engine = { ...synopsite.engine, remember };
})();

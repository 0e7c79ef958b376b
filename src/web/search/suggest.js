/** What may have been meant: words of the site that differ from a mistyped Latin word by a letter or two. */
(() => {
  'use strict';

  /** Shorter words are near to too many others. */
  const SHORTEST = 4;
  const MAX = 3;

  /**
   * The query with one of its words replaced.
   * @param {ParsedQuery} query
   * @param {string} letters that have words
   * @param {(letter: string) => Promise<string[]>} words
   */
  async function suggest({ text, parts }, letters, words) {
    const suggestions = [];
    for (const { kind, not, value, place } of parts) {
      if (kind !== 'text' || not || value.length < SHORTEST || !/^[a-z][a-z0-9]*$/.test(value)) continue;
      if (!letters.includes(value[0])) continue;
      for (const word of nearest(value, await words(value[0]))) {
        suggestions.push(text.slice(0, place[0]) + word + text.slice(place[1]));
      }
    }
    return suggestions;
  }

  /**
   * The words nearest to one that is not among them.
   * @param {string} value
   * @param {string[]} words
   */
  function nearest(value, words) {
    const limit = value.length < 6 ? 1 : 2;
    const near = [];
    for (const word of words) {
      if (word === value) return [];
      if (Math.abs(word.length - value.length) > limit) continue;
      const steps = distance(value, word);
      if (steps <= limit) near.push({ word, steps });
    }
    near.sort(
      (a, b) => a.steps - b.steps || Math.abs(a.word.length - value.length) - Math.abs(b.word.length - value.length),
    );
    return near.slice(0, MAX).map(({ word }) => word);
  }

  /**
   * How many letters have to be put in, left out, replaced, or swapped with the next.
   * @param {string} a
   * @param {string} b
   */
  function distance(a, b) {
    /** @type {number[]} */
    let before = [];
    let last = Array.from({ length: b.length + 1 }, (_, j) => j);
    for (let i = 1; i <= a.length; i++) {
      const row = [i];
      for (let j = 1; j <= b.length; j++) {
        row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1));
        if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
          row[j] = Math.min(row[j], before[j - 2] + 1);
      }
      [before, last] = [last, row];
    }
    return last[b.length];
  }

  synopsite.engine = { ...synopsite.engine, suggest };
})();

/** The grams of a query's parts, and the keys that they have in the index. */
(() => {
  'use strict';

  /**
   * Characters that stand in long words, in which pairs would say too little.
   * @param {number} c
   */
  const isWordCharacter = (c) =>
    c < 0x80
      ? (c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39)
      : c === 0xaa ||
        c === 0xb5 ||
        c === 0xba ||
        (c >= 0xc0 && c <= 0x2af && c !== 0xd7 && c !== 0xf7) ||
        (c >= 0x300 && c <= 0xdff) ||
        (c >= 0x1200 && c <= 0x177f) ||
        (c >= 0x1800 && c <= 0x1fff);

  /**
   * 30 bits of a hash (FNV-1a, mixed).
   * @param {string} gram
   */
  function keyOf(gram) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < gram.length; i++) hash = Math.imul(hash ^ gram.charCodeAt(i), 0x01000193);
    hash ^= hash >>> 16;
    hash = Math.imul(hash, 0x85ebca6b);
    hash ^= hash >>> 13;
    hash = Math.imul(hash, 0xc2b2ae35);
    hash ^= hash >>> 16;
    return hash >>> 2;
  }

  /**
   * @param {string} part folded; spaces in it are borders
   * @returns {PartGrams}
   */
  function gramsOf(part) {
    const first = new Set();
    const rest = new Set();
    const chunks = part.split(' ').map((chunk) => [...chunk]);
    for (const chunk of chunks) {
      // A single character says little and its list is long.
      if (chunk.length === 1) rest.add(chunk[0]);
      else addChunk(chunk, first, rest);
    }
    if (first.size === 0) for (const gram of rest) first.add(gram);
    return { first: [...first], rest: [...rest].filter((gram) => !first.has(gram)), whole: wholeWord(part) };
  }

  /**
   * @param {string[]} chunk characters without a space between them
   * @param {Set<string>} first
   * @param {Set<string>} rest
   */
  function addChunk(chunk, first, rest) {
    const isWord = chunk.map((character) => isWordCharacter(character.codePointAt(0) ?? 0));
    /** Up to where each character is covered. */
    let covered = 0;
    for (let i = 0; i < chunk.length;) {
      let end = i;
      while (isWord[end]) end++;
      if (i > 0) rest.add(chunk[i - 1] + chunk[i]);
      if (end - i >= 2) {
        for (const gram of wordGrams(chunk.slice(i, end))) first.add(gram);
        covered = i = end;
      } else {
        if (i >= covered) {
          // The last character has a pair with the one before it.
          const start = Math.min(i, chunk.length - 2);
          first.add(chunk[start] + chunk[start + 1]);
          covered = i + 2;
        }
        i++;
      }
    }
  }

  /** @param {string[]} word */
  function wordGrams(word) {
    const size = word.length < 5 ? Math.min(word.length, 3) : 5;
    const last = word.length - size;
    const starts = [];
    for (let i = 0; i < last; i += size === 5 ? 5 : 1) starts.push(i);
    return [...starts, last].map((start) => word.slice(start, start + size).join(''));
  }

  /** @param {string} part */
  function wholeWord(part) {
    const characters = [...part];
    const isShort = characters.length >= 2 && characters.length <= 4;
    return isShort && characters.every((c) => isWordCharacter(c.codePointAt(0) ?? 0)) ? ` ${part} ` : '';
  }

  synopsite.engine = { ...synopsite.engine, isWordCharacter, keyOf, gramsOf };
})();

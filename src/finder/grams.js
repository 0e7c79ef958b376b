/** The grams of a query's parts, and the keys that they have in the index. */
(() => {
  'use strict';

  const { isCommon } = synopsite.engine;

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

  /** So many grams of characters that are no words are looked up at first. */
  const AT_FIRST = 3;

  /**
   * The grams to look up for a part: the first are enough to find most texts, in `rest` are all others.
   * @param {string} part folded; spaces in it are borders
   * @returns {PartGrams}
   */
  function gramsOf(part) {
    /** @type {Set<string>} */
    const words = new Set();
    /** What tells most texts apart first. @type {Set<string>[]} */
    const others = [new Set(), new Set(), new Set(), new Set()];
    for (const chunk of part.split(' ').map((chunk) => [...chunk])) {
      // A single character says little and its list is long.
      if (chunk.length === 1) others[3].add(chunk[0]);
      else addChunk(chunk, words, others);
    }
    const sorted = [...new Set(others.flatMap((grams) => [...grams]))];
    const most = words.size > 0 ? Math.max(AT_FIRST - words.size, 0) : AT_FIRST;
    return { first: [...words, ...sorted.slice(0, most)], rest: sorted.slice(most), whole: wholeWord(part) };
  }

  /**
   * @param {string[]} chunk characters without a space between them
   * @param {Set<string>} words
   * @param {Set<string>[]} others
   */
  function addChunk(chunk, words, others) {
    const isWord = chunk.map((character) => isWordCharacter(character.codePointAt(0) ?? 0));
    const isOften = chunk.map(isCommon);
    for (let i = 0; i < chunk.length; i++) {
      if (isWord[i] && !isWord[i - 1]) {
        let end = i;
        while (isWord[end]) end++;
        if (end - i >= 2) for (const gram of wordGrams(chunk.slice(i, end))) words.add(gram);
      }
      if (isOften[i] && isOften[i + 1] && isOften[i + 2]) others[1].add(chunk.slice(i, i + 3).join(''));
      if (i === 0 || (isWord[i - 1] && isWord[i])) continue;
      // Three common characters in a row say all that their pairs say.
      const often = Number(isOften[i - 1]) + Number(isOften[i]);
      if (often === 2 && (isOften[i - 2] || isOften[i + 1])) continue;
      others[often === 2 ? 2 : often].add(chunk[i - 1] + chunk[i]);
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

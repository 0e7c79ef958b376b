/** The grams of a query's parts, and the keys that they have in the index. */
(() => {
  'use strict';

  const { isCommon, rarityOf } = synopsite.engine;

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
   * 30 bits of a hash (FNV-1a, mixed), the last of them set.
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
    return (hash >>> 2) | 1;
  }

  /**
   * The key that a rough gram has in common with many others.
   * @param {string} gram
   */
  const roughKeyOf = (gram) => keyOf(gram) & ~0x3fff;

  /** So many grams are looked up at first. */
  const AT_FIRST = 3;

  /** Keys of grams, and how rare these are. */
  class Grams {
    /** @type {Map<number, number>} */
    #rarities = new Map();

    /** @param {number} key @param {string} gram */
    add(key, gram) {
      this.#rarities.set(key, Math.max(rarityOf(gram), this.#rarities.get(key) ?? 0));
    }

    get size() {
      return this.#rarities.size;
    }

    /** The keys, that of the rarest first. */
    get keys() {
      return [...this.#rarities].sort((a, b) => b[1] - a[1]).map(([key]) => key);
    }
  }

  /**
   * The grams of a part, those that tell most texts apart first.
   * @typedef {{ strong: Grams, rough: Grams, fair: Grams, weak: Grams }} Found
   */

  /**
   * What to look up for a part: the first are enough to find most texts, in `rest` are all others.
   * @param {string} part folded; spaces in it are borders
   * @returns {PartGrams}
   */
  function gramsOf(part) {
    /** @type {Found} */
    const found = { strong: new Grams(), rough: new Grams(), fair: new Grams(), weak: new Grams() };
    const chunks = part.split(' ').map((chunk) => [...chunk]);
    for (const chunk of chunks) {
      addWords(chunk, found);
      addNeighbours(chunk, found);
    }
    addJoints(chunks, found);
    const { strong, rough, fair, weak } = found;
    const all = [...new Set([strong, rough, fair, weak].flatMap(({ keys }) => keys))];
    if (strong.size === 0 && rough.size >= AT_FIRST) {
      // A rough gram does not say where in a record it stands, so one of the others is needed.
      const [exact] = [...fair.keys, ...weak.keys];
      all.splice(AT_FIRST - 1, 0, ...all.splice(all.indexOf(exact), 1));
    }
    return { first: all.slice(0, AT_FIRST), rest: all.slice(AT_FIRST), whole: wholeWord(part) };
  }

  /**
   * Grams in words, which are longer than pairs.
   * @param {string[]} chunk characters without a space between them
   * @param {Found} found
   */
  function addWords(chunk, { strong, fair, weak }) {
    for (let start = 0; start < chunk.length; start++) {
      let end = start;
      while (end < chunk.length && isWord(chunk[end])) end++;
      const length = end - start;
      if (length < 2) continue;
      const grams = length < 5 ? (length < 3 ? weak : fair) : strong;
      for (const gram of wordGrams(chunk.slice(start, end))) grams.add(keyOf(gram), gram);
      start = end;
    }
  }

  /**
   * Characters, pairs, and three neighbours.
   * @param {string[]} chunk
   * @param {Found} found
   */
  function addNeighbours(chunk, { strong, rough, fair, weak }) {
    // A single character says little and its list is long.
    if (chunk.length === 1) weak.add(keyOf(chunk[0]), chunk[0]);
    const often = chunk.map((character) => Number(isCommon(character)));
    const tellLittle = often.map((_, i) => i + 2 < chunk.length && often[i] + often[i + 1] + often[i + 2] >= 2);
    for (let i = 0; i + 1 < chunk.length; i++) {
      const three = chunk.slice(i, i + 3).join('');
      if (tellLittle[i]) rough.add(roughKeyOf(three), three);
      if (isWord(chunk[i]) && isWord(chunk[i + 1])) continue;
      const pair = chunk[i] + chunk[i + 1];
      // The three neighbours say all that a pair of them says.
      const isSaid = tellLittle[i] || tellLittle[i - 1];
      const grams = often[i] + often[i + 1] === 0 ? strong : isSaid ? weak : fair;
      grams.add(keyOf(pair), pair);
    }
  }

  /**
   * What stands on both sides of a space: two characters of each, or a whole chunk that has but one.
   * @param {string[][]} chunks
   * @param {Found} found
   */
  function addJoints(chunks, { rough }) {
    const last = chunks.length - 1;
    for (let i = 0; i < last; i++) {
      // What begins or ends the part may go on in the text.
      const isKnown = (i > 0 || chunks[i].length > 1) && (i + 1 < last || chunks[i + 1].length > 1);
      if (!isKnown) continue;
      const joint = [...chunks[i].slice(-2), ' ', ...chunks[i + 1].slice(0, 2)].join('');
      rough.add(roughKeyOf(joint), joint);
    }
  }

  /** @param {string} character */
  const isWord = (character) => isWordCharacter(character.codePointAt(0) ?? 0);

  /** @param {string[]} word */
  function wordGrams(word) {
    const size = word.length < 5 ? Math.min(word.length, 3) : 5;
    const last = word.length - size;
    const starts = [];
    for (let i = 0; i < last; i += size === 5 ? 5 : 1) starts.push(i);
    return [...starts, last].map((start) => word.slice(start, start + size).join(''));
  }

  /**
   * The key of a part as a whole word, where such are indexed.
   * @param {string} part
   */
  function wholeWord(part) {
    const characters = [...part];
    const isShort = characters.length >= 2 && characters.length <= 4;
    return isShort && characters.every(isWord) ? keyOf(` ${part} `) : undefined;
  }

  synopsite.engine = { ...synopsite.engine, isWordCharacter, keyOf, gramsOf };
})();

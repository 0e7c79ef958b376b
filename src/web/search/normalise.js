/**
 * Folding: the form of a text in which it is searched. Compatible, full-width, upper-case and traditional characters
 * become their plain ones, and white space that means nothing goes.
 */
(() => {
  'use strict';

  /**
   * What normalization may join with the character before it: marks, the voice marks of half-width kana, and jamo with
   * whatever becomes jamo.
   */
  const JOINING = '[\\p{M}\\uFF9E\\uFF9F\\u1100-\\u11FF\\u3131-\\u318E\\uFFA0-\\uFFDC]';
  const JOINS = new RegExp(JOINING, 'u');
  const CLUSTER = new RegExp(`.${JOINING}*`, 'suy');
  const DROPPED = /[\u{FE00}-\u{FE0F}\u{AD}\u{200B}-\u{200F}\u{2060}-\u{2064}\u{FEFF}]/u;
  const SPACE = /\p{White_Space}/u;
  /** Written without spaces between words. */
  const SPACELESS = /[\u{2E80}-\u{31FF}\u{3220}-\u{4DBF}\u{4E00}-\u{9FFF}\u{F900}-\u{FAFF}\u{20000}-\u{3FFFF}]/u;

  /** What is known of a UTF-16 unit. */
  const KNOWN = 1;
  const IS_SPACE = 2;
  /** It becomes one unit, which stands in `plain`. */
  const IS_PLAIN = 4;
  const IS_SPACELESS = 8;
  /** It may join with what stands before it. */
  const MAY_JOIN = 16;

  const kinds = new Uint8Array(0x10000);
  const plain = new Uint16Array(0x10000);
  /** @type {Map<string, string>} */
  const han = new Map();

  /**
   * The simplified characters of traditional ones.
   * @param {string} pairs
   */
  function setHan(pairs) {
    const characters = [...pairs];
    for (let i = 0; i + 1 < characters.length; i += 2) han.set(characters[i], characters[i + 1]);
    kinds.fill(0);
  }

  /**
   * The folded characters of a cluster; white space is left in it.
   * @param {string} cluster
   */
  function foldCluster(cluster) {
    const folded = [];
    for (const character of cluster.normalize('NFKC')) {
      if (DROPPED.test(character)) continue;
      for (const lower of character.toLowerCase()) folded.push(han.get(lower) ?? lower);
    }
    return folded;
  }

  /** @param {number} unit */
  function learn(unit) {
    const character = String.fromCharCode(unit);
    let kind = KNOWN;
    if (unit >= 0xd800 && unit < 0xe000) {
      // Half a character: what it is with the other half is looked at then.
      kind |= MAY_JOIN;
    } else {
      if (JOINS.test(character)) kind |= MAY_JOIN;
      const folded = foldCluster(character);
      if (folded.length === 1 && folded[0].length === 1) {
        plain[unit] = folded[0].charCodeAt(0);
        kind |= SPACE.test(folded[0]) ? IS_SPACE : IS_PLAIN;
        if (SPACELESS.test(folded[0])) kind |= IS_SPACELESS;
      }
    }
    kinds[unit] = kind;
    return kind;
  }

  /**
   * Folds a text; where places are wanted, they are put into `at` and `ends`.
   * @param {string} text
   * @param {number[]} [at]
   * @param {number[]} [ends]
   */
  function run(text, at, ends) {
    /** @type {number[]} */
    const units = [];
    let [spaceAt, spaceEnd] = [-1, -1];
    let afterSpaceless = false;

    /** @param {number} unit @param {number} from @param {number} to */
    const push = (unit, from, to) => {
      units.push(unit);
      at?.push(from);
      ends?.push(to);
    };
    /** @param {number} from @param {number} to */
    const space = (from, to) => {
      if (spaceAt < 0) spaceAt = from;
      spaceEnd = to;
    };
    /** @param {boolean} isSpaceless */
    const beforeCharacter = (isSpaceless) => {
      if (spaceAt >= 0) {
        if (units.length > 0 && !(afterSpaceless && isSpaceless)) push(0x20, spaceAt, spaceEnd);
        spaceAt = -1;
      }
      afterSpaceless = isSpaceless;
    };

    for (let i = 0; i < text.length;) {
      const unit = text.charCodeAt(i);
      const kind = kinds[unit] || learn(unit);
      const following = i + 1 < text.length ? text.charCodeAt(i + 1) : 0;
      if (kind & (IS_PLAIN | IS_SPACE) && !((kinds[following] || learn(following)) & MAY_JOIN)) {
        if (kind & IS_SPACE) {
          space(i, i + 1);
        } else {
          beforeCharacter((kind & IS_SPACELESS) !== 0);
          push(plain[unit], i, i + 1);
        }
        i++;
        continue;
      }
      CLUSTER.lastIndex = i;
      const cluster = CLUSTER.exec(text)?.[0] ?? text[i];
      const end = i + cluster.length;
      for (const character of foldCluster(cluster)) {
        if (SPACE.test(character)) {
          space(i, end);
        } else {
          beforeCharacter(SPACELESS.test(character));
          for (let j = 0; j < character.length; j++) push(character.charCodeAt(j), i, end);
        }
      }
      i = end;
    }
    return textOf(units);
  }

  /** @param {number[]} units */
  function textOf(units) {
    let text = '';
    // A call takes so many arguments and not many more.
    for (let i = 0; i < units.length; i += 8192) text += String.fromCharCode(...units.slice(i, i + 8192));
    return text;
  }

  /** @param {string} text */
  const fold = (text) => run(text);

  /**
   * @param {string} text
   * @returns {FoldMap}
   */
  function foldMap(text) {
    /** @type {number[]} */
    const at = [];
    /** @type {number[]} */
    const ends = [];
    const folded = run(text, at, ends);
    at.push(text.length);
    return { text: folded, at, ends };
  }

  const { synopsite } = globalThis;
  globalThis.synopsite = { ...synopsite, fold, foldMap, engine: { ...synopsite?.engine, setHan } };
})();

/**
 * A plain indexer: what the program writes for search, made from the description of the format alone. Slow and short;
 * it gives the tests of the search engine their data, and says what the program's bytes have to be.
 */
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** The common characters are a list and nothing else, so they come from the only place that has them. */
const COMMON = readFileSync(new URL('../../src/web/search/frequent-chars.js', import.meta.url), 'utf8').split("'")[3];
const DROPPED = /[\u{FE00}-\u{FE0F}\u{AD}\u{200B}-\u{200F}\u{2060}-\u{2064}\u{FEFF}]/gu;
const SPACELESS = '[\u{2E80}-\u{31FF}\u{3220}-\u{4DBF}\u{4E00}-\u{9FFF}\u{F900}-\u{FAFF}\u{20000}-\u{3FFFF}]';
const WORD =
  /[\u{300}-\u{36F}0-9a-z\u{AA}\u{B5}\u{BA}\u{C0}-\u{D6}\u{D8}-\u{F6}\u{F8}-\u{24F}\u{250}-\u{2AF}\u{370}-\u{DFF}\u{1200}-\u{177F}\u{1800}-\u{1FFF}]/u;

/**
 * The folded form of a text.
 * @param {string} text
 * @param {string} han pairs of traditional and simplified characters
 */
export function fold(text, han) {
  const simplified = new Map([...han].flatMap((from, i, all) => (i % 2 === 0 ? [[from, all[i + 1]]] : [])));
  const lower = [...text.normalize('NFKC').replace(DROPPED, '')].map((character) => character.toLowerCase()).join('');
  return [...lower]
    .map((character) => simplified.get(character) ?? character)
    .join('')
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(/^ | $/g, '')
    .replace(new RegExp(`(?<=${SPACELESS}) (?=${SPACELESS})`, 'gu'), '');
}

/**
 * All grams of a folded text, by their keys: odd ones are of one gram, even ones of many.
 * @param {string} folded
 */
export function grams(folded) {
  const characters = [...folded];
  const isWord = characters.map((character) => WORD.test(character));
  /** @type {Map<number, string>} */
  const found = new Map();
  /** @param {string} gram */
  const add = (gram) => found.set(keyOf(gram), gram);
  /** @param {string} gram */
  const addRough = (gram) => found.set(keyOf(gram) & ~0x3fff, gram);
  characters.forEach((character, i) => {
    if (character === ' ') {
      const [before] = /[^ ]{0,2}$/u.exec(characters.slice(0, i).join('')) ?? [];
      const [after] = /^[^ ]{0,2}/u.exec(characters.slice(i + 1).join('')) ?? [];
      addRough(`${before} ${after}`);
      return;
    }
    add(character);
    const next = characters[i + 1];
    if (next !== undefined && next !== ' ') add(character + next);
    const three = characters.slice(i, i + 3);
    const common = three.filter((c) => COMMON.includes(c) || (c >= 'ぁ' && c <= 'ー'));
    if (three.length === 3 && !three.includes(' ') && common.length >= 2) addRough(three.join(''));
    for (const length of [3, 5]) {
      const gram = characters.slice(i, i + length);
      if (gram.length === length && isWord.slice(i, i + length).every(Boolean)) add(gram.join(''));
    }
    if (!isWord[i] || isWord[i - 1]) return;
    let end = i;
    while (isWord[end]) end++;
    if (end - i >= 2 && end - i <= 4) add(` ${characters.slice(i, end).join('')} `);
  });
  return found;
}

/** @param {string} text */
export function keyOf(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (((hash ^ (hash >>> 16)) >>> 0) >>> 2) | 1;
}

/** @param {number} value */
function number(value) {
  let digits = '';
  for (; value >= 32; value = Math.floor(value / 32)) digits += DIGITS[(value % 32) + 32];
  return digits + DIGITS[value];
}

/** @param {number[]} numbers in ascending order */
export function list(numbers) {
  if (numbers.length === 0) return number(0);
  const [first] = numbers;
  const plain = number(numbers.length * 2) + numbers.map((n, i) => number(i > 0 ? n - numbers[i - 1] - 1 : n)).join('');
  const bits = Array.from({ length: Math.floor(((numbers.at(-1) ?? 0) - first) / 6) + 1 }, () => 0);
  for (const n of numbers) bits[Math.floor((n - first) / 6)] |= 1 << ((n - first) % 6);
  const bitmap = number(bits.length * 2 + 1) + number(first) + bits.map((digit) => DIGITS[digit]).join('');
  return bitmap.length < plain.length ? bitmap : plain;
}

/**
 * The keys of a record, each with the best class that it has.
 * @param {SearchRecord} record
 * @param {string} han
 */
function keysOf(record, han) {
  const { title, categories, tags, source, about, headings, summary, diagrams, transcript, file } = record;
  const texts = [[title, ...categories.flat(), ...tags, ...about, ...headings], [summary], [...diagrams, transcript]];
  const filters = [
    ...categories.flatMap((path) => path.map((_, i) => `\u{1}c${fold(path.slice(0, i + 1).join('/'), han)}`)),
    ...tags.map((tag) => `\u{1}t${fold(tag, han)}`),
    ...(source ? [`\u{1}s${source[0]}`] : []),
    `\u{1}f${file}`,
  ];
  /** @type {Map<number, number>} */
  const keys = new Map(filters.map((filter) => [keyOf(filter), 0]));
  texts.forEach((some, recordClass) => {
    for (const key of some.flatMap((text) => [...grams(fold(text, han)).keys()])) {
      if (!keys.has(key)) keys.set(key, key % 2 === 1 ? recordClass : 0);
    }
  });
  return keys;
}

/**
 * The buckets of a segment.
 * @param {SearchRecord[]} records
 * @param {number} bits
 * @param {string} han
 */
export function bucketsOf(records, bits, han) {
  /** @type {Map<number, number[][]>} */
  const lists = new Map();
  records.forEach((record, i) => {
    for (const [key, recordClass] of keysOf(record, han)) {
      if (!lists.has(key)) lists.set(key, [[], [], []]);
      lists.get(key)?.[recordClass].push(i);
    }
  });
  const buckets = Array.from({ length: 2 ** bits }, () => ({ text: '', last: -1 }));
  for (const [key, classes] of [...lists].sort(([a], [b]) => a - b)) {
    const bucket = buckets[Math.floor(key / 2 ** (30 - bits))];
    const rest = key % 2 ** (30 - bits);
    const mask = classes.reduce((mask, numbers, i) => mask + (numbers.length > 0 ? 1 << i : 0), 0);
    bucket.text += number(rest - bucket.last - 1) + DIGITS[mask];
    bucket.text += classes.map((numbers) => (numbers.length > 0 ? list(numbers) : '')).join('');
    bucket.last = rest;
  }
  return buckets.map(({ text }) => text);
}

/** @param {string} date */
const dayOf = (date) => Date.parse(`${date}T00:00Z`) / 86_400_000;

/**
 * Days since 1970 and how many records they have.
 * @param {SearchRecord[]} records
 */
export function daysOf(records) {
  /** @type {Map<number, number>} */
  const counts = new Map();
  for (const { date } of records) if (date) counts.set(dayOf(date), (counts.get(dayOf(date)) ?? 0) + 1);
  return [...counts].flatMap(([day, count], i, all) => [i > 0 ? day - all[i - 1][0] : day, count]);
}

/** @param {SearchRecord[]} records */
function facetsOf(records) {
  /** @param {string[]} names */
  const unique = (names) => [...new Set(names)].sort();
  const categories = unique(
    records.flatMap((one) =>
      one.categories.flatMap((path) => path.map((_, i) => JSON.stringify(path.slice(0, i + 1)))),
    ),
  );
  const sources = unique(records.flatMap(({ source }) => (source ? [JSON.stringify(source)] : [])));
  const tags = unique(records.flatMap((one) => one.tags)).slice(0, 24);
  /** @param {(record: SearchRecord) => boolean} holds */
  const those = (holds) => list(records.flatMap((record, i) => (holds(record) ? [i] : [])));
  return {
    categories: categories.map((path) => JSON.parse(path)),
    sources: sources.map((source) => JSON.parse(source)),
    tags,
    lists: [
      ...categories.map((path) =>
        those((one) => one.categories.some((own) => own.some((_, i) => JSON.stringify(own.slice(0, i + 1)) === path))),
      ),
      ...sources.map((source) => those((one) => JSON.stringify(one.source) === source)),
      ...tags.map((tag) => those((one) => one.tags.includes(tag))),
    ].join(''),
  };
}

/**
 * Words for suggestions, by first letter.
 * @param {SearchRecord[]} records
 * @param {string} han
 */
function wordsOf(records, han) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const { title, headings, summary } of records) {
    const words = [title, ...headings, summary].flatMap((text) => fold(text, han).match(/[a-z]{4,}/g) ?? []);
    for (const word of new Set(words)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  const words = [...counts].flatMap(([word, count]) => (count >= 2 ? [word] : [])).sort();
  return groups(words);
}

/** @param {string[]} words */
function groups(words) {
  /** @type {Map<string, string[]>} */
  const found = new Map();
  for (const word of words) found.set(word[0], [...(found.get(word[0]) ?? []), word]);
  return found;
}

/**
 * All data scripts of a site, by name.
 * @param {SearchRecord[]} records the undated ones first, then from the oldest
 * @param {{ han: string, base?: number, bits?: number[], ids?: string[] }} options `base`: how many records the first
 *   segment has
 */
export function indexOf(records, { han, base = 0, bits = [6, 3], ids = ['base', 'tail'] }) {
  /** @type {Map<string, any>} */
  const scripts = new Map([['han', han]]);
  const segments = [
    { first: 0, count: base },
    { first: base, count: records.length - base },
  ].flatMap((segment, i) => (segment.count > 0 ? [{ id: ids[i], ...segment, bits: bits[i] }] : []));
  for (const { id, first, count, bits } of segments) {
    bucketsOf(records.slice(first, first + count), bits, han).forEach((bucket, i) =>
      scripts.set(`search/${id}/${i}`, bucket),
    );
  }
  const words = wordsOf(records, han);
  for (const [letter, some] of words) scripts.set(`search/words/${letter}`, some);
  scripts.set('search/facets', facetsOf(records));
  const parts = partsOf(records);
  scripts.set('search/head', {
    format: 5,
    records: records.length,
    segments,
    undated: records.filter(({ date }) => !date).length,
    days: daysOf(records),
    parts: parts.map(({ records }) => records.length).join(''),
    words: [...words.keys()].sort().join(''),
  });
  for (const { name, records } of parts) {
    const deflated = deflateRawSync(JSON.stringify(records)).toString('base64');
    scripts.set(name, { encoding: 'utf-8', deflated });
  }
  return scripts;
}

/**
 * The scripts of texts: two records of a month in each.
 * @param {SearchRecord[]} records
 */
function partsOf(records) {
  /** @type {{ name: string, records: SearchRecord[] }[]} */
  const parts = [];
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const record of records) {
    const month = record.date?.slice(0, 7) ?? 'undated';
    const count = counts.get(month) ?? 0;
    counts.set(month, count + 1);
    if (count % 2 === 0) parts.push({ name: `search/text/${month}/${count / 2}`, records: [record] });
    else parts.at(-1)?.records.push(record);
  }
  return parts;
}

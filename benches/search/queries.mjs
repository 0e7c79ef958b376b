// What is asked for: parts of the records' texts, cut by chance, and what is hard for an index.
import { fold, toTraditional } from './truth.mjs';

/** Chance that repeats itself (mulberry32). */
export function chance(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (limit) => Math.floor(next() * limit);
  return { below, pick: (list) => list[below(list.length)] };
}

/** What has a meaning in queries: quotes, a minus before a part, the name of a filter. */
const SYNTAX = /["“”„‟＂]|(?:^|\s)[-－﹣]|(?:^|\s)-?(?:\p{L}+)[:：]/u;

/** @typedef {{ kind: string, script: string, query: string }} Question */

/** Questions with what they are called in the report; `count` of them are cut from titles, summaries and transcripts.
 * @returns {Question[]} */
export function questions(truth, count, seed) {
  const random = chance(seed + 1);
  const page = () => truth.page(random.below(truth.urls.length));
  const some = Math.ceil(count / 15);
  const kinds = {
    title: [count / 3, () => cut(random, page().title, 2, 8)],
    summary: [count / 3, () => cut(random, page().summary, 2, 8)],
    transcript: [count / 3, () => cut(random, page().transcript, 2, 8)],
    phrase: [some, () => phrase(random, random.pick(texts(page())))],
    'two parts': [some, () => twoParts(random, page())],
    traditional: [some, () => inTraditional(cut(random, page().summary, 2, 8))],
    diagram: [some, () => cut(random, page().diagrams[0] ?? '', 2, 8)],
    character: [some, () => cut(random, random.pick(texts(page())), 1, 1)],
    absent: [some, () => absent(random, truth, page())],
  };
  const asked = Object.entries(kinds).flatMap(([kind, [number, make]]) =>
    distinct(Math.round(number), make).map((query) => ({ kind, script: script(query), query })),
  );
  return [...asked, ...common(truth, some, random).map((query) => ({ kind: 'common', script: script(query), query }))];
}

const texts = ({ title, summary, transcript }) => [title, summary, transcript];

/** So many different queries, if there are. */
function distinct(number, make) {
  const queries = new Set();
  for (let tries = 0; queries.size < number && tries < number * 100; tries++) {
    const query = make();
    if (query) queries.add(query);
  }
  return [...queries];
}

function script(query) {
  const chinese = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]/u.test(query);
  const latin = /[\p{Script=Latin}\p{Nd}]/u.test(query);
  if (chinese && latin) return 'mixed';
  return chinese ? 'Chinese' : latin ? 'Latin' : 'signs';
}

/** A part of a text; nothing where it would be no query, or another one than its text. */
function cut(random, text, least, most) {
  const characters = Array.from(text);
  const from = random.below(characters.length);
  const query = characters
    .slice(from, from + least + random.below(most - least + 1))
    .join('')
    .trim();
  const enough = Array.from(query).length >= least && fold(query) !== '';
  return enough && !SYNTAX.test(query) ? query.replace(/\s/g, ' ') : undefined;
}

/** Two to four words in a row, in quotes. */
function phrase(random, text) {
  const words = text.split(/\s+/);
  const from = random.below(words.length);
  const query = words.slice(from, from + 2 + random.below(3)).join(' ');
  return query.includes(' ') && query.length < 60 && !SYNTAX.test(query) ? `"${query}"` : undefined;
}

function twoParts(random, page) {
  const parts = [1, 2].map(() => cut(random, random.pick(texts(page)), 2, 5));
  return parts.every(Boolean) ? parts.join(' ') : undefined;
}

function inTraditional(query = '') {
  const other = toTraditional(query);
  return other === query ? undefined : other;
}

/** Something that no record has, of what is in records. */
function absent(random, truth, page) {
  const text = Array.from(page.summary.replace(/[\s\p{P}]/gu, ''));
  const query = Array.from({ length: 3 + random.below(4) }, () => random.pick(text)).join('');
  return truth.matching(query).size === 0 ? query : undefined;
}

/** The most common characters, pairs of characters, and words. */
function common(truth, count, random) {
  const counts = [new Map(), new Map(), new Map()];
  const units = [/[\p{L}，。,.]/gu, /(?<=(\p{Script=Han}{2}))/gu, /[a-z]{2,}/g];
  for (let n = 0; n < 100; n++) {
    const text = fold(texts(truth.page(random.below(truth.urls.length))).join('\n'));
    for (const [place, unit] of units.entries()) {
      for (const [whole, behind] of text.matchAll(unit)) {
        const name = behind ?? whole;
        counts[place].set(name, (counts[place].get(name) ?? 0) + 1);
      }
    }
  }
  const top = (map) => [...map].sort((a, b) => b[1] - a[1]).map(([name]) => name);
  return counts.flatMap((map) => top(map).slice(0, Math.ceil(count / 2)));
}

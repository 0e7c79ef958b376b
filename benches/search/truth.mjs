// What can be found where: the records' texts as their pages show them, searched by brute force. Nothing here is taken
// from the code of search, so that a mistake in one of them shows. (The numbers of records are read from its data.)
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { filesOf, repository } from './site.mjs';

const dictionary = path.join(repository, 'node_modules/opencc-js/dist/esm-lib/dict/TSCharacters.js');
const simplified = new Map(
  readFileSync(dictionary, 'utf8')
    .split('"')[1]
    .split('|')
    .map((line) => line.split(' ').slice(0, 2)),
);
const traditional = new RegExp(`[${[...simplified.keys()].join('')}]`, 'gu');
const invisible = /[\u00AD\u200B-\u200F\u2060-\u2064\uFEFF]|[\uFE00-\uFE0F]/gu;
const spaceless = '\\u2E80-\\u31FF\\u3220-\\u4DBF\\u4E00-\\u9FFF\\uF900-\\uFAFF\\u{20000}-\\u{3FFFF}';
const gap = new RegExp(`(?<=[${spaceless}]) (?=[${spaceless}])`, 'gu');

/** A text without the differences that search overlooks. */
export function fold(text) {
  return text
    .normalize('NFKC')
    .replace(invisible, '')
    .replaceAll('Σ', 'σ')
    .toLowerCase()
    .replace(traditional, (character) => simplified.get(character))
    .replace(/\p{White_Space}+/gu, ' ')
    .replace(gap, '')
    .trim();
}

/** The opposite of a part of [fold]: a text as it is written in Taiwan, more or less. */
export function toTraditional(text) {
  return Array.from(text, (character) => complicated.get(character) ?? character).join('');
}
const complicated = new Map([...simplified].filter(([from, to]) => from !== to).map(([from, to]) => [to, from]));

const ENTITIES = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
const BLOCK = /^<\/?(?:p|h[1-6]|li|ul|ol|div|pre|blockquote|table|thead|tbody|tr|td|th|hr|br|section|dl|dt|dd)\b/i;

/** The text of markup: blocks stand in lines of their own. */
function textOf(html) {
  return html
    .replace(/<[^>]*>/g, (tag) => (BLOCK.test(tag) ? '\n' : ''))
    .replace(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (_, hex, decimal, name) =>
      name ? ENTITIES[name] : String.fromCodePoint(hex ? parseInt(hex, 16) : Number(decimal)),
    );
}

/** The texts between two pieces of markup, as markup. */
function between(html, before, after) {
  return [...html.matchAll(new RegExp(`${before}([^]*?)${after}`, 'g'))].map((match) => match[1]);
}

/** Facts of a record that are not searched for: date, source, language. Their labels are those of a site without settings. */
const OTHER_FACTS = /^(?:日期|来源|语言)$/;

/** The texts of a record's page, by where they stand. */
export function readPage(html) {
  const article = between(html, '<article class="record">', '</article>')[0];
  const facts = between(article, '<div><dt>', '</dd></div>').map((fact) => fact.split('</dt><dd>'));
  const summary = between(article, '<section class="summary"', '<\\/section>')[0];
  const prose = (part = '') => part.slice(part.indexOf('<div class="prose"')).replace(/^<[^>]*>/, '');
  const transcript = between(article, '<section class="transcript"', '<\\/section>')[0];
  return {
    title: textOf(between(article, '<h1[^>]*>', '</h1>')[0]),
    categories: between(article, '<nav class="crumbs"', '</nav>').flatMap((crumbs) =>
      between(crumbs, '<li>', '</li>').map(textOf),
    ),
    tags: between(article, '<a class="tag"[^>]*>', '</a>').map(textOf),
    about: [
      ...between(article, '<span class="source-id">', '</span>'),
      ...between(article, '<div data-fact="author"><dt>[^<]*</dt><dd>', '</dd></div>'),
      ...facts.filter(([label, value]) => !OTHER_FACTS.test(label) && !value?.startsWith('<')).map((fact) => fact[1]),
    ]
      .filter((text) => text !== undefined)
      .map(textOf),
    headings: between(summary, '<h[1-6] id="[^"]*">', '</h[1-6]>').slice(1).map(textOf),
    summary: summary.includes('<div class="prose"')
      ? textOf(prose(summary).replace(/<figure class="diagram"[^]*?<\/figure>/g, '\n'))
      : '',
    diagrams: between(summary, '<code class="language-mermaid">', '</code>').map(textOf),
    transcript: transcript ? textOf(between(transcript, '<p>', '</p>').join('')) : '',
  };
}

/** The texts that are searched one by one. */
const searched = ({ title, categories, tags, about, headings, summary, diagrams, transcript }) => [
  title,
  ...categories,
  ...tags,
  ...about,
  ...headings,
  summary,
  ...diagrams,
  transcript,
];

/** What no query and no text has. */
const BETWEEN_TEXTS = '\u0001';
/** So many records are one string. */
const SHARD = 5000;

export class Truth {
  /** Reads the pages of a site. @param {string} folder */
  constructor(folder) {
    this.folder = folder;
    /** The addresses of records, by the numbers that search gives them. */
    this.urls = [];
    /** How many records have another summary or transcript in the data than on their page. */
    this.differing = 0;
    this.shards = [];
    const texts = [];
    for (const data of searchTexts(folder)) {
      this.urls.push(data.url);
      const page = this.page(this.urls.length - 1);
      const same = ['summary', 'transcript'].every((part) => fold(page[part]) === fold(data[part]));
      this.differing += same ? 0 : 1;
      texts.push(searched(page).map(fold).join(BETWEEN_TEXTS) + BETWEEN_TEXTS);
      if (texts.length === SHARD) this.shards.push(shard(texts.splice(0)));
    }
    this.shards.push(shard(texts));
    this.numbers = new Map(this.urls.map((url, number) => [url, number]));
    const pages = filesOf(path.join(folder, 'records')).filter((file) => file.endsWith('.html')).length;
    if (pages !== this.numbers.size) throw new Error(`${pages} records have ${this.numbers.size} texts for search`);
  }

  /** The texts on the page of a record. */
  page(number) {
    return readPage(readFileSync(path.join(this.folder, this.urls[number]), 'utf8'));
  }

  /** The numbers of the records that have all parts of a query. */
  matching(query) {
    const found = partsOf(query).map((part) => this.having(part));
    return new Set([...(found[0] ?? [])].filter((number) => found.every((set) => set.has(number))));
  }

  having(part) {
    const found = new Set();
    for (const [place, { text, starts }] of this.shards.entries()) {
      for (let at = text.indexOf(part), record = 0; at >= 0; at = text.indexOf(part, starts[record])) {
        while (starts[record] <= at) record += 1;
        found.add(place * SHARD + record - 1);
        if (record === starts.length) break;
      }
    }
    return found;
  }
}

/** Texts as one, with the places where they start. */
function shard(texts) {
  const starts = [];
  let length = 0;
  for (const text of texts) {
    starts.push(length);
    length += text.length;
  }
  return { text: texts.join(''), starts };
}

/** The folded parts of a query. */
export function partsOf(query) {
  const parts = [...query.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => fold(match[1] ?? match[2]));
  return parts.filter((part) => part !== '');
}

/** The data of a script. */
function data(file) {
  const script = readFileSync(file, 'utf8');
  return JSON.parse(script.slice(script.indexOf(',') + 1, script.lastIndexOf(')')));
}

/** What search shows of records, in the order of their numbers. */
function* searchTexts(folder) {
  const head = data(path.join(folder, 'search/head.js'));
  const months = [['undated', head.undated]];
  let day = 0;
  for (let n = 0; n < head.days.length; n += 2) {
    day += head.days[n];
    const month = new Date(day * 86_400_000).toISOString().slice(0, 7);
    if (months.at(-1)[0] === month) months.at(-1)[1] += head.days[n + 1];
    else months.push([month, head.days[n + 1]]);
  }
  for (const [month, count] of months) {
    for (let [place, seen] = [0, 0]; seen < count; place++) {
      const file = path.join(folder, 'search/text', month, `${place}.js`);
      const { encoding, deflated } = data(file);
      const bytes = inflateRawSync(Buffer.from(deflated, 'base64'));
      const records = JSON.parse(new TextDecoder(encoding).decode(bytes));
      seen += records.length;
      yield* records;
    }
  }
}

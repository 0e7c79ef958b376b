// The records, and the same content as Hugo wants it.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { filesOf, program } from '../search/site.mjs';

const LAYOUTS = fileURLToPath(new URL('site', import.meta.url));

/** The header's fields that the pipeline writes. */
const FIELDS = ['Timestamp', 'Title', 'URL', 'Status', 'Duration'];

/** With it, records of `corpus` have transcripts of 3.8 KB. */
const TRANSCRIPT = '3725';

/**
 * Writes records without what is odd about one in a hundred, for Hugo would not build that; gives the bytes they have.
 * @param {string} folder @param {number} count @param {string} seed @param {string[]} keep
 */
export function makeRecords(folder, count, seed, keep) {
  if (!existsSync(folder)) {
    const corpus = path.join(path.dirname(program), 'corpus');
    const unfinished = `${folder}-unfinished`;
    rmSync(unfinished, { recursive: true, force: true });
    execFileSync(corpus, [String(withOdd(count)), unfinished, '--seed', seed, '--transcript', TRANSCRIPT]);
    tidy(unfinished, [...FIELDS, ...keep]);
    renameSync(unfinished, folder);
  }
  const files = filesOf(folder);
  if (files.length !== count) throw new Error(`${folder} has ${files.length} records, not ${count}: delete it`);
  return files.reduce((/** @type {number} */ sum, /** @type {string} */ file) => {
    return sum + readFileSync(path.join(folder, file)).length;
  }, 0);
}

/** How many records `corpus` has to make: its 60th of each hundred is odd. @param {number} count */
function withOdd(count) {
  let made = count;
  while (made - Math.floor((made + 39) / 100) < count) made++;
  return made;
}

/** Leaves fields out of the records' headers, and deletes odd records. @param {string} folder @param {string[]} fields */
function tidy(folder, fields) {
  const whole = /^Timestamp: .*\nTitle: .*\nURL: .*\nStatus: success\n[^]*<\/Mermaid_Diagram>\n\nContent:\n.*\n$/;
  /** @type {string[]} */
  const files = filesOf(folder);
  const item = (/** @type {string} */ file) => path.basename(file, '.txt').slice('2026-10-31_'.length);
  const items = new Set(files.map(item));
  for (const file of files) {
    const place = path.join(folder, file);
    const text = readFileSync(place, 'utf8');
    const isSecond = item(file).endsWith('_2') && items.has(item(file).slice(0, -2));
    if (isSecond || !whole.test(text) || /[\r\ufffd]/.test(text)) {
      rmSync(place);
      continue;
    }
    const end = text.indexOf('\n\n');
    const header = text.slice(0, end).split('\n');
    const kept = header.filter((line) => fields.includes(line.slice(0, line.indexOf(':'))));
    writeFileSync(place, kept.join('\n') + text.slice(end));
  }
}

/**
 * Writes Hugo's site: the layouts here, a page for each record, and the Mermaid of Synopsite's site.
 * Titles, categories, dates and excerpts are those of `records.json`, so that both sites have the same lists.
 * @param {string} source @param {string} content @param {string} synopsite
 */
export function writeSource(source, content, synopsite) {
  cpSync(LAYOUTS, source, { recursive: true });
  const assets = path.join(synopsite, 'assets');
  const packs = readdirSync(assets).filter((name) => name.startsWith('mermaid-'));
  if (packs.length === 0) throw new Error(`there is no Mermaid in ${assets}`);
  mkdirSync(path.join(source, 'static'), { recursive: true });
  const texts = packs.map((name) => readFileSync(path.join(assets, name), 'utf8'));
  writeFileSync(path.join(source, 'static/mermaid.js'), texts.join('\n'));
  /** @type {Listed[]} */
  const records = JSON.parse(readFileSync(path.join(synopsite, 'records.json'), 'utf8')).records;
  for (const record of records) {
    const page = path.join(source, 'content', `${record.id}.md`);
    mkdirSync(path.dirname(page), { recursive: true });
    writeFileSync(page, pageOf(record, readFileSync(path.join(content, record.file), 'utf8')));
  }
}

/** A record as Markdown with front matter. @param {Listed} record @param {string} text */
function pageOf(record, text) {
  const [, description, transcript] = /\nDescription:\n([^]*)\nContent:\n([^]*)$/.exec(text) ?? [];
  const markdown = description.replace(/<Mermaid_Diagram>\n([^]*?)<\/Mermaid_Diagram>/g, '```mermaid\n$1```');
  const paragraphs = transcript.trim().match(/.{1,280}[^,?]*[,?]?/gu) ?? [];
  const escaped = paragraphs.map((part) => `<p>${part.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</p>`);
  const details = `<details><summary>Transcript</summary>\n${escaped.join('\n')}\n</details>`;
  return `---\n${frontMatter(record)}---\n${markdown}\n${details}\n`;
}

/** JSON's texts and lists are YAML, too. @param {Listed} record */
function frontMatter({ title, date, duration, excerpt, categories, tags, source }) {
  const fields = {
    title,
    description: excerpt,
    categories: categories?.flatMap((parts) => parts.map((_, at) => parts.slice(0, at + 1).join('/'))),
    tags,
    sources: source && [source.platform],
    years: [date.slice(0, 4)],
    months: [date.slice(0, 7)],
    days: [date.slice(0, 10)],
    link: source?.url,
    length: `${Math.floor(duration / 60)}:${String(duration % 60).padStart(2, '0')}`,
  };
  const lines = Object.entries(fields).filter(([, value]) => value?.length);
  return `date: ${date}\n${lines.map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join('')}`;
}

/**
 * A record in `records.json`.
 * @typedef {{ id: string, file: string, title: string, date: string, duration: number, excerpt?: string,
 *   categories?: string[][], tags?: string[], source?: { platform: string, url?: string } }} Listed
 */

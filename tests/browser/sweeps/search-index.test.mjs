/** What the program writes for search, against a plain indexer that knows the format alone. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inflateRawSync } from 'node:zlib';
import { bucketsOf, daysOf, fold } from '../reference-index.mjs';
import { PROGRAM } from '../programs.mjs';

/** A site with records of all kinds, and so many others that there are a base and a tail.
 * @param {import('node:test').TestContext} t */
function build(t) {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-'));
  t.after(() => rmSync(folder, { recursive: true }));
  cpSync(new URL('../../variants', import.meta.url), join(folder, 'content'), { recursive: true });
  for (let number = 0; number < 300; number++) writeFileSync(join(folder, 'content', `n${number}.txt`), record(number));
  execFileSync(PROGRAM, ['-r', folder, '-q', 'build']);
  return join(folder, 'public');
}

/** @param {number} number */
function record(number) {
  const day = new Date(Date.UTC(2025, 0, 1 + (number % 90))).toISOString().slice(0, 10);
  return [
    `Timestamp: ${day}\nTitle: 第 ${number} 期 Ｒｕｓｔ 與 C++${number % 7}\nCategory: 技術/${number % 3}\nTags: 日志, t${number % 5}\n`,
    `Description:\n## 要点 ${number}\n\n“先写”**日志**再改 state，gpt-${number % 11} 也一樣。\n`,
    `Content:\n今天講 write-ahead log,第${number}次 naïve Σίσυφος ﾊﾟｿｺﾝ\n`,
  ].join('\n');
}

/** The first bits of FNV-1a as two digits, by big numbers.
 * @param {string} text */
function versionOf(text) {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const bytes = [...Buffer.from(text)];
  const hash = bytes.reduce((hash, byte) => ((hash ^ BigInt(byte)) * 16777619n) & 0xffffffffn, 2166136261n);
  return digits[Number(hash >> 26n)] + digits[Number((hash >> 20n) & 63n)];
}

/** @param {string} site @param {string} name */
function load(site, name) {
  const text = readFileSync(join(site, `${name}.js`), 'utf8');
  const start = `synopsite.take(${JSON.stringify(name)},`;
  assert.ok(text.startsWith(start) && text.endsWith(');\n'), name);
  return JSON.parse(text.slice(start.length, -3));
}

test('the index is what a plain indexer makes of the texts', (t) => {
  const site = build(t);
  const head = load(site, 'search/head');
  const han = readFileSync(join(site, 'assets/han.js'), 'utf8').split('"')[3];
  assert.equal(fold('焦慮', han), '焦虑');

  /** @type {Map<string, SearchRecord[]>} */
  const months = new Map();
  /** How many records each script of a month has. @type {Map<string, string>} */
  const counts = new Map();
  for (const month of readdirSync(join(site, 'search/text')).sort()) {
    const count = readdirSync(join(site, 'search/text', month)).length;
    const parts = Array.from({ length: count }, (_, place) => {
      const { encoding, deflated } = load(site, `search/text/${month}/${place}`);
      return JSON.parse(new TextDecoder(encoding).decode(inflateRawSync(Buffer.from(deflated, 'base64'))));
    });
    counts.set(month, parts.map(({ length }) => length).join(''));
    months.set(month, parts.flat());
  }
  const undated = months.get('undated') ?? [];
  months.delete('undated');
  const records = [...undated, ...[...months.values()].flat()];

  assert.equal(head.records, records.length);
  assert.equal(head.undated, undated.length);
  assert.deepEqual(head.days, daysOf(records));
  const dated = [...months.keys()].map((month) => counts.get(month)).join('');
  assert.equal(head.parts, `${counts.get('undated') ?? ''}${dated}`);
  assert.ok(counts.size > 3 && /[2-9]/.test(head.parts) && !head.parts.includes('0'), head.parts);
  assert.equal(head.segments.length, 2);
  for (const { id, first, count, bits, versions } of head.segments) {
    const wanted = bucketsOf(records.slice(first, first + count), bits, han);
    assert.equal(readdirSync(join(site, 'search', id)).length, wanted.length);
    const different = wanted.flatMap((bucket, i) => (load(site, `search/${id}/${i}`) === bucket ? [] : [i]));
    assert.deepEqual(different, []);
    assert.equal(versions, wanted.map((bucket) => versionOf(bucket)).join(''));
  }
});

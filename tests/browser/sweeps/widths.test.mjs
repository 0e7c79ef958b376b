/** Whatever stands in a record, no page is wider than the window: long words wrap, and deep lists stay in it. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { atEnd, openBrowser } from '../site.mjs';
import { PROGRAM } from '../programs.mjs';

/** A word without a place to break it. @param {number} length */
const word = (length) => 'Donaudampfschifffahrt'.repeat(Math.ceil(length / 21)).slice(0, length);

/** Records with names as long, and categories as deep, as they may be, and longer. */
const RECORDS = {
  'title.txt': `Title: ${word(5000)}\nTags: 短\n\nDescription:\n${word(3000)}\n`,
  'names.txt': `Title: 长名称\nAuthor: ${word(90)}\nStatus: ${word(90)}\nTags: ${word(100)}, ${word(99)}\nURL: https://${word(60)}.${word(60)}.${word(60)}.example/\nCategory: ${word(95)}\nOther: ${word(4000)}\n\nDescription:\n摘要。\n`,
  'deep.txt': `Title: 很深\nCategory: ${Array.from({ length: 200 }, (_, level) => `level${level}`).join('/')}\n\nDescription:\n摘要。\n`,
  'many.txt': `Title: 很多\nTags: ${Array.from({ length: 5000 }, (_, n) => `tag${n}`).join(', ')}\n\nDescription:\n# ${word(400)}\n\n## ${word(400)}\n\n摘要。\n`,
};

/** Builds a site of the records, with fourteen versions of one item; gives its folder. @param {import('node:test').TestContext} t */
function build(t) {
  const root = mkdtempSync(join(tmpdir(), 'synopsite-widths-'));
  atEnd(t, () => rmSync(root, { recursive: true }));
  const content = join(root, 'content');
  mkdirSync(content);
  for (const [name, text] of Object.entries(RECORDS)) writeFileSync(join(content, name), text);
  for (let n = 0; n < 14; n++) {
    const head = `Timestamp: 2026-05-${n + 10}\nTitle: ${word(250)}${n}\nURL: https://youtu.be/a1B2c3D4e5F\n`;
    writeFileSync(join(content, `version-${n}.txt`), `${head}\nDescription:\n第${n}版。\n`);
  }
  execFileSync(PROGRAM, ['-r', root, '-q', 'build'], { stdio: ['ignore', 'ignore', 'ignore'] });
  return join(root, 'public');
}

/** One page of each kind, by its folder, and all records'. @param {string} folder */
function pages(folder) {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => file.split(sep).join('/'));
  const seen = new Set();
  return all.filter((page) => {
    const parts = page.split('/');
    const kind = page.startsWith('records/') ? page : `${parts[0]} ${parts.length}`;
    return page.endsWith('.html') && !seen.has(kind) && seen.add(kind);
  });
}

for (const width of [390, 1440]) {
  test(`no page is wider than a window of ${width} pixels`, async (t) => {
    const folder = build(t);
    const page = await (await openBrowser(t)).newPage({ viewport: { width, height: 900 } });
    const wide = [];
    for (const path of pages(folder)) {
      await page.goto(`${pathToFileURL(folder)}/${encodeURI(path)}`);
      const found = await page.evaluate(() => document.documentElement.scrollWidth);
      if (found > width) wide.push(`${path}: ${found}`);
    }
    assert.deepEqual(wide, []);
  });
}

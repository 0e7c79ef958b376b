/** Formulas on a record's page: they fit a phone, can be read aloud, found and taken along. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { PROGRAM } from './programs.mjs';
import { atEnd, openBrowser } from './site.mjs';

const SUM = Array.from({ length: 30 }, (_, n) => `a_{${n}} x^{${n}}`).join(' + ');
const SUMMARY = `水量按 $w = \\frac{m_1}{m_2}$ 计。

行内很长的 \\(${SUM}\\) 也不出页。

$$
${SUM}
$$

## 速率 $k_T$

| 量 | 式 |
| --- | --- |
| 方阵 | $\\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix}$ |

- 看不懂的 \\(\\whoknows{x}\\)`;

/** Opens the page of a record with this summary. @param {import('node:test').TestContext} t */
async function open(t) {
  const root = mkdtempSync(join(tmpdir(), 'synopsite-formulas-'));
  atEnd(t, () => rmSync(root, { recursive: true }));
  mkdirSync(join(root, 'content'));
  writeFileSync(join(root, 'content/flour.txt'), `Title: 面粉\n\nDescription:\n${SUMMARY}\n`);
  execFileSync(PROGRAM, ['-r', root, '-q', 'build'], { stdio: ['ignore', 'ignore', 'ignore'] });
  const records = join(root, 'public/records');
  const path = readdirSync(records, { recursive: true, encoding: 'utf8' }).find((file) => file.endsWith('.html'));
  const context = await (await openBrowser(t)).newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  const address = pathToFileURL(join(records, path ?? '')).href;
  await page.goto(address);
  return { page, address, complaints };
}

test('what is wider than a phone scrolls by itself', async (t) => {
  const { page, complaints } = await open(t);
  await page.setViewportSize({ width: 390, height: 800 });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(overflow <= 0, `${overflow} px`);
  const boxes = await page
    .locator('.prose .formula')
    .evaluateAll((all) => all.map((box) => box.scrollWidth > box.clientWidth));
  assert.deepEqual(boxes, [true, true, false]);
  assert.deepEqual(complaints, []);
});

test('formulas are accessible', async (t) => {
  const { page } = await open(t);
  for (const width of [1280, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(axe.source);
    const found = await page.evaluate(async () => {
      /** @type {import('axe-core')} */
      const checker = Reflect.get(window, 'axe');
      return (await checker.run()).violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`,
      );
    });
    assert.deepEqual(found, []);
  }
});

test('a formula is copied as it was written', async (t) => {
  const { page } = await open(t);
  await page.getByRole('button', { name: '复制为 Markdown', exact: true }).click();
  await page.getByText('已复制', { exact: true }).waitFor();
  const markdown = await page.evaluate(() => navigator.clipboard.readText());
  for (const part of ['$w = \\frac{m_1}{m_2}$', `$$${SUM}$$`, '# 速率 $k_T$', '\\(\\whoknows{x}\\)']) {
    assert.ok(markdown.includes(part), `${part} in ${markdown}`);
  }
});

test('what was found in a formula is brought into view', async (t) => {
  const { page, address } = await open(t);
  await page.setViewportSize({ width: 390, height: 300 });
  // As a link leads there: after a reload a browser brings back where the reader was, sooner or later than this.
  await page.goto('about:blank');
  await page.goto(`${address}#find=pmatrix`);
  const formula = page.locator('td math');
  await page.waitForFunction(() => scrollY > 0);
  const box = await formula.boundingBox();
  assert.ok(box && box.y >= 0 && box.y < 300, JSON.stringify(box));
});

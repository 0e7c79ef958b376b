/** Blocks of code: their colours, and the button that copies them. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { PROGRAM } from './programs.mjs';
import { atEnd, openBrowser } from './site.mjs';

const CODE = `@cache
class Lamp(Light):  # 灯
    def turn(self, on=True):
        return self.switch("<on>" if on else 'off', 1.5)
`;
const DIFFERENCE = '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-old\n+new\n';
const SUMMARY = `先看代码。

\`\`\`python
${CODE}\`\`\`

\`\`\`diff
${DIFFERENCE}\`\`\`

\`\`\`
no language, and one line that is far longer than any window of a phone, so that it scrolls in its own box
\`\`\`
`;

/** The page of a record with code.
 * @param {import('node:test').TestContext} t */
function build(t) {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-'));
  atEnd(t, () => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'content'));
  writeFileSync(join(folder, 'content/lamp.md'), `---\ntitle: 灯\ndate: 2026-11-01\n---\n\n${SUMMARY}`);
  execFileSync(PROGRAM, ['-q', 'build', '--content-dir', 'content', '--output-dir', 'site'], { cwd: folder });
  return `${pathToFileURL(join(folder, 'site'))}/records/lamp.html`;
}

test('a block is copied as it is written, by mouse and by keyboard, and the page says so', async (t) => {
  const context = await (await openBrowser(t)).newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  page.on('pageerror', (error) => assert.fail(error));
  await page.goto(build(t));
  const buttons = page.getByRole('button', { name: '复制代码' });
  assert.equal(await buttons.count(), 3);
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await buttons.nth(0).click();
  await page.getByRole('status').filter({ hasText: '已复制' }).waitFor();
  assert.equal(await copied(), CODE);
  await page.locator('.code pre').nth(1).focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.locator('.code:nth-of-type(2) > [data-copied]').waitFor();
  assert.equal(await copied(), DIFFERENCE);
  await page.getByRole('button', { name: '复制为 Markdown' }).click();
  const markdown = (await copied()).slice(-SUMMARY.length);
  assert.equal(markdown.trim(), SUMMARY.trim(), 'neither the button nor the language is a part of the text');
});

test('the button covers no code on a phone, and is not there without scripts', async (t) => {
  const browser = await openBrowser(t);
  const viewport = { width: 360, height: 800 };
  for (const javaScriptEnabled of [true, false]) {
    const page = await (await browser.newContext({ viewport, javaScriptEnabled })).newPage();
    await page.goto(build(t));
    const blocks = await page.locator('.code').all();
    for (const block of blocks) {
      const button = await block
        .locator('button')
        .boundingBox({ timeout: 500 })
        .catch(() => null);
      assert.equal(button !== null, javaScriptEnabled);
      const code = await block.locator('pre > code').boundingBox();
      assert.ok(!button || (code && button.y + button.height <= code.y + 1), 'the button stands above the code');
      assert.ok(!button || (button.width >= 24 && button.height >= 24));
    }
  }
});

test('colours differ by the kind of token, and can be read in light and dark', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(build(t));
  await page.evaluate(axe.source);
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    const colours = await page.evaluate(() =>
      [...document.querySelectorAll('.code [class^="hl-"]')].map((token) => getComputedStyle(token).color),
    );
    assert.ok(new Set(colours).size >= 7, `${new Set(colours).size} colours`);
    const found = await page.evaluate(() => Reflect.get(window, 'axe').run('.code', { resultTypes: ['violations'] }));
    const violations = /** @type {import('axe-core').AxeResults} */ (found).violations;
    assert.deepEqual(
      violations.map(({ id }) => id),
      [],
      colorScheme,
    );
  }
});

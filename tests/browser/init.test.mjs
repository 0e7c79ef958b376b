/** From nothing to a page with a drawn diagram, in two commands. */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { atEnd, openBrowser } from './site.mjs';
import { PROGRAM } from './programs.mjs';

/** Runs the next command that `init` prints, without a browser of its own and on any port.
 * @param {import('node:test').TestContext} t
 * @param {string} folder
 * @param {string} next */
async function serve(t, folder, next) {
  assert.equal(next, 'synopsite serve --open');
  const server = spawn(PROGRAM, ['-q', 'serve', '-p', '0'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(t, async () => {
    server.kill('SIGINT');
    await once(server, 'exit');
  });
  const [address] = await once(createInterface({ input: server.stdout }), 'line');
  return String(address);
}

test('init in an empty folder, then serve in it: a page with a drawn diagram', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-'));
  atEnd(t, () => rmSync(folder, { recursive: true }));
  const said = execFileSync(PROGRAM, ['init'], {
    cwd: folder,
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'en_US.UTF-8' },
  });
  const address = await serve(t, folder, said.trim().split('\n').at(-1)?.replace('next: ', '') ?? '');

  const page = await (await openBrowser(t)).newPage();
  page.on('pageerror', (error) => assert.fail(error));
  await page.goto(address);
  assert.equal(await page.locator('.card').count(), 2);
  await page.locator('.card a', { hasText: '一条记录的样子' }).first().click();
  await page.locator('[data-diagram]').scrollIntoViewIfNeeded();
  await page.locator('[data-state="drawn"]').waitFor();
  const drawing = page.locator('.diagram-sheet svg');
  assert.ok(((await drawing.boundingBox())?.height ?? 0) > 200);
  assert.deepEqual(
    (await drawing.locator('.nodeLabel').allInnerTexts()).sort(),
    ['流水线写完一个文件', '读头部', '排版摘要，画图', '收好逐字稿，供搜索', '这一页', '首页、分类、归档、标签'].sort(),
  );
});

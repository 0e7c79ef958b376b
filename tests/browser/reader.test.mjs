/** A record's page in a reader's hands: what can be copied and saved, and where the table of contents says one is. */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { SITE, openBrowser, serve } from './site.mjs';

const PAGE = 'records/bilibili/BV1mQ4y1T7sK.html';
const CONTENT = new URL('../../content/', import.meta.url);

/** The record of the page, as its file has it. */
function recordFile() {
  const name = readdirSync(CONTENT).find((file) => file.includes('BV1mQ4y1T7sK')) ?? '';
  const bytes = readFileSync(new URL(encodeURIComponent(name), CONTENT));
  const [head, content] = bytes.toString().split('\nContent:\n');
  return { name, bytes, description: head.split('\nDescription:\n')[1].trim(), transcript: content.trim() };
}

/** Opens the page, from disk or from a server, with a clipboard that can be read.
 * @param {import('node:test').TestContext} t
 * @param {boolean} [fromDisk] */
async function open(t, fromDisk = true) {
  const browser = await openBrowser(t);
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  const address = fromDisk ? `${pathToFileURL(SITE)}/${PAGE}` : (await serve(t, SITE)) + PAGE;
  await page.goto(`${address}#summary`);
  /** @param {string} name */
  const copy = async (name) => {
    await page.getByRole('button', { name, exact: true }).click();
    await page.getByText('已复制', { exact: true }).waitFor();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  return { page, address, copy, complaints };
}

for (const fromDisk of [true, false]) {
  test(`the link and the transcript can be taken along, ${fromDisk ? 'from disk' : 'from a server'}`, async (t) => {
    const { page, address, copy, complaints } = await open(t, fromDisk);
    assert.equal(await copy('复制链接'), address);
    assert.equal(await copy('复制文稿'), recordFile().transcript);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '下载文稿' }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^只有十一个座位的面馆.*\.txt$/);
    assert.equal(readFileSync((await download.path()) ?? '', 'utf8'), recordFile().transcript);
    assert.deepEqual(complaints, []);
  });
}

for (const fromDisk of [true, false]) {
  test(`the record's own file can be taken along, ${fromDisk ? 'from disk' : 'from a server'}`, async (t) => {
    const { page, complaints } = await open(t, fromDisk);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: '下载原始记录' }).click(),
    ]);
    assert.equal(download.suggestedFilename(), recordFile().name);
    assert.ok(recordFile().bytes.equals(readFileSync((await download.path()) ?? '')));
    assert.deepEqual(complaints, []);
  });
}

test('what is copied as Markdown is the summary as it was written', async (t) => {
  const { copy } = await open(t);
  const markdown = await copy('复制为 Markdown');
  const [title, facts, ...summary] = markdown.trim().split('\n\n');
  assert.match(title, /^# 只有十一个座位的面馆/);
  assert.match(facts, /^- 来源: \[哔哩哔哩 BV1mQ4y1T7sK\]\(https:\/\/www\.bilibili\.com\/video\/BV1mQ4y1T7sK\)$/m);
  assert.ok(!markdown.includes('.txt') && !markdown.includes('file:'), facts);
  // A diagram's words follow it, folded.
  const folded = /<details>\n\n<summary>图的文字版<\/summary>\n\n- [^]*?\n\n<\/details>\n*/g;
  const copied = summary.join('\n\n');
  assert.ok(folded.test(copied), copied);
  assert.deepEqual(wordsOf(copied.replaceAll(folded, '')), wordsOf(recordFile().description));
  assert.match(markdown, /^## \*\*内容提要\*\*$/m);
  assert.match(markdown, /^1\. \*\*一家“反常识”的小店\*\*\n\n {3}- \*\*规模\*\*：店面/m);
  assert.match(markdown, /^\*\*一碗面的动线\*\*\n\n```mermaid\nflowchart TD\n {4}subgraph/m);
});

/** A text without the signs of Markdown and of what a diagram stands in, but with the diagram's title.
 * @param {string} text */
const wordsOf = (text) =>
  text.replaceAll(/<\/?Mermaid_Diagram(?: title="(.*?)")?>|^```.*$/gim, '$1').match(/[\p{L}\p{N}]+/gu);

test('the table of contents stays in view and marks where the reader is', async (t) => {
  const { page, complaints } = await open(t);
  await page.setViewportSize({ width: 1280, height: 700 });
  const current = page.locator('.toc [aria-current]');
  for (const name of ['核心观点', '一次点单里的对话', '内容提要']) {
    await page.getByRole('heading', { name, exact: true }).evaluate((heading) => {
      scrollTo({ top: heading.getBoundingClientRect().top + scrollY - 200, behavior: 'instant' });
    });
    await page.locator('.toc [aria-current=location]', { hasText: name }).waitFor();
    assert.equal(await current.count(), 1);
    const box = await current.boundingBox();
    assert.ok(box && box.y >= 0 && box.y + box.height <= 700, `${name} is at ${box?.y}`);
  }
  await page.evaluate(() => scrollTo(0, 0));
  await page.waitForFunction(() => !document.querySelector('.toc [aria-current]'));
  // The last section is too short to come up, and still has its turn; so has each before it.
  const names = await page.locator('.toc a').allInnerTexts();
  /** @type {string[]} */
  const seen = [];
  for (let i = 0; i < 400; i++) {
    await page.mouse.wheel(0, 40);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
    const name = (await current.count()) ? await current.innerText() : '';
    if (name && name !== seen.at(-1)) seen.push(name);
  }
  assert.deepEqual(seen, names);
  // A section that one goes to is the current one, though it does not come up either.
  await page.locator('.toc a', { hasText: names.at(-2) }).click();
  await page.locator('.toc [aria-current=location]', { hasText: names.at(-2) }).waitFor();
  assert.deepEqual(complaints, []);
});

test('words in the transcript are found while they are typed', async (t) => {
  const { page, complaints } = await open(t);
  const folded = recordFile().transcript;
  const total = folded.split('老板').length - 1;
  assert.ok(total > 2, `it stands there ${total} times`);
  const field = page.getByRole('searchbox', { name: '在文稿中查找' });
  const status = page.locator('.find [role=status]');
  const painted = () =>
    page.evaluate(() => {
      const [all, current] = ['find-found', 'find-current'].map((name) => [...(CSS.highlights.get(name) ?? [])]);
      return { all: all.map(String), current: current.map((range) => [String(range), inView(range)]) };

      /** @param {AbstractRange} range */
      function inView(range) {
        const { top, bottom, height } = /** @type {Range} */ (range).getBoundingClientRect();
        return height > 0 && top >= 0 && bottom <= innerHeight;
      }
    });
  await field.fill('老板');
  await page.waitForFunction((n) => CSS.highlights.get('find-found')?.size === n, total);
  assert.equal(await status.textContent(), `第 1 处，共 ${total} 处`);
  assert.equal(await page.locator('.find-count').textContent(), `1/${total}`);
  assert.deepEqual(await painted(), { all: Array(total).fill('老板'), current: [['老板', true]] });
  // As a search folds it: traditional characters are simplified ones.
  await field.fill('老闆');
  assert.equal((await painted()).all.length, total);
  for (const [key, n] of [
    ['Enter', 2],
    ['Enter', 3],
    ['Shift+Enter', 2],
    ['Shift+Enter', 1],
    ['Shift+Enter', total],
  ]) {
    await page.keyboard.press(String(key));
    assert.equal(await status.textContent(), `第 ${n} 处，共 ${total} 处`);
    assert.deepEqual((await painted()).current, [['老板', true]]);
  }
  await page.keyboard.press('Escape');
  assert.equal(await field.inputValue(), '');
  await page.waitForFunction(() => CSS.highlights.get('find-found')?.size === 0);
  assert.equal(await status.textContent(), '');
  await field.fill('此处绝没有的话');
  await page.getByText('没有找到').waitFor();
  assert.deepEqual(complaints, []);
});

test('the transcript is open for whoever goes to it, by its address or by the contents', async (t) => {
  const page = await (await openBrowser(t)).newPage({ viewport: { width: 390, height: 844 } });
  const record = `${pathToFileURL(SITE)}/records/bilibili/BV1Tz4y1H7ve.html`;
  const first = page.locator('.transcript .prose p').first();
  await page.goto(`${record}#transcript`);
  await first.waitFor();
  await page.waitForFunction(() => scrollY > 0);
  // Closed again, and asked for again by the same address.
  await page.locator('.transcript summary h2').click();
  await first.waitFor({ state: 'hidden' });
  await page.locator('.toc a[href="#transcript"]').click();
  await first.waitFor();
  const top = await page.locator('#transcript').evaluate((heading) => heading.getBoundingClientRect().top);
  assert.ok(top >= 0 && top < 200, `the heading stands at ${top}`);
});

test('what is wrong with a record is one line at its end, and the page of problems leads into it', async (t) => {
  const page = await (await openBrowser(t)).newPage({ viewport: { width: 390, height: 844 } });
  await page.goto(`${pathToFileURL(SITE)}/problems/index.html`);
  const link = page.locator('.problem-kind a[href*="records/"]').first();
  await page.goto(new URL((await link.getAttribute('href')) ?? '', page.url()).href.split('#')[0]);
  const notice = page.locator('.record > .notice');
  const box = await notice.boundingBox();
  assert.ok(box && box.height < 80, `${box?.height} px`);
  const texts = await page.locator('.record-body').boundingBox();
  assert.ok(texts && box.y >= texts.y + texts.height, 'nothing stands between the gist and the summary');
  await page.goBack();
  await link.click();
  await page.locator('.notice .problems li').first().waitFor();
});

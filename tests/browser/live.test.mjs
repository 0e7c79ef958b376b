/** A page that stays open while records arrive: `synopsite serve` and the live script. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { atEnd, openBrowser } from './site.mjs';
import { PROGRAM } from './programs.mjs';

/** A record in the manner of real ones, long enough to be scrolled.
 * @param {number} number
 * @param {{ words?: string, diagram?: string }} [parts] */
function record(number, { words = '先写日志', diagram = 'A["写入"] --> B["日志"]' } = {}) {
  const paragraphs = Array.from({ length: 30 }, (_, n) => `第${n + 1}段讲的是状态与日志的关系。\n`);
  return [
    `Timestamp: 2026-05-${String(number).padStart(2, '0')}T10:00:00\nTitle: 第${number}期\nStatus: success\nCategory: 技术\n`,
    `Description:\n### 要点\n\n一致性：${words}。\n`,
    `<Mermaid_Diagram>\ngraph TD\n  ${diagram}\n</Mermaid_Diagram>\n`,
    ...paragraphs,
    `Content:\n大家好今天讲日志为什么呢因为状态会丢\n`,
  ].join('\n');
}

/** A site in a folder of its own with one record.
 * @param {import('node:test').TestContext} t */
function makeSite(t) {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-'));
  atEnd(t, () => rmSync(folder, { recursive: true }));
  /** @param {string} path @param {string} text */
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  write('synopsite.toml', "language = 'zh-CN'");
  write('content/1.txt', record(1));
  return { folder, write, remove: (/** @type {string} */ path) => rmSync(join(folder, path)) };
}

/** Serves a site; answers with its address and a way to end it.
 * @param {import('node:test').TestContext} t
 * @param {string} folder
 * @param {string} [port] */
async function serve(t, folder, port = '0') {
  const server = spawn(PROGRAM, ['-r', folder, '-q', 'serve', '-p', port], { stdio: ['ignore', 'pipe', 'inherit'] });
  const stop = async () => {
    if (server.exitCode !== null || server.signalCode) return;
    server.kill('SIGINT');
    await once(server, 'exit');
  };
  atEnd(t, stop);
  const [address] = await once(createInterface({ input: server.stdout }), 'line');
  return { address, stop, port: new URL(address).port };
}

/** Opens a page, and expects no complaint of it until the test is over.
 * @param {import('node:test').TestContext} t
 * @param {string} address */
async function open(t, address) {
  const page = await (await openBrowser(t)).newPage({ viewport: { width: 1000, height: 700 } });
  page.on('pageerror', (error) => assert.fail(error));
  page.on('console', (message) => {
    // The server is away for a while in one test.
    const isAway = /ERR_CONNECTION_REFUSED|ERR_INCOMPLETE_CHUNKED_ENCODING/.test(message.text());
    if (message.type() === 'error' && !isAway) assert.fail(message.text());
  });
  await page.goto(address);
  return page;
}

/** Reads on: the transcript is opened, the diagram drawn and zoomed, the page scrolled, some text selected.
 * @param {import('playwright-core').Page} page */
async function readOn(page) {
  await page.locator('[data-diagram]').scrollIntoViewIfNeeded();
  await page.locator('[data-state="drawn"]').waitFor();
  await page.locator('[data-tool="in"]').click();
  await page.waitForFunction(
    () => /** @type {HTMLElement} */ (document.querySelector('.diagram-view')).dataset.scale !== '1.000',
  );
  await page.evaluate(() => {
    const transcript = /** @type {HTMLDetailsElement} */ (document.querySelector('details:not([class])'));
    transcript.open = true;
    const paragraph = /** @type {Element} */ ([...document.querySelectorAll('main p')].at(-3));
    getSelection()?.selectAllChildren(paragraph);
    window.scrollTo(0, 500);
    Reflect.set(window, 'drawing', document.querySelector('.diagram-view svg'));
  });
}

/** What a reader would miss if it changed.
 * @param {import('playwright-core').Page} page */
function standing(page) {
  return page.evaluate(() => ({
    scroll: window.scrollY,
    selected: String(getSelection()),
    open: [...document.querySelectorAll('main details')].map((details) => details.hasAttribute('open')),
    zoom: /** @type {HTMLElement} */ (document.querySelector('.diagram-sheet')).style.transform,
    sameDrawing: document.querySelector('.diagram-view svg') === Reflect.get(window, 'drawing'),
  }));
}

test('a record that arrives moves nothing of the page that is read, and is told of', async (t) => {
  const { folder, write } = makeSite(t);
  const { address } = await serve(t, folder);
  const page = await open(t, `${address}records/1.html`);
  await readOn(page);
  const before = await standing(page);
  assert.ok(before.scroll > 0 && before.selected && before.zoom && before.open.includes(true) && before.sameDrawing);

  write('content/2.txt', record(2));
  const notice = page.locator('#synopsite-news');
  await notice.getByText('1 条新记录').waitFor();
  assert.deepEqual(await standing(page), before);
  write('content/3.txt', record(3));
  await notice.getByText('2 条新记录').waitFor();
  assert.deepEqual(await standing(page), before);
  // The page itself has changed: it has a newer neighbour now.
  assert.equal(await page.locator('main a[href$="2.html"]').count(), 1);

  await notice.locator('summary').click();
  await notice.getByText('第3期').click();
  await page.waitForURL(/records\/3\.html$/);
});

test('a paragraph that changes takes nothing else with it, and a diagram that changes is drawn again', async (t) => {
  const { folder, write } = makeSite(t);
  const { address } = await serve(t, folder);
  const page = await open(t, `${address}records/1.html`);
  await readOn(page);
  const before = await standing(page);
  write('content/1.txt', record(1, { words: '先写日志再改状态' }));
  await page.getByText('一致性：先写日志再改状态。').first().waitFor();
  assert.deepEqual(await standing(page), before);

  write('content/1.txt', record(1, { diagram: 'A["写入"] --> C["快照"]' }));
  await page.locator('.diagram-view .nodeLabel', { hasText: '快照' }).waitFor();
  const after = await standing(page);
  assert.ok(!after.sameDrawing);
  assert.equal(await page.locator('.diagram-view .nodeLabel', { hasText: '日志' }).count(), 0);
});

test('the gallery takes a new diagram in, and what is drawn there stays', async (t) => {
  const { folder, write, remove } = makeSite(t);
  const { address } = await serve(t, folder);
  const page = await open(t, `${address}diagrams/`);
  await page.locator('[data-state="drawn"]').waitFor();
  await page.evaluate(() => Reflect.set(window, 'drawing', document.querySelector('.diagram-view svg')));
  const titles = page.locator('.gallery-item h2');
  const isSame = () => page.evaluate(() => Boolean(Reflect.get(window, 'drawing').isConnected));

  write('content/2.txt', record(2, { diagram: 'A --> B["第二幅"]' }));
  await page.locator('.diagram-view .nodeLabel', { hasText: '第二幅' }).waitFor();
  assert.deepEqual(await titles.allInnerTexts(), ['第2期', '第1期']);
  assert.equal(await page.locator('#gallery-status').innerText(), '2 幅图');
  assert.ok(await isSame());

  remove('content/2.txt');
  await page.waitForFunction(() => document.querySelectorAll('.gallery-item').length === 1);
  assert.deepEqual(await titles.allInnerTexts(), ['第1期']);
  assert.ok(await isSame());
});

test('a list takes a new record in, with a mark', async (t) => {
  const { folder, write, remove } = makeSite(t);
  const { address } = await serve(t, folder);
  const page = await open(t, address);
  // On a busy machine the mark would have faded before it is looked at.
  await page.addStyleTag({ content: '.card.is-new { animation-duration: 60s !important }' });
  write('content/2.txt', record(2));
  await page.locator('.card.is-new', { hasText: '第2期' }).waitFor();
  assert.equal(await page.locator('.card.is-new').count(), 1);
  assert.equal(await page.locator('#synopsite-news').count(), 0);
  remove('content/2.txt');
  await page.locator('.card', { hasText: '第2期' }).waitFor({ state: 'detached' });
});

test('what comes before a page listens to its server is news to it, too', async (t) => {
  const { folder, write } = makeSite(t);
  const { address } = await serve(t, folder);
  const page = await (await openBrowser(t)).newPage();
  /** @type {(listens: unknown) => void} */
  let listen = () => {};
  const held = new Promise((listens) => (listen = listens));
  await page.route('**/.synopsite/events*', (route) => held.then(() => route.continue()));
  await page.goto(`${address}records/1.html`);
  write('content/2.txt', record(2));
  while (!(await (await fetch(address)).text()).includes('第2期')) await page.waitForTimeout(20);
  listen(undefined);
  await page.locator('#synopsite-news').getByText('1 条新记录').waitFor();
});

test('a page finds its server again after a restart, and what came meanwhile', async (t) => {
  const { folder, write } = makeSite(t);
  const first = await serve(t, folder);
  const page = await open(t, `${first.address}records/1.html`);
  await readOn(page);
  const before = await standing(page);
  await first.stop();
  write('content/1.txt', record(1, { words: '换了一台服务器' }));
  await serve(t, folder, first.port);
  await page.getByText('一致性：换了一台服务器。').first().waitFor();
  assert.deepEqual(await standing(page), before);
  write('content/2.txt', record(2));
  await page.locator('#synopsite-news').getByText('1 条新记录').waitFor();
});

test('a broken template is explained over the last good page, until it is mended', async (t) => {
  const { folder, write, remove } = makeSite(t);
  const { address } = await serve(t, folder);
  const page = await open(t, `${address}records/1.html`);
  await readOn(page);
  const before = await standing(page);
  write(
    'templates/record.html',
    '{% extends "synopsite/record.html" %}\n{% block footer %}{{ recrd.title }}{% endblock %}',
  );
  const overlay = page.locator('#synopsite-fault');
  await overlay.getByText(/record\.html:2/).waitFor();
  assert.deepEqual(await standing(page), before);
  write(
    'templates/record.html',
    '{% extends "synopsite/record.html" %}\n{% block footer %}<p class="own">{{ record.title }}</p>{% endblock footer %}',
  );
  await page.locator('p.own', { hasText: '第1期' }).waitFor();
  assert.equal(await overlay.count(), 0);
  assert.deepEqual(await standing(page), before);
  write('synopsite.toml', "titel = 'x'");
  await overlay.getByText(/synopsite\.toml:1:1/).waitFor();
  remove('synopsite.toml');
  await overlay.waitFor({ state: 'detached' });
});

test('a style sheet is exchanged without a reload', async (t) => {
  const { folder, write } = makeSite(t);
  const { address } = await serve(t, folder);
  const page = await open(t, `${address}records/1.html`);
  await readOn(page);
  await page.evaluate(() => Reflect.set(window, 'unloaded', false));
  write('static/assets/site.css', 'body { background: rgb(1, 2, 3) }');
  await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === 'rgb(1, 2, 3)');
  assert.equal(await page.evaluate(() => Reflect.get(window, 'unloaded')), false);
  assert.equal((await standing(page)).sameDrawing, true);
  assert.equal(await page.locator('link[rel="stylesheet"]').count(), 1);
});

test('a page that is missing becomes the record when that arrives, and says when it goes', async (t) => {
  const { folder, write, remove } = makeSite(t);
  const { address } = await serve(t, folder);
  const page = await (await openBrowser(t)).newPage();
  await page.goto(`${address}records/2.html`);
  assert.equal(await page.locator('#synopsite-news').count(), 0);
  await page.locator('.site-name').waitFor();
  write('content/2.txt', record(2));
  await page.locator('h1', { hasText: '第2期' }).waitFor();
  remove('content/2.txt');
  await page.locator('#synopsite-news').waitFor();
  assert.equal(await page.locator('h1', { hasText: '第2期' }).count(), 1);
});

test('a page that nobody sees lets go of the server, and catches up when it is seen', async (t) => {
  const { folder, write } = makeSite(t);
  const { address } = await serve(t, folder);
  const page = await open(t, `${address}records/1.html`);
  /** @type {string[]} */
  const ended = [];
  page.on('requestfailed', (request) => ended.push(request.url()));
  await page.waitForTimeout(300);
  /** @param {boolean} hidden */
  const turn = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await turn(true);
  write('content/2.txt', record(2));
  write('content/1.txt', record(1, { words: '没有人看的时候' }));
  await page.waitForTimeout(500);
  assert.ok(ended.some((url) => url.includes('/.synopsite/events')));
  assert.equal(await page.getByText('没有人看的时候').count(), 0);
  await turn(false);
  await page.getByText('一致性：没有人看的时候。').first().waitFor();
  await page.locator('#synopsite-news').getByText('1 条新记录').waitFor();
});

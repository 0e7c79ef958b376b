/** The home page's filters, orders and views: what is chosen is what is listed, and stays in the address. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import axe from 'axe-core';
import { SITE, atEnd, openBrowser, scrollAtOnce, serve } from './site.mjs';
import { PROGRAM } from './programs.mjs';

const FILES = `${pathToFileURL(SITE)}/`;

/** Opens the home page, and expects that nothing complains until the test is over.
 * @param {import('node:test').TestContext} t
 * @param {string} address of the site
 * @param {string} [hash]
 * @param {import('playwright-core').BrowserContextOptions} [options] */
async function open(t, address, hash = '', options = {}) {
  const page = await (await openBrowser(t)).newPage(options);
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => {
    const { url } = message.location();
    // Now and then a browser asks for it by itself, whatever icons a page names.
    const isIcon = url.endsWith('/favicon.ico');
    if (['error', 'warning'].includes(message.type()) && !isIcon) complaints.push(`${message.text()} ${url}`);
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  atEnd(t, () => assert.deepEqual(complaints, []));
  await page.goto(`${address}index.html${hash}`);
  await scriptIsThere(page);
  return page;
}

/** What is shown of cards, by their titles. @param {import('playwright-core').Page} page */
const titles = (page) =>
  page
    .locator('main .card h3')
    .evaluateAll((all) => all.filter((title) => title.checkVisibility()).map((title) => title.textContent ?? ''));

/** Waits until so many records were found, as it is announced, and the first of them are listed. @param {import('playwright-core').Page} page @param {number} n */
async function found(page, n) {
  const words = n === 0 ? '没有符合的记录。' : `${n} 条记录`;
  await page.waitForFunction(
    ([text, count]) =>
      document.querySelector('.browse-status')?.textContent?.endsWith(String(text)) &&
      (Number(count) > 20 || document.querySelectorAll('#browse-list .card').length === count),
    [words, n],
  );
}

/** Waits for the script of the filters, which comes after the page is painted. @param {import('playwright-core').Page} page */
const scriptIsThere = (page) => page.locator('[name="day"][type="date"]').waitFor({ state: 'attached' });

/** Chooses, once the choices are there. @param {import('playwright-core').Page} page @param {string} name @param {string} value */
async function choose(page, name, value) {
  await page.locator(`[name="${name}"]`).focus();
  await page.locator(`[name="${name}"]`).selectOption(value);
}

/** How many records a choice says it would leave. @param {import('playwright-core').Page} page @param {string} name */
const counts = (page, name) =>
  page.locator(`[name="${name}"] option:not([value=""])`).evaluateAll((options) =>
    Object.fromEntries(
      options.map((option) => {
        const { value, text } = /** @type {HTMLOptionElement} */ (option);
        return [value, Number(/\((\d+)\)$/.exec(text)?.[1])];
      }),
    ),
  );

/** A site of so many records in a folder of its own, and what changes it.
 * @param {import('node:test').TestContext} t
 * @param {number} number of records */
function makeSite(t, number) {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-'));
  atEnd(t, () => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'content'));
  /** @param {number} n @param {string} [title] */
  const write = (n, title = `第${n}期`) => {
    const day = new Date(Date.UTC(2025, 0, 1 + n)).toISOString().slice(0, 10);
    const facts = [
      `Timestamp: ${day}T10:00:00`,
      `Title: ${title}`,
      `URL: https://www.youtube.com/watch?v=${String(n).padStart(11, 'x')}`,
      `Status: ${n % 10 === 9 ? 'failed' : n % 10 === 8 ? 'partial' : 'success'}`,
      `Duration: ${n}:00`,
      `Category: ${n % 2 ? '技术/数据库' : '生活'}`,
      `Tags: 全部记录, ${n % 3 ? 'Log' : '面包'}`,
      `Author: ${n % 4 ? '甲' : '乙'}`,
    ];
    const text = `${facts.join('\n')}\n\nDescription:\n${'先写日志再改状态。'.repeat(1 + ((n * 7) % 50))}\n`;
    writeFileSync(join(folder, `content/${n}.txt`), text);
  };
  for (let n = 0; n < number; n++) write(n);
  return { folder, write };
}

/** The built site of so many records. @param {import('node:test').TestContext} t @param {number} number */
async function build(t, number) {
  const { folder } = makeSite(t, number);
  await once(spawn(PROGRAM, ['-q', '-r', folder, 'build'], { stdio: 'inherit' }), 'exit');
  return join(folder, 'public');
}

test('cards that are chosen are the cards that the page came with', async (t) => {
  for (const address of [FILES, await serve(t, SITE)]) {
    const page = await open(t, address, '#sort=newest');
    const [came, made] = await page.evaluate(async () => {
      const html = (/** @type {string} */ place) =>
        [...document.querySelectorAll(`${place} .day`)].map((day) => day.outerHTML.replace(/\s*\n\s*/g, '').trim());
      while (!document.querySelector('#browse-list .card')) await new Promise((next) => setTimeout(next, 20));
      return [html('.timeline'), html('#browse-list')];
    });
    assert.ok(came.length > 5);
    assert.deepEqual(made, came);
  }
});

test('filters combine, say what each choice would leave, stay in the address and are taken back', async (t) => {
  const site = await build(t, 60);
  for (const address of [`${pathToFileURL(site)}/`, await serve(t, site)]) {
    const page = await open(t, address);
    const all = await titles(page);
    await choose(page, 'category', '技术/数据库');
    await found(page, 24);
    assert.deepEqual(await counts(page, 'status'), { success: 24, failed: 6 });
    assert.deepEqual(await counts(page, 'category'), { 技术: 24, '技术/数据库': 24, 生活: 30 });
    const expected = await counts(page, 'length');
    assert.deepEqual(expected, { '0-5': 2, '5-15': 4, '15-30': 6, '30-60': 12 });

    await choose(page, 'length', '15-30');
    await found(page, 6);
    assert.deepEqual(
      await titles(page),
      [27, 25, 23, 21, 17, 15].map((n) => `第${n}期`),
    );
    await page.locator('[name="tag"]').fill('log');
    await page.keyboard.press('Enter');
    await found(page, 3);
    assert.deepEqual(await titles(page), ['第25期', '第23期', '第17期']);
    await choose(page, 'sort', 'longest');
    await found(page, 3);
    const { hash } = new URL(page.url());
    const words = Object.fromEntries(new URLSearchParams(hash.slice(1)));
    assert.deepEqual(words, { category: '技术/数据库', tag: 'log', length: '15-30', sort: 'longest' });

    const copied = await open(t, address, hash);
    await found(copied, 3);
    assert.equal(await copied.locator('[name="length"]').inputValue(), '15-30');
    assert.equal(await copied.locator('[name="tag"]').inputValue(), 'log');
    await copied.reload();
    await found(copied, 3);

    await page.goBack();
    await page.goBack();
    await found(page, 6);
    assert.equal(await page.locator('[name="tag"]').inputValue(), '');
    await page.goBack();
    await found(page, 24);
    await page.goForward();
    await found(page, 6);
    await page.locator('.browse-reset').click();
    assert.deepEqual(await titles(page), all);
    assert.equal(new URL(page.url()).hash, '');
    assert.ok(!(await page.locator('.browse-reset').isVisible()));
    await page.goBack();
    await found(page, 6);
  }
});

test('what failed is chosen by its status alone, and a day, a year, an author and what is not there by theirs', async (t) => {
  const site = await build(t, 60);
  const page = await open(t, `${pathToFileURL(site)}/`, '#status=failed');
  await found(page, 6);
  assert.deepEqual((await titles(page))[0], '第59期');
  // A failed record has no page of its day.
  assert.equal(await page.locator('#browse-list .day h2 a').count(), 0);
  const go = (/** @type {string} */ hash) => page.evaluate((to) => (location.hash = to), hash);
  await go('#author=乙&year=2025');
  await found(page, 15);
  await go('#day=2025-01-21');
  await found(page, 1);
  assert.deepEqual(await titles(page), ['第20期']);
  assert.equal(await page.locator('[name="day"]').inputValue(), '2025-01-21');
  await go('#on=02-03');
  await found(page, 1);
  assert.equal(await page.locator('.browse-status').innerText(), '2月3日 · 1 条记录');
  await go('#category=没有的');
  await found(page, 0);
  assert.equal(await page.locator('[name="category"] option:checked').innerText(), '没有的 (0)');
});

test('records are ordered by length and by text, and more are listed while one scrolls or by keys', async (t) => {
  const site = await build(t, 60);
  /** @type {string[]} */
  const loaded = [];
  const address = await serve(t, site, (path) => loaded.push(...(/part-\d/.exec(path) ?? [])));
  const page = await open(t, address, '#sort=oldest', { viewport: { width: 900, height: 500 } });
  const cards = page.locator('#browse-list .card');
  await cards.first().waitFor();
  await page.waitForTimeout(300);
  assert.ok((await cards.count()) < 54 && loaded.length < 4, `${await cards.count()} cards of ${loaded}`);
  // By keys alone: each press goes on, and what comes next is loaded on the way.
  for (let n = 0; n < 54; n++) {
    await cards.nth(n).waitFor();
    await page.keyboard.press('j');
    await page.waitForFunction((title) => document.activeElement?.textContent === title, `第${(await order())[n]}期`);
  }
  assert.equal(await cards.count(), 54);
  assert.ok(!(await page.locator('.browse-more').isVisible()));
  await choose(page, 'sort', 'longest');
  await page.waitForFunction(() => document.querySelector('#browse-list h3')?.textContent === '第58期');
  await choose(page, 'sort', 'shortest');
  await page.waitForFunction(() => document.querySelector('#browse-list h3')?.textContent === '第0期');
  await choose(page, 'sort', 'most-text');
  await page.waitForFunction(() => document.querySelector('#browse-list h3')?.textContent === '第57期');

  async function order() {
    return Array.from({ length: 60 }, (_, n) => n).filter((n) => n % 10 !== 9);
  }
});

/** Whoever scrolls on in the moment when a part of a list has come leaves its end in view from one frame to the next. */
test('whoever scrolls on while the next records come gets those after them, too', async (t) => {
  const page = await open(t, `${pathToFileURL(await build(t, 150))}/`, '#sort=oldest');
  await page.locator('#browse-list .card').first().waitFor();
  await scrollAtOnce(page, '.browse-days');
  await page.locator('.browse-more').waitFor({ state: 'hidden' });
  assert.equal(await page.locator('#browse-list .card').count(), 135);
});

test('whoever comes back from a record finds the list where it was left', async (t) => {
  const site = await build(t, 60);
  const page = await open(t, `${pathToFileURL(site)}/`, '#sort=oldest');
  const card = page.locator('#browse-list .card', { hasText: '第46期' });
  while (!(await card.count())) {
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForTimeout(50);
  }
  await card.scrollIntoViewIfNeeded();
  await card.locator('h3 a').click();
  await page.locator('h1', { hasText: '第46期' }).waitFor();
  await page.goBack();
  await card.waitFor();
  await page.waitForTimeout(300);
  const box = await card.boundingBox();
  assert.ok(box && box.y > -100 && box.y < 720, `it is at ${box?.y}`);
});

test('on this day, and a record at random of what is listed, by a button and by a key', async (t) => {
  const site = await build(t, 60);
  const address = `${pathToFileURL(site)}/`;
  const page = await (await openBrowser(t)).newPage();
  await page.clock.setFixedTime(new Date(2026, 1, 3, 12));
  await page.goto(`${address}index.html`);
  await scriptIsThere(page);
  await page.locator('.browse-today').click();
  await found(page, 1);
  assert.deepEqual(await titles(page), ['第33期']);
  assert.equal(new URL(page.url()).hash, '#on=02-03');
  assert.equal(await page.locator('.browse-today').getAttribute('aria-current'), 'true');
  await page.locator('.browse-random').click();
  await page.locator('h1', { hasText: '第33期' }).waitFor();
  // From any page, one of all.
  await page.keyboard.press('r');
  await page.waitForURL((url) => url.pathname.includes('/records/') && !url.pathname.includes('x33.html'));
  await page.goBack();
  await page.locator('h1', { hasText: '第33期' }).waitFor();
});

test('a record at random is another one than is read', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(pathToFileURL(join(await build(t, 2), 'index.html')).href);
  await page.locator('.card h3 a').first().click();
  for (let round = 0; round < 8; round++) {
    await page.locator('.record h1').waitFor();
    const { pathname } = new URL(page.url());
    await page.keyboard.press('r');
    await page.waitForURL((url) => url.pathname.includes('/records/') && url.pathname !== pathname);
  }
});

test('nothing is loaded before somebody chooses, and the page stays as it came', async (t) => {
  /** @type {string[]} */
  const loaded = [];
  const address = await serve(t, SITE, (path) => loaded.push(path.split('/sub-path/')[1] ?? ''));
  const page = await open(t, address);
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await page.waitForTimeout(500);
  const data = () => loaded.filter((path) => path.startsWith('browse/') || path.includes('browse-'));
  assert.deepEqual(data(), []);
  const script = readFileSync(join(SITE, 'assets/browse.js'));
  assert.ok(gzipSync(script).length <= 6 * 1024);
  await page.locator('[name="category"]').hover();
  await page.locator('[name="category"] option').nth(1).waitFor({ state: 'attached' });
  assert.deepEqual(data().sort(), ['assets/browse-engine.js', 'browse/index.js']);
  assert.ok(await page.locator('.timeline').isVisible());
});

test('a list that opens before its choices are there opens with them', async (t) => {
  const page = await open(t, await serve(t, SITE));
  const shown = page.evaluate(
    () =>
      new Promise((resolve) => {
        HTMLSelectElement.prototype.showPicker = function () {
          resolve(this.options.length);
        };
        setTimeout(() => resolve('never'), 5000);
      }),
  );
  await scriptIsThere(page);
  const select = page.locator('[name="source"]');
  await select.dispatchEvent('mousedown');
  assert.ok(Number(await shown) > 2, `${await shown}`);
});

test('a field that is entered before its script has come has its choices, and what was chosen in it counts', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  const address = await serve(t, await build(t, 20));
  /** @type {(() => void)[]} */
  const held = [];
  await page.route('**/assets/browse.js', (route) => void held.push(() => route.continue()));
  const go = async () => {
    while (held.length === 0) await page.waitForTimeout(20);
    held.pop()?.();
  };

  await page.goto(`${address}index.html`);
  await page.locator('[name="tag"]').focus();
  await go();
  await page.locator('#browse-tags option').first().waitFor({ state: 'attached' });

  await page.reload();
  await page.locator('[name="sort"]').focus();
  await page.locator('[name="sort"]').selectOption('oldest');
  await go();
  await page.locator('#browse-list .card').first().waitFor();
  assert.equal(new URL(page.url()).hash, '#sort=oldest');
});

test('tags are offered by what is typed, those of the most records first', async (t) => {
  const site = await build(t, 20);
  const page = await open(t, `${pathToFileURL(site)}/`);
  await page.locator('[name="tag"]').focus();
  const offered = () =>
    page
      .locator('#browse-tags option')
      .evaluateAll((all) => all.map((o) => /** @type {HTMLOptionElement} */ (o).label));
  await page.locator('#browse-tags option').first().waitFor({ state: 'attached' });
  assert.deepEqual(await offered(), ['全部记录 (18)', 'Log (12)', '面包 (6)']);
  await page.keyboard.type('LO');
  await page.waitForFunction(() => document.querySelectorAll('#browse-tags option').length === 1);
  assert.deepEqual(await offered(), ['Log (12)']);
});

test('a page with a choice in its address does not show the newest first, nor move', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.addInitScript(() => {
    const state = { timeline: 0, shift: 0 };
    Reflect.set(window, 'state', state);
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) state.shift += Reflect.get(entry, 'value');
    }).observe({ type: 'layout-shift', buffered: true });
    const look = () => {
      if (document.querySelector('.timeline')?.checkVisibility()) state.timeline += 1;
      requestAnimationFrame(look);
    };
    look();
  });
  for (const [hash, isShown] of /** @type {const} */ ([
    ['#sort=oldest', false],
    ['', true],
  ])) {
    await page.goto('about:blank');
    await page.goto(`${FILES}index.html${hash}`);
    await page.waitForTimeout(700);
    const { timeline, shift } = await page.evaluate(() => Reflect.get(window, 'state'));
    assert.equal(timeline > 0, isShown, `${hash}: ${timeline} frames`);
    assert.ok(shift < 0.02, `${hash}: ${shift}`);
  }
});

test('where the data cannot be loaded the page says so, and a button tries again', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  const address = await serve(t, SITE);
  await page.route('**/browse/part-1.js', (route) => route.abort());
  await page.goto(`${address}index.html#sort=oldest`);
  await page.locator('.browse-failed').waitFor();
  await page.unroute('**/browse/part-1.js');
  await page.locator('.browse-more button').click();
  await page.locator('#browse-list .card').first().waitFor();
  assert.ok(!(await page.locator('.browse-failed').isVisible()));

  await page.route('**/browse/index.js', (route) => route.abort());
  await page.reload();
  await page.getByRole('status').getByText('加载失败').waitFor();
  await page.unroute('**/browse/index.js');
  await page.locator('[name="category"]').focus();
  await page.locator('#browse-list .card').first().waitFor();
});

test('titles of every sort are shown as text', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-'));
  atEnd(t, () => rmSync(folder, { recursive: true }));
  cpSync(SITE, folder, { recursive: true });
  const file = join(folder, 'browse/part-1.js');
  const hostile = '<img src=x onerror=globalThis.hacked=1>';
  const text = readFileSync(file, 'utf8');
  writeFileSync(
    file,
    text.replace(/"title":"[^"]*"/g, `"title":"${hostile}"`).replace(/\["tag","[^"]*"/g, `["tag","${hostile}"`),
  );
  const page = await open(t, `${pathToFileURL(folder)}/`, '#sort=oldest');
  await page.locator('#browse-list .card').first().waitFor();
  assert.equal(await page.locator('#browse-list h3').first().innerText(), hostile);
  assert.equal(await page.locator('#browse-list .tag').first().innerText(), hostile);
  assert.equal(await page.evaluate(() => Reflect.get(window, 'hacked')), undefined);
});

test('a choice outlives a record that arrives, and lists it', async (t) => {
  const { folder, write } = makeSite(t, 8);
  const server = spawn(PROGRAM, ['-r', folder, '-q', 'serve', '-p', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(t, async () => {
    server.kill('SIGINT');
    await once(server, 'exit');
  });
  const [address] = await once(createInterface({ input: server.stdout }), 'line');
  const page = await open(t, address, '#category=生活');
  await found(page, 4);
  await page.evaluate(() => Reflect.set(window, 'first', document.querySelector('#browse-list .card')));
  await page.locator('#browse-list .card a').first().focus();
  write(10, '新来的');
  const waiting = page.locator('#synopsite-waiting button');
  await waiting.waitFor();
  // What somebody is at is still there.
  assert.ok(await page.evaluate(() => Reflect.get(window, 'first') === document.activeElement?.closest('.card')));
  await waiting.click();
  await found(page, 5);
  assert.deepEqual(await titles(page), ['新来的', '第6期', '第4期', '第2期', '第0期']);
  assert.equal(await page.locator('[name="category"]').inputValue(), '生活');
  assert.deepEqual(await counts(page, 'category'), { 生活: 5, 技术: 4, '技术/数据库': 4 });
  assert.ok(await page.evaluate(() => Reflect.get(window, 'first').isConnected));
  await page.locator('.browse-reset').click();
  assert.equal((await titles(page))[0], '新来的');
});

test('lists are shown as cards or compactly, on every list, without a flash', async (t) => {
  const page = await open(t, FILES);
  const excerpt = () => page.locator('.card .excerpt').first().isVisible();
  const height = () =>
    page
      .locator('.card')
      .first()
      .evaluate((card) => card.getBoundingClientRect().height);
  const tall = await height();
  assert.ok(await excerpt());
  const view = page.getByRole('button', { name: '视图' });
  assert.equal(await view.innerText(), '视图：卡片');
  await view.press('Enter');
  assert.equal(await view.innerText(), '视图：紧凑');
  assert.ok(!(await excerpt()) && (await height()) < tall / 1.5);
  const links = await page.locator('.counts a').first().getAttribute('href');
  for (const list of [links, 'problems/index.html', 'archive/2026/10/index.html']) {
    await page.goto(FILES + list);
    assert.ok(!(await excerpt()), `${list}`);
    assert.equal(await view.innerText(), '视图：紧凑');
  }
  await page.addInitScript(() => {
    /** @type {(string | undefined)[]} */
    const seen = [];
    Reflect.set(window, 'seen', seen);
    const look = () => {
      if (document.body) seen.push(document.documentElement.dataset.view);
      requestAnimationFrame(look);
    };
    look();
  });
  await page.goto(`${FILES}index.html`);
  await page.waitForTimeout(300);
  assert.deepEqual(await page.evaluate(() => [...new Set(Reflect.get(window, 'seen'))]), ['compact']);
  await view.click();
  await page.reload();
  assert.ok(await excerpt());
});

test('nothing moves into place in a high window, as cards or compactly', async (t) => {
  const address = await serve(t, await build(t, 60));
  for (const view of ['cards', 'compact']) {
    const page = await (await openBrowser(t)).newPage({ viewport: { width: 1280, height: 1400 } });
    await page.addInitScript((view) => {
      localStorage.setItem('synopsite:view', view);
      Reflect.set(window, 'shift', 0);
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) {
          Reflect.set(window, 'shift', Reflect.get(window, 'shift') + Reflect.get(entry, 'value'));
        }
      }).observe({ type: 'layout-shift', buffered: true });
    }, view);
    await page.goto(`${address}index.html`);
    await scriptIsThere(page);
    await page.waitForTimeout(300);
    const shift = await page.evaluate(() => Reflect.get(window, 'shift'));
    assert.ok(shift < 0.02, `${view}: ${shift}`);
  }
});

test('on a phone the filters fold under one button', async (t) => {
  const page = await open(t, FILES, '', { viewport: { width: 390, height: 844 } });
  const fields = page.locator('#browse-fields');
  assert.ok(!(await fields.isVisible()));
  const toggle = page.getByRole('button', { name: /^筛选/ });
  assert.equal(await toggle.getAttribute('aria-expanded'), 'false');
  await toggle.click();
  assert.equal(await toggle.getAttribute('aria-expanded'), 'true');
  await choose(page, 'status', 'partial');
  await found(page, 1);
  assert.equal(await toggle.innerText(), '筛选 (1)');
  const { scroll, width } = await page.evaluate(() => ({ scroll: document.body.scrollWidth, width: innerWidth }));
  assert.ok(scroll <= width);
});

test('without JavaScript there is the timeline alone', async (t) => {
  const page = await (await (await openBrowser(t)).newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${FILES}index.html#category=x`);
  assert.ok(await page.locator('.timeline .card').first().isVisible());
  for (const part of ['.browse', '.browse-list', '.browse-today', '.browse-random', '.view-switch']) {
    assert.ok(!(await page.locator(part).isVisible()), part);
  }
});

test('the filters and what they list have no accessibility violations', async (t) => {
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    const page = await (await openBrowser(t)).newPage({ colorScheme, bypassCSP: true });
    await page.goto(`${FILES}index.html#sort=longest`);
    await page.locator('#browse-list .card').first().waitFor();
    for (const view of ['cards', 'compact']) {
      await page.evaluate(axe.source);
      const { violations } = await page.evaluate(() => Reflect.get(window, 'axe').run());
      assert.deepEqual(
        violations.map((/** @type {any} */ v) => [v.id, v.nodes.map((/** @type {any} */ n) => n.html)]),
        [],
        view,
      );
      await page.locator('.view-switch').click();
    }
  }
});

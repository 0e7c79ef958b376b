/** Lists stay where they are read while records arrive, change and go: `synopsite serve` and real files. */

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import axe from 'axe-core';
import { atEnd, openBrowser } from './site.mjs';
import { PROGRAM } from './programs.mjs';

/** @typedef {import('playwright-core').Page} Page */

const PHONE = { width: 390, height: 844 };
const DESKTOP = { width: 1440, height: 900 };

/** So many records there are at first: eight a day. */
const RECORDS = 288;

/** @param {number} number @param {{ title?: string, day?: string, category?: string, diagram?: boolean, text?: string }} [parts] */
function record(number, { title, day = dayOf(number), category = '技术', diagram = false, text = '' } = {}) {
  const lines = [
    `Timestamp: ${day}T${String(8 + (number % 8)).padStart(2, '0')}:00:00`,
    `Title: ${title ?? `第${number}期：日志与状态`}`,
    `Status: success\nCategory: ${category}\nAuthor: 作者${number % 5}\nTags: 日志, 第${number % 7}类\n`,
    `Description:\n第${number}期讲先写日志再改状态。${text}${'崩溃以后怎样恢复，取决于日志写到了哪里。'.repeat(3 + (number % 4))}\n`,
    ...(diagram ? [`<Mermaid_Diagram>\ngraph TD\n  A["第${number}幅"] --> B["日志"]\n</Mermaid_Diagram>\n`] : []),
  ];
  return lines.join('\n');
}

/** @param {number} number */
function dayOf(number) {
  const day = new Date(Date.UTC(2026, 0, 1 + Math.floor(number / 8)));
  return day.toISOString().slice(0, 10);
}

/** A site that is served.
 * @param {import('node:test').TestContext} t
 * @param {{ language?: string, records?: number, diagrams?: boolean }} [options] */
async function serveSite(t, { language = 'zh-CN', records = RECORDS, diagrams: diagram = false } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-'));
  atEnd(t, () => rmSync(folder, { recursive: true }));
  const path = (/** @type {number} */ number) => join(folder, 'content', `${number}.txt`);
  mkdirSync(join(folder, 'content'));
  writeFileSync(join(folder, 'synopsite.toml'), `language = '${language}'`);
  /** @param {number} number @param {Parameters<typeof record>[1]} [parts] */
  const write = (number, parts) => writeFileSync(path(number), record(number, { diagram, ...parts }));
  for (let number = 0; number < records; number++) write(number);
  const server = spawn(PROGRAM, ['-r', folder, '-q', 'serve', '-p', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(t, async () => {
    server.kill('SIGINT');
    await once(server, 'exit');
  });
  const [address] = await once(createInterface({ input: server.stdout }), 'line');
  return { address: String(address), write, remove: (/** @type {number} */ number) => rmSync(path(number)) };
}

/** Opens a page, and expects no complaint of it until the test is over.
 * @param {import('node:test').TestContext} t
 * @param {string} address
 * @param {{ width: number, height: number }} [viewport] */
async function open(t, address, viewport = DESKTOP) {
  const page = await (await openBrowser(t)).newPage({ viewport });
  page.on('pageerror', (error) => assert.fail(error));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) assert.fail(message.text());
  });
  await page.goto(address);
  await page.addStyleTag({ content: '.is-new { animation: none !important }' });
  return page;
}

/** What a reader sees and has: each card in view with its place, the focus with its address, and the selection.
 * @param {Page} page */
const standing = (page) =>
  page.evaluate(() => {
    const cards = [...document.querySelectorAll('main :is(.card, .gallery-item)')].filter((card) => {
      const { top, bottom, height } = card.getBoundingClientRect();
      return height > 0 && bottom > 0 && top < innerHeight;
    });
    const focus = /** @type {HTMLAnchorElement | null} */ (document.activeElement?.closest('main a') ?? null);
    return {
      scroll: scrollY,
      cards: cards.map((card) => {
        const link = /** @type {HTMLAnchorElement} */ (card.querySelector('a'));
        return [link.pathname, link.textContent, card.getBoundingClientRect().top];
      }),
      focus: focus && [focus.pathname, focus.textContent],
      selected: String(getSelection()),
    };
  });

/** Scrolls, selects the text of a card that is in view, and gives the focus to another.
 * @param {Page} page @param {number} y */
async function readAt(page, y) {
  await page.evaluate((top) => {
    scrollTo({ top, behavior: 'instant' });
  }, y);
  // Cards are laid out when they come near.
  await page.evaluate(() => new Promise((shown) => requestAnimationFrame(() => requestAnimationFrame(shown))));
  await page.evaluate(() => {
    const titles = [...document.querySelectorAll('main .card :is(h2, h3) a')].filter((link) => {
      const { top, bottom, height } = link.getBoundingClientRect();
      return height > 0 && top >= 0 && bottom <= innerHeight;
    });
    const text = titles.at(-1)?.closest('.card')?.querySelector('.excerpt');
    if (text) getSelection()?.selectAllChildren(text);
    /** @type {HTMLElement | undefined} */ (titles[0])?.focus({ preventScroll: true });
  });
}

/** @typedef {Awaited<ReturnType<typeof standing>>} Standing */

/** What is read stands where it stood, whatever was scrolled for that: by whole pixels, as browsers do.
 * @param {Standing} after @param {Standing} before */
function assertSame(after, before) {
  const words = (/** @type {Standing} */ { cards, focus, selected }) => ({
    cards: cards.map(([path, title]) => [path, title]),
    ...{ focus, selected },
  });
  assert.deepEqual(words(after), words(before));
  for (const [place, [path, , top]] of after.cards.entries())
    assert.ok(
      Math.abs(Number(top) - Number(before.cards[place][2])) < 1,
      `${path} has moved: ${before.cards[place][2]} ${top}`,
    );
}

/** @param {Page} page */
const waiting = (page) => page.locator('#synopsite-waiting button');

for (const [name, viewport] of /** @type {const} */ ([
  ['a phone', PHONE],
  ['a desktop', DESKTOP],
])) {
  test(`ten arrivals move nothing of the home page, on ${name}`, async (t) => {
    const { address, write } = await serveSite(t);
    let next = RECORDS;
    for (const y of [0, 300, 1500, 3000]) {
      const page = await open(t, address, viewport);
      await readAt(page, y);
      const before = await standing(page);
      assert.ok(before.scroll === y && before.cards.length > 0 && before.focus && before.selected, `at ${y} px`);
      for (let n = 1; n <= 10; n++) {
        write(next++);
        await waiting(page)
          .filter({ hasText: `${n} 条新记录` })
          .waitFor();
        assert.deepEqual(await standing(page), before, `after ${n} at ${y} px`);
      }
      assert.match(await page.title(), /^\(10\) /);
      // Enter opens the record that has the focus.
      await page.keyboard.press('Enter');
      await page.waitForURL(`**${before.focus[0]}`);
      assert.equal(await page.locator('h1').innerText(), before.focus[1]);
      await page.close();
    }
  });
}

test('a list that nobody has scrolled or touched takes records in as they come', async (t) => {
  const { address, write } = await serveSite(t, { records: 30 });
  const page = await open(t, address);
  write(30);
  await page.locator('.card', { hasText: '第30期' }).waitFor();
  assert.equal(await waiting(page).count(), 0);
  assert.doesNotMatch(await page.title(), /\(/);
});

test('what waits is shown when it is asked for, by the mouse, by the keyboard and by going up', async (t) => {
  const { address, write, remove } = await serveSite(t);
  const page = await open(t, address);
  const titles = page.locator('.timeline .card h3');
  const first = await titles.allTextContents();

  await page.evaluate(() => scrollTo(0, 1500));
  write(288);
  write(289);
  await waiting(page).filter({ hasText: '2 条新记录' }).click();
  await waiting(page).waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => scrollY), 0);
  assert.deepEqual((await titles.allTextContents()).slice(0, 3), [
    '第289期：日志与状态',
    '第288期：日志与状态',
    first[0],
  ]);
  assert.equal(new Set(await titles.allTextContents()).size, await titles.count(), 'each record is listed once');
  assert.doesNotMatch(await page.title(), /\(/);

  await page.evaluate(() => scrollTo(0, 1500));
  write(290);
  await waiting(page).focus();
  await page.keyboard.press('Enter');
  await waiting(page).waitFor({ state: 'detached' });
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), '第290期：日志与状态');

  // One that goes again before it is seen is not told of any more.
  await page.evaluate(() => {
    /** @type {HTMLElement} */ (document.activeElement).blur();
    scrollTo(0, 1500);
  });
  write(295);
  await waiting(page).waitFor();
  remove(295);
  await waiting(page).waitFor({ state: 'detached' });
  assert.equal(await page.locator('#synopsite-news').count(), 0);
  assert.doesNotMatch(await page.title(), /\(/);

  write(291);
  await waiting(page).waitFor();
  await page.evaluate(() => scrollTo(0, 0));
  await page.locator('.card', { hasText: '第291期' }).waitFor();
  await waiting(page).waitFor({ state: 'detached' });
});

test('records that change and go above the window move nothing in it', async (t) => {
  const { address, write, remove } = await serveSite(t);
  const page = await open(t, address, PHONE);
  await readAt(page, 3000);
  const before = await standing(page);
  assert.ok(before.scroll > 0 && before.selected && before.focus);
  // The newest are at the top.
  for (const [number, parts, said] of /** @type {const} */ ([
    [286, { text: '现在长得多了。'.repeat(30) }, '现在长得多了'],
    [285, { title: '改了名字' }, '改了名字'],
  ])) {
    write(number, parts);
    await page.waitForFunction((text) => document.body.textContent?.includes(text), said);
    assertSame(await standing(page), before);
  }
  for (const number of [287, 284, 280]) {
    remove(number);
    await page.locator(`main a[href="records/${number}.html"]`).first().waitFor({ state: 'detached' });
    assertSame(await standing(page), before);
  }
});

test('a record that is read in a list changes in its place', async (t) => {
  const { address, write } = await serveSite(t);
  const page = await open(t, address);
  await readAt(page, 1500);
  const before = await standing(page);
  const number = Number(/(\d+)\.html/.exec(String(before.focus?.[0]))?.[1]);
  write(number, { title: '换了一个题目' });
  await page.locator('main a:focus', { hasText: '换了一个题目' }).waitFor();
  const after = await standing(page);
  assert.equal(after.focus?.[0], before.focus?.[0]);
  assert.deepEqual(
    after.cards.map(([path, , top]) => [path, top]),
    before.cards.map(([path, , top]) => [path, top]),
  );
});

test('keys go from record to record, and each title keeps its address', async (t) => {
  const { address, write } = await serveSite(t);
  const page = await open(t, address);
  for (let n = 0; n < 4; n++) await page.keyboard.press('j');
  const before = await standing(page);
  write(288);
  await waiting(page).waitFor();
  assert.deepEqual(await standing(page), before);
  await page.keyboard.press('j');
  const { focus } = await standing(page);
  assert.equal(focus?.[0], `/records/${Number(/(\d+)\.html/.exec(String(before.focus?.[0]))?.[1]) - 1}.html`);
});

for (const path of ['categories/技术/index.html', 'archive/2026/02/index.html', 'tags/日志/index.html'])
  test(`the list of ${path} stays where it is read, and says what waits`, async (t) => {
    const { address, write } = await serveSite(t);
    const page = await open(t, address + path, PHONE);
    await readAt(page, 900);
    const before = await standing(page);
    write(300, { day: '2026-02-05' });
    await waiting(page).waitFor();
    assert.deepEqual(await standing(page), before);
    await waiting(page).click();
    await page.locator('.card', { hasText: '第300期' }).waitFor();
  });

test('records that were chosen stay where they are read, and say what waits', async (t) => {
  const { address, write, remove } = await serveSite(t);
  const page = await open(t, `${address}#author=作者1`, PHONE);
  await page.locator('.browse-list .card').nth(19).waitFor();
  await readAt(page, 1200);
  const before = await standing(page);
  assert.ok(before.scroll === 1200 && before.focus && before.selected);
  // Of another author, and of this one.
  write(288);
  await page.locator('#synopsite-news').getByText('1 条新记录').waitFor();
  assert.deepEqual(await standing(page), before);
  write(291);
  await waiting(page).waitFor();
  assert.match(await waiting(page).innerText(), /^1 条新记录/);
  assert.deepEqual(await standing(page), before);
  remove(286);
  await page.locator('.browse-list a[href="records/286.html"]').waitFor({ state: 'detached' });
  assertSame(await standing(page), before);
  await waiting(page).click();
  await page.locator('.browse-list .card', { hasText: '第291期' }).waitFor();
  assert.equal(await page.evaluate(() => scrollY), 0);
});

test('results of a search stay where they are read, and say what waits', async (t) => {
  const { address, write } = await serveSite(t, { records: 60 });
  const page = await open(t, `${address}search/index.html?q=崩溃以后`, PHONE);
  // More is looked for when the end comes near.
  for (const place of [5, 11, 17]) await page.locator('.search-results .card').nth(place).scrollIntoViewIfNeeded();
  await page.locator('.search-results .card').nth(18).waitFor();
  await readAt(page, 900);
  const before = await standing(page);
  assert.ok(before.scroll === 900 && before.focus && before.selected);
  write(60);
  await waiting(page).waitFor();
  assert.deepEqual(await standing(page), before);
  await waiting(page).click();
  await page.locator('.search-results .card', { hasText: '第60期' }).waitFor();
});

test('the gallery stays where it is looked at, and says what waits', async (t) => {
  const { address, write } = await serveSite(t, { records: 12, diagrams: true });
  const page = await open(t, `${address}diagrams/index.html`);
  await page.locator('[data-state="drawn"]').first().waitFor();
  await page.evaluate(() => scrollTo(0, 700));
  await page.waitForFunction(() => !document.querySelector('[data-state="waiting"], [data-state="drawing"]'));
  const before = await standing(page);
  assert.ok(before.scroll === 700 && before.cards.length > 0);
  write(12);
  await waiting(page).waitFor();
  assert.deepEqual(await standing(page), before);
  await waiting(page).click();
  await page.locator('.gallery-item', { hasText: '第12期' }).waitFor();
});

test('while a dialog is open nothing moves behind it', async (t) => {
  const { address, write } = await serveSite(t, { records: 40 });
  const page = await open(t, address);
  await page.keyboard.press('/');
  await page.locator('.search-dialog[open]').waitFor();
  const { cards } = await standing(page);
  write(40);
  await waiting(page).waitFor();
  assert.deepEqual((await standing(page)).cards, cards);
});

for (const [language, one, many] of [
  ['en', '1 new record', '2 new records'],
  ['zh-CN', '1 条新记录', '2 条新记录'],
  ['zh-TW', '1 筆新紀錄', '2 筆新紀錄'],
  ['ja', '新しい記録 1 件', '新しい記録 2 件'],
])
  test(`what waits is counted in ${language}, and anyone can reach it`, async (t) => {
    const { address, write } = await serveSite(t, { language, records: 40 });
    const page = await open(t, address, PHONE);
    await page.evaluate(() => scrollTo(0, 1000));
    write(40);
    await waiting(page).filter({ hasText: one }).waitFor();
    write(41);
    await page.getByRole('status').getByRole('button', { name: many, exact: true }).waitFor();
    await page.evaluate(axe.source);
    const { violations } = await page.evaluate(() => Reflect.get(window, 'axe').run('#synopsite-waiting'));
    assert.deepEqual(violations, []);
    const box = await waiting(page).boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= PHONE.width && box.height >= 24);
  });

test('the tab of a page that nobody sees counts what comes', async (t) => {
  const { address, write } = await serveSite(t, { records: 10 });
  const page = await (await openBrowser(t)).newPage();
  await page.clock.install();
  await page.goto(address);
  await page.waitForTimeout(300);
  /** @param {boolean} hidden */
  const turn = (hidden) =>
    page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { value, configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
    }, hidden);
  await turn(true);
  write(10);
  while (!(await (await fetch(address)).text()).includes('第10期')) await page.waitForTimeout(20);
  await page.clock.fastForward(20_000);
  await page.waitForFunction(() => document.title.startsWith('(1) '));
  assert.equal(await page.locator('.card', { hasText: '第10期' }).count(), 0);
  await turn(false);
  await page.locator('.card', { hasText: '第10期' }).waitFor();
  await page.waitForFunction(() => !document.title.startsWith('('));
});

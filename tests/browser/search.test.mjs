/** A reader searches: from any page, on the search page, and on to the passage in the record. */

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { SITE, atEnd, openBrowser, serve } from './site.mjs';
import { PROGRAM } from './programs.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** Words that only the transcript of the sample record `BV1Tz4y1H7ve` has. */
const SPOKEN = '脑子里有一种东西';

/** The sample site from disk and from a server under a sub-path.
 * @param {import('node:test').TestContext} t */
const addresses = async (t) => [`${pathToFileURL(SITE)}/`, await serve(t, SITE)];

/** Opens a page, and expects that nothing complains until the test is over.
 * @param {import('node:test').TestContext} t
 * @param {string} address
 * @param {import('playwright-core').BrowserContextOptions} [options] */
async function open(t, address, options) {
  const page = await (await openBrowser(t)).newPage(options);
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  atEnd(t, () => assert.deepEqual(complaints, []));
  await page.goto(address);
  return page;
}

/** A site of records with these titles and texts, built in a folder of its own.
 * @param {import('node:test').TestContext} t
 * @param {{ title: string, text?: string, head?: string, spoken?: string }[]} records the oldest first */
function makeSite(t, records) {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-'));
  atEnd(t, () => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'content'));
  writeFileSync(join(folder, 'synopsite.toml'), "language = 'en'");
  /** @param {number} place @param {(typeof records)[0]} record */
  const write = (place, { title, text = 'Nothing more is said.', head = '', spoken }) => {
    const day = String((place % 28) + 1).padStart(2, '0');
    const lines = [
      `Timestamp: 2026-05-${day}T10:00:00`,
      `Title: ${title}`,
      'Status: success',
      ...(head ? [head] : []),
      `\nDescription:\n${text}`,
      ...(spoken ? [`\nContent:\n${spoken}`] : []),
    ];
    writeFileSync(join(folder, 'content', `${place}.txt`), lines.join('\n') + '\n');
  };
  records.forEach((record, place) => write(place, record));
  return { folder, write, address: () => build(folder) };
}

/** @param {string} folder */
function build(folder) {
  execFileSync(PROGRAM, ['-r', folder, '-q', 'build']);
  return `${pathToFileURL(join(folder, 'public'))}/`;
}

/** @param {Page} page @param {string} name */
const highlighted = (page, name) =>
  page.evaluate((highlight) => [...(CSS.highlights.get(highlight) ?? [])].map(String), name);

/** @param {Page} page */
const dialog = (page) => page.locator('.search-dialog');

/** @param {Page} page */
const hits = (page) => page.locator('.search-hit');

/** @param {Page} page */
const items = (page) => page.locator('.search-results > li');

/** Opens the dialog and types.
 * @param {Page} page
 * @param {string} text */
async function searchFor(page, text) {
  await page.keyboard.press('/');
  await page.keyboard.type(text);
}

/** @param {Page} page @param {string} text */
const waitForStatus = (page, text) => page.locator('.search-status', { hasText: text }).waitFor();

test('from any page a passage is found, opened and read with the keyboard alone', async (t) => {
  for (const address of await addresses(t)) {
    const page = await open(t, `${address}tags/index.html`);
    await searchFor(page, SPOKEN);
    await hits(page).first().waitFor();
    assert.equal(await hits(page).count(), 1);
    assert.equal(await hits(page).locator('.search-hit-text mark').innerText(), SPOKEN);
    assert.match(await hits(page).locator('.search-hit-facts').innerText(), /2026年10月24日[\s\S]*健康医学[\s\S]*文稿/);
    assert.equal(await dialog(page).locator('[role=status]').innerText(), '1 条记录');

    await page.keyboard.press('ArrowDown');
    const field = page.locator('.search-dialog [role=combobox]');
    assert.equal(await field.getAttribute('aria-activedescendant'), await hits(page).getAttribute('id'));
    assert.equal(await hits(page).getAttribute('aria-selected'), 'true');
    await page.keyboard.press('Enter');
    await page.waitForURL(/records\/.*#find=/);

    const bar = page.locator('.search-passages');
    await bar.waitFor();
    assert.equal(await bar.getByRole('status').innerText(), '第 1 处，共 1 处');
    assert.deepEqual(await highlighted(page, 'search-current'), [SPOKEN]);
    const place = await page.evaluate(() => {
      const [range] = CSS.highlights.get('search-current') ?? [];
      return /** @type {Range} */ (range).getBoundingClientRect().toJSON();
    });
    assert.ok(place.height > 0 && place.top > 0 && place.bottom < 720, `it is at ${place.top}`);

    await page.keyboard.press('Escape');
    assert.equal(await bar.count(), 0);
    assert.deepEqual(await highlighted(page, 'search-found'), []);
    assert.equal(new URL(page.url()).hash, '');
  }
});

test('keys lead from passage to passage, also across paragraphs and inside of diagrams', async (t) => {
  const text = `An owl and another owl.\n\nA *long* sen\n\n- tence that is\n- cut\n\n<Mermaid_Diagram>\ngraph TD\n A[owl]\n</Mermaid_Diagram>`;
  const { address } = makeSite(t, [{ title: 'The owl', text, spoken: `${'so it says again, '.repeat(60)}owl` }]);
  const page = await open(t, `${address()}records/0.html#find=owl`);
  const status = page.locator('.search-passages [role=status]');
  const places = async () => [await status.innerText(), ...(await highlighted(page, 'search-current'))];
  await status.waitFor();
  assert.equal((await highlighted(page, 'search-found')).length, 5);
  assert.deepEqual(await places(), ['2 of 5', 'owl']);
  await page.keyboard.press('Enter');
  assert.equal(await status.innerText(), '3 of 5');
  assert.ok(!(await page.locator('.diagram-source pre').isVisible()));
  await page.keyboard.press('n');
  await page.keyboard.press('n');
  assert.equal(await status.innerText(), '5 of 5');
  assert.ok(await page.locator('.diagram-source pre').isVisible());
  await page.keyboard.press('n');
  assert.equal(await status.innerText(), '1 of 5');
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.press('N');
  assert.equal(await status.innerText(), '4 of 5');
  await page.getByRole('button', { name: 'Next passage' }).click();
  await page.keyboard.press('Enter');
  assert.equal(await status.innerText(), '1 of 5');

  // Of the engine's text of a summary, blocks are parted by nothing but white space.
  await page.goto(page.url().replace(/find=.*/, `find=${encodeURIComponent('"SEN tence that"')}`));
  await page.locator('.search-passages', { hasText: '1 of 1' }).waitFor();
  assert.match((await highlighted(page, 'search-found'))[0], /^sen\s*tence that$/);
});

test('a record opens where all words of a query are close together', async (t) => {
  const text = `The owl sleeps. The owl wakes.\n\nAn owl sees a vole.\n\nA vole hides.`;
  const { address } = makeSite(t, [{ title: 'The owl', text }]);
  const page = await open(t, `${address()}index.html`);
  await searchFor(page, 'vole owl');
  await hits(page).first().click();
  await page.locator('.search-passages', { hasText: '4 of 6' }).waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'An owl sees a vole.');
});

test('the keys that open the dialog are left alone where they mean something else', async (t) => {
  const [address] = await addresses(t);
  const page = await open(t, `${address}index.html`);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('and/or');
  assert.equal(await page.locator('.search-dialog [role=combobox]').inputValue(), 'and/or');
  await page.keyboard.press('Escape');
  assert.ok(!(await dialog(page).isVisible()));
  await page.keyboard.press('Alt+/');
  assert.ok(!(await dialog(page).isVisible()));

  // What was typed is there again.
  await page.locator('.search-link').press('Enter');
  assert.equal(await page.locator('.search-dialog [role=combobox]').inputValue(), 'and/or');
  await page.keyboard.type('because');
  await hits(page).first().waitFor();
  await page.keyboard.press('Enter');
  await page.waitForURL(/search\/index\.html\?q=because$/);
  await items(page).first().waitFor();
  await page.locator('h1').click();
  await page.keyboard.press('/');
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'search-field');
});

test('nothing is searched for while an input method is putting words together', async (t) => {
  for (const address of await addresses(t)) {
    const page = await open(t, `${address}index.html`);
    const client = await page.context().newCDPSession(page);
    await page.keyboard.press('/');
    for (const text of ['w', 'wu', 'wu s', 'wu shui']) {
      await client.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
      await page.waitForTimeout(50);
    }
    // The keys by which a candidate is chosen are not the dialog's.
    await page.evaluate(() =>
      document.activeElement?.dispatchEvent(
        new KeyboardEvent('keydown', { key: 'Enter', keyCode: 229, bubbles: true, cancelable: true }),
      ),
    );
    await page.waitForTimeout(500);
    assert.equal(await dialog(page).locator('[role=status]').innerText(), '');
    assert.equal(await hits(page).count(), 0);
    await client.send('Input.insertText', { text: '午睡' });
    await hits(page).first().waitFor();
    assert.match(await hits(page).first().innerText(), /午睡/);
    assert.equal(await page.locator('.search-dialog [role=combobox]').inputValue(), '午睡');
  }
});

test('on a phone the dialog fills the screen, and is opened, used and closed by touch', async (t) => {
  const [address] = await addresses(t);
  const viewport = { width: 390, height: 844 };
  const page = await open(t, `${address}index.html`, { viewport, hasTouch: true, isMobile: true });
  await page.locator('.search-link').tap();
  const box = await dialog(page).boundingBox();
  assert.deepEqual(box && { width: box.width, height: box.height }, viewport);
  await page.getByRole('button', { name: '关闭' }).tap();
  assert.ok(!(await dialog(page).isVisible()));
  await page.locator('.search-link').tap();
  await page.keyboard.type('午睡');
  await hits(page).first().waitFor();
  for (const target of [hits(page).first(), page.getByRole('button', { name: '关闭' })]) {
    const { width, height } = /** @type {{ width: number, height: number }} */ (await target.boundingBox());
    assert.ok(width >= 44 && height >= 44, `${width} × ${height}`);
  }
  await hits(page).first().tap();
  await page.waitForURL(/#find=/);
  const status = page.locator('.search-passages [role=status]');
  await status.waitFor();
  const before = await status.innerText();
  const next = page.getByRole('button', { name: '下一处' });
  const { width = 0, height = 0 } = (await next.boundingBox()) ?? {};
  assert.ok(width >= 44 && height >= 44, `${width} × ${height}`);
  await next.tap();
  assert.notEqual(await status.innerText(), before);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
});

test('the query is in the address of the search page, whichever of the two changes', async (t) => {
  for (const address of await addresses(t)) {
    const page = await open(t, `${address}search/index.html?q=${encodeURIComponent('午睡 沙漏')}`);
    await items(page).first().waitFor();
    assert.equal(await page.locator('#search-field').inputValue(), '午睡 沙漏');
    const entries = await page.evaluate(() => history.length);
    await page.locator('#search-field').fill('bridge');
    await page.waitForURL(/\?q=bridge$/);
    await items(page).filter({ hasText: 'footbridges' }).waitFor();
    assert.equal(await page.evaluate(() => history.length), entries);
    await page.locator('#search-field').press('Enter');
    await page.keyboard.press('Enter');
    await page.waitForURL(/#find=bridge$/);
    // The name of the query leads back to all that it finds.
    await page.locator('.search-passages').getByRole('link', { name: 'bridge' }).click();
    await page.waitForURL(/\?q=bridge$/);
    await items(page).first().waitFor();
    await page.locator('#search-field').fill('');
    await page.waitForURL(/search\/index\.html$/);
    assert.equal(await items(page).count(), 0);
  }
});

test('filters say how many records they leave, and are put in and taken out', async (t) => {
  for (const address of await addresses(t)) {
    const page = await open(t, `${address}search/index.html`);
    const filters = page.locator('.search-filters');
    const history = filters.getByRole('button', { name: /^历史 \d/ }).first();
    const count = Number(/** @type {RegExpExecArray} */ (/(\d+)$/.exec(await history.innerText()))[1]);
    assert.ok(count > 0);
    await history.press('Enter');
    await items(page).first().waitFor();
    assert.equal(await page.locator('#search-field').inputValue(), '分类:历史');
    assert.equal(await items(page).count(), count);
    const pressed = filters.locator('[aria-pressed=true]');
    assert.match(await pressed.innerText(), /^历史/);
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), await pressed.innerText());

    const tag = filters.getByRole('button', { name: /^讲座 \d/ });
    await tag.click();
    await page.waitForFunction(() => document.querySelectorAll('.search-filters [aria-pressed=true]').length === 2);
    assert.equal(await page.locator('#search-field').inputValue(), '分类:历史 标签:讲座');
    await pressed.first().click();
    await page.waitForFunction(() => document.querySelectorAll('.search-filters [aria-pressed=true]').length === 1);
    assert.equal(await page.locator('#search-field').inputValue(), '标签:讲座');
    await page.locator('#search-field').fill('-标签:讲座 日期:2026-10');
    await page.waitForFunction(() => document.querySelectorAll('.search-filters [aria-pressed=true]').length === 2);
    assert.deepEqual(await pressed.allInnerTexts(), ['日期:2026-10', '-标签:讲座']);
  }
});

test('where nothing is found, what was tried can be taken back, and what was meant is offered', async (t) => {
  const text = 'How kestrels hover.';
  const { address } = makeSite(t, [
    { title: 'A kestrel', text: `${text} Kestrel.` },
    { title: 'Another kestrel', text },
  ]);
  const page = await open(t, `${address()}search/index.html?q=kestral+category:x`);
  await waitForStatus(page, 'Nothing found');
  await page.getByRole('button', { name: 'Search without category:x' }).click();
  await waitForStatus(page, 'Nothing found');
  assert.match(await page.locator('.search-notes').innerText(), /^Looked for\s+kestral/);
  await page.getByRole('button', { name: 'kestrel', exact: true }).click();
  await waitForStatus(page, '2 records');
  assert.equal(await page.locator('#search-field').inputValue(), 'kestrel');
});

test('what follows the first hits comes when it is scrolled to, and with the arrows', async (t) => {
  const records = Array.from({ length: 40 }, (_, n) => ({ title: `Walk ${n}`, text: 'Along the canal.' }));
  const { address } = makeSite(t, records);
  const site = address();
  const page = await open(t, `${site}index.html`);
  await searchFor(page, 'canal');
  await waitForStatus(page, '6 of up to 40 records');
  const isMarked = (/** @type {number} */ n) => hits(page).nth(n).getAttribute('aria-selected');
  for (let n = 0; n < 6; n++) await page.keyboard.press('ArrowDown');
  assert.equal(await isMarked(5), 'true');
  await page.keyboard.press('ArrowDown');
  await hits(page).nth(11).waitFor();
  for (let n = 0; n < 4; n++) await page.keyboard.press('ArrowDown');
  assert.ok([await isMarked(9), await isMarked(10)].includes('true'));
  for (let n = 0; n < 200 && (await hits(page).count()) < 40; n++) {
    await page.locator('.search-scroll').evaluate((element) => element.scrollTo(0, element.scrollHeight));
    await page.waitForTimeout(20);
  }
  await waitForStatus(page, '40 records');
  assert.equal(new Set(await hits(page).evaluateAll((all) => all.map((hit) => hit.getAttribute('href')))).size, 40);

  await page.goto(`${site}search/index.html?q=canal`);
  // Without the scrolling before a click of the mouse, which asks for more itself.
  await page.getByRole('button', { name: 'Show more' }).evaluate((/** @type {HTMLElement} */ button) => button.click());
  await items(page).nth(11).waitFor();
  assert.equal(
    await page.evaluate(() => document.activeElement?.textContent),
    await items(page).nth(6).locator('h2').innerText(),
  );

  // Back from a record the list is where it was left.
  const link = items(page).nth(9).locator('a');
  await link.scrollIntoViewIfNeeded();
  const { y } = /** @type {{ y: number }} */ (await link.boundingBox());
  const title = await link.innerText();
  await link.click();
  await page.locator('h1', { hasText: title }).waitFor();
  await page.goBack();
  await items(page).nth(9).waitFor();
  await page.waitForFunction(() => scrollY > 0);
  const after = /** @type {{ y: number }} */ (await items(page).nth(9).locator('a').boundingBox());
  assert.ok(Math.abs(after.y - y) < 5, `${after.y} and not ${y}`);
});

test('text of every sort in hits stays text', async (t) => {
  const hostile = '<img src=x onerror="globalThis.hacked=1">';
  const head = `Category: ${hostile}\nTags: ${hostile}`;
  const { address } = makeSite(t, [{ title: `Otter ${hostile}`, text: `The otter \`${hostile}\` swims`, head }]);
  const site = address();
  const page = await open(t, `${site}index.html`);
  await searchFor(page, hostile);
  await hits(page).first().waitFor();
  assert.ok((await hits(page).innerText()).startsWith(`Otter ${hostile}`));
  assert.match(await hits(page).locator('.search-hit-facts').innerText(), /<img src=x/);
  await page.goto(`${site}search/index.html?q=${encodeURIComponent(hostile)}`);
  await items(page).first().waitFor();
  assert.ok((await items(page).innerText()).startsWith(`Otter ${hostile}`));
  await page.locator('.search-filters button', { hasText: '<img' }).first().waitFor();
  await page.locator('#search-field').fill(`zebra ${hostile}`);
  await waitForStatus(page, 'Nothing found');
  await page.goto(`${site}records/0.html#find=${encodeURIComponent(`"${hostile}"`)}`);
  assert.match(await page.locator('.search-passages').innerText(), /<img src=x/);
  assert.equal(await page.locator('main img, dialog img, .search-passages img').count(), 0);
  assert.equal(await page.evaluate(() => Reflect.get(window, 'hacked')), undefined);
});

test('without JavaScript the page of search says so and leads to the archive', async (t) => {
  const [address] = await addresses(t);
  const page = await (await openBrowser(t)).newPage({ javaScriptEnabled: false });
  await page.goto(`${address}index.html`);
  await page.locator('.search-link').click();
  assert.match(await page.locator('noscript').innerText(), /JavaScript/);
  assert.ok(!(await page.locator('#search-field').isVisible()));
  await page.locator('noscript a').click();
  await page.waitForURL(/archive\/index\.html$/);
});

test('the dialog, the page and the passages of search are accessible, light and dark', async (t) => {
  const [address] = await addresses(t);
  const page = await (await openBrowser(t)).newPage();
  await page.goto(`${address}index.html`);
  await page.evaluate(axe.source);
  await page.keyboard.press('/');
  const seen = async (/** @type {string} */ what) => {
    for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await violations(page), [], `${what}, ${colorScheme}`);
    }
  };
  await seen('the empty dialog');
  await page.keyboard.type('午睡');
  await hits(page).first().waitFor();
  await page.keyboard.press('ArrowDown');
  await seen('the dialog with hits');
  await page.keyboard.type('xyz 年:1999');
  await waitForStatus(page, '没有找到');
  await seen('the dialog without hits');

  await page.goto(`${address}search/index.html?q=${encodeURIComponent('讲座')}`);
  await page.evaluate(axe.source);
  await items(page).first().waitFor();
  await page.locator('.search-filters [aria-pressed]').first().click();
  await page.locator('.search-filters [aria-pressed=true]').first().waitFor();
  await seen('the page');
  await items(page).first().locator('a').click();
  await page.locator('.search-passages').waitFor();
  await page.evaluate(axe.source);
  await seen('the record');
});

/** What axe-core finds on the page, in short.
 * @param {Page} page */
async function violations(page) {
  return page.evaluate(async () => {
    /** @type {import('axe-core')} */
    const checker = Reflect.get(window, 'axe');
    const found = await checker.run({ exclude: ['.diagram-view svg'] }, { resultTypes: ['violations'] });
    return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`);
  });
}

test('Enter opens the only hit, and else the page of all hits', async (t) => {
  const { address } = makeSite(t, [{ title: 'Alone here' }, { title: 'Two of us' }, { title: 'Us again' }]);
  const page = await open(t, `${address()}index.html`);
  /** @param {string} text */
  const ask = async (text) => {
    await page.keyboard.press('/');
    await page.locator('.search-dialog .search-field').fill(text);
    // At once, before anything can have been found.
    await page.keyboard.press('Enter');
  };
  await ask('alone');
  await page.waitForURL(/records\/0\.html/);
  assert.equal(await page.locator('h1').innerText(), 'Alone here');
  for (const text of ['us', 'nobody']) {
    await ask(text);
    await page.waitForURL(`**/search/index.html?q=${text}`);
    await page.goBack();
  }
  await ask('again');
  await page.waitForURL(/records\/2\.html/);
});

/** Serves a site's folder with the program itself.
 * @param {import('node:test').TestContext} t
 * @param {string} folder */
async function serveLive(t, folder) {
  const server = spawn(PROGRAM, ['-r', folder, '-q', 'serve', '-p', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  atEnd(t, async () => {
    server.kill('SIGINT');
    await once(server, 'exit');
  });
  const [address] = await once(createInterface({ input: server.stdout }), 'line');
  return address;
}

test('a record that arrives is found by the search that stands open, which loses nothing', async (t) => {
  const record = (/** @type {number} */ n) => ({ title: `Walk ${n}`, text: `Along the canal, day ${n}.\n\nAnd back.` });
  const { folder, write } = makeSite(t, [record(0), record(1)]);
  const page = await open(t, `${await serveLive(t, folder)}index.html`);
  await searchFor(page, 'along the');
  await waitForStatus(page, '2 records');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  const marked = page.locator('.search-hit[aria-selected=true]');
  assert.match(await marked.innerText(), /^Walk 0/);
  write(2, record(2));
  await waitForStatus(page, '3 records');
  assert.match(await marked.innerText(), /^Walk 0/);
  assert.equal(await page.locator('.search-dialog [role=combobox]').inputValue(), 'along the');
  await page.keyboard.type(' canal');
  await waitForStatus(page, '3 records');
  assert.equal(await page.locator('.search-dialog [role=combobox]').inputValue(), 'along the canal');

  // The passages of a record that changes while it is read.
  await hits(page).last().click();
  const bar = page.locator('.search-passages');
  await bar.getByText('1 of 3').waitFor();
  write(0, { ...record(0), text: `${record(0).text} Along the sea.` });
  await bar.getByText('1 of 5').waitFor();
  assert.deepEqual(await highlighted(page, 'search-found'), ['Along', 'the', 'canal', 'Along', 'the']);
});

/** The gallery of diagrams lists what it is asked for, draws what is scrolled to, and leads to the records. */

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { DIAGRAM_PAGES, SITE, atEnd, drawAll, openBrowser, readPage, scrollAtOnce, serve } from './site.mjs';

const PATH = 'diagrams/index.html';

/** How many diagrams the pages of records have. */
const TOTAL = DIAGRAM_PAGES.map((page) => readPage(page).split('data-diagram').length - 1).reduce((a, b) => a + b, 0);

/** Opens the gallery, and expects that nothing complains until the test is over.
 * @param {import('node:test').TestContext} t
 * @param {string} address of the site
 * @param {string} [hash] */
async function openGallery(t, address, hash = '') {
  const page = await (await openBrowser(t)).newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  atEnd(t, () => assert.deepEqual(complaints, []));
  await page.goto(address + PATH + hash);
  await page.locator('.gallery-item').first().waitFor();
  return page;
}

/** Scrolls until the list does not grow any more; answers with its items.
 * @param {import('playwright-core').Page} page */
async function scrollThrough(page) {
  const items = page.locator('.gallery-item');
  while (await page.locator('.gallery-more').isVisible()) {
    await page.evaluate(() => window.scrollTo(0, document.body.scrollHeight));
    await page.waitForTimeout(50);
  }
  return items.evaluateAll((found) =>
    found.map((item) => ({
      id: item.querySelector('[data-diagram]')?.id,
      kind: item.querySelector('.gallery-kind')?.textContent,
      title: item.querySelector('h2 a')?.textContent,
      link: item.querySelector('.gallery-permalink')?.getAttribute('href') ?? '',
      source: item.querySelector('.diagram-source code')?.textContent,
    })),
  );
}

/** @param {import('playwright-core').Page} page */
const shown = (page) => page.locator('#gallery-status').innerText();

/** A chip of the filter by kind.
 * @param {import('playwright-core').Page} page
 * @param {number} place among those that are shown; the first stands for all */
const chip = (page, place) => page.locator('.gallery-kinds li:visible').nth(place);

/** @param {import('playwright-core').Locator} filter */
const countOf = async (filter) => Number(await filter.locator('.count').innerText());

/** The site's folder, and a server of it under a sub-path.
 * @param {import('node:test').TestContext} t */
const addresses = async (t) => [`${pathToFileURL(SITE)}/`, await serve(t, SITE)];

test('the gallery lists every diagram once, as its record has it, and draws it', async (t) => {
  for (const address of await addresses(t)) {
    const page = await openGallery(t, address);
    const items = await scrollThrough(page);
    assert.equal(items.length, TOTAL);
    assert.equal(new Set(items.map(({ id }) => id)).size, TOTAL);
    assert.equal(new Set(items.map(({ link }) => link)).size, TOTAL);
    for (const { state, drawn, reason } of await drawAll(page)) assert.ok(state === 'drawn' && drawn, String(reason));
    const record = /** @type {import('playwright-core').Page} */ (await page.context().browser()?.newPage());
    for (const { link, source, title } of items) {
      await record.goto(new URL(link, address + PATH).href);
      const figure = record.locator(`:target[data-diagram]`);
      assert.equal(await figure.locator('.diagram-source code').textContent(), source, link);
      assert.equal(await record.locator('h1').innerText(), title);
      const box = await figure.boundingBox();
      assert.ok(box && box.y >= 0 && box.y < 720, `${link} is not in view`);
    }
  }
});

test('a kind and a category are chosen, kept in the address, and taken back', async (t) => {
  for (const address of await addresses(t)) {
    const page = await openGallery(t, address);
    const all = await shown(page);
    const wanted = await countOf(chip(page, 1));
    const kind = await chip(page, 1).locator('a').innerText();
    await chip(page, 1).locator('a').press('Enter');
    await page.waitForFunction((before) => document.querySelector('#gallery-status')?.textContent !== before, all);
    assert.equal(await chip(page, 1).locator('a').getAttribute('aria-current'), 'true');
    const ofKind = await scrollThrough(page);
    assert.ok(ofKind.length === wanted && wanted < TOTAL);
    assert.ok(ofKind.every((item) => item.kind === kind));

    const select = page.locator('.gallery-category');
    const options = await select.locator('option:not([disabled])').allInnerTexts();
    const [, number] = /** @type {RegExpExecArray} */ (/\((\d+)\)$/.exec(options[1]));
    await select.selectOption({ label: options[1] });
    await page.waitForFunction((n) => document.querySelectorAll('.gallery-item').length === n, Number(number));
    const chosen = await scrollThrough(page);
    const hash = new URL(page.url()).hash;
    assert.match(hash, /^#kind=\w+&category=./);

    const again = await openGallery(t, address, hash);
    assert.deepEqual(await scrollThrough(again), chosen);
    assert.equal(await again.locator('.gallery-category option:checked').innerText(), options[1]);

    await page.goBack();
    await page.waitForFunction((n) => document.querySelectorAll('.gallery-item').length === n, wanted);
    await page.goBack();
    await page.waitForFunction((text) => document.querySelector('#gallery-status')?.textContent === text, all);
    assert.equal((await scrollThrough(page)).length, TOTAL);
  }
});

test('whoever comes back from a record finds the gallery where it was left', async (t) => {
  const page = await openGallery(t, `${pathToFileURL(SITE)}/`);
  await scrollThrough(page);
  const item = page.locator('.gallery-item').nth(7);
  await item.evaluate((element) => element.scrollIntoView());
  const id = await item.locator('[data-diagram]').getAttribute('id');
  await item.locator('.gallery-permalink').click();
  await page.locator('h1').waitFor();
  await page.goBack();
  const figure = page.locator(`#${id}`);
  await figure.waitFor();
  await page.waitForFunction(
    (element) => {
      const { top } = /** @type {Element} */ (element).getBoundingClientRect();
      return top > -200 && top < 720;
    },
    await figure.elementHandle(),
  );
  await page.waitForTimeout(300);
  const box = await figure.boundingBox();
  assert.ok(box && box.y > -200 && box.y < 720, `it goes to ${box?.y}`);
});

/** A copy of the site, of which scripts can be changed.
 * @param {import('node:test').TestContext} t */
function copy(t) {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-'));
  atEnd(t, () => rmSync(folder, { recursive: true }));
  cpSync(SITE, folder, { recursive: true });
  return folder;
}

/** Makes a script of a site's copy from what it hands over.
 * @param {string} file
 * @param {(data: any) => object} change
 * @param {string} [target] another file */
function rewrite(file, change, target = file) {
  const [, start, json, end] = /** @type {RegExpExecArray} */ (
    /^(.*?detail: )(.*)( }\)\);\n)$/.exec(readFileSync(file, 'utf8'))
  );
  writeFileSync(target, start + JSON.stringify(change(JSON.parse(json))) + end);
}

/** A copy of the site with each part of its data again and again, as if there were many records.
 * @param {import('node:test').TestContext} t */
function copyOfMany(t) {
  const folder = copy(t);
  const of = (/** @type {number} */ n) => join(folder, `diagrams/part-${n}.js`);
  for (const n of [2, 3, 4, 5]) rewrite(of(1), (data) => ({ ...data, part: n }), of(n));
  rewrite(join(folder, 'diagrams/index.js'), ({ records, ...rest }) => ({
    ...rest,
    size: records.split(',').length,
    records: Array(5).fill(records).join(','),
  }));
  return folder;
}

test('only what is looked at is loaded and drawn', async (t) => {
  const folder = copyOfMany(t);
  /** @type {string[]} */
  const loaded = [];
  const address = await serve(t, folder, (path) => loaded.push(...(/part-\d/.exec(path) ?? [])));
  const page = await openGallery(t, address);
  await page.locator('[data-state="drawn"]').first().waitFor();
  assert.ok(loaded[0] === 'part-5' && !loaded.includes('part-1'), `${loaded}`);
  assert.equal((await scrollThrough(page)).length, 5 * TOTAL);
  assert.deepEqual(loaded, ['part-5', 'part-4', 'part-3', 'part-2', 'part-1']);

  // What was passed by quickly, or never came near, is not drawn while the reader is elsewhere.
  await page.evaluate(() => window.scrollTo(0, 0));
  await page.waitForTimeout(1000);
  const left = await page.locator('[data-state="waiting"]').elementHandles();
  assert.ok(left.length > 2 * TOTAL, `${left.length} are waiting`);
  const far = left[Math.floor(left.length / 2)];
  await far.scrollIntoViewIfNeeded();
  await page.waitForFunction((figure) => /** @type {HTMLElement} */ (figure).dataset.state === 'drawn', far);
});

/** Whoever scrolls on in the moment when a part of a list has come leaves its end in view from one frame to the next. */
test('whoever scrolls on while the next diagrams come gets those after them, too', async (t) => {
  const page = await openGallery(t, `${pathToFileURL(copyOfMany(t))}/`);
  await scrollAtOnce(page, '.gallery-list');
  await page.locator('.gallery-more').waitFor({ state: 'hidden' });
  assert.equal(await page.locator('.gallery-item').count(), 5 * TOTAL);
});

test('titles and sources of every sort are shown as text; what a rule mended stands beside its original', async (t) => {
  const folder = copy(t);
  const file = join(folder, 'diagrams/part-1.js');
  const hostile = '<img src=x onerror=globalThis.hacked=1>';
  rewrite(file, ({ records, ...rest }) => ({
    ...rest,
    records: records.map((/** @type {any} */ record) => ({
      ...record,
      title: hostile,
      diagrams: record.diagrams.map(() => ({ title: hostile, source: hostile, repair: 'pie\n' })),
    })),
  }));
  const page = await openGallery(t, `${pathToFileURL(folder)}/`);
  await scrollThrough(page);
  const first = page.locator('.gallery-item').first();
  assert.equal(await first.locator('h2 a').innerText(), hostile);
  assert.equal(await first.locator('figcaption').innerText(), hostile);
  assert.equal(await first.locator('.diagram-source code').textContent(), hostile);
  const repaired = first.locator('template.diagram-repair');
  assert.equal(
    await repaired.evaluate((found) => /** @type {HTMLTemplateElement} */ (found).content.textContent),
    'pie\n',
  );
  assert.equal(await page.evaluate(() => Reflect.get(window, 'hacked')), undefined);
});

test('where the data cannot be loaded the page says so, and a button tries again', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  for (const script of ['index', 'part-1']) {
    await page.route(`**/diagrams/${script}.js`, (route) => route.abort());
    await page.goto((await serve(t, SITE)) + PATH);
    await page.locator('.gallery-more p').waitFor();
    await page.unroute(`**/diagrams/${script}.js`);
    await page.locator('.gallery-more button').click();
    await page.locator('.gallery-item').first().waitFor();
    assert.ok(!(await page.locator('.gallery-more p').isVisible()));
    assert.equal((await scrollThrough(page)).length, TOTAL);
  }
});

test('without JavaScript the gallery has links to the diagrams', async (t) => {
  const page = await (await (await openBrowser(t)).newContext({ javaScriptEnabled: false })).newPage();
  await page.goto(`${pathToFileURL(SITE)}/${PATH}`);
  const links = page.locator('.gallery-plain a');
  assert.equal(await links.count(), TOTAL);
  assert.ok(await links.first().isVisible());
  assert.ok(!(await page.locator('.gallery').isVisible()));
});

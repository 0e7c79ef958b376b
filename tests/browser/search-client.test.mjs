/** The search client and its engine in a browser: from disk, in a worker, and where no worker may run. */
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { CLIENT_SOURCE, ENGINE_SOURCE } from './search-sources.mjs';
import { indexOf } from './reference-index.mjs';
import { atEnd, openBrowser, serve } from './site.mjs';

const HAN = '慮虑';

/** @type {SearchRecord} */
const RECORD = {
  ...{ url: 'records/0.html', title: '', lang: 'zh-CN', date: '2025-03-01', day: '1 March', categories: [], tags: [] },
  ...{ source: null, about: [], headings: [], summary: '', diagrams: [], transcript: '', file: '', raw: null },
};
const RECORDS = Array.from({ length: 12 }, (_, i) => ({
  ...RECORD,
  url: `records/${i}.html`,
  file: `${i}.txt`,
  title: `第${i}篇`,
  summary: '他很焦慮。',
}));

/** Puts up a site with a page that has the policy of all pages.
 * @param {import('node:test').TestContext} t */
function site(t) {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-search-'));
  atEnd(t, () => rmSync(folder, { recursive: true }));
  /** @param {string} path @param {string} text */
  const write = (path, text) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  /** @param {SearchRecord[]} records @param {string} id */
  const index = (records, id) => {
    for (const [name, data] of indexOf(records, { han: HAN, ids: ['0', id] })) {
      write(
        name === 'han' ? 'assets/han.js' : `${name}.js`,
        `synopsite.take(${JSON.stringify(name)},${JSON.stringify(data)});\n`,
      );
    }
  };
  write('assets/search-engine.js', ENGINE_SOURCE);
  write('assets/search.js', CLIENT_SOURCE);
  write(
    'search/index.html',
    `<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src 'self'">` +
      '<title>Search</title><script src="../assets/search.js"></script>',
  );
  index(RECORDS, 'a');
  return { folder, index };
}

const PAGE = 'search/index.html';

/** Opens a client in the page, to be called `client` there.
 * @param {import('playwright-core').Page} page
 * @param {string} address */
async function openClient(page, address) {
  await page.goto(address + PAGE);
  await page.evaluate(() => {
    const client = globalThis.synopsite.searchClient('../', '../assets/search-engine.js');
    Object.assign(globalThis, {
      client,
      /** @param {string} text @param {boolean} toTheEnd */
      find: (text, toTheEnd) =>
        new Promise((resolve) => {
          const search = client.search(text, {
            onResults(results) {
              if (results.done && (results.exhausted || !toTheEnd)) resolve(results);
              else if (results.done) search.more();
            },
          });
        }),
    });
  });
}

/** Asks the client of a page.
 * @param {import('playwright-core').Page} page
 * @param {string} text
 * @param {boolean} [toTheEnd]
 * @returns {Promise<SearchResults>} */
const find = (page, text, toTheEnd = true) =>
  page.evaluate(
    ([text, toTheEnd]) => Reflect.get(globalThis, 'find')(text, toTheEnd),
    /** @type {const} */ ([text, toTheEnd]),
  );

/** Calls a method of the client of a page.
 * @param {import('playwright-core').Page} page
 * @param {keyof SearchClient} method
 * @param {string} [text] */
const call = (page, method, text) =>
  page.evaluate(
    ([method, text]) => Reflect.get(globalThis, 'client')[method](text),
    /** @type {const} */ ([method, text]),
  );

for (const way of ['from disk', 'in a worker', 'without a worker']) {
  test(`the client searches ${way}`, async (t) => {
    const { folder, index } = site(t);
    const browser = await openBrowser(t);
    const page = await browser.newPage();
    /** @type {string[]} */
    const problems = [];
    page.on('console', (message) => problems.push(message.text()));
    page.on('pageerror', (error) => problems.push(error.message));
    if (way === 'without a worker') await page.addInitScript(() => Reflect.deleteProperty(globalThis, 'Worker'));
    const address = way === 'from disk' ? `${pathToFileURL(folder)}/` : await serve(t, folder);
    await openClient(page, address);

    const first = await find(page, '焦虑', false);
    assert.deepEqual([first.error, first.hits.length, first.candidates, first.exhausted], [null, 6, 12, false]);
    assert.equal(page.workers().length, way === 'in a worker' ? 1 : 0);
    const all = await find(page, '焦虑');
    assert.deepEqual([all.hits.length, all.exhausted], [12, true]);
    assert.deepEqual(all.hits[0].excerpt, [
      ['他很', false],
      ['焦慮', true],
      ['。', false],
    ]);
    assert.equal((await find(page, '没有的')).hits.length, 0);
    assert.equal((await call(page, 'candidates', '焦虑')).length, 12);
    assert.deepEqual((await call(page, 'facets', '焦虑')).years, [{ year: 2025, count: 12 }]);
    const { bytes, files, counted } = await call(page, 'stats');
    assert.ok(bytes > 1000 && files > 10 && counted, `${bytes} bytes of ${files} files`);
    t.diagnostic(`${bytes} bytes of ${files} files, counted by ${counted}`);

    // The page folds by itself, whatever answers queries.
    const places = await page.evaluate(async () => {
      const { foldMap, parse, findAll } = await Reflect.get(globalThis, 'client').folding();
      return findAll(foldMap('很焦慮').text, parse('焦虑'));
    });
    assert.deepEqual(places, [[1, 3]]);

    // A record that has come is found.
    index([...RECORDS, { ...RECORD, url: 'records/new.html', title: '新来的' }], 'b');
    await call(page, 'refresh');
    const { hits } = await find(page, '新来的');
    assert.deepEqual(
      hits.map(({ url }) => url),
      ['records/new.html'],
    );
    assert.deepEqual(problems, []);
  });
}

test('a search that is called off tells nothing, and one whose data is gone tells why', async (t) => {
  const { folder } = site(t);
  const browser = await openBrowser(t);
  const page = await browser.newPage();
  await openClient(page, await serve(t, folder));
  const told = await page.evaluate(async () => {
    const client = Reflect.get(globalThis, 'client');
    let told = 0;
    const controller = new AbortController();
    client.search('焦虑', { onResults: () => told++, signal: controller.signal });
    controller.abort();
    client.search('焦虑', { onResults: () => told++ }).cancel();
    client.search('焦虑', { onResults: () => told++ });
    await Reflect.get(globalThis, 'find')('他很', true);
    return told;
  });
  assert.equal(told, 0);
  rmSync(join(folder, 'search'), { recursive: true });
  const { error, done, hits } = await find(page, '没有找过的');
  assert.deepEqual([done, hits], [true, []]);
  assert.match(`${error}`, /cannot be loaded/);
});

/** Every page opens cleanly, from a file and from a server, draws its diagrams, and has links that lead somewhere. */

import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { DIAGRAM_PAGES, PAGES, SITE, drawAll, openBrowser, serve } from '../site.mjs';

/** Opens every page below an address, and expects no complaint and the right requests of each.
 * @param {import('playwright-core').Browser} browser
 * @param {string} address */
async function visitAll(browser, address) {
  const page = await browser.newPage();
  /** @type {string[]} */
  let complaints = [];
  /** @type {string[]} */
  let requests = [];
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('requestfailed', (request) => {
    // Going to the next page may abort the loading of the last one's icon.
    const { errorText } = request.failure() ?? {};
    if (errorText !== 'net::ERR_ABORTED') complaints.push(`${request.url()}: ${errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.url()}: ${response.status()}`);
  });
  page.on('request', (request) => requests.push(request.url()));

  for (const path of PAGES) {
    [complaints, requests] = [[], []];
    await page.goto(address + encodeURI(path));
    const diagrams = await drawAll(page);
    assert.deepEqual(complaints, [], path);
    for (const { id, state, reason, drawn } of diagrams) {
      assert.ok(state === 'drawn' && drawn, `${path}#${id} is ${state}: ${reason}`);
    }
    const foreign = requests.filter((url) => !url.startsWith(address));
    assert.deepEqual(foreign, [], `${path} makes requests elsewhere`);
    const packs = requests.filter((url) => /\/mermaid-[^/]*\.js$/.test(url));
    assert.equal(packs.length > 0, diagrams.length > 0, `${path} loads ${packs.join(' ')}`);
    assert.equal(packs.length, new Set(packs).size, `${path} loads a pack twice: ${packs.join(' ')}`);
  }
  await page.close();
}

test('every page opens from a file', async (t) => {
  await visitAll(await openBrowser(t), `${pathToFileURL(SITE)}/`);
});

test('every page opens from a server, under a sub-path', async (t) => {
  await visitAll(await openBrowser(t), await serve(t, SITE));
});

test('every link leads to a file and a place that exist', async (t) => {
  const browser = await openBrowser(t);
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  /** @type {Map<string, { ids: string[], links: { href: string, rel: string }[] }>} */
  const found = new Map();
  for (const path of PAGES) {
    await page.goto(pathToFileURL(SITE) + '/' + encodeURI(path), { waitUntil: 'commit' });
    await page.waitForLoadState('domcontentloaded');
    found.set(
      path,
      await page.evaluate(() => ({
        ids: [...document.querySelectorAll('[id]')].map((element) => element.id),
        links: [...document.querySelectorAll('a[href]')].map((link) => ({
          href: /** @type {HTMLAnchorElement} */ (link).href,
          rel: link.getAttribute('rel') ?? '',
        })),
      })),
    );
  }
  const root = `${pathToFileURL(SITE)}/`;
  for (const [path, { ids, links }] of found) {
    assert.equal(new Set(ids).size, ids.length, `${path} uses an id twice`);
    for (const { href, rel } of links) {
      if (href.startsWith(root)) {
        const url = new URL(href);
        const target = decodeURIComponent(url.pathname.slice(new URL(root).pathname.length));
        const anchor = decodeURIComponent(url.hash.slice(1));
        assert.ok(
          target.endsWith('.html') ? found.has(target) : existsSync(join(SITE, target)),
          `${path} links to ${target}`,
        );
        assert.ok(!anchor || found.get(target)?.ids.includes(anchor), `${path} links to ${target}#${anchor}`);
      } else {
        assert.match(href, /^https?:/, `${path} links to ${href}`);
        assert.match(rel, /noopener/, `${path} links to ${href} without rel=noopener`);
        assert.match(rel, /noreferrer/, `${path} links to ${href} without rel=noreferrer`);
      }
    }
  }
});

test('without JavaScript the source of every diagram can be read', async (t) => {
  const browser = await openBrowser(t);
  const page = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  for (const path of DIAGRAM_PAGES) {
    await page.goto(pathToFileURL(SITE) + '/' + encodeURI(path));
    for (const figure of await page.locator('[data-diagram]').all()) {
      assert.ok(await figure.locator('pre').isVisible(), `${path}: ${await figure.getAttribute('id')}`);
      assert.ok(!(await figure.locator('.diagram-tools').isVisible()), `${path} shows tools which do nothing`);
    }
  }
});

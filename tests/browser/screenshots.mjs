/** Takes pictures of every kind of page of the sample site, as a phone and a desktop show it, light and dark. */

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL, fileURLToPath } from 'node:url';
import { launchBrowser } from './browser.mjs';

const REPOSITORY = fileURLToPath(new URL('../..', import.meta.url));
const FOLDER = join(REPOSITORY, 'docs/screenshots');
const FORMS = { desktop: { width: 1280, height: 900 }, phone: { width: 390, height: 844 } };
const LOOKS = /** @type {const} */ (['light', 'dark']);

/** Each picture's name, its page, and what is done there before it is taken.
 * @type {[name: string, address: string, prepare?: (page: import('playwright-core').Page) => Promise<unknown>][]} */
const PICTURES = [
  // On phones the field is folded away.
  ['home', 'index.html', (page) => page.locator('[name="day"][type="date"]').waitFor({ state: 'attached' })],
  ['record', 'records/bilibili/BV1mQ4y1T7sK.html'],
  ['record-english', 'records/arxiv/2609.14207.html'],
  ['record-diagram', 'records/bilibili/BV1mQ4y1T7sK.html', showDiagram],
  ['record-failed', 'records/bilibili/BV1hN411q7Xd.html'],
  ['categories', 'categories/index.html'],
  ['category', 'categories/历史/index.html'],
  ['archive', 'archive/index.html'],
  ['year', 'archive/2026/index.html'],
  ['month', 'archive/2026/10/index.html'],
  ['day', 'archive/2026/10/31/index.html'],
  ['tags', 'tags/index.html'],
  ['tag', 'tags/历史/index.html'],
  ['sources', 'sources/index.html'],
  ['source', 'sources/bilibili/index.html'],
  ['author', 'authors/街角观察员/index.html'],
  ['diagrams', 'diagrams/index.html', (page) => page.locator('.diagram-sheet svg').first().waitFor()],
  ['statistics', 'statistics/index.html'],
  ['search', 'search/index.html?q=随机', (page) => page.locator('.search-results > li').first().waitFor()],
  ['problems', 'problems/index.html'],
  ['not-found', '404.html'],
];

const site = mkdtempSync(join(tmpdir(), 'synopsite-'));
execFileSync('cargo', ['run', '--quiet', '--', 'build', '--output-dir', site], { cwd: REPOSITORY, stdio: 'inherit' });
const browser = await launchBrowser();
mkdirSync(FOLDER, { recursive: true });
for (const old of readdirSync(FOLDER)) rmSync(join(FOLDER, old));
for (const [form, viewport] of Object.entries(FORMS)) {
  for (const colorScheme of LOOKS) {
    const page = await browser.newPage({ viewport, colorScheme, reducedMotion: 'reduce' });
    for (const [name, address, prepare] of PICTURES) {
      await page.goto(`${pathToFileURL(site)}/${address}`);
      await prepare?.(page);
      await page.screenshot({ path: join(FOLDER, `${name}-${form}-${colorScheme}.png`) });
    }
    await page.close();
  }
}
await browser.close();
rmSync(site, { recursive: true });
console.log(`${readdirSync(FOLDER).length} pictures in ${FOLDER}`);

/** @param {import('playwright-core').Page} page */
async function showDiagram(page) {
  const diagram = page.locator('[data-diagram]').first();
  await diagram.scrollIntoViewIfNeeded();
  await diagram.locator('.diagram-sheet svg').waitFor();
  await diagram.evaluate((element) => element.scrollIntoView({ block: 'center' }));
}

/** Diagrams in words: where they stand open, who gets them, and what they say. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { DIAGRAM_PAGES, SITE, drawAll, openBrowser } from './site.mjs';

const PAGE = pathToFileURL(join(SITE, DIAGRAM_PAGES[0])).href;

/** The lines of the first outline. @param {import('playwright-core').Page} page */
const lines = (page) =>
  page
    .locator('.diagram-words')
    .first()
    .locator('li')
    .evaluateAll((items) => items.map((item) => item.firstChild?.textContent?.trim() ?? ''));

test('the words are folded under a drawing, and stand open on a phone', async (t) => {
  for (const { width, isOpen } of [
    { width: 1440, isOpen: false },
    { width: 390, isOpen: true },
  ]) {
    const context = await (await openBrowser(t)).newContext({ viewport: { width, height: 844 } });
    const page = await context.newPage();
    await page.goto(PAGE);
    for (const { state, reason } of await drawAll(page)) assert.equal(state, 'drawn', String(reason));
    const words = page.locator('.diagram-words').first();
    assert.equal(await words.locator('li').first().isVisible(), isOpen, `${width}`);
    // A drawing's view says where its words are.
    const id = await page.locator('.diagram-view').first().getAttribute('aria-details');
    assert.equal(await words.getAttribute('id'), id);
    await context.close();
  }
});

test('they stand open without scripts, and where nothing can be drawn', async (t) => {
  const browser = await openBrowser(t);
  const plain = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await plain.goto(PAGE);
  assert.ok(await plain.locator('.diagram-words li').first().isVisible());
  assert.ok(await plain.locator('.diagram-source pre').first().isVisible());

  const page = await browser.newPage();
  await page.route(/mermaid-/, (route) => route.abort());
  await page.goto(PAGE);
  for (const { state } of await drawAll(page)) assert.equal(state, 'failed');
  assert.ok(await page.locator('.diagram-words li').first().isVisible());
  assert.ok(await page.locator('.diagram-error').first().isVisible());
});

test('a reader who cannot see gets them as a list, and so does a copy in Markdown', async (t) => {
  const context = await (await openBrowser(t)).newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.goto(PAGE);
  await drawAll(page);
  const said = await lines(page);
  assert.ok(said.length > 2, said.join());
  const summary = page.locator('.diagram-words > summary').first();
  await summary.click();
  const tree = await page.locator('.diagram-words').first().ariaSnapshot();
  for (const line of said) assert.ok(tree.includes(line.slice(0, 12)), `${line} is not in ${tree}`);
  assert.match(tree, /- list:\n\s+- listitem/);
});

test('an outline says each label of the drawing', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(PAGE);
  await drawAll(page);
  const said = (await lines(page)).join(' ').replaceAll(/[\s/]/g, '');
  const labels = await page
    .locator('[data-diagram]')
    .first()
    .locator('.nodeLabel, .edgeLabel, .messageText')
    .evaluateAll((all) => all.map((label) => label.textContent?.replaceAll(/[\s/]/g, '') ?? ''));
  assert.ok(labels.filter(Boolean).length > 2);
  for (const label of labels) assert.ok(said.includes(label), `${label} is not in ${said}`);
});

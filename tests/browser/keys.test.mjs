/** Keys that lead from record to record and to the sections, and the dialog that lists them. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { SITE, openBrowser } from './site.mjs';

const FILES = `${pathToFileURL(SITE)}/`;

/** @param {import('node:test').TestContext} t @param {string} [path] */
async function openPage(t, path = 'index.html') {
  const page = await (await (await openBrowser(t)).newContext()).newPage();
  await page.goto(FILES + path);
  return page;
}

/** The text of the link that has the focus. @param {import('playwright-core').Page} page */
const focused = (page) => page.evaluate(() => document.activeElement?.closest('a')?.textContent?.trim());

/** Presses keys, and answers with the page they lead to. @param {import('playwright-core').Page} page @param {string[]} keys */
async function go(page, ...keys) {
  const arrived = page.waitForEvent('framenavigated');
  for (const key of keys) await page.keyboard.press(key);
  await arrived;
  await page.waitForLoadState('domcontentloaded');
  return decodeURI(page.url()).slice(decodeURI(FILES).length);
}

test('j and k go through the records of a list', async (t) => {
  const page = await openPage(t);
  const titles = await page.locator('main .card h3').allInnerTexts();
  for (const title of titles.slice(0, 3)) {
    await page.keyboard.press('j');
    assert.equal(await focused(page), title);
    assert.ok(await page.locator('.card:focus-within').isVisible());
  }
  await page.keyboard.press('k');
  assert.equal(await focused(page), titles[1]);
  // From any link of a card, the next card is next.
  await page.locator('.card').nth(1).locator('a').last().focus();
  await page.keyboard.press('j');
  assert.equal(await focused(page), titles[2]);
  for (let i = 0; i < titles.length + 2; i++) await page.keyboard.press('k');
  assert.equal(await focused(page), titles[0], 'the first is the end');
});

test('j begins with what is in view', async (t) => {
  const page = await openPage(t);
  await page.setViewportSize({ width: 390, height: 500 });
  const card = page.locator('.card').nth(3);
  await card.evaluate((element) => element.scrollIntoView());
  await page.keyboard.press('j');
  assert.equal(await focused(page), await card.locator('h3').innerText());
});

test('on a record, j leads to the older one and k back', async (t) => {
  const page = await openPage(t);
  const [first, second] = await page
    .locator('main .card h3 a')
    .evaluateAll((links) => links.map((link) => link.getAttribute('href')));
  await page.goto(FILES + first);
  assert.equal(await go(page, 'j'), decodeURI(second ?? ''));
  assert.equal(await go(page, 'k'), decodeURI(first ?? ''));
});

test('g and a letter lead to a section, from any depth', async (t) => {
  const page = await openPage(t, 'archive/index.html');
  assert.equal(await go(page, 'g', 'c'), 'categories/index.html');
  assert.equal(await go(page, 'g', 'a'), 'archive/index.html');
  assert.equal(await go(page, 'g', 'h'), 'index.html');
});

test('keys are left alone where they mean something else', async (t) => {
  const page = await openPage(t);
  const address = page.url();
  for (const keys of ['Control+j', 'Alt+j', 'Shift+J', 'Meta+k']) {
    await page.keyboard.press(keys);
    await page.keyboard.press('Escape');
    assert.equal(await focused(page), undefined, keys);
  }
  // A letter by itself, or with another between, is no way to a section.
  for (const key of ['h', 'g', 'x', 'h']) await page.keyboard.press(key);
  await page.keyboard.press('/');
  await page.keyboard.type('gjk?gh');
  assert.equal(await page.locator('.search-dialog input').inputValue(), 'gjk?gh');
  assert.ok(!(await page.locator('.keys-dialog').isVisible()));
  await page.locator('.search-close').first().focus();
  for (const key of ['j', '?', 'g', 'a']) await page.keyboard.press(key);
  assert.ok(!(await page.locator('.keys-dialog').isVisible()), 'a dialog is open');
  await page.keyboard.press('Escape');
  await page.evaluate(() => {
    for (const key of ['j', '?'])
      document.body.dispatchEvent(new KeyboardEvent('keydown', { key, isComposing: true, bubbles: true }));
  });
  assert.ok(!(await page.locator('.keys-dialog').isVisible()), 'a word is being composed');
  assert.equal(page.url(), address);
});

test('keys that are one character can be turned off, and on again', async (t) => {
  const page = await openPage(t);
  const dialog = page.getByRole('dialog', { name: '键盘快捷键' });
  await page.keyboard.press('?');
  await dialog.getByRole('checkbox', { name: '使用单键快捷键' }).uncheck();
  await page.keyboard.press('Escape');
  // The browser takes its time to keep it, and has it once another page sees it.
  const other = await page.context().newPage();
  await other.goto(FILES + 'index.html');
  await other.waitForFunction(() => localStorage.length > 0);
  await other.close();
  for (let i = 0; i < 2; i++) {
    for (const key of ['j', 'k', 'r', '?', '/', 'g', 'a']) await page.keyboard.press(key);
    assert.equal(await focused(page), undefined);
    assert.equal(await page.locator('dialog[open]').count(), 0);
    assert.equal(page.url(), `${FILES}index.html`);
    // It is remembered.
    await page.reload();
  }
  await page.keyboard.press('Control+k');
  assert.ok(await page.locator('.search-dialog').isVisible(), 'two keys at once are another matter');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: '键盘快捷键' }).click();
  await dialog.getByRole('checkbox').check();
  await page.keyboard.press('Escape');
  await page.locator('body').press('?');
  assert.ok(await dialog.isVisible());
});

test('the help says what the keys do, is accessible, and closes', async (t) => {
  const page = await openPage(t, 'tags/index.html');
  const dialog = page.getByRole('dialog', { name: '键盘快捷键' });
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    for (const width of [1280, 360]) {
      await page.setViewportSize({ width, height: 700 });
      await page.keyboard.press('?');
      assert.ok(await dialog.isVisible());
      await page.evaluate(axe.source);
      const violations = await page.evaluate(async () => {
        /** @type {import('axe-core')} */
        const checker = Reflect.get(window, 'axe');
        const { violations } = await checker.run({ resultTypes: ['violations'] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`);
      });
      assert.deepEqual(violations, [], `${colorScheme}, ${width}`);
      await page.keyboard.press('Escape');
      assert.ok(!(await dialog.isVisible()));
    }
  }
  await page.keyboard.press('?');
  const terms = await dialog.locator('dt').allInnerTexts();
  assert.deepEqual(
    terms.map((term) => term.replace(/\s/g, '')),
    ['j', 'k', 'r', '/', 'gh', 'gc', 'ga', '?'],
  );
  assert.ok((await dialog.locator('dd').allInnerTexts()).every((text) => text.trim()));
  await dialog.getByRole('button', { name: '关闭' }).click();
  assert.ok(!(await dialog.isVisible()));
});

test('in the calendar Tab stops once, and the arrow keys go from day to day', async (t) => {
  const page = await openPage(t);
  const days = page.locator('.calendar [data-level]');
  const names = await days.evaluateAll((links) => links.map((link) => link.getAttribute('title')));
  const name = () => page.evaluate(() => document.activeElement?.getAttribute('title'));
  await page.locator('.calendar-month').last().focus();
  await page.keyboard.press('Tab');
  assert.equal(await name(), names.at(-1), 'the newest day');
  await page.keyboard.press('ArrowUp');
  assert.equal(await name(), names.at(-2));
  assert.ok(await days.nth(-2).evaluate((day) => day.matches(':focus-visible')));
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await name(), names.at(-1), 'the newest is the end');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement?.closest('.calendar')), null);
  await page.keyboard.press('Shift+Tab');
  assert.equal(await name(), names.at(-1));
  const address = await go(page, 'Enter');
  assert.match(address, /^archive\/\d{4}\/\d{2}\/\d{2}\/index.html$/);
  assert.deepEqual((await page.locator('h1').innerText()).match(/\d+/g), names.at(-1)?.match(/\d+/g)?.slice(0, 3));
});

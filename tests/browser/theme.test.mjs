/** The switch of the look: light, dark, or as the system has it. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { DIAGRAM_PAGES, SITE, drawAll, openBrowser, serve } from './site.mjs';

const FILES = `${pathToFileURL(SITE)}/`;
const LIGHT = 'rgb(250, 248, 243)';
const DARK = 'rgb(23, 24, 27)';

/** The colour of the page. @param {import('playwright-core').Page} page */
const paper = (page) => page.evaluate(() => getComputedStyle(document.body).backgroundColor);

/** The colour of the window's frame. @param {import('playwright-core').Page} page */
const frame = (page) =>
  page.evaluate(() => {
    const metas = [...document.querySelectorAll('meta[name="theme-color"]')];
    return metas.find((meta) => matchMedia(meta.getAttribute('media') ?? '').matches)?.getAttribute('content');
  });

/** The switch's name, as it is announced. @param {import('playwright-core').Page} page */
const name = async (page) => (await page.getByRole('button', { name: /^外观/ }).innerText()).trim();

for (const [place, open] of /** @type {const} */ ([
  ['from a server', (/** @type {import('node:test').TestContext} */ t) => serve(t, SITE)],
  ['from a disk', async () => FILES],
])) {
  test(`the look is chosen by the keyboard and kept, ${place}`, async (t) => {
    const address = await open(t);
    const page = await (await openBrowser(t)).newPage({ colorScheme: 'light' });
    await page.goto(`${address}index.html`);
    assert.deepEqual([await name(page), await paper(page)], ['外观：自动', LIGHT]);
    assert.equal(await frame(page), '#faf8f3');
    await page.locator('.theme-switch').focus();
    await page.keyboard.press('Enter');
    assert.deepEqual([await name(page), await paper(page)], ['外观：深色', DARK], 'the first press is seen');
    await page.reload();
    assert.deepEqual([await name(page), await paper(page)], ['外观：深色', DARK]);
    await page.goto(`${address}archive/index.html`);
    assert.deepEqual([await name(page), await paper(page)], ['外观：深色', DARK]);
    await page.locator('.theme-switch').click();
    assert.deepEqual([await name(page), await paper(page)], ['外观：浅色', LIGHT]);
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal(await paper(page), LIGHT, 'what was chosen holds against the system');
    assert.equal(await frame(page), '#faf8f3');
    await page.locator('.theme-switch').click();
    assert.deepEqual([await name(page), await paper(page)], ['外观：深色', DARK]);
    await page.locator('.theme-switch').click();
    assert.deepEqual([await name(page), await paper(page)], ['外观：自动', DARK]);
    await page.emulateMedia({ colorScheme: 'light' });
    assert.equal(await paper(page), LIGHT, 'without a choice the page follows the system');
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal(await frame(page), '#17181b');
  });
}

test('a page is never painted in another look than the chosen one', async (t) => {
  const address = await serve(t, SITE);
  const page = await (await openBrowser(t)).newPage({ colorScheme: 'light' });
  await page.goto(`${address}index.html`);
  await page.locator('.theme-switch').click();
  // The colour of the canvas in every frame from the first on; before the style sheet only the policy's scheme colours it.
  await page.addInitScript(() => {
    /** @type {string[]} */
    const seen = [];
    Reflect.set(window, 'seen', seen);
    const look = () => {
      if (document.body) seen.push(getComputedStyle(document.body).backgroundColor);
      requestAnimationFrame(look);
    };
    look();
  });
  await page.reload();
  await page.waitForFunction(() => Reflect.get(window, 'seen').length > 5);
  const seen = await page.evaluate(() => [...new Set(/** @type {string[]} */ (Reflect.get(window, 'seen')))]);
  assert.deepEqual(seen, [DARK]);
  // And what decides this waits for no file, and stands before the style sheet.
  const first = await page.evaluate(() => {
    const element = document.head.querySelector('script, link[rel="stylesheet"]');
    return { tag: element?.tagName, from: element?.getAttribute('src'), says: element?.textContent };
  });
  assert.deepEqual([first.tag, first.from], ['SCRIPT', null]);
  assert.match(first.says ?? '', /dataset\.theme/);
});

test('another tab takes the choice up, and a diagram is drawn in its colours', async (t) => {
  const context = await (await openBrowser(t)).newContext({ colorScheme: 'light' });
  const [page, other] = [await context.newPage(), await context.newPage()];
  const address = await serve(t, SITE);
  await page.goto(address + encodeURI(DIAGRAM_PAGES[0]));
  await other.goto(`${address}index.html`);
  await drawAll(page);
  const ink = () =>
    page.evaluate(() => {
      const text = document.querySelector('.diagram-view svg :is(.nodeLabel, text)');
      return text && getComputedStyle(text).color;
    });
  const before = await ink();
  await other.locator('.theme-switch').click();
  await page.waitForFunction((dark) => getComputedStyle(document.body).backgroundColor === dark, DARK);
  await page.waitForFunction((old) => {
    const text = document.querySelector('.diagram-view svg :is(.nodeLabel, text)');
    return text && getComputedStyle(text).color !== old;
  }, before);
});

test('the look can be switched where nothing may be stored', async (t) => {
  const page = await (await openBrowser(t)).newPage({ colorScheme: 'light' });
  /** @type {string[]} */
  const complaints = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.addInitScript(() => {
    Object.defineProperty(window, 'localStorage', {
      get() {
        throw new DOMException('forbidden', 'SecurityError');
      },
    });
  });
  await page.goto(`${FILES}index.html`);
  await page.locator('.theme-switch').click();
  assert.equal(await paper(page), DARK);
  assert.deepEqual(complaints, []);
});

test('without JavaScript there is no switch, and on paper neither it nor darkness', async (t) => {
  const browser = await openBrowser(t);
  const plain = await (await browser.newContext({ javaScriptEnabled: false, colorScheme: 'dark' })).newPage();
  await plain.goto(`${FILES}index.html`);
  assert.ok(!(await plain.locator('.theme-switch').isVisible()));
  const page = await browser.newPage({ colorScheme: 'light' });
  await page.goto(`${FILES}index.html`);
  await page.locator('.theme-switch').click();
  await page.emulateMedia({ media: 'print' });
  assert.ok(!(await page.locator('.theme-switch').isVisible()));
  const { ink, sheet } = await page.evaluate(() => {
    const { color, backgroundColor } = getComputedStyle(document.body);
    return { ink: color, sheet: backgroundColor };
  });
  assert.deepEqual([ink, sheet], ['rgb(37, 40, 46)', 'rgb(255, 255, 255)']);
});

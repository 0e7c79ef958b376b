/** The plots of the statistics say what they show, and can be read on a phone. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { SITE, openBrowser } from './site.mjs';

const PAGE = pathToFileURL(SITE) + '/statistics/index.html';

test('every plot has a name and a description', async (t) => {
  const browser = await openBrowser(t);
  const page = await browser.newPage();
  await page.goto(PAGE);
  const plots = page.locator('figure');
  assert.ok((await plots.count()) >= 5);
  for (const plot of await plots.all()) {
    const name = await plot.getByRole('heading').innerText();
    const drawing = plot.getByRole('img', { name, exact: true });
    const isDrawn = (await plot.locator('svg').count()) > 0;
    assert.equal(await drawing.count(), isDrawn ? 1 : 0, name);
    if (isDrawn) assert.match(await drawing.ariaSnapshot(), /img/);
  }
});

test('on a phone nothing is too wide or too small, and the tables are accessible', async (t) => {
  const browser = await openBrowser(t);
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
  await page.goto(PAGE);
  for (const table of await page.locator('figure summary').all()) await table.click();
  const found = await page.evaluate(() => {
    const words = [...document.querySelectorAll('figure *')].filter(
      (element) => element.checkVisibility() && [...element.childNodes].some((node) => node.nodeValue?.trim()),
    );
    const boxes = words.map((element) => element.getBoundingClientRect());
    return {
      overflow: document.documentElement.scrollWidth - window.innerWidth,
      outside: words.filter((_, at) => boxes[at].left < 0 || boxes[at].right > window.innerWidth).length,
      smallest: Math.min(...words.map((element) => parseFloat(getComputedStyle(element).fontSize))),
      lowest: Math.min(
        ...[...document.querySelectorAll('figure svg')].map((drawing) => drawing.getBoundingClientRect().height),
      ),
    };
  });
  assert.ok(found.overflow <= 0 && found.outside === 0, JSON.stringify(found));
  assert.ok(found.smallest >= 12 && found.lowest >= 100, JSON.stringify(found));
  await page.evaluate(axe.source);
  const violations = await page.evaluate(async () => {
    /** @type {import('axe-core')} */
    const checker = Reflect.get(window, 'axe');
    return (await checker.run()).violations.map(({ id }) => id);
  });
  assert.deepEqual(violations, []);
});

test('a month under the pointer is a link, and words on an axis do not overlap', async (t) => {
  const browser = await openBrowser(t);
  const page = await browser.newPage({ viewport: { width: 360, height: 800 } });
  await page.goto(PAGE);
  const overlaps = await page.evaluate(() =>
    [...document.querySelectorAll('.plot-names, .plot-ticks, .plot-days')].filter((axis) => {
      const boxes = [...axis.children].map((word) => word.getBoundingClientRect());
      return boxes.some((a, at) =>
        boxes.slice(at + 1).some((b) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom),
      );
    }),
  );
  assert.equal(overlaps.length, 0);
  await page.locator('#months .plot-links a').last().click();
  assert.match(page.url(), /\/archive\/\d{4}\/\d{2}\/index\.html$/);
});

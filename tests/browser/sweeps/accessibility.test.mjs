/** Every page meets axe-core's rules and fits a phone, wide and narrow, light and dark. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { PAGES, SITE, openBrowser } from '../site.mjs';

const WIDTHS = [1280, 360];
/** Between light and dark, colours alone change: the second time, the rules on colours are checked. */
const SCHEMES = /** @type {const} */ ([
  ['light', undefined],
  ['dark', ['color-contrast', 'link-in-text-block']],
]);

test('every page is accessible and fits its window', async (t) => {
  const browser = await openBrowser(t);
  const page = await browser.newPage();
  for (const path of PAGES) {
    await page.goto(pathToFileURL(SITE) + '/' + encodeURI(path));
    await page.evaluate(axe.source);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 900 });
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(overflow <= 0, `${path} is ${overflow} px wider than a window of ${width} px`);
      for (const [colorScheme, rules] of SCHEMES) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await violations(page, rules), [], `${path} at ${width} px, ${colorScheme}`);
      }
    }
  }
});

/** What axe-core finds on the page, in short.
 * @param {import('playwright-core').Page} page
 * @param {readonly string[]} [rules] all where none are named */
async function violations(page, rules) {
  return page.evaluate(async (rules) => {
    /** @type {import('axe-core')} */
    const checker = Reflect.get(window, 'axe');
    // A drawing's labels stand on SVG shapes, whose colours axe-core does not see.
    const { violations } = await checker.run(
      { exclude: ['.diagram-view svg'] },
      { resultTypes: ['violations'], ...(rules && { runOnly: [...rules] }) },
    );
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join('\n')}`);
  }, rules);
}

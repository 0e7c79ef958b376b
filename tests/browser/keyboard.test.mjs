/** Whatever a page offers is reached with Tab, and one sees where one is. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { DIAGRAM_PAGES, SITE, drawAll, openBrowser } from './site.mjs';

const FILES = `${pathToFileURL(SITE)}/`;
/** A page of each kind that has something of its own. */
const KINDS = [
  'index.html',
  'archive/2026/index.html',
  'categories/index.html',
  'sources/index.html',
  'statistics/index.html',
  'diagrams/index.html',
  'search/index.html?q=a',
  DIAGRAM_PAGES[0],
];

for (const path of KINDS) {
  test(`Tab reaches everything on ${path}, and it is seen where it is`, async (t) => {
    const page = await (await openBrowser(t)).newPage();
    await page.goto(FILES + path);
    if (path === DIAGRAM_PAGES[0]) await drawAll(page);
    await page.evaluate(mark);
    await page.locator('body').evaluate((body) => body.ownerDocument.defaultView?.scrollTo(0, 0));
    /** @type {Set<string>} */
    const reached = new Set();
    // A field for a date takes several presses.
    for (let still = 0; still < 8;) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(focused);
      if (!at) {
        // Behind the last one the page begins anew; where a diagram was scrolled to, Tab began there.
        still += 1;
        continue;
      }
      assert.ok(at.isSeen, `nothing shows that ${at.html} has the focus`);
      still = reached.has(at.place) ? still + 1 : 0;
      reached.add(at.place);
    }
    const missed = await page.evaluate(missing, [...reached]);
    assert.deepEqual(missed, []);
  });
}

/* The following run in the page. */

/** Numbers what can be pressed or filled in. In the calendar the arrow keys go on; a plot's columns are links in its table. */
function mark() {
  const all = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')];
  const isOffered = (/** @type {Element} */ element) =>
    element.checkVisibility({ visibilityProperty: true }) &&
    !element.matches('.calendar [data-level], [aria-hidden="true"] *, [tabindex="-1"]');
  for (const [place, element] of all.filter(isOffered).entries()) element.setAttribute('data-stop', String(place));
}

/** What has the focus, and whether that can be seen. */
function focused() {
  const element = document.activeElement;
  if (!element || element === document.body) return undefined;
  // A field may stand in a frame that shows it.
  const isSeen = [element, element.parentElement ?? element].some((part) => {
    const { outlineStyle, outlineWidth } = getComputedStyle(part);
    return outlineStyle !== 'none' && outlineWidth !== '0px';
  });
  const place = element.getAttribute('data-stop') ?? element.outerHTML;
  return { place, isSeen, html: element.outerHTML.slice(0, 120) };
}

/** What was not reached. @param {string[]} places */
function missing(places) {
  const all = [...document.querySelectorAll('[data-stop]')];
  // What has gone meanwhile, such as a button for more where all is shown, need not be reached.
  const left = all.filter(
    (element) => element.checkVisibility() && !places.includes(element.getAttribute('data-stop') ?? ''),
  );
  return left.map((element) => element.outerHTML.slice(0, 120));
}

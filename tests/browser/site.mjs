/** The built site under test, a server for it, and the browser of a test. */

import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, relative, resolve, sep } from 'node:path';
import { after } from 'node:test';
import { launchBrowser } from './browser.mjs';

/** The folder of the built site, from the environment. */
export const SITE = siteFolder();

/** Every page, as a path with `/` inside the site. */
export const PAGES = readdirSync(SITE, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.html'))
  .map((file) => file.split(sep).join('/'))
  .sort();

/** The records' pages which have diagrams. The gallery has only a template of one. */
export const DIAGRAM_PAGES = PAGES.filter(
  (page) => page.startsWith('records/') && readPage(page).includes('data-diagram'),
);

function siteFolder() {
  const folder = resolve(process.env.SITE ?? '');
  if (!process.env.SITE || !existsSync(join(folder, 'index.html'))) {
    throw new Error('Set SITE to the folder of a built site, such as: SITE=public npm run test:browser');
  }
  return folder;
}

/** @param {string} page */
export function readPage(page) {
  return readFileSync(join(SITE, page), 'utf8');
}

/** What a test undoes at its end. @type {WeakMap<import('node:test').TestContext, (() => unknown)[]>} */
const ends = new WeakMap();

/** Undoes something when the test is over, the last thing first: a page is closed before its server, and that before its
 * folder goes. The runner would begin with the first.
 * @param {import('node:test').TestContext} t
 * @param {() => unknown} end */
export function atEnd(t, end) {
  const all = ends.get(t) ?? [];
  if (all.length === 0) {
    ends.set(t, all);
    t.after(() => undoAll(all));
  }
  all.push(end);
}

/** @param {(() => unknown)[]} ends */
async function undoAll(ends) {
  /** @type {unknown[]} */
  const failures = [];
  for (const end of ends.reverse())
    await Promise.resolve()
      .then(end)
      .catch((error) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}

/** The browser of a file's tests, once one has asked for it. @type {Promise<import('playwright-core').Browser> | undefined} */
let shared;

after(async () => (await shared)?.close());

/** A browser without pages, whose pages are closed when the test is over. The tests of a file share it: to start one takes
 * longer than most tests.
 * @param {import('node:test').TestContext} t */
export async function openBrowser(t) {
  const browser = await (shared ??= launchBrowser());
  atEnd(t, () => Promise.all(browser.contexts().map((context) => context.close())));
  return browser;
}

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
});

/** Serves a folder under a sub-path on a free port until the test is over; answers with the folder's address.
 * @param {import('node:test').TestContext} t
 * @param {string} folder
 * @param {(path: string) => void} [onRequest] */
export async function serve(t, folder, onRequest = () => {}) {
  const prefix = '/some/sub-path/';
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '', 'http://localhost').pathname);
    onRequest(path);
    const file = join(folder, path.slice(prefix.length));
    const inside = path.startsWith(prefix) && !relative(folder, file).startsWith('..');
    if (!inside || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  atEnd(t, () => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  return `http://127.0.0.1:${port}${prefix}`;
}

/** Scrolls to the page's end now, and each time something is added to a list, before a frame is shown.
 * @param {import('playwright-core').Page} page
 * @param {string} list */
export const scrollAtOnce = (page, list) =>
  page.evaluate((selector) => {
    const end = () => scrollTo(0, document.body.scrollHeight);
    new MutationObserver(async () => {
      // What the page does when something was added is done in these steps.
      for (let step = 0; step < 50; step++) await undefined;
      end();
    }).observe(/** @type {Element} */ (document.querySelector(selector)), { childList: true });
    end();
  }, list);

/** Draws every diagram of a page by scrolling to it, and answers with the state of each.
 * @param {import('playwright-core').Page} page */
export async function drawAll(page) {
  const states = [];
  for (const figure of await page.locator('[data-diagram]').all()) {
    await figure.evaluate((element) => {
      for (let box = element.closest('details'); box; box = box.parentElement?.closest('details') ?? null)
        box.open = true;
      element.scrollIntoView();
    });
    await page.waitForFunction((element) => element?.dataset.state !== 'waiting', await figure.elementHandle());
    states.push(
      await figure.evaluate((element) => {
        const box = element.querySelector('.diagram-view svg')?.getBoundingClientRect();
        return {
          id: element.id,
          state: element.dataset.state,
          reason: element.querySelector('.diagram-error')?.textContent,
          drawn: Boolean(box && box.width > 0 && box.height > 0),
          sourceShown: Boolean(element.querySelector('pre')?.checkVisibility()),
        };
      }),
    );
  }
  return states;
}

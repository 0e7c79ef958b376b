// The questions in a real browser, each with a cold cache, through the client that the interface uses.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { launch } from './cdp.mjs';
import { filesOf } from './site.mjs';

export function openBrowser() {
  const usual = ['chromium', 'chromium-browser', 'google-chrome'];
  const places = [process.env.CHROMIUM, ...usual.map((name) => `/usr/bin/${name}`)];
  const program = places.find((place) => place && existsSync(place));
  if (!program) throw new Error('There is no Chromium. Set CHROMIUM to its path.');
  return launch(program);
}

/** Up to so many candidates are all looked at; of more, only the list of them is compared. */
const LOOKED_AT = 900;
/** A page that searches only when it is asked to: that of search would run an engine of its own beside ours. */
const PAGE = 'index.html';
/** After so many milliseconds a page and its browser have settled. */
const PAUSE = 400;

/** Asks all questions; gives what was found, and what it took. */
export async function run(browser, folder, way, asked) {
  const site = way === 'http' ? await serve(folder) : fromDisk(folder);
  const answers = [];
  try {
    for (const question of asked) answers.push({ ...question, ...(await ask(browser, site, question.query)) });
  } finally {
    site.close();
  }
  return answers;
}

async function ask(browser, site, query) {
  site.forget();
  const page = await browser.newPage();
  try {
    await page.goto(site.address + PAGE);
    await sleep(PAUSE);
    await page.evaluate(idle);
    const opened = await page.evaluate(open);
    const answer = await page.evaluate(firstPage, query);
    const fetched = await site.fetched(page);
    return { opened, ...answer, fetched, ...(await page.evaluate(allPages, LOOKED_AT)) };
  } catch (error) {
    return { error: error.message.split('\n')[0], fetched: [] };
  } finally {
    await page.close();
  }
}

/* The following run in the page. */

/** Waits until the page has nothing to do. */
function idle() {
  return new Promise((resolve) => requestIdleCallback(() => resolve()));
}

/** Opens the index as the dialog does; gives the milliseconds. */
async function open() {
  const loaders = [...document.querySelectorAll('[src], link[rel=icon], link[rel=stylesheet]')];
  const add = (records) => loaders.push(...records.flatMap(({ addedNodes }) => [...addedNodes]));
  new MutationObserver(add).observe(document.head, { childList: true });
  const { root, engine } = document.querySelector('script[data-engine]').dataset;
  const begun = performance.now();
  const client = globalThis.synopsite.searchClient(root, engine);
  await client.open();
  globalThis.measured = { client, loaders };
  return performance.now() - begun;
}

/** The first page of results, and the milliseconds to its first result and to its end. */
function firstPage(query) {
  const { measured } = globalThis;
  const begun = performance.now();
  let first;
  return new Promise((resolve, reject) => {
    setTimeout(() => reject(new Error(`no answer to ${query} within 20 s`)), 20_000);
    const onResults = (results) => {
      measured.results = results;
      if (results.hits.length > 0 || results.done) first ??= performance.now() - begun;
      if (results.error) reject(new Error(String(results.error)));
      if (!results.done) return;
      const { hits, candidates, looked, suggestions } = results;
      resolve({ first, end: performance.now() - begun, hits, candidates, looked, suggestions });
      measured.next?.();
    };
    measured.query = query;
    measured.search = measured.client.search(query, { onResults });
  });
}

/** All further pages, if there are not too many; and what the index has. */
async function allPages(most) {
  const { client, search, query } = globalThis.measured;
  const listed = await client.candidates(query);
  const measured = globalThis.measured;
  if (listed.length > most) return { listed, whole: false, all: measured.results.hits };
  while (!measured.results.exhausted) {
    const next = new Promise((resolve) => (measured.next = resolve));
    search.more();
    await next;
  }
  return { listed, whole: true, all: measured.results.hits };
}

/** The addresses of the page and of what its elements load; those from disk are in no other list of the browser. */
function addresses() {
  return [...new Set([location.href, ...globalThis.measured.loaders.map(({ src, href }) => src ?? href)])];
}

/* The two ways. */

/** A site on disk. What is fetched of it is what the page has elements for. */
export function fromDisk(folder) {
  const measure = (address) => {
    const file = fileURLToPath(address.replace(/[?#].*/, ''));
    const size = existsSync(file) ? statSync(file).size : 0;
    return { path: path.relative(folder, file), size, sent: size };
  };
  const fetched = async (page) => (await page.evaluate(addresses)).map(measure);
  return { address: `${pathToFileURL(path.resolve(folder))}/`, fetched, forget() {}, close() {} };
}

function compress(file) {
  const bytes = readFileSync(file);
  return { size: bytes.length, body: gzipSync(bytes, { level: 6 }) };
}

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
};

/** Not all that a large site has is kept ready: that would be gigabytes. */
const WANTED = /^(?:search|assets|browse|archive)\//;

/** A site under a sub-path of a plain server, which has all it needs compressed before it is asked, as a host has. */
export async function serve(folder) {
  const prefix = '/some/sub-path/';
  const log = [];
  const needed = filesOf(folder).filter((file) => file === PAGE || WANTED.test(file));
  const ready = new Map(needed.map((file) => [file, compress(path.join(folder, file))]));
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://localhost').pathname).slice(prefix.length);
    const { size, body } = ready.get(name) ?? { size: 0, body: '' };
    log.push({ path: name, size, sent: body.length });
    if (!ready.has(name)) {
      response.writeHead(404).end();
      return;
    }
    const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
    response.writeHead(200, { 'content-type': type, 'content-encoding': 'gzip', 'content-length': body.length });
    response.end(body);
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  const address = `http://127.0.0.1:${server.address().port}${prefix}`;
  return { address, fetched: () => [...log], forget: () => (log.length = 0), close };
}

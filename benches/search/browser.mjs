// The questions in a real browser, each with a cold cache, through the client that the interface uses.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { chromium } from 'playwright-core';
import { filesOf } from './site.mjs';

export function openBrowser() {
  const usual = ['chromium', 'chromium-browser', 'google-chrome'];
  const places = [process.env.CHROMIUM, ...usual.map((name) => `/usr/bin/${name}`)];
  const executablePath = places.find((place) => place && existsSync(place));
  return chromium.launch({ executablePath, args: ['--no-sandbox'] });
}

/** Up to so many candidates are all looked at; of more, only the list of them is compared. */
const LOOKED_AT = 900;
const PAGE = 'search/index.html';

/** Asks all questions; gives what was found, and what it took. */
export async function run(browser, folder, way, asked) {
  const site = way === 'http' ? await serve(folder) : fromDisk(folder);
  const answers = [];
  for (const question of asked) answers.push({ ...question, ...(await ask(browser, site, question.query)) });
  site.close();
  return answers;
}

async function ask(browser, site, query) {
  const context = await browser.newContext();
  try {
    site.fetched.length = 0;
    site.watch(context);
    const page = await context.newPage();
    await page.goto(site.address + PAGE);
    const opened = await page.evaluate(open, '../');
    const answer = await page.evaluate(firstPage, query);
    const fetched = [...site.fetched];
    return { opened, ...answer, fetched, ...(await page.evaluate(allPages, LOOKED_AT)) };
  } catch (error) {
    return { error: error.message.split('\n')[0], fetched: [] };
  } finally {
    await context.close();
  }
}

/* The following run in the page. */

/** Opens the index; gives the milliseconds. */
async function open(root) {
  const engine = document.querySelector('script[data-engine]')?.dataset.engine ?? `${root}assets/search-engine.js`;
  const begun = performance.now();
  const client = globalThis.synopsite.searchClient(root, engine);
  await client.open();
  globalThis.measured = { client };
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

/* The two ways. */

/** A site on disk. What is fetched of it is what the browser asks for. */
function fromDisk(folder) {
  const fetched = [];
  const watch = (context) =>
    context.on('request', (request) => {
      const url = new URL(request.url());
      if (url.protocol !== 'file:') return;
      const file = decodeURIComponent(url.pathname);
      const size = existsSync(file) ? statSync(file).size : 0;
      fetched.push({ path: path.relative(folder, file), size, sent: size });
    });
  return { address: `${pathToFileURL(path.resolve(folder))}/`, fetched, watch, close() {} };
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

/** A site under a sub-path of a plain server, which has all it needs compressed before it is asked, as a host has. */
async function serve(folder) {
  const prefix = '/some/sub-path/';
  const fetched = [];
  const needed = filesOf(folder).filter((file) => /^(?:search|assets)\//.test(file));
  const ready = new Map(needed.map((file) => [file, compress(path.join(folder, file))]));
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url, 'http://localhost').pathname).slice(prefix.length);
    const { size, body } = ready.get(name) ?? { size: 0, body: '' };
    fetched.push({ path: name, size, sent: body.length });
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
  return { address: `http://127.0.0.1:${server.address().port}${prefix}`, fetched, watch() {}, close };
}

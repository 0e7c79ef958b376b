// What Lighthouse says of a built site, served with compression, as a phone and as a desktop sees it.
//
// usage: node benches/lighthouse.mjs [--rounds 3] [--only NAME] SITE [PAGE…]
//
// Prints a line for each page and form: the scores of the round with the median performance, what was transferred, and what
// is not right. Lighthouse is installed beside this file where it is not there yet.

import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';

const FOLDER = fileURLToPath(new URL('lighthouse', import.meta.url));
const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.txt': 'text/plain; charset=utf-8',
  '.xml': 'application/xml',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
});
const CATEGORIES = ['performance', 'accessibility', 'best-practices', 'seo'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '3' }, only: { type: 'string' } },
});
const [folder = 'public', ...chosen] = positionals;
const site = resolve(folder);

if (!existsSync(join(FOLDER, 'node_modules'))) {
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: FOLDER, stdio: 'inherit' });
}
const load = (/** @type {string} */ name) => import(join(FOLDER, 'node_modules', name));
const { default: lighthouse, desktopConfig } = await load('lighthouse/core/index.js');
const { launch } = await load('chrome-launcher/dist/index.js');

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url ?? '', 'http://localhost').pathname);
  const file = join(site, path.endsWith('/') ? `${path}index.html` : path);
  const isThere = !relative(site, file).startsWith('..') && existsSync(file) && statSync(file).isFile();
  if (!isThere) return response.writeHead(404).end();
  const type = TYPES[extname(file)] ?? 'application/octet-stream';
  const isText = /^text|json|xml|javascript/.test(type);
  const body = readFileSync(file);
  response.writeHead(200, { 'content-type': type, ...(isText && { 'content-encoding': 'gzip' }) });
  return response.end(isText ? gzipSync(body) : body);
});
await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());

const chrome = await launch({
  chromePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  chromeFlags: ['--headless=new', '--no-sandbox', '--disable-dev-shm-usage'],
});

/** The first page in a folder, in the order of names. @param {string} folder */
const firstIn = (folder) =>
  readdirSync(join(site, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.html') && file.includes('/'))
    .sort()
    .map((file) => `${folder}/${file}`)[0];

const pages = chosen.length ? chosen : ['index.html', firstIn('records'), firstIn('categories'), 'archive/index.html'];
const forms = { phone: undefined, desktop: desktopConfig };

for (const page of pages) {
  for (const [form, config] of Object.entries(forms)) {
    if (values.only && values.only !== form) continue;
    const rounds = [];
    for (let round = 0; round < Number(values.rounds); round++) {
      const options = { port: chrome.port, onlyCategories: CATEGORIES, logLevel: 'error' };
      const { lhr } = await lighthouse(`http://127.0.0.1:${port}/${encodeURI(page)}`, options, config);
      rounds.push(lhr);
    }
    rounds.sort((a, b) => a.categories.performance.score - b.categories.performance.score);
    report(page, form, rounds[Math.floor(rounds.length / 2)]);
  }
}
await chrome.kill();
server.close();

/** @param {string} page @param {string} form @param {any} lhr */
function report(page, form, lhr) {
  const scores = CATEGORIES.map((name) => Math.round(100 * lhr.categories[name].score));
  const { audits } = lhr;
  const bytes = audits['total-byte-weight'].numericValue;
  const shift = audits['cumulative-layout-shift'].numericValue;
  const paint = audits['largest-contentful-paint'].numericValue;
  const facts = `${(bytes / 1000).toFixed(1)} KB, CLS ${shift.toFixed(3)}, LCP ${Math.round(paint)} ms`;
  console.log(`${page} ${form}: ${CATEGORIES.map((name, at) => `${name} ${scores[at]}`).join(', ')}; ${facts}`);
  const counted = CATEGORIES.flatMap((name) => lhr.categories[name].auditRefs);
  for (const { id, weight } of counted) {
    const { score, title, details } = audits[id];
    if (!weight || score === null || score >= 0.9) continue;
    console.log(`  ${id} ${score}: ${title}`);
    for (const item of details?.items?.slice(0, 4) ?? []) console.log(`    ${item.node?.snippet ?? item.url ?? ''}`);
  }
}

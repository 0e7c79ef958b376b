// How soon the home page of a large site answers: it opens, a day of its calendar opens, and records are chosen.
//
// usage: node benches/browse.mjs [--records 10000] [--seed 1] [--dir DIR]
//
// Makes the records (10 KB each) unless they are in DIR, builds the site, and prints milliseconds for the pages from disk and
// over HTTP with gzip, from a server that says nothing of how long files may be kept, so that every page fetches all it needs.
// A choice is made in a field as a reader makes it, each in a page of its own whose filters have been opened once; it takes
// until the first of its cards is painted.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { fromDisk, openBrowser, serve } from './search/browser.mjs';
import { build, makeRecords, prepare } from './search/site.mjs';

/** After so many milliseconds a page has settled: for 650 the browser is busy with its own window, also after an empty page. */
const PAUSE = 1500;

/** The fields of a choice, and what is put into them; `1` stands for the first option after that for all. */
const CHOICES = [
  [['category', 1]],
  [['source', 1]],
  [['length', '15-30']],
  [['status', 'partial']],
  [['year', 1]],
  [['sort', 'longest']],
  [['sort', 'oldest']],
  [['sort', 'most-text']],
  [
    ['category', 2],
    ['source', 1],
    ['length', '30-60'],
  ],
];

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '10000' },
    seed: { type: 'string', default: '1' },
    dir: { type: 'string' },
  },
});
const site = values.dir ?? mkdtempSync(path.join(os.tmpdir(), 'synopsite-browse-'));
prepare();
makeRecords(site, Number(values.records), Number(values.seed));
const { wall, memory } = build(site);
console.log(`${values.records} records in ${site}: built in ${wall.toFixed(1)} s, ${Math.round(memory)} MiB`);
const folder = path.join(site, 'public');
const index = readFileSync(path.join(folder, 'browse/index.js'));
console.log(`the index has ${index.length} bytes, ${gzipSync(index).length} with gzip`);

// The least that a page can take here: machines differ, and so do their moments.
const BLANK = 'archive/blank.html';
writeFileSync(path.join(folder, BLANK), '<!doctype html><meta charset="utf-8"><title>blank</title><p>blank');
execFileSync('sync');

const browser = openBrowser();
try {
  for (const way of ['disk', 'http']) {
    const from = way === 'http' ? await serve(folder) : fromDisk(folder);
    await measure(way, from.address);
    from.close();
  }
} finally {
  await browser.close();
}

/** @param {string} way @param {string} address */
async function measure(way, address) {
  const cold = [];
  const homes = [];
  const blank = [];
  const days = [];
  const first = [];
  const times = [];
  for (let round = 0; round < 9; round++) {
    const page = await browser.newPage();
    await page.goto(`${address}index.html`);
    cold.push(await page.evaluate(painted));
    await sleep(PAUSE);
    const day = await page.evaluate(dayOf, round);
    await page.goto(day);
    days.push(await page.evaluate(painted));
    await sleep(PAUSE);
    await page.goto(`${address}index.html`);
    homes.push(await page.evaluate(painted));
    await sleep(PAUSE);
    await page.goto(`${address}${BLANK}`);
    blank.push(await page.evaluate(painted));
    await page.close();
  }
  for (const [at, choice] of CHOICES.entries()) {
    const page = await browser.newPage();
    await page.goto(`${address}index.html`);
    await sleep(PAUSE);
    first.push(await page.evaluate(open));
    await sleep(PAUSE);
    const took = [];
    for (const [field, value] of choice) took.push(await page.evaluate(choose, field, value));
    times.push(took.at(-1));
    console.log(
      `  ${way} ${at + 1}: ${choice.map((part) => part.join(' ')).join(', ')}: ${took.map(Math.round).join(', ')} ms`,
    );
    await page.close();
  }
  const words = {
    'home is painted as the first page of a browser': cold,
    'a page of one word is painted': blank,
    'home is painted': homes,
    'a day of the calendar is painted': days,
    'the filters have their choices': first,
  };
  for (const [what, all] of Object.entries({ ...words, 'a choice is painted': times })) {
    all.sort((a, b) => a - b);
    const at = (/** @type {number} */ part) => Math.round(all[Math.floor((all.length - 1) * part)]);
    console.log(`${way}: ${what}: median ${at(0.5)}, longest ${at(1)} ms`);
  }
}

/* The following run in the page. */

/** When the page's first content was painted, after it was asked for. */
function painted() {
  return new Promise((resolve) => {
    const look = () => {
      const entry = performance.getEntriesByName('first-contentful-paint')[0];
      if (entry) resolve(entry.startTime);
      else setTimeout(look, 5);
    };
    look();
  });
}

/** The address of a day of the calendar, counted from the newest. @param {number} place */
function dayOf(place) {
  const days = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll('.calendar [data-level]'));
  return days[days.length - 1 - place].href;
}

/** Opens the filters; gives the milliseconds until they have their choices. */
function open() {
  return new Promise((resolve) => {
    const begun = performance.now();
    const field = /** @type {HTMLSelectElement} */ (document.querySelector('#browse [name=category]'));
    new MutationObserver(() => resolve(performance.now() - begun)).observe(field, { childList: true });
    field.focus();
  });
}

/** Makes a choice; gives the milliseconds until the first of its cards is painted. @param {string} name @param {string | number} value */
function choose(name, value) {
  return new Promise((resolve) => {
    const field = /** @type {HTMLSelectElement} */ (document.querySelector(`#browse [name=${name}]`));
    const days = /** @type {HTMLElement} */ (document.querySelector('.browse-days'));
    const begun = performance.now();
    const observer = new MutationObserver(() => {
      if (!days.querySelector('.card')) return;
      observer.disconnect();
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - begun)));
    });
    observer.observe(days, { childList: true, subtree: true });
    if (typeof value === 'number') field.selectedIndex = value;
    else field.value = value;
    field.dispatchEvent(new Event('change', { bubbles: true }));
  });
}

// How long a new record takes from the close of its file to the screen of someone who searches for it.
import { spawn } from 'node:child_process';
import { closeSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openBrowser } from './browser.mjs';
import { program, recordLike } from './site.mjs';

/** Drops a record as often as `rounds` says, and prints how long each took. */
export async function live(site, rounds) {
  const server = spawn(program, ['-r', site, 'serve', '-p', '0'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const browser = await openBrowser();
  try {
    const page = await browser.newPage();
    await page.goto(`${await address(server)}search/index.html`);
    const begun = performance.now();
    await page.evaluate(indexed);
    console.log(`the index of the folder was there ${Math.round(performance.now() - begun)} ms after the first page`);
    const times = [];
    for (let round = 0; round < rounds; round++) times.push(await drop(page, site, round));
    times.sort((a, b) => a - b);
    const at = (q) => times[Math.min(times.length - 1, Math.floor(times.length * q))];
    console.log(
      `a new record on the screen: median ${at(0.5)} ms, 95th percentile ${at(0.95)} ms, longest ${at(1)} ms after the close of its file`,
    );
  } finally {
    await browser.close();
    server.kill('SIGINT');
  }
}

function address(server) {
  return new Promise((resolve) => {
    server.stdout.on('data', (data) => {
      const found = /http:\/\/[^:]+:(\d+)/.exec(String(data));
      if (found) resolve(`http://127.0.0.1:${found[1]}/`);
    });
  });
}

/** One record, with a word in its transcript that is being searched for; gives milliseconds. */
async function drop(page, site, round) {
  const words = `fresh${Date.now().toString(36)}word`;
  const title = `found-live-${round}`;
  await page.evaluate(type, words);
  // Until nothing is found, and for the next watcher's pause.
  await sleep(1000);
  const text = recordLike(site, { title, timestamp: new Date().toISOString().slice(0, 19), words });
  const shown = page.evaluate(waitFor, title);
  const file = openSync(path.join(site, 'content', `${title}.txt`), 'w');
  writeSync(file, text);
  closeSync(file);
  const closed = Date.now();
  const took = (await shown) - closed;
  if ((await page.evaluate(typed)) !== words) throw new Error('the search field has lost its text');
  return took;
}

/* The following run in the page. */

/** Waits for what is made of the index: the server answers when it is there. */
async function indexed() {
  const answer = await fetch('words/a.js');
  if (!answer.ok) throw new Error(`no index: ${answer.status}`);
}

function type(text) {
  const field = document.querySelector('main input[type=search]');
  field.focus();
  field.value = text;
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

function typed() {
  return document.querySelector('main input[type=search]').value;
}

/** The time at which a text is on the screen. */
function waitFor(text) {
  return new Promise((resolve, reject) => {
    const look = () => {
      if (document.querySelector('main').textContent.includes(text)) requestAnimationFrame(() => resolve(Date.now()));
      else requestAnimationFrame(look);
    };
    look();
    setTimeout(() => reject(new Error(`${text} is not found within 10 s`)), 10_000);
  });
}

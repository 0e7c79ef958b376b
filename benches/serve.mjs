// Measures `synopsite serve` on made records.
// usage: node benches/serve.mjs latency|search|again|flood|soak [RECORDS=1000] [SECONDS of soak=600]
//
// latency  drops one record after the other; how long from the close of its file until its page and the home
//          page have it, and how much CPU time the server takes for it. Also start, and memory.
// search   the same until the head of search and some buckets of each segment have it, as a query asks for them.
// again    how long a second start takes to its first page, and memory when search is there.
// flood    500 records within one second while 20 clients read; answers, lost records, passes.
// soak     10 changes a second and 50 listening clients; memory and errors.
//
// The environment's SYNOPSITE names another program than that of this folder.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  appendFileSync,
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';

const [what = 'latency', count = '1000', seconds = '600'] = process.argv.slice(2);
const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const site = isMainThread && mkdtempSync(path.join(os.tmpdir(), 'synopsite-'));
const content = path.join(site || '', 'content');
const cargo = (...args) => execFileSync('cargo', args, { cwd: repository, stdio: ['ignore', 'ignore', 'inherit'] });
const program = path.join(repository, 'target/release');
const synopsite = process.env.SYNOPSITE || path.join(program, 'synopsite');
if (isMainThread) {
  cargo('build', '--quiet', '--release', '-p', 'synopsite', '-p', 'synopsite-measure');
  execFileSync(path.join(program, 'corpus'), [count, content], { stdio: 'ignore' });
}

const agent = new http.Agent({ keepAlive: true, maxSockets: 50 });
const ticks = 1000 / Number(execFileSync('getconf', ['CLK_TCK']));

/** Starts the server; gives its address when it answers. */
async function start() {
  const started = performance.now();
  const log = [];
  const server = spawn(synopsite, ['-r', site, 'serve', '-p', '0']);
  const port = await new Promise((resolve) => {
    server.stdout.on('data', (data) => {
      log.push(...String(data).split('\n').filter(Boolean));
      const found = /http:\/\/[^:]+:(\d+)/.exec(String(data));
      if (found) resolve(Number(found[1]));
    });
  });
  server.stderr.on('data', (data) => process.stderr.write(data));
  const running = { server, port, log, started };
  await get(running, '/');
  running.firstPage = performance.now() - started;
  return running;
}

/** One request; gives status and body. */
function get({ port }, url) {
  return new Promise((resolve, reject) => {
    const request = http.get({ port, path: url, agent, host: '127.0.0.1' }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, body: Buffer.concat(parts).toString() }));
    });
    request.on('error', reject);
  });
}

/** Listens like an open page; counts the states it is told. */
function listen({ port }, page, told = () => {}) {
  const request = http.get({ port, path: `/.synopsite/events?page=${encodeURIComponent(page)}`, host: '127.0.0.1' });
  request.on('response', (response) => response.on('data', (data) => told(String(data))));
  request.on('error', () => {});
  return request;
}

/** The milliseconds of CPU that the server has used, and its memory in MiB. */
function usage({ server }) {
  const stat = readFileSync(`/proc/${server.pid}/stat`, 'utf8').split(') ')[1].split(' ');
  const memory = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${server.pid}/status`, 'utf8'));
  return { cpu: (Number(stat[11]) + Number(stat[12])) * ticks, memory: Number(memory[1]) / 1024 };
}

const sample = isMainThread && readFileSync(path.join(content, readdirSync(content).sort()[5]), 'utf8');

/** A record's text: a made one under another title and without an id of its own. */
function record(title) {
  const now = new Date().toISOString().slice(0, 19);
  const header = `Timestamp: ${now}\nTitle: ${title}\nURL: https://example.org/${title}\nStatus: success\n`;
  return header + sample.slice(sample.indexOf('\n\n'));
}

/** Writes a file and closes it; gives the moment of the close. */
function write(name, text) {
  const file = openSync(path.join(content, name), 'w');
  writeSync(file, text);
  closeSync(file);
  return performance.now();
}

const quantile = (sorted, q) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))];
const round = (value) => value.toFixed(1);

async function latency(running) {
  const changes = 100;
  let told = 0;
  listen(running, '/', () => (told += 1));
  await sleep(2000);
  const before = usage(running);
  const times = [];
  for (let n = 0; n < changes; n++) {
    const title = `latency-${n}`;
    const closed = write(`${title}.txt`, record(title));
    for (;;) {
      const page = await get(running, `/records/${title}.html`);
      if (page.status === 200) break;
    }
    for (;;) {
      const home = await get(running, '/');
      if (home.body.includes(`records/${title}.html`)) break;
    }
    times.push(performance.now() - closed);
    await sleep(100);
  }
  const after = usage(running);
  times.sort((a, b) => a - b);
  console.log(`first page ${round(running.firstPage)} ms after the start`);
  console.log(
    `page and home page: median ${round(quantile(times, 0.5))} ms, 95th percentile ${round(quantile(times, 0.95))} ms, longest ${round(times.at(-1))} ms`,
  );
  console.log(
    `CPU ${round((after.cpu - before.cpu) / changes)} ms a change, memory ${round(after.memory)} MiB, ${told} messages`,
  );
}

/** The head of search. */
async function searchHead(running) {
  const { body } = await get(running, '/search/head.js');
  return JSON.parse(body.slice(body.indexOf(',') + 1, body.lastIndexOf(')')));
}

/** Waits until there is an index. */
const indexed = (running) => get(running, '/search/base/0.js');

async function search(running) {
  const changes = 50;
  await indexed(running);
  const { records } = await searchHead(running);
  const times = [];
  for (let n = 0; n < changes; n++) {
    const closed = write(`search-${n}.txt`, record(`search-${n}`));
    let head;
    do head = await searchHead(running);
    while (head.records !== records + n + 1);
    const buckets = head.segments.flatMap(({ id, bits }) =>
      [1, 2, 3, 4, 5].map((part) => `/search/${id}/${Math.floor((part * 2 ** bits) / 6)}.js`),
    );
    const answers = await Promise.all(buckets.map((bucket) => get(running, bucket)));
    if (answers.some(({ status }) => status !== 200)) throw new Error('a bucket is missing');
    times.push(performance.now() - closed);
    await sleep(100);
  }
  times.sort((a, b) => a - b);
  console.log(
    `head and buckets of search: median ${round(quantile(times, 0.5))} ms, 95th percentile ${round(quantile(times, 0.95))} ms, longest ${round(times.at(-1))} ms`,
  );
}

async function again(running) {
  const first = running.firstPage;
  await indexed(running);
  // It keeps what it has read when search is there.
  await sleep(10_000);
  const after = usage(running).memory;
  running.server.kill('SIGINT');
  await once(running.server, 'exit');
  Object.assign(running, await start());
  const { memory } = usage(running);
  await indexed(running);
  console.log(
    `first page ${round(first)} ms after the first start, ${round(running.firstPage)} ms after the second; memory ${round(after)} MiB after the first with search, ${round(memory)} after the second and ${round(usage(running).memory)} with search`,
  );
}

async function flood(running) {
  const files = 500;
  const old = [...(await get(running, '/')).body.matchAll(/href="(records\/[^"#]+)"/g)].map((match) => `/${match[1]}`);
  // In a thread of their own, so that they do not slow the clock.
  const readers = new Worker(fileURLToPath(import.meta.url), { workerData: { port: running.port, old } });
  await once(readers, 'online');
  const lines = running.log.length;
  const begun = performance.now();
  let last = begun;
  for (let n = 0; n < files; n++) {
    last = write(`flood-${n}.txt`, record(`flood-${n}`));
    const ahead = begun + n * 2 - performance.now();
    if (ahead > 0) await sleep(ahead);
  }
  const missing = new Set(Array.from({ length: files }, (_, n) => n));
  while (missing.size > 0 && performance.now() - last < 20_000) {
    const look = async (n) => {
      if ((await get(running, `/records/flood-${n}.html`)).status === 200) missing.delete(n);
    };
    await Promise.all([...missing].map(look));
  }
  const all = performance.now() - last;
  const total = Number(
    /\d+/.exec((await get(running, '/')).body.match(/<p class="total[^>]*>[^<]*/)?.[0] ?? '')?.[0] ?? 0,
  );
  readers.postMessage('stop');
  const [answers] = await once(readers, 'message');
  await sleep(500);
  const passes = new Set(
    running.log
      .slice(lines)
      .filter((line) => line.includes('ms'))
      .map((line) => /[\d.]+ ms/.exec(line)?.[0]),
  );
  const idle = usage(running);
  await sleep(5000);
  console.log(
    `500 records in ${round(last - begun)} ms; all on their pages ${round(all)} ms after the last; missing ${missing.size}; total ${total}`,
  );
  console.log(
    `answers ${JSON.stringify(answers)}; about ${passes.size} passes; idle afterwards: ${round(usage(running).cpu - idle.cpu)} ms of CPU in 5 s`,
  );
}

/** The 20 clients of the flood. */
async function readAll({ port, old }) {
  const answers = new Map();
  let reading = true;
  parentPort.once('message', () => (reading = false));
  const read = async (n) => {
    for (let at = n; reading; at++) {
      const { status } = await get({ port }, at % 3 === 0 ? '/' : old[at % old.length]);
      answers.set(status, (answers.get(status) ?? 0) + 1);
      await sleep(10);
    }
  };
  await Promise.all(Array.from({ length: 20 }, (_, n) => read(n)));
  parentPort.postMessage([...answers]);
}

async function soak(running) {
  const until = performance.now() + Number(seconds) * 1000;
  let told = 0;
  for (let n = 0; n < 50; n++) listen(running, n % 5 === 0 ? '/' : '/categories/', () => (told += 1));
  const answers = new Map();
  const memory = [];
  let sampled = 0;
  for (let n = 0; performance.now() < until; n++) {
    const tick = performance.now() + 100;
    const name = `soak-${n % 200}`;
    if (n % 10 === 9) rmSync(path.join(content, `soak-${(n - 5) % 200}.txt`), { force: true });
    else if (n % 10 === 8) appendFileSync(path.join(content, `${name}.txt`), '\nmore');
    else write(`${name}.txt`, record(`${name}-${n}`));
    for (const url of ['/', '/archive/index.html', '/assets/site.css']) {
      const { status } = await get(running, url);
      answers.set(status, (answers.get(status) ?? 0) + 1);
    }
    if (performance.now() - sampled > 15_000) {
      sampled = performance.now();
      memory.push(usage(running).memory);
    }
    await sleep(Math.max(0, tick - performance.now()));
  }
  console.log(`memory every 15 s, MiB: ${memory.map(Math.round).join(' ')}`);
  console.log(`answers ${JSON.stringify([...answers])}; ${told} messages; CPU ${round(usage(running).cpu / 1000)} s`);
}

if (isMainThread) {
  const running = await start();
  try {
    await { latency, search, again, flood, soak }[what](running);
  } finally {
    running.server.kill('SIGINT');
    await sleep(300);
    rmSync(site, { recursive: true });
  }
  process.exit();
} else {
  await readAll(workerData);
}

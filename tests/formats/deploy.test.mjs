/** The recipes of `docs/deploy` are whole: they can be read, and what they name is there. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test from 'node:test';
import { parseDocument } from 'yaml';
import { PROGRAM } from '../browser/programs.mjs';

const ROOT = resolve(import.meta.dirname, '../..');

/** @param {string} path */
const read = (path) => readFileSync(join(ROOT, path), 'utf8');

/** @param {string} path */
function yaml(path) {
  const document = parseDocument(read(path), { strict: true, uniqueKeys: true });
  assert.deepEqual([...document.errors, ...document.warnings], [], path);
  return document.toJS();
}

/** The options that a text gives to `synopsite build`.
 * @param {string} text */
const options = (text) => [...text.matchAll(/ (--[a-z-]+)/g)].map(([, name]) => name);

const action = yaml('action.yml');
/** @type {Array<{ id?: string, run?: string, env?: Record<string, string>, uses?: string }>} */
const steps = action.runs.steps;

test('the action names only inputs and steps that it has', () => {
  const text = read('action.yml');
  const inputs = [...text.matchAll(/\binputs\.([a-z-]+)/g)].map(([, name]) => name);
  assert.deepEqual([...new Set(inputs)].sort(), Object.keys(action.inputs).sort());
  const ids = [...text.matchAll(/\bsteps\.([a-z-]+)/g)].map(([, id]) => id);
  assert.deepEqual(new Set(ids), new Set(steps.flatMap(({ id }) => id ?? [])));
  // What a workflow hands over stands in no script, where it would be read as a part of it.
  assert.ok(steps.every(({ run }) => !run?.includes('${{')));
});

test('the workflow hands the action what it takes, and each job has the least rights', () => {
  const workflow = yaml('docs/deploy/github-pages.yml');
  assert.deepEqual(workflow.permissions, {});
  assert.deepEqual(workflow.jobs.build.permissions, { contents: 'read', pages: 'read' });
  assert.deepEqual(workflow.jobs.deploy.permissions, { pages: 'write', 'id-token': 'write' });
  for (const job of Object.values(workflow.jobs)) {
    for (const step of job.steps) {
      assert.match(step.uses, /^[\w-]+\/[\w-]+@(v\d+|VERSION)$/);
      if (!step.uses.startsWith('OWNER/')) continue;
      for (const name of Object.keys(step.with)) assert.ok(name in action.inputs, name);
    }
  }
  const ids = Object.values(workflow.jobs).flatMap((job) =>
    job.steps.flatMap((/** @type {{ id?: string }} */ s) => s.id ?? []),
  );
  for (const [, id] of read('docs/deploy/github-pages.yml').matchAll(/\bsteps\.([a-z-]+)/g))
    assert.ok(ids.includes(id), id);
});

test('the scripts of the action run', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'synopsite/bin'), { recursive: true });
  symlinkSync(PROGRAM, join(folder, 'synopsite/bin/synopsite'));
  const output = join(folder, 'output');
  const run = (/** @type {string} */ name, /** @type {Record<string, string>} */ values = {}) => {
    const step = steps.find(({ run }) => run?.includes(name));
    const given = Object.keys(step?.env ?? {}).map((key) => [key, values[key] ?? assert.fail(key)]);
    const env = { ...process.env, RUNNER_TEMP: folder, GITHUB_ACTION_PATH: ROOT, GITHUB_OUTPUT: output };
    const bash = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', step?.run ?? assert.fail(name)];
    execFileSync('bash', bash, { env: { ...env, ...Object.fromEntries(given) } });
  };
  run('GITHUB_OUTPUT');
  assert.match(readFileSync(output, 'utf8'), /^version=[0-9a-f]{32}\n$/);
  const site = join(folder, 'a site');
  run('synopsite" build', { ROOT, OUTPUT: site, ADDRESS: 'https://example.org/notes', STRICT: 'false' });
  assert.ok(existsSync(join(site, 'feed.xml')));
});

test('every recipe gives the program options that it has, and is in the document', () => {
  const help = execFileSync(PROGRAM, ['build', '--help'], { encoding: 'utf8' });
  const build = steps.find(({ run }) => run?.includes('synopsite" build'))?.run ?? '';
  const netlify = /^.*synopsite build.*$/m.exec(read('docs/deploy/netlify.toml'))?.[0] ?? '';
  const script = /^synopsite build.*$/m.exec(read('docs/deploy/publish.sh'))?.[0] ?? '';
  for (const text of [build.replaceAll('(--', ' --'), netlify, script]) {
    assert.ok(options(text).length > 0, text);
    for (const option of options(text)) assert.ok(help.includes(option), option);
  }
  const document = read('docs/deploy.md');
  for (const file of readdirSync(join(ROOT, 'docs/deploy'))) assert.ok(document.includes(`deploy/${file}`), file);
});

test('what a server keeps for long has a name that changes with it', () => {
  const [site] = (process.env.PUBLISHED ?? '').split(':');
  const lasting = readdirSync(join(site, 'assets')).filter((name) => name.startsWith('mermaid-'));
  assert.ok(lasting.length > 1);
  for (const name of lasting) assert.match(name, /^mermaid-[\d.]+-[a-z]+-[0-9a-f]{8}\.js$/);
  for (const file of ['nginx.conf', 'Caddyfile', '_headers']) {
    assert.match(read(`docs/deploy/${file}`), /\/assets\/mermaid-/);
  }
});

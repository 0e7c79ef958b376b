/**
 * What a site says to other programs holds the rules of its formats, by validators of others: libxml2 and Ajv. PUBLISHED
 * names the folders of sites that were built with an address, separated by `:`.
 */

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, join } from 'node:path';
import test from 'node:test';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { validateXML } from 'xmllint-wasm';

const SITES = (process.env.PUBLISHED ?? '').split(':').filter(Boolean);
if (SITES.length === 0) throw new Error('Set PUBLISHED to the folder of a site that was built with --base-url');

/** @param {string} path */
const read = (path) => readFileSync(path, 'utf8');

/** @param {string} name */
const schema = (name) => read(new URL(name, import.meta.url).pathname);

/** The schema of sitemaps.org, as a package of its own carries it. */
const SITEMAP = read(
  createRequire(import.meta.url)
    .resolve('sitemap')
    .replace(/dist\/.*$/, 'schema/sitemap.xsd'),
);

/** The files of all sites whose names fit.
 * @param {RegExp} name */
function files(name) {
  const of = (/** @type {string} */ site) =>
    readdirSync(site, { recursive: true, encoding: 'utf8' }).filter((path) => name.test(basename(path)));
  return SITES.flatMap((site) => of(site).map((path) => join(site, path)));
}

/** What libxml2 finds wrong with files.
 * @param {{ paths: string[], rules: string, language: 'schema' | 'relaxng' }} wanted */
async function wrongXml({ paths, rules, language }) {
  const xml = paths.map((path, index) => ({ fileName: `${index}.xml`, contents: read(path) }));
  const result = await validateXML({ xml, schema: [rules], extension: language, maxMemoryPages: 4096 });
  return result.errors.map(({ loc, message }) => `${paths[parseInt(loc?.fileName ?? '0')]}: ${message}`);
}

/** What Ajv finds wrong with files.
 * @param {string[]} paths
 * @param {string} rules */
function wrongJson(paths, rules) {
  const ajv = new Ajv2020({ allErrors: true });
  addFormats.default(ajv);
  const validate = ajv.compile(JSON.parse(rules));
  return paths.flatMap((path) =>
    validate(JSON.parse(read(path)))
      ? []
      : (validate.errors ?? []).map((error) => `${path}: ${ajv.errorsText([error])}`),
  );
}

const FORMATS = [
  { title: 'Atom feeds', name: /^feed\.xml$/, rules: schema('atom.rng'), language: 'relaxng' },
  { title: 'sitemaps', name: /^sitemap(-lists)?-\d+\.xml$/, rules: SITEMAP, language: 'schema' },
  { title: 'indexes of sitemaps', name: /^sitemap\.xml$/, rules: schema('sitemap-index.xsd'), language: 'schema' },
];

for (const { title, name, rules, language } of FORMATS) {
  test(`${title} hold the rules of their format`, async () => {
    const paths = files(name);
    assert.ok(paths.length >= SITES.length);
    const kind = language === 'schema' ? 'schema' : 'relaxng';
    assert.deepEqual(await wrongXml({ paths, rules, language: kind }), []);
  });
}

test('JSON feeds hold the rules of their format', () => {
  const paths = files(/^feed\.json$/);
  assert.ok(paths.length >= SITES.length);
  assert.deepEqual(wrongJson(paths, schema('json-feed.schema.json')), []);
});

test('lists of all records are as they are documented', () => {
  const paths = files(/^records(-\d+)?\.json$/);
  assert.ok(paths.length >= SITES.length);
  assert.deepEqual(wrongJson(paths, schema('../../docs/records.schema.json')), []);
});

test('the schema of settings takes what the program takes, and nothing else', () => {
  const validate = new Ajv2020({ allErrors: true }).compile(JSON.parse(schema('../../docs/synopsite.schema.json')));
  const good = [
    {},
    { title: '纸', language: 'zh-CN', base_url: 'https://example.org/notes/', page_size: 500, timezone: 'UTC' },
    { language: 'en-GB', redirects: { 'posts/7/': 'tags/' }, strings: { uncategorized: '其他' } },
    { categories: { default_rules: false, rules: [{ name: '技术/AI', keywords: { LLM: 3 } }] } },
  ];
  for (const settings of good) assert.ok(validate(settings), JSON.stringify([settings, validate.errors]));
  const bad = [
    { tittle: 'x' },
    { title: 3 },
    { language: 'fr' },
    { base_url: 'ftp://example.org/' },
    { page_size: 0 },
    { page_size: '20' },
    { raw_records: 'yes' },
    { redirects: { a: 1 } },
    { categories: { default_rule: true } },
    { categories: { rules: [{ name: 'x' }] } },
    { categories: { rules: [{ name: 'x', keywords: ['x'] }] } },
  ];
  for (const settings of bad) assert.ok(!validate(settings), JSON.stringify(settings));
});

test('reports of what is wrong are as they are documented', () => {
  const paths = files(/^check\.json$/);
  assert.equal(paths.length, SITES.length);
  assert.ok(paths.some((path) => JSON.parse(read(path)).findings.length > 10));
  assert.deepEqual(wrongJson(paths, schema('../../docs/check.schema.json')), []);
});

/** A file that breaks a rule in one place.
 * @param {RegExp} name
 * @param {(text: string) => string} change */
function broken(name, change) {
  const [path] = files(name);
  const text = change(read(path));
  assert.notEqual(text, read(path));
  return text;
}

test('a validator says so where a rule is broken', async () => {
  const cases = /** @type {const} */ ([
    [/^feed\.xml$/, '<updated>', '<updated>x', FORMATS[0].rules, 'relaxng'],
    [/^feed\.xml$/, ' rel="self"', ' rel="selves"', FORMATS[0].rules, 'relaxng'],
    [/^sitemap-1\.xml$/, '<loc>', '<lock/><loc>', SITEMAP, 'schema'],
    [/^sitemap\.xml$/, 'https:', 'gopher:', FORMATS[2].rules, 'schema'],
  ]);
  for (const [name, from, to, rules, extension] of cases) {
    const xml = broken(name, (text) => text.replace(from, to));
    assert.equal((await validateXML({ xml, schema: rules, extension })).valid, false, to);
  }
});

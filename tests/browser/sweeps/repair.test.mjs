/** The mending of diagrams, against Mermaid's own parser: each mistake is put into a hundred sound flowcharts. */

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ADDING, MISTAKES, RENAMING, flowchart, write } from '../mistakes.mjs';
import { example } from '../programs.mjs';
import { SITE, openBrowser } from '../site.mjs';

const CHARTS = Array.from({ length: 100 }, (_, seed) => flowchart(seed + 1));

/** How many of the hundred have to be drawn, and how many with the nodes and edges that they had. Some mistakes
 * happen to make another sound chart, which is drawn as it is: Mermaid takes `-- >` for the beginning of a label. */
const [DRAWN, SAME] = [97, 85];

/** A page which has Mermaid: the one that the site carries, in packs for its frame.
 * @param {import('node:test').TestContext} t */
async function pageWithMermaid(t) {
  const page = await (await openBrowser(t)).newPage();
  const files = readdirSync(join(SITE, 'assets')).filter((name) => name.startsWith('mermaid-'));
  // What has the registry comes before what goes into it.
  files.sort((a, b) => Number(b.includes('-frame-')) - Number(a.includes('-frame-')));
  for (const file of files) {
    const text = readFileSync(join(SITE, 'assets', file), 'utf8');
    await page.addScriptTag({ content: JSON.parse(text.slice(text.indexOf(',') + 1, text.lastIndexOf(')'))) });
  }
  return page;
}

/** @param {(string | null)[]} sources
 * @returns {(string | null)[]} */
function repair(sources) {
  const input = sources.map((source) => `${JSON.stringify(source)}\n`).join('');
  const output = execFileSync(example('repair'), { input, maxBuffer: 1 << 28 }).toString();
  return output
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

/** What Mermaid reads in each source: nodes with their texts, and edges; `null` where it refuses. The pages share the work.
 * @param {import('playwright-core').Page[]} pages
 * @param {string[]} sources */
async function read(pages, sources) {
  const share = Math.ceil(sources.length / pages.length);
  const parts = pages.map((page, n) => readIn(page, sources.slice(n * share, (n + 1) * share)));
  return (await Promise.all(parts)).flat();
}

/** @param {import('playwright-core').Page} page
 * @param {string[]} sources */
function readIn(page, sources) {
  return page.evaluate(async (sources) => {
    const { default: mermaid } = await /** @type {any} */ (window).synopsite.packs.load('mermaid');
    mermaid.initialize({ startOnLoad: false });
    const plain = (/** @type {string} */ text) => text.replaceAll(/ﬂ°quot¶ß|&quot;|["\s]/g, '');
    const found = [];
    for (const source of sources) {
      try {
        const { db } = await mermaid.mermaidAPI.getDiagramFromText(source);
        const nodes = [...db.getVertices().values()].map(({ id, text }) => [id, plain(text ?? '')]);
        const edges = db.getEdges().map((/** @type {any} */ { start, end, text }) => [start, end, plain(text ?? '')]);
        found.push({ nodes, edges });
      } catch {
        found.push(null);
      }
    }
    return found;
  }, sources);
}

/** Nodes and edges in a form to compare, known by their ids or by their labels.
 * @param {{ nodes: string[][], edges: string[][] }} chart
 * @param {boolean} byLabel
 * @param {(id: string) => boolean} [kept] */
function form({ nodes, edges }, byLabel, kept = () => true) {
  const label = new Map(nodes.map(([id, text]) => [id, byLabel ? text : id]));
  const ends = edges
    .filter(([from, to]) => kept(from) && kept(to))
    .map(([from, to]) => [label.get(from), label.get(to)]);
  return JSON.stringify([
    nodes
      .filter(([id]) => kept(id))
      .map(([id]) => label.get(id))
      .sort(),
    ends,
  ]);
}

/** The lines of a source which another does not have.
 * @param {string} source
 * @param {string} other */
function unlike(source, other) {
  const known = new Set(other.split('\n'));
  return source
    .split('\n')
    .filter((line) => !known.has(line))
    .join('\n');
}

test('each mistake in a hundred flowcharts is mended', async (t) => {
  const pages = await Promise.all([pageWithMermaid(t), pageWithMermaid(t)]);
  const sound = await read(
    pages,
    CHARTS.map((chart) => write(chart)),
  );
  assert.equal(sound.filter(Boolean).length, CHARTS.length, 'the charts are sound');

  const names = Object.keys(MISTAKES);
  const broken = names.flatMap((name) => CHARTS.map((chart) => write(chart, MISTAKES[name]())));
  const asWritten = await read(pages, broken);
  const mended = repair(broken);
  const afterRepair = await read(
    pages,
    mended.map((source, n) => (asWritten[n] ? '' : (source ?? ''))),
  );

  /** @type {string[]} */
  const missed = [];
  for (const [at, name] of names.entries()) {
    const kept = (/** @type {string} */ id) => !ADDING.has(name) || !/^Z[12]$/.test(id);
    let drawn = 0;
    let same = 0;
    /** @type {string | undefined} */
    let example;
    for (const [n] of CHARTS.entries()) {
      const place = at * CHARTS.length + n;
      const result = asWritten[place] ?? afterRepair[place];
      const before = /** @type {NonNullable<typeof sound[0]>} */ (sound[n]);
      const byLabel = RENAMING.has(name);
      const equal = result && form(result, byLabel, kept) === form(before, byLabel);
      drawn += Number(Boolean(result));
      same += Number(Boolean(equal));
      if (!equal)
        example ??= `${unlike(broken[place], write(CHARTS[n]))}\n  mended:\n${unlike(mended[place] ?? '', broken[place])}`;
    }
    t.diagnostic(`${name}: ${drawn} drawn, ${same} the same`);
    if (drawn < DRAWN || same < SAME) missed.push(`${name}: ${drawn} drawn, ${same} the same, such as\n${example}`);
  }
  assert.ok(missed.length === 0, missed.join('\n\n'));
});

test('what is sound stays as it is', () => {
  const sources = CHARTS.map((chart) => write(chart));
  const changed = repair(sources).filter((mended) => mended !== null);
  assert.deepEqual(changed, []);
});

// How diagrams can be read as they first appear, in windows of several widths, and what they cost.
//
// usage: node benches/diagrams.mjs [--diagrams DIR] [--limit 40] [--cjk] [--with PROGRAM]... [--list]
//        node benches/diagrams.mjs load [--rounds 5] [--with PROGRAM]...
//
// load: bytes (gzip) and time until the first diagram of a page is drawn, for a flowchart, a sequence and a mindmap, on a slow
// line with a slow processor and from disk; and what pages take before. The programs are measured in turn.
//
// Without it: takes the `.mmd` files below DIR, or the diagrams of as many made records, and evenly as many of them as there may be; --cjk takes those
// with Chinese or Japanese alone. Each program (that of this folder, if none is named) builds a site of them, and each page is looked
// at as it comes: the size of a diagram's labels on the screen (their median), how much of the drawing its frame cuts off, and how
// much higher the frame is than what is in it. --list prints them diagram by diagram.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { launchBrowser } from '../tests/browser/browser.mjs';
import { measureLoad } from './diagrams/load.mjs';

/** The sizes of windows. */
const WINDOWS = [
  [1440, 900],
  [820, 1180],
  [390, 844],
];
/** Labels of fewer pixels are too small. */
const LEAST_LABEL = 11;
/** A larger share of a drawing that is not seen is much. */
const MAX_CUT = 0.05;
/** A frame may be higher than its drawing by such a share. */
const MAX_FRAME = 0.1;
/** Diagrams of one page. */
const PAGE = 20;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    diagrams: { type: 'string' },
    limit: { type: 'string', default: '40' },
    cjk: { type: 'boolean', default: false },
    with: { type: 'string', multiple: true },
    list: { type: 'boolean', default: false },
    rounds: { type: 'string', default: '5' },
  },
});
const repository = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const programs = values.with ?? [path.join(repository, 'target/release/synopsite')];
if (positionals[0] === 'load') {
  await measureLoad(programs, Number(values.rounds));
  process.exit();
}
const sources = choose(values.diagrams ? fromFolder(values.diagrams) : fromMaker(), Number(values.limit));
const folder = mkdtempSync(path.join(os.tmpdir(), 'synopsite-diagrams-'));
const browser = await launchBrowser();
try {
  const pages = writeRecords(path.join(folder, 'content'));
  for (const program of programs) {
    execFileSync(program, ['-q', 'build', '-r', folder, '--no-cache'], { stdio: 'inherit' });
    console.log(`${program}: ${sources.length} diagrams`);
    for (const [width, height] of WINDOWS) report(width, await look(pages, width, height));
  }
} finally {
  await browser.close();
  rmSync(folder, { recursive: true });
}

/** @param {string} dir */
function fromFolder(dir) {
  const names = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.mmd'));
  return names.sort().map((name) => ({ name, source: readFileSync(path.join(dir, name), 'utf8') }));
}

function fromMaker() {
  execFileSync('cargo', ['build', '--quiet', '--release', '--workspace'], { cwd: repository, stdio: 'inherit' });
  const dir = mkdtempSync(path.join(os.tmpdir(), 'synopsite-made-'));
  execFileSync(path.join(repository, 'target/release/corpus'), ['400', dir], { stdio: 'ignore' });
  const found = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((name) => name.endsWith('.txt'))
    .flatMap((name) => {
      const text = readFileSync(path.join(dir, name), 'utf8');
      const source = /<Mermaid_Diagram>\s*([^]*?)<\/Mermaid_Diagram>/i.exec(text)?.[1];
      return source ? [{ name, source }] : [];
    });
  rmSync(dir, { recursive: true });
  return found;
}

/** @param {{ name: string, source: string }[]} all @param {number} limit */
function choose(all, limit) {
  const some = all.filter(({ source }) => !values.cjk || /[\u3040-\u9fff]/.test(source));
  const step = Math.max(some.length / limit, 1);
  return Array.from({ length: Math.min(limit, some.length) }, (_, n) => some[Math.floor(n * step)]);
}

/** Gives the pages that there will be. @param {string} content */
function writeRecords(content) {
  mkdirSync(content);
  const pages = [];
  for (let start = 0; start < sources.length; start += PAGE) {
    const blocks = sources
      .slice(start, start + PAGE)
      .map(
        ({ source }, n) => `## 第 ${n} 节\n\n第 ${n} 图。\n\n<Mermaid_Diagram>\n${source.trim()}\n</Mermaid_Diagram>\n`,
      );
    writeFileSync(
      path.join(content, `page${start}.txt`),
      `Title: 第 ${start} 页\n\nDescription:\n${blocks.join('\n')}`,
    );
    pages.push(`records/page${start}.html`);
  }
  return pages;
}

/** @param {string[]} pages @param {number} width @param {number} height */
async function look(pages, width, height) {
  const all = [];
  for (const file of pages) {
    const context = await browser.newContext({ viewport: { width, height } });
    const page = await context.newPage();
    await page.goto(pathToFileURL(path.join(folder, 'public', file)).href);
    const count = await page.locator('[data-diagram]').count();
    for (let n = 0; n < count; n++) {
      const figure = page.locator('[data-diagram]').nth(n);
      await figure.scrollIntoViewIfNeeded();
      await page.waitForFunction(
        (n) =>
          /drawn|failed/.test(
            /** @type {HTMLElement} */ (document.querySelectorAll('[data-diagram]')[n]).dataset.state ?? '',
          ),
        n,
        { timeout: 60_000 },
      );
    }
    // What arrived while it was seen takes its own size once it is out of sight.
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.waitForTimeout(200);
    await page.evaluate(() => scrollTo(0, 0));
    await page.waitForTimeout(200);
    all.push(...(await page.evaluate(measure)));
    await context.close();
  }
  return all;
}

/** In the page. */
function measure() {
  return [...document.querySelectorAll('[data-diagram]')].map((figure) => {
    const view = /** @type {HTMLElement} */ (figure.querySelector('.diagram-view'));
    const svg = view.querySelector('svg');
    if (/** @type {HTMLElement} */ (figure).dataset.state !== 'drawn' || !svg) return undefined;
    const box = svg.getBoundingClientRect();
    const frame = view.getBoundingClientRect();
    const style = getComputedStyle(view);
    const scale = box.width / svg.viewBox.baseVal.width;
    const walker = document.createTreeWalker(svg, NodeFilter.SHOW_TEXT);
    const sizes = [];
    while (walker.nextNode()) {
      const { parentElement, textContent } = walker.currentNode;
      if (!parentElement || !textContent?.trim() || parentElement.closest('style, title, desc, defs')) continue;
      sizes.push(Number.parseFloat(getComputedStyle(parentElement).fontSize) * scale);
    }
    sizes.sort((a, b) => a - b);
    const seen = (
      /** @type {number} */ start,
      /** @type {number} */ end,
      /** @type {number} */ from,
      /** @type {number} */ to,
    ) => Math.max(0, Math.min(end, to) - Math.max(start, from)) / (end - start);
    const shown =
      seen(box.left, box.right, frame.left, frame.right) * seen(box.top, box.bottom, frame.top, frame.bottom);
    const padding = Number.parseFloat(style.paddingTop) + Number.parseFloat(style.paddingBottom) + 2;
    return {
      label: sizes[Math.floor(sizes.length / 2)] ?? Infinity,
      cut: 1 - shown,
      frame: (frame.height - padding) / box.height - 1,
      width: box.width,
      height: box.height,
    };
  });
}

/** @param {number} width @param {Awaited<ReturnType<typeof look>>} all */
function report(width, all) {
  const drawn = all.flatMap((one) => one ?? []);
  const small = drawn.filter(({ label }) => label < LEAST_LABEL - 0.01);
  const cut = drawn.filter((one) => one.cut > MAX_CUT);
  const loose = drawn.filter(({ frame }) => Math.abs(frame) > MAX_FRAME);
  const cuts = drawn.map((one) => one.cut).sort((a, b) => a - b);
  const percent = (/** @type {number} */ share) => `${Math.round(share * 100)} %`;
  console.log(
    `${width} px: ${drawn.length} drawn; labels under ${LEAST_LABEL} px in ${small.length}; more than ${percent(MAX_CUT)} cut off in ` +
      `${cut.length}, median ${percent(cuts[Math.floor(cuts.length / 2)] ?? 0)}; frame other than the drawing in ${loose.length}`,
  );
  if (!values.list) return;
  all.forEach((one, n) => {
    const text = one
      ? `labels ${one.label.toFixed(1)} px, cut ${percent(one.cut)}, frame ${percent(one.frame)}, ${Math.round(one.width)} x ${Math.round(one.height)}`
      : 'not drawn';
    console.log(`  ${sources[n].name}: ${text}`);
  });
}

/** Diagrams that are broken, hostile, hidden or printed. */

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { DIAGRAM_PAGES, SITE, drawAll, openBrowser, readPage } from './site.mjs';

const FIGURE = /<figure class="diagram"[\s\S]*?<\/figure>/g;
const GOOD = 'graph TD\n  A["good"] --> B["and <br> well"]';

/** A page of the site with these diagrams in place of its own, in a copy of the site's folder. Answers with its address.
 * @param {import('node:test').TestContext} t
 * @param {string[]} sources
 * @param {(figures: string) => string} [wrap] */
function pageWith(t, sources, wrap = (figures) => figures) {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = DIAGRAM_PAGES[0];
  assert.ok(path, 'the site has no page with a diagram');
  cpSync(join(SITE, 'assets'), join(folder, 'assets'), { recursive: true });
  cpSync(join(SITE, path), join(folder, path));

  const [pattern] = /** @type {RegExpMatchArray} */ (readPage(path).match(FIGURE));
  const figures = sources.map((source, index) =>
    pattern
      .replace(/id="diagram-\d+"/, `id="diagram-${index + 1}"`)
      .replace(/(<code class="language-mermaid">)[\s\S]*?(<\/code>)/, (_, start, end) => start + escape(source) + end),
  );
  const rest = [wrap(figures.join('\n'))];
  writeFileSync(
    join(folder, path),
    readPage(path).replace(FIGURE, () => rest.shift() ?? ''),
  );
  return pathToFileURL(join(folder, path)).href;
}

/** @param {string} text */
function escape(text) {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

test('a broken diagram shows its source and the reason; the others are drawn', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(pageWith(t, [GOOD, 'graph TD\n  A[never closed --> B', GOOD]));
  const [first, broken, last] = await drawAll(page);
  assert.deepEqual([first.state, broken.state, last.state], ['drawn', 'failed', 'drawn']);
  assert.ok(!first.sourceShown && broken.sourceShown && !broken.drawn);
  assert.match(broken.reason ?? '', /Parse error on line \d/);
});

test('a hostile diagram neither runs a script nor makes a request', async (t) => {
  /** @type {string[]} */
  const leaks = [];
  const server = createServer((request, response) => {
    leaks.push(request.url ?? '');
    response.end();
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  t.after(() => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const leak = `http://127.0.0.1:${port}`;

  const loose = `%%{init: {"securityLevel": "loose", "htmlLabels": true, "dompurifyConfig": {"ADD_TAGS": ["script", "iframe"]}}}%%\n`;
  const hostile = [
    `graph TD\n  A["<img src=x onerror='globalThis.hacked=1'>"] --> B["<img src='${leak}/image'>"]`,
    `graph TD\n  A["<img src=x onerror=globalThis.hacked=1 "] --> B["<im<b>g src='${leak}/nested'>"]`,
    `graph TD\n  A["<svg/onload=globalThis.hacked=1>"] --> B["<<img src='${leak}/doubled'>>"]`,
    `graph TD\n  A["#lt;img src='${leak}/entity'#gt;"] --> B["&lt;img src='${leak}/entity'&gt;"]`,
    `graph TD\n  A --> B\n  click A "javascript:globalThis.hacked=1"\n  click B call hacked()`,
    `graph TD\n  A["<a href='javascript:globalThis.hacked=1'>here</a>"] --> B["<iframe src='${leak}/frame'></iframe>"]`,
    `${loose}graph TD\n  A["<script>globalThis.hacked=1</script>"] --> B["<iframe srcdoc='x'></iframe>"]\n  click A call alert()`,
    `---\nconfig:\n  securityLevel: loose\n---\ngraph TD\n  A["<img src='${leak}/matter'>"] --> B`,
    `%%{init: {"themeCSS": "@import url(${leak}/css); .node { background: url(${leak}/theme) }"}}%%\ngraph TD\n  A --> B`,
    `graph TD\n  A --> B\n  style A fill:url(${leak}/fill)\n  classDef default background:url(${leak}/class)`,
    `graph TD\n  A@{ img: "${leak}/shape.png", label: "image", w: 60, h: 60 } --> B`,
    `sequenceDiagram\n  Alice->>Bob: <img src='${leak}/message'>\n  link Alice: page @ javascript:globalThis.hacked=1`,
  ];
  const page = await (await openBrowser(t)).newPage();
  page.on('dialog', (dialog) => assert.fail(dialog.message()));
  await page.goto(pageWith(t, [...hostile, GOOD]));
  const states = await drawAll(page);
  for (const node of await page.locator('.diagram-view .node').all()) await node.dispatchEvent('click');
  for (const link of await page.locator('.diagram-view a').all()) {
    assert.doesNotMatch(
      (await link.getAttribute('href')) ?? (await link.getAttribute('xlink:href')) ?? '',
      /javascript:/,
    );
  }
  assert.equal(await page.evaluate(() => Reflect.get(window, 'hacked')), undefined);
  assert.equal(await page.locator('.diagram-view').locator('script, iframe, img').count(), 0);
  assert.deepEqual(leaks, []);
  assert.equal(states.at(-1)?.state, 'drawn');
});

test('labels keep their text, and the syntax its arrows', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(
    pageWith(t, [
      'flowchart LR\n  A["<b>bold</b> and<br/>second"] <--> B["if a<b and c>d"]',
      'classDiagram\n  class Store {\n    <<interface>>\n  }\n  Store <|-- Disk',
    ]),
  );
  const states = await drawAll(page);
  assert.deepEqual(
    states.map(({ state, reason }) => [state, reason]),
    [
      ['drawn', ''],
      ['drawn', ''],
    ],
  );
  const labels = page.locator('.diagram-view').first().locator('.nodeLabel');
  assert.deepEqual(await labels.allInnerTexts(), ['bold and\nsecond', 'if a<b and c>d']);
  assert.match(await page.locator('.diagram-view').last().innerText(), /«interface»/);
});

const BRACKETS = [
  ...['[x]', '(x)', '([x])', '[[x]]', '[(x)]', '((x))', '(((x)))', '>x]', '{x}', '{{x}}'],
  ...['[/x/]', '[\\x\\]', '[/x\\]', '[\\x/]'],
];
/** The shapes that have no brackets of their own, and a label inside. */
const NAMED = [
  ...['bow-rect', 'brace', 'brace-r', 'braces', 'card', 'curv-trap', 'cyl', 'delay', 'div-rect', 'doc'],
  ...['docs', 'flag', 'h-cyl', 'lin-cyl', 'lin-doc', 'lin-rect', 'notch-pent', 'notch-rect', 'odd'],
  ...['processes', 'sl-rect', 'tag-doc', 'tag-rect', 'text', 'tri', 'win-pane'],
];

/** Diagrams of all shapes, each with a label, unstyled and in these styles.
 * @param {string[]} styles */
function shapes(styles) {
  const nodes = BRACKETS.map((form, n) => form.replace('x', `"label ${n}"`)).concat(
    NAMED.map((name) => `@{ shape: ${name}, label: "label ${name}" }`),
  );
  const drawing = (/** @type {string} */ style) =>
    ['flowchart LR', ...nodes.flatMap((node, n) => [`  N${n}${node}`, style && `  style N${n} ${style}`])].join('\n');
  return ['', ...styles].map(drawing);
}

/** The contrast of each label and what is painted under its left and right edge.
 * @param {import('playwright-core').Page} page */
function contrasts(page) {
  return page.locator('.diagram-view .nodeLabel').evaluateAll((labels) => {
    const channels = (/** @type {string} */ color) => (color.match(/[\d.]+/g) ?? []).map(Number);
    const luminance = (/** @type {string} */ color) => {
      const [red, green, blue] = channels(color).map((part) => {
        const share = part / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const painted = (/** @type {Element} */ label, /** @type {number} */ share) => {
      const box = label.getBoundingClientRect();
      const under = document.elementsFromPoint(box.left + share * box.width, box.top + box.height / 2);
      const shape = under.find((element) => element instanceof SVGGeometryElement && !element.closest('.edgePaths'));
      const panel = label.closest('.diagram-view') ?? document.body;
      return shape ? getComputedStyle(shape).fill : getComputedStyle(panel).backgroundColor;
    };
    return labels
      .filter((label) => label.textContent)
      .flatMap((label) => {
        label.scrollIntoView({ block: 'center', inline: 'center' });
        return [0.1, 0.9].map((share) => {
          const fill = painted(label, share);
          const [a, b] = [luminance(getComputedStyle(label).color), luminance(fill)];
          return { label: label.textContent, fill, contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05) };
        });
      });
  });
}

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`labels of every shape are readable on its fill (${colorScheme})`, async (t) => {
    const page = await (await openBrowser(t)).newPage({ colorScheme });
    await page.goto(pageWith(t, shapes(['fill:#123', 'fill:#ffe9a8'])));
    for (const { state, reason } of await drawAll(page)) assert.equal(state, 'drawn', reason ?? '');
    const found = await contrasts(page);
    assert.equal(found.length, 3 * 2 * (BRACKETS.length + NAMED.length));
    assert.deepEqual(
      found.filter(({ contrast }) => contrast < 4.5),
      [],
    );
  });
}

test('a diagram in a closed <details> is drawn when that is opened', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(pageWith(t, [GOOD], (figure) => `<details id="box"><summary>box</summary>${figure}</details>`));
  const figure = page.locator('[data-diagram]');
  await page.locator('#box > summary').scrollIntoViewIfNeeded();
  await page.waitForTimeout(300);
  assert.equal(await figure.getAttribute('data-state'), 'waiting');
  await page.locator('#box > summary').click();
  await page.locator('[data-state="drawn"]').waitFor();
  assert.ok(((await figure.locator('svg').boundingBox())?.height ?? 0) > 50);
});

test('where Mermaid cannot be loaded the source and the reason are shown', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.route(/mermaid-/, (route) => route.abort());
  await page.goto(pageWith(t, [GOOD, GOOD]));
  for (const { state, reason, sourceShown } of await drawAll(page)) {
    assert.equal(state, 'failed');
    assert.match(reason ?? '', /mermaid-.*cannot be loaded/);
    assert.ok(sourceShown);
  }
});

test('what is not drawn when the page is printed is printed as its source', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(pageWith(t, [GOOD], (figure) => `<div style="height: 9000px"></div>${figure}`));
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.diagram-source pre').isVisible());
});

test('the tools enlarge a drawing and show it on the full screen', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(pageWith(t, [GOOD]));
  await drawAll(page);
  const width = async () => (await page.locator('.diagram-view > svg').boundingBox())?.width ?? 0;
  const before = await width();
  await page.locator('[data-zoom="1.25"]').click();
  assert.ok(Math.abs((await width()) / before - 1.25) < 0.01);
  await page.locator('[data-fullscreen]').click();
  await page.waitForFunction(() => document.fullscreenElement?.id === 'diagram-1');
  await page.locator('[data-fullscreen]').click();
  await page.waitForFunction(() => !document.fullscreenElement);
});

/** Diagrams that are broken, hostile, hidden or printed. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { pageWith } from './figures.mjs';
import { example } from './programs.mjs';
import { DIAGRAM_PAGES, SITE, atEnd, drawAll, openBrowser, serve } from './site.mjs';

const GOOD = 'graph TD\n  A["good"] --> B["and <br> well"]';

test('a broken diagram shows its source and the reason; the others are drawn', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(pageWith(t, [GOOD, 'graph TD\n  A[never closed --> B', GOOD]));
  const [first, broken, last] = await drawAll(page);
  assert.deepEqual([first.state, broken.state, last.state], ['drawn', 'failed', 'drawn']);
  assert.ok(!first.sourceShown && broken.sourceShown && !broken.drawn);
  assert.match(broken.reason ?? '', /Parse error on line \d/);
});

/** Texts that stand around drawings which are far larger and far smaller than the room that is kept for them. */
const CHAIN = `graph TD\n  ${Array.from({ length: 30 }, (_, n) => `N${n}`).join(' --> ')}`;
const SMALL = `graph TD\n  A["alone"]\n${'%% a remark\n'.repeat(40)}`;

/** @param {Element} view */
function isAsHighAsItsDrawing(view) {
  const { paddingTop, paddingBottom } = getComputedStyle(view);
  const inside = view.clientHeight - Number.parseFloat(paddingTop) - Number.parseFloat(paddingBottom);
  return Math.abs(inside - (view.querySelector('.diagram-sheet')?.clientHeight ?? 0)) < 2;
}

for (const [size, source] of [
  ['larger', CHAIN],
  ['smaller', SMALL],
]) {
  test(`what is read does not move when a ${size} drawing arrives, which has its own size when it is seen again`, async (t) => {
    const page = await (await openBrowser(t)).newPage({ viewport: { width: 900, height: 2600 } });
    await page.addInitScript(() => {
      const shifts = /** @type {string[]} */ (
        Reflect.set(globalThis, 'shifts', []) && Reflect.get(globalThis, 'shifts')
      );
      new PerformanceObserver((list) => {
        for (const { value, sources } of /** @type {any[]} */ (list.getEntries())) {
          const moved = sources.map((/** @type {any} */ { node }) => node?.className || node?.nodeName);
          shifts.push(`${value}: ${moved}`);
        }
      }).observe({ type: 'layout-shift', buffered: true });
    });
    await page.goto(
      pageWith(
        t,
        [source],
        (figures) => `<p>above</p>${figures}<p id="below">below</p><div style="height: 4000px"></div>`,
      ),
    );
    const below = page.locator('#below');
    const top = () => below.evaluate((element) => element.getBoundingClientRect().top + scrollY);
    const before = await top();
    await page.locator('.diagram[data-state="drawn"]').waitFor();
    assert.ok(Math.abs((await top()) - before) < 1);
    assert.deepEqual(await page.evaluate(() => Reflect.get(globalThis, 'shifts')), []);

    const hidden = () => page.locator('.diagram-view').evaluate((view) => view.scrollHeight - view.clientHeight);
    if (size === 'larger') assert.ok((await hidden()) > 500, 'it could be seen by scrolling in its room');
    else assert.ok(await page.locator('.diagram-view').evaluate(isAsHighAsItsDrawing), 'the frame has its size');
    assert.equal(await page.locator('.diagram-whole').count(), size === 'larger' ? 1 : 0);
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await page.locator('.diagram:not([data-room], [data-hold])').waitFor();
    assert.equal(await hidden(), 0);
    assert.ok(Math.abs((await top()) - before) > 100);
    assert.deepEqual(await page.evaluate(() => Reflect.get(globalThis, 'shifts')), []);
  });
}

for (const [size, remarks] of [
  ['short', 0],
  ['long', 60],
]) {
  test(`what is read does not move when a drawing with a ${size} source fails`, async (t) => {
    const page = await (await openBrowser(t)).newPage({ viewport: { width: 900, height: 2600 } });
    const source = `graph TD\n${'%% a remark\n'.repeat(Number(remarks))}  A[never closed --> B`;
    await page.goto(pageWith(t, [source], (figures) => `${figures}<p id="below">below</p>`));
    const top = () => page.locator('#below').evaluate((element) => element.getBoundingClientRect().top + scrollY);
    const before = await top();
    await page.locator('.diagram[data-state="failed"]').waitFor();
    assert.ok(Math.abs((await top()) - before) < 1);
    assert.ok(await page.locator('.diagram-source code').isVisible());
  });
}

test('a drawing in too small a room is shown whole when it is asked to', async (t) => {
  const page = await (await openBrowser(t)).newPage({ viewport: { width: 900, height: 2600 } });
  await page.goto(pageWith(t, [CHAIN]));
  await page.locator('.diagram-whole').click();
  assert.equal(await page.locator('.diagram-whole').count(), 0);
  assert.ok(await page.locator('.diagram-view').evaluate((view) => view.scrollHeight === view.clientHeight));
});

/** Diagrams that try to run a script, to reach a server, or to take over the page.
 * @param {string} leak the server's address */
function hostileDiagrams(leak) {
  const hacked = 'globalThis.hacked=1';
  const loose = (/** @type {string} */ more) => `%%{init: {"securityLevel": "loose", "htmlLabels": true${more}}}%%\n`;
  const labels = [
    `<img src=x onerror='${hacked}'>`,
    `<img src='${leak}/image'>`,
    `<img src=x onerror=${hacked} `,
    `<im<b>g src='${leak}/nested'>`,
    `<svg/onload=${hacked}>`,
    `<<img src='${leak}/doubled'>>`,
    `#lt;img src='${leak}/entity'#gt;`,
    `&lt;img src='${leak}/entity'&gt;`,
    `<a href='javascript:${hacked}'>here</a>`,
    `<iframe src='${leak}/frame'></iframe>`,
    `<iframe srcdoc='<script>parent.hacked=1</script>'></iframe>`,
    `<object data='${leak}/object'></object><embed src='${leak}/embed'>`,
    `<style>@import url(${leak}/import); body { display: none }</style>`,
    `<div style='background:url(${leak}/background)'>x</div>`,
    `<span style='position:fixed;inset:0;background:red'>x</span>`,
    `<form action='${leak}/form'><button>go</button></form>`,
    `<meta http-equiv='refresh' content='0;url=${leak}/refresh'>`,
    `<base href='${leak}/'><link rel=stylesheet href=theme.css>`,
    `<math><mtext><img src='${leak}/math'></mtext></math>`,
    `<math><mi href='${leak}/mi' style='background:url(${leak}/mi-style)' onclick='${hacked}'>x</mi></math>`,
    `$$\\href{${leak}/href}{x} \\includegraphics{${leak}/graphics} \\url{javascript:${hacked}}$$`,
    `$$\\htmlStyle{background:url(${leak}/html)}{x}$$`,
    `<video src='${leak}/video' autoplay></video><audio src='${leak}/audio'></audio>`,
    `<details open ontoggle=${hacked}>x</details>`,
    `<b onclick='${hacked}' onmouseover='${hacked}'>bold</b>`,
  ];
  return [
    ...labels.map((label) => `graph TD\n  A["${label}"] --> B["well"]`),
    `graph TD\n  A --> B\n  click A "javascript:${hacked}"\n  click B call hacked()`,
    `graph TD\n  A --> B\n  click A href "${leak}/click" _self\n  click B href "data:text/html,<script>${hacked}</script>"`,
    `${loose(', "dompurifyConfig": {"ADD_TAGS": ["script", "iframe"]}')}graph TD\n  A["<script>${hacked}</script>"] --> B["<iframe srcdoc='x'></iframe>"]\n  click A call alert()`,
    `${loose(', "secure": []')}graph TD\n  A["<img src='${leak}/secure'>"] --> B\n  click A call eval("${hacked}")`,
    `---\nconfig:\n  securityLevel: loose\n  htmlLabels: true\n---\ngraph TD\n  A["<img src='${leak}/matter'>"] --> B`,
    `---\nconfig:\n  themeCSS: "* { background: url(${leak}/matter-css) }"\n  fontFamily: "x; } body { display: none"\n---\ngraph TD\n  A --> B`,
    `%%{init: {"themeCSS": "@import url(${leak}/css); .node { background: url(${leak}/theme) }"}}%%\ngraph TD\n  A --> B`,
    `%%{init: {"themeVariables": {"primaryColor": "red; } body { display: none } .x {", "fontFamily": "url(${leak}/font)"}}}%%\ngraph TD\n  A --> B`,
    `%%{init: {"__proto__": {"polluted": "yes"}, "constructor": {"prototype": {"polluted": "yes"}}}}%%\ngraph TD\n  A --> B`,
    `graph TD\n  A --> B\n  style A fill:url(${leak}/fill)\n  classDef default background:url(${leak}/class)`,
    `graph TD\n  A:::x --> B\n  classDef x fill:red;}body{display:none}.y{color:red`,
    `graph TD\n  A --> B\n  style A fill:u\\72l(${leak}/escaped)\n  linkStyle 0 stroke:url(${leak}/link)`,
    `graph TD\n  A@{ img: "${leak}/shape.png", label: "image", w: 60, h: 60 } --> B`,
    `graph TD\n  A@{ icon: "logos:${leak}", form: "square" } --> B["fa:fa-car <i class='x' style='background:url(${leak}/icon)'></i>"]`,
    `sequenceDiagram\n  Alice->>Bob: <img src='${leak}/message'>\n  link Alice: page @ javascript:${hacked}\n  links Bob: {"x": "${leak}/links"}`,
    `classDiagram\n  class A\n  link A "${leak}/class"\n  click A href "javascript:${hacked}"\n  callback A "alert"`,
    `gantt\n  section <img src='${leak}/gantt'>\n  task :a1, 2026-01-01, 1d\n  click a1 href "javascript:${hacked}"`,
    `mindmap\n  root(("<img src='${leak}/mindmap'>"))\n    ::icon(fa fa-book)\n    <script>${hacked}</script>`,
    `stateDiagram-v2\n  [*] --> A\n  A : <img src='${leak}/state' onerror='${hacked}'>\n  note right of A : <a href="${leak}">x</a>`,
    `pie title <img src='${leak}/pie'>\n  "<script>${hacked}</script>" : 40\n  "b" : 60`,
    `graph TD\n${Array.from({ length: 1500 }, (_, n) => `  N${n} --> N${(n * 7) % 1500}`).join('\n')}`,
    `graph TD\n  A["${'长'.repeat(60_000)}"] --> B`,
    `graph TD\n${'  subgraph x\n'.repeat(3000)}`,
  ];
}

test('a hostile diagram neither runs a script nor makes a request', async (t) => {
  /** @type {string[]} */
  const leaks = [];
  const server = createServer((request, response) => {
    leaks.push(request.url ?? '');
    response.end();
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  atEnd(t, () => server.close());
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const hostile = hostileDiagrams(`http://127.0.0.1:${port}`);
  assert.ok(hostile.length >= 40);
  const context = await (await openBrowser(t)).newContext();
  const page = await context.newPage();
  page.on('dialog', (dialog) => assert.fail(dialog.message()));
  await page.goto(pageWith(t, [...hostile, GOOD]));
  const address = page.url();
  const states = await drawAll(page);
  for (const node of await page.locator('.diagram-view :is(.node, .actor, .task):not(a, a *)').all())
    await node.dispatchEvent('click');
  assert.equal(await page.locator('.diagram-view a:not([href^="http://127.0.0.1"])').count(), 0);
  assert.equal(await page.evaluate(() => Reflect.get(window, 'hacked') ?? Reflect.get({}, 'polluted')), undefined);
  const foreign =
    'script, iframe, img, image, object, embed, form, link, meta, video, audio, details, [onclick], [onerror]';
  assert.equal(await page.locator('.diagram-view').locator(foreign).count(), 0);
  const inLabels = await page
    .locator('.diagram-view foreignObject *')
    .evaluateAll((elements) => [...new Set(elements.map((element) => element.localName))]);
  const plain = ['div', 'span', 'p', 'br', 'b', 'i', 'em', 'strong', 'u', 'sub', 'sup', 'code'];
  const math = ['math', 'mi', 'mrow', 'mstyle', 'mtext'];
  assert.deepEqual(
    inLabels.filter((name) => !plain.concat(math).includes(name)),
    [],
  );
  assert.deepEqual(leaks, []);
  assert.equal(page.url(), address);
  assert.equal(context.pages().length, 1);
  // The rest of the page works, and is as it was.
  assert.equal(states.at(-1)?.state, 'drawn');
  assert.ok(await page.locator('h1').isVisible());
  assert.notEqual(await page.evaluate(() => getComputedStyle(document.body).display), 'none');
});

test('what Mermaid says of a source has the signs of that source', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(pageWith(t, ['flowchart LR\nA["<b#35;"]-->B[[[c']));
  const [{ reason = '' } = {}] = await drawAll(page);
  const [, context = '', pointer = ''] = /^(.*#35;.*)\n(-+\^)$/m.exec(reason) ?? [];
  assert.equal(context.replace('...', ''), 'A["<b#35;"]-->B[[[c'.slice(-context.replace('...', '').length));
  assert.match(context, /b#35;"\]/);
  assert.equal(context[pointer.length - 1], '[');
});

test('nodes with a link stand where they would without, and lead there', async (t) => {
  const chart = 'flowchart LR\n  A["first"] --> B["second"] --> C["third"] --> D["fourth"]\n';
  const links = [
    'click A "https://example.org/a?b=1&c=2" "tip"',
    'click B href "javascript:hacked()"',
    'click C call f()',
  ];
  const classes = 'classDiagram\n  Store <|-- Disk\n';
  const page = await (await openBrowser(t)).newPage();
  const sources = [chart, `${chart}  ${links.join('\n  ')}`, classes, `${classes}  link Disk "https://example.org/d"`];
  await page.goto(pageWith(t, sources));
  await drawAll(page);
  const places = await page.locator('.diagram-view').evaluateAll((views) =>
    views.map((view) => {
      const box = /** @type {SVGSVGElement} */ (view.querySelector('svg')).getBoundingClientRect();
      return [...view.querySelectorAll('.node')].map((node) => {
        const { left, top, width } = node.getBoundingClientRect();
        return [left - box.left, top - box.top, width].map(Math.round);
      });
    }),
  );
  assert.ok(places[0]?.length === 4 && places[2]?.length === 2);
  assert.deepEqual([places[1], places[3]], [places[0], places[2]]);
  const hrefs = await page.locator('.diagram-view a').evaluateAll((all) => all.map((a) => a.getAttribute('href')));
  assert.deepEqual(hrefs, ['https://example.org/a?b=1&c=2', 'https://example.org/d']);
  assert.deepEqual(
    await page.locator('.diagram-sheet svg').evaluateAll((all) => all.map((svg) => svg.getAttribute('role'))),
    ['img', 'group', 'img', 'group'],
  );
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
  assert.ok(((await figure.locator('.diagram-sheet > svg').boundingBox())?.height ?? 0) > 50);
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

test('over a server Mermaid is fetched as a text, and run by the page only where it cannot be', async (t) => {
  const address = await serve(t, SITE);
  for (const [refused, expected] of /** @type {const} */ ([
    ['', ['fetch']],
    ['fetch', ['fetch', 'script']],
  ])) {
    const page = await (await openBrowser(t)).newPage();
    /** How each pack was asked for. @type {Map<string, string[]>} */
    const asked = new Map();
    await page.route(/mermaid-/, (route) => {
      const [type, url] = [route.request().resourceType(), route.request().url()];
      asked.set(url, [...(asked.get(url) ?? []), type]);
      return type === refused ? route.abort() : route.continue();
    });
    await page.goto(address + DIAGRAM_PAGES[0]);
    for (const { state, reason } of await drawAll(page)) assert.equal(state, 'drawn', String(reason));
    assert.ok(asked.size > 2);
    for (const [url, types] of asked) assert.deepEqual(types, expected, url);
  }
});

test('what is not drawn when the page is printed is printed as its source', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(pageWith(t, [GOOD], (figure) => `<div style="height: 9000px"></div>${figure}`));
  await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  assert.ok(await page.locator('.diagram-source pre').isVisible());
});

/** @param {import('playwright-core').Page} page */
const scaleOf = (page) =>
  page
    .locator('.diagram-view')
    .first()
    .evaluate((view) => Number(/** @type {HTMLElement} */ (view).dataset.scale));

/** Waits until the first drawing has a scale.
 * @param {import('playwright-core').Page} page
 * @param {number} scale */
const untilScale = (page, scale) =>
  page.waitForFunction(
    (wanted) =>
      Math.abs(Number(/** @type {HTMLElement} */ (document.querySelector('.diagram-view')).dataset.scale) - wanted) <
      0.02,
    scale,
  );

test('the tools, the wheel and the keyboard enlarge a drawing, move it and show it on the full screen', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(pageWith(t, [GOOD]));
  await drawAll(page);
  const width = async () => (await page.locator('.diagram-sheet').boundingBox())?.width ?? 0;
  const before = await width();
  await page.locator('[data-tool="in"]').click();
  await untilScale(page, 1.3);
  assert.ok(Math.abs((await width()) / before - 1.3) < 0.02);
  await page.locator('.diagram-view').focus();
  await page.keyboard.press('+');
  await untilScale(page, 1.69);
  await page.keyboard.press('-');
  await page.keyboard.press('0');
  await untilScale(page, 1);
  await page.locator('.diagram-view').hover();
  const scrolled = await page.evaluate(() => window.scrollY);
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -400);
  await page.keyboard.up('Control');
  await page.waitForFunction(() => Number(document.querySelector('.diagram-view')?.getAttribute('data-scale')) > 3);
  assert.equal(await page.evaluate(() => window.scrollY), scrolled);

  const left = async () => (await page.locator('.diagram-sheet').boundingBox())?.x ?? 0;
  const box = /** @type {{ x: number, y: number, width: number, height: number }} */ (
    await page.locator('.diagram-view').boundingBox()
  );
  const start = await left();
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x + 60, y, { steps: 4 });
  await page.mouse.up();
  await page.waitForTimeout(100);
  assert.ok(Math.abs((await left()) - start - 60) < 2, 'it follows the pointer');
  await page.mouse.down();
  await page.mouse.move(x + 4000, y, { steps: 4 });
  await page.mouse.up();
  await page.waitForTimeout(100);
  assert.ok((await left()) <= box.x + 40, 'it does not leave its view');

  const scale = await scaleOf(page);
  await page.locator('[data-tool="full"]').click();
  await page.waitForFunction(() => document.fullscreenElement?.id === 'diagram-1');
  await page.locator('[data-tool="full"]').click();
  await page.waitForFunction(() => !document.fullscreenElement);
  await untilScale(page, scale);
});

test('another colour scheme draws again, at the same place and size', async (t) => {
  const page = await (await openBrowser(t)).newPage({ colorScheme: 'light' });
  await page.goto(pageWith(t, [GOOD]));
  await drawAll(page);
  await page.locator('[data-tool="in"]').click();
  await untilScale(page, 1.3);
  const fill = () =>
    page
      .locator('.diagram-view .node rect')
      .first()
      .evaluate((node) => getComputedStyle(node).fill);
  const [light, place] = [await fill(), await page.locator('.diagram-sheet').getAttribute('style')];
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForFunction((before) => {
    const node = document.querySelector('.diagram-view .node rect');
    return node && getComputedStyle(node).fill !== before;
  }, light);
  assert.equal(await page.locator('.diagram-sheet').getAttribute('style'), place);
});

test('what a model got wrong is drawn mended, with a mark that shows what was changed', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  const broken = 'graph TD\n  A["甲"] --> B[x (y)]\n  B --> C';
  await page.goto(
    pageWith(t, [
      { source: broken, repaired: broken.replace('[x (y)]', '["x (y)"]') },
      { source: GOOD, repaired: 'graph TD\n  Z --> Z' },
      { source: broken, repaired: 'graph TD\n  A[' },
    ]),
  );
  const [mended, good, lost] = await drawAll(page);
  assert.deepEqual([mended.state, good.state, lost.state], ['drawn', 'drawn', 'failed']);
  const mark = page.locator('#diagram-1 .diagram-repaired');
  await mark.locator('summary').click();
  assert.deepEqual(await mark.locator('del').allInnerTexts(), ['  A["甲"] --> B[x (y)]\n']);
  assert.deepEqual(await mark.locator('ins').allInnerTexts(), ['  A["甲"] --> B["x (y)"]\n']);
  assert.match(await mark.locator('p').innerText(), /Parse error/);
  assert.equal(await page.locator('#diagram-1 .diagram-source code').textContent(), broken);
  assert.equal(await page.locator('#diagram-2 .diagram-repaired').count(), 0);
  assert.match(await page.locator('#diagram-2 .diagram-view').innerText(), /good/);
  // The reason is that of the original, which is what people can mend.
  assert.match(lost.reason ?? '', /line 2/);
});

test('a huge diagram waits to be asked for, can be stopped, and holds up neither the page nor the others', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  const nodes = Array.from({ length: 3000 }, (_, n) => `  N${n} --> N${(n * 17 + 5) % 3000}`);
  await page.goto(pageWith(t, [['graph TD', ...nodes].join('\n'), GOOD]));
  const [huge, good] = await drawAll(page);
  assert.deepEqual([huge.state, good.state], ['failed', 'drawn']);
  assert.ok(huge.sourceShown);
  await page.locator('#diagram-1 .diagram-error button').click();
  const next = () => page.locator('#diagram-2').evaluate((figure) => figure.getBoundingClientRect().top + scrollY);
  const before = await next();
  const stop = page.locator('#diagram-1 .diagram-slow button');
  await stop.waitFor();
  assert.ok(Math.abs((await next()) - before) < 1, 'what is below moves when it is slow');
  const longest = await page.evaluate(async () => {
    let [longest, last] = [0, performance.now()];
    for (let n = 0; n < 50; n++) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      longest = Math.max(longest, performance.now() - last);
      last = performance.now();
    }
    return longest;
  });
  assert.ok(longest < 2000, `the page did not answer for ${longest} ms`);
  await stop.click();
  await page.waitForFunction(() => document.getElementById('diagram-1')?.dataset.state === 'failed');
  assert.ok(await page.locator('#diagram-1 .diagram-error button').isVisible(), 'it may be tried again');
});

test('a drawing has a name for those who cannot see it', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(pageWith(t, [GOOD, 'graph TD\n  accTitle: 一碗面\n  accDescr: 从点单到出锅\n  A --> B']));
  await drawAll(page);
  const heading = await page.locator('main :is(h1, h2, h3, h4)').first().innerText();
  assert.ok(heading);
  const label = await page.locator('#diagram-1 svg[role="img"]').first().getAttribute('aria-label');
  assert.ok(label && label.length > 3);
  const own = page.locator('#diagram-2 .diagram-sheet > svg');
  assert.equal(await own.locator('> title').textContent(), '一碗面');
  assert.equal(await own.locator('> desc').textContent(), '从点单到出锅');
});

/** What is saved when an entry of the menu is chosen.
 * @param {import('playwright-core').Page} page
 * @param {string} tool */
async function saved(page, tool) {
  await page.locator('.diagram-menu > summary').click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.locator(`[data-tool="${tool}"]`).click()]);
  return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
}

test('a drawing is saved as a file that other programs can show', async (t) => {
  const page = await (await openBrowser(t)).newPage({ colorScheme: 'dark' });
  const source =
    'graph TD\n  subgraph 甲组\n    A["第一行<br>与第二行"] -->|"推动"| B["a < b & c"]\n  end\n  style A fill:#ffc4c4';
  await page.goto(pageWith(t, [source]));
  await drawAll(page);
  const svg = await saved(page, 'svg');
  assert.match(svg.name, /-diagram-1\.svg$/);
  const text = svg.bytes.toString();
  for (const label of ['甲组', '第一行', '与第二行', '推动', 'a &lt; b &amp; c']) {
    assert.match(text, new RegExp(`<text[^>]*>${label}</text>`));
  }
  assert.doesNotMatch(text, /foreignObject|<style|class=|url\((?!['"]?#)|var\(/);
  /** @param {Buffer} bytes */
  const look = (bytes) =>
    page.evaluate(async (data) => {
      const image = new Image();
      image.src = `data:image/png;base64,${data}`;
      await image.decode();
      const canvas = document.createElement('canvas');
      [canvas.width, canvas.height] = [image.width, image.height];
      const context = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
      context.drawImage(image, 0, 0);
      const { data: pixels } = context.getImageData(0, 0, image.width, image.height);
      let inked = 0;
      for (let n = 0; n < pixels.length; n += 4) if (pixels[n] === 255 && pixels[n + 1] === 196) inked++;
      return { corner: [...pixels.slice(0, 4)], inked: inked > 1000, width: image.width };
    }, bytes.toString('base64'));
  const [themed, clear] = [
    await look((await saved(page, 'png')).bytes),
    await look((await saved(page, 'png-clear')).bytes),
  ];
  assert.ok(themed.inked && clear.inked && themed.width > 200);
  assert.equal(themed.corner[3], 255);
  assert.ok(themed.corner[0] < 64, 'dark like the page');
  assert.equal(clear.corner[3], 0);
});

test('the source is copied as it was written', async (t) => {
  const browser = await openBrowser(t);
  const context = await browser.newContext({ permissions: ['clipboard-read', 'clipboard-write'] });
  const page = await context.newPage();
  await page.goto(pageWith(t, [GOOD]));
  await drawAll(page);
  await page.locator('.diagram-menu > summary').click();
  await page.locator('[data-tool="copy"]').click();
  await page.locator('.diagram-tools [role="status"]:not(:empty)').waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), GOOD);
});

test('of twenty diagrams the first and the last come when they are scrolled to', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(
    pageWith(
      t,
      Array.from({ length: 20 }, () => GOOD),
    ),
  );
  await page.locator('#diagram-1').scrollIntoViewIfNeeded();
  await page.locator('#diagram-1[data-state="drawn"]').waitFor();
  await page.locator('#diagram-20').scrollIntoViewIfNeeded();
  await page.locator('#diagram-20[data-state="drawn"]').waitFor();
});

test('a page that is printed from the keyboard prints all its diagrams', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  const apart = '<div style="height: 4000px"></div>';
  await page.goto(pageWith(t, [GOOD, GOOD], (figures) => figures.replace('</figure>', `</figure>${apart}`) + apart));
  await page.evaluate(() => {
    window.print = () => Reflect.set(window, 'printed', document.querySelectorAll('[data-state="drawn"]').length);
  });
  await page.keyboard.press('Control+p');
  await page.waitForFunction(() => Reflect.get(window, 'printed') === 2);
});

/** What the program makes of sources with mistakes.
 * @param {string[]} sources
 * @returns {{ source: string, repaired: string }[]} */
function mended(sources) {
  const input = sources.map((source) => `${JSON.stringify(source)}\n`).join('');
  const lines = execFileSync(example('repair'), { input }).toString().trimEnd().split('\n');
  return lines.map((line, n) => ({ source: sources[n], repaired: JSON.parse(line) ?? '' }));
}

test('words that Mermaid leaves out, and names that it takes for its own, are in the mended drawing', async (t) => {
  const cases = /** @type {[string, string[]][]} */ ([
    ['mindmap\n  root((茶))\n    水温 [八十度]\n    时间(三分钟)\n    Tea cup (5:32)', ['水温', '时间', 'Tea cup']],
    ['mindmap\n  root((【课】泡茶 [上]))\n    水温', ['【课】泡茶 [上]', '水温']],
    ['kanban\n  待办 [两件]\n    烧水 (十分钟)', ['待办', '烧水']],
    ['sequenceDiagram\n  participant A as C# 服务\n  A->>B: 见 #7 号', ['C# 服务', '#7 号']],
    [
      'sequenceDiagram\n  participant 客\n  participant Loop\n  客->>Loop: 开始\n  Loop->>End服务: 结束',
      ['Loop', 'End服务'],
    ],
    ['stateDiagram-v2\n  [*] --> Note\n  Note --> Style', ['Note', 'Style']],
    ['# 泡茶\n## 水温\n- 绿茶 (八十度)\n- 红茶\n## 时间', ['泡茶', '绿茶 (八十度)', '红茶', '时间']],
    ['- 绿茶\n  - 八十度\n- 红茶', ['绿茶', '八十度', '红茶']],
  ]);
  const page = await (await openBrowser(t)).newPage();
  await page.goto(pageWith(t, mended(cases.map(([source]) => source))));
  const states = await drawAll(page);
  for (const [n, [source, words]] of cases.entries()) {
    assert.equal(states[n].state, 'drawn', `${source}: ${states[n].reason}`);
    const figure = page.locator(`#diagram-${n + 1}`);
    assert.equal(await figure.locator('.diagram-repaired').count(), 1, source);
    const said = (await figure.locator('.diagram-sheet').textContent())?.replaceAll(/\s+/g, '');
    for (const word of words) assert.ok(said?.includes(word.replaceAll(' ', '')), `${word} in ${said}`);
  }
});

test('a drawing that leaves words out is shown where somebody asks for it', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  const lossy = 'sequenceDiagram\n  甲->>乙: 见 #7 号';
  await page.goto(pageWith(t, [lossy, { source: lossy, repaired: 'sequenceDiagram\n  甲->>' }, GOOD]));
  const states = await drawAll(page);
  assert.deepEqual(
    states.map(({ state }) => state),
    ['failed', 'failed', 'drawn'],
  );
  assert.match(states[0].reason ?? '', /#7 号/);
  assert.ok(states[0].sourceShown);
  await page.locator('#diagram-1 .diagram-error button').click();
  await page.locator('#diagram-1[data-state="drawn"]').waitFor();
  assert.match((await page.locator('#diagram-1 .diagram-sheet').textContent()) ?? '', /见/);
});

test('what is no label, or is drawn in another form, is not missed', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  const sound = [
    'flowchart LR\n  subgraph one["第一 (组)"]\n    A["<b>甲</b><br/>#quot;乙#quot;\\n丙"] -->|"a<b"| B{{"丁"}}\n  end\n  B --> C@{ shape: sm-circ, label: "小" }\n  A[/又/] --> D\n  style A fill:#fff\n  classDef hot fill:#f96;\n  click B "https://example.org" "看"\n  D --> E["fa:fa-car 车"]:::hot',
    'sequenceDiagram\n  autonumber\n  participant A as wrap:甲\n  actor 乙\n  A->>+乙: nowrap: 好#59; 再见\n  Note right of A: **粗** 字\n  loop 每天\n    乙-->>-A: x -> y\n  end\n  rect rgb(0, 128, 0)\n    A-)乙: 完\n  end',
    'mindmap\n  root)甲(\n    ::icon(fa fa-book)\n    id1["二 (2)"]\n    :::hot\n    三<br/>四\n    id2[五\n    六]',
    'kanban\n  a[甲]\n    b[乙]@{ assigned: "丙", priority: "High" }',
  ];
  await page.goto(pageWith(t, sound));
  for (const { state, reason } of await drawAll(page)) assert.equal(state, 'drawn', reason ?? '');
});

test('formulas are drawn, and those that cannot be are shown as they are written', async (t) => {
  const page = await (await openBrowser(t)).newPage();
  await page.goto(
    pageWith(t, [
      'graph TD\n  A["误差 $$e=\\sum_i d_i$$ 最小"] -->|"$$p(x) < 1$$"| B["$$F=ma^2$$"]',
      'sequenceDiagram\n  A->>B: $$\\frac{a}{b}$$ 好\n  Note over A: $$\\sqrt{x}$$',
      'mindmap\n  root(("$$y=kx$$"))\n    斜率',
      'graph TD\n  A["$$\\unheard{x}$$"] --> B["$\\nabla f$ 与 \\(\\nu\\)"]',
      'graph TD\n  A["$$\\begin{cases} 1 & x>0 \\\\ 0 & y \\end{cases}$$"]',
    ]),
  );
  for (const { state, reason } of await drawAll(page)) assert.equal(state, 'drawn', reason ?? '');
  /** @param {number} number @param {string} selector */
  const texts = (number, selector) => page.locator(`#diagram-${number} .diagram-sheet ${selector}`).allTextContents();
  assert.deepEqual(await texts(1, 'math'), ['p(x)<1', 'e=∑idi', 'F=ma2']);
  assert.deepEqual((await texts(2, 'math')).sort(), ['ab', 'x']);
  assert.deepEqual(await texts(3, 'math'), ['y=kx']);
  const box = await page.locator('#diagram-1 math').last().boundingBox();
  assert.ok(box && box.width > 30 && box.height > 10, 'it can be seen');
  assert.deepEqual(await texts(4, '.nodeLabel'), ['$$\\unheard{x}$$', '$\\nabla f$ 与 \\(\\nu\\)']);
  assert.deepEqual(await texts(5, '.nodeLabel'), ['$$\\begin{cases} 1 & x>0 \\\\ 0 & y \\end{cases}$$']);
});

/** A small diagram of each kind that has packs of its own. */
const KINDS = {
  flowchart: 'graph TD\n  甲 --> 乙',
  sequence: 'sequenceDiagram\n  甲->>乙: 你好',
  class: 'classDiagram\n  Animal <|-- Dog',
  state: 'stateDiagram-v2\n  [*] --> 开\n  开 --> 关',
  er: 'erDiagram\n  A ||--o{ B : has',
  mindmap: 'mindmap\n  root((书))\n    章',
  timeline: 'timeline\n  2020 : 开始',
  gantt: 'gantt\n  dateFormat YYYY-MM-DD\n  section 一\n  做 :a1, 2024-01-01, 3d',
  pie: 'pie\n  "甲" : 2\n  "乙" : 1',
  quadrant: 'quadrantChart\n  x-axis 低 --> 高\n  甲: [0.3, 0.6]',
  xychart: 'xychart-beta\n  x-axis [a, b]\n  bar [1, 2]',
  sankey: 'sankey-beta\n\na,b,1',
  treemap: 'treemap-beta\n"甲"\n    "乙": 3',
  radar: 'radar-beta\n  axis a, b, c\n  curve x{1, 2, 3}',
  journey: 'journey\n  section 一\n    走: 5: 我',
  gitgraph: 'gitGraph\n  commit id: "a"',
  kanban: 'kanban\n  待做\n    [茶]',
  block: 'block-beta\n  a b',
  architecture: 'architecture-beta\n  service a(server)[A]\n  service b(server)[B]\n  a:R -- L:b',
  c4: 'C4Context\n  Person(a, "A")\n  System(b, "B")\n  Rel(a, b, "r")',
  requirement: 'requirementDiagram\n  requirement r {\n    id: 1\n    text: t\n  }',
  packet: 'packet-beta\n  0-7: "a"',
};

test('a page asks for all that its kinds of diagrams need, before a frame asks for more', async (t) => {
  for (const [kind, source] of Object.entries(KINDS)) {
    const page = await (await openBrowser(t)).newPage();
    await page.addInitScript(() => {
      addEventListener('message', ({ data }) => {
        if (data.pack) document.documentElement.dataset.missing = data.pack;
      });
    });
    await page.goto(pageWith(t, [source], (figure) => figure.replace(/data-diagram="\w*"/, `data-diagram="${kind}"`)));
    for (const { state, reason } of await drawAll(page)) assert.equal(state, 'drawn', `${kind}: ${reason}`);
    assert.equal(await page.locator('html').getAttribute('data-missing'), null, kind);
    await page.close();
  }
  // One of another kind than it was taken for is drawn all the same.
  const page = await (await openBrowser(t)).newPage();
  await page.goto(pageWith(t, [KINDS.mindmap], (figure) => figure.replace(/data-diagram="\w*"/, 'data-diagram="pie"')));
  for (const { state, reason } of await drawAll(page)) assert.equal(state, 'drawn', String(reason));
});

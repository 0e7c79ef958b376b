/** Diagrams can be read as they appear, in windows of any width. */

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageWith } from './figures.mjs';
import { atEnd, drawAll, openBrowser } from './site.mjs';

/** Labels of fewer pixels are too small. */
const LEAST_LABEL = 11;

const STEPS = ['收集材料', '转写语音', '清理文稿', '写出摘要', '画出结构', '检查引用', '发布页面', '听取意见'];
const CHAIN = `flowchart LR\n  ${STEPS.map((step, n) => `S${n}["${step}并记下时间"]`).join(' --> ')}`;
const WIDE = `flowchart TD\n  R["根节点"]\n${STEPS.map((step, n) => `  R --> W${n}["${step}"]`).join('\n')}`;
const TALK = `sequenceDiagram\n${STEPS.slice(0, 5)
  .map((step, n) => `  participant P${n} as ${step}的人<br/>和机器`)
  .join(
    '\n',
  )}\n  P0->>P1: 请把昨天下午录下的会议转成文字再交给我\n  Note over P1: 先看有没有旧稿<br/>没有才转写\n  loop 再来: 一遍<br/>又一遍\n  P1-->>P4: wrap: well-known-name.example.org<br/>上有一份\n  end`;
const GRAPHS = { CHAIN, WIDE, TALK };

/** @param {import('node:test').TestContext} t @param {number} width @param {string[]} sources */
async function open(t, width, sources) {
  const context = await (await openBrowser(t)).newContext({ viewport: { width, height: 900 } });
  const page = await context.newPage();
  atEnd(t, () => page.close());
  await page.goto(pageWith(t, sources));
  await drawAll(page);
  return page;
}

/** What is seen of each drawing. @param {import('playwright-core').Page} page */
const seen = (page) =>
  page.locator('[data-diagram]').evaluateAll((figures) =>
    figures.map((figure) => {
      const view = /** @type {HTMLElement} */ (figure.querySelector('.diagram-view'));
      const svg = /** @type {SVGSVGElement} */ (view.querySelector('.diagram-sheet > svg'));
      const [box, frame] = [svg.getBoundingClientRect(), view.getBoundingClientRect()];
      const scale = box.width / svg.viewBox.baseVal.width;
      const texts = [...svg.querySelectorAll('text, tspan, foreignObject *')].filter((element) =>
        [...element.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.textContent?.trim()),
      );
      const sizes = texts.map((text) => Number.parseFloat(getComputedStyle(text).fontSize) * scale);
      return {
        label: Math.min(...sizes),
        cut: Math.max(0, box.right - frame.right) + Math.max(0, frame.left - box.left),
        reach: [frame.left, frame.right],
        lines: texts.map((text) => text.textContent ?? ''),
        more: view.dataset.more,
      };
    }),
  );

for (const width of [1440, 820, 390]) {
  test(`labels are not too small in a window of ${width} px, and no page is wider than it`, async (t) => {
    const page = await open(t, width, Object.values(GRAPHS));
    for (const [n, { label, cut, reach, more }] of (await seen(page)).entries()) {
      const name = Object.keys(GRAPHS)[n];
      assert.ok(label >= LEAST_LABEL - 0.05, `${name}: ${label} px`);
      assert.ok((reach[0] ?? -1) >= 0 && (reach[1] ?? Infinity) <= width, `${name}: from ${reach}`);
      if (width > 1000) assert.ok(cut < 1, `${name} is cut by ${cut} px`);
      assert.equal(more !== '', cut >= 2, `${name}: ${more}, cut by ${cut} px`);
    }
    assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth));
  });
}

test('a flowchart is turned where it can be read better, and says so; the reader turns it back', async (t) => {
  const page = await open(t, 390, [CHAIN]);
  const size = () =>
    page.locator('.diagram-sheet > svg').evaluate((svg) => {
      const { width, height } = svg.getBoundingClientRect();
      return { width, height };
    });
  const turned = await size();
  assert.ok(turned.height > turned.width);
  const note = page.locator('.diagram-turned');
  assert.ok(await note.isVisible());
  await note.locator('button').focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => {
    const svg = document.querySelector('.diagram-sheet > svg');
    return svg && svg.getBoundingClientRect().width > svg.getBoundingClientRect().height;
  });
  assert.ok(await note.locator('button').evaluate((button) => button === document.activeElement));
  await note.locator('button').click();
  await page.waitForFunction(() => {
    const svg = document.querySelector('.diagram-sheet > svg');
    return svg && svg.getBoundingClientRect().width < svg.getBoundingClientRect().height;
  });
  assert.equal(await page.locator('.diagram-source code').textContent(), CHAIN);
});

test('a sequence on a phone has its texts in short lines, whole and without hyphens', async (t) => {
  const page = await open(t, 390, [TALK]);
  const [{ lines = [] } = {}] = await seen(page);
  assert.ok(lines.length > 12, 'the texts are broken');
  assert.deepEqual(
    lines.filter((line) => line.endsWith('-')),
    [],
  );
  assert.match(lines.join(''), /请把昨天下午录下的会议转成文字再交给我/);
  assert.doesNotMatch(lines.join(''), /wrap:/);
  // A note with a break of its own is in its box.
  const spilt = await page.locator('.diagram-sheet > svg').evaluate((svg) => {
    const box = /** @type {Element} */ (svg.querySelector('rect.note')).getBoundingClientRect();
    const texts = [...svg.querySelectorAll('.noteText')].map((text) => text.getBoundingClientRect());
    return texts.filter((text) => text.left < box.left || text.right > box.right).length;
  });
  assert.equal(spilt, 0);
});

test('what does not fit has a map and darker edges, which follow it', async (t) => {
  const lines = [0, 1, 2].flatMap((level) =>
    [0, 1, 2, 3].map((n) => `  N${level}0 --> N${level + 1}${n}["第 ${level}-${n} 步的一切细节"]`),
  );
  const page = await open(t, 390, [`flowchart TD\n${lines.join('\n')}`]);
  const view = page.locator('.diagram-view');
  const more = () => view.getAttribute('data-more');
  assert.ok(await page.locator('.diagram-map').isVisible());
  const mark = () => page.locator('.diagram-seen').getAttribute('x');
  const before = await mark();
  await view.focus();
  for (let n = 0; n < 30; n++) await page.keyboard.press('ArrowRight');
  assert.equal(await more(), 'left');
  assert.ok(Number(await mark()) > Number(before));
  for (let n = 0; n < 30; n++) await page.keyboard.press('ArrowLeft');
  assert.equal(await more(), 'right');
});

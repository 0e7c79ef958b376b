/** The card of a record: a picture to be passed on, whatever look the page has. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { SITE, openBrowser } from './site.mjs';

const PAGE = `${pathToFileURL(SITE)}/records/bilibili/BV1mQ4y1T7sK.html`;

/** @param {import('node:test').TestContext} t @param {import('playwright-core').BrowserContextOptions} [options] */
async function openPage(t, options) {
  const context = await (await openBrowser(t)).newContext(options);
  const page = await context.newPage();
  /** @type {string[]} */
  const complaints = [];
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  await page.goto(PAGE);
  const button = page.getByRole('button', { name: '分享卡片' });
  return { page, button, complaints };
}

test('a card is shown, kept, copied and put away, from disk', async (t) => {
  const { page, button, complaints } = await openPage(t, {
    permissions: ['clipboard-read', 'clipboard-write'],
    colorScheme: 'dark',
  });
  await button.click();
  const dialog = page.getByRole('dialog', { name: '分享卡片' });
  const picture = dialog.getByRole('img');
  assert.match(
    (await picture.getAttribute('alt')) ?? '',
    /^只有十一个座位的面馆.*\n.*哔哩哔哩.*\n街角观察员\n2026年10月31日\n16:52\n排队不是/s,
  );
  const { size, corner } = await picture.evaluate((image) => {
    const { naturalWidth: width, naturalHeight: height } = /** @type {HTMLImageElement} */ (image);
    const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
    context?.drawImage(/** @type {HTMLImageElement} */ (image), 0, 0);
    return { size: [width, height], corner: [...(context?.getImageData(3, 3, 1, 1).data ?? [])] };
  });
  assert.ok(size[0] === 1080 && size[1] >= 1350, String(size));
  assert.ok(Math.min(...corner) > 230, `the paper is ${corner} in the dark look`);

  const [download] = await Promise.all([
    page.waitForEvent('download'),
    dialog.getByRole('button', { name: '下载 PNG' }).click(),
  ]);
  assert.match(download.suggestedFilename(), /^只有十一个座位的面馆.*\.png$/);
  const png = readFileSync((await download.path()) ?? '');
  assert.equal(png.toString('latin1', 1, 4), 'PNG');
  assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], size);

  await dialog.getByRole('button', { name: '复制图片' }).click();
  await dialog.getByText('已复制').waitFor();
  const types = await page.evaluate(async () => (await navigator.clipboard.read()).flatMap(({ types }) => types));
  assert.deepEqual(types, ['image/png']);

  assert.deepEqual(complaints, []);
  await page.evaluate(axe.source);
  for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
    await page.emulateMedia({ colorScheme });
    const violations = await page.evaluate(async () => {
      /** @type {import('axe-core')} */
      const checker = Reflect.get(window, 'axe');
      return (await checker.run({ resultTypes: ['violations'] })).violations.map(({ id }) => id);
    });
    assert.deepEqual(violations, [], colorScheme);
  }
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'hidden' });
  assert.ok(await button.evaluate((element) => element === document.activeElement));
});

test('a card fits on a phone', async (t) => {
  const { page, button } = await openPage(t, { viewport: { width: 360, height: 640 }, hasTouch: true });
  await button.tap();
  const dialog = page.getByRole('dialog', { name: '分享卡片' });
  for (const part of [dialog.getByRole('img'), dialog.getByRole('button', { name: '关闭' })]) {
    const box = await part.boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 360 && box.y + box.height <= 640, JSON.stringify(box));
  }
  await dialog.getByRole('button', { name: '关闭' }).tap();
  await dialog.waitFor({ state: 'hidden' });
});

const TEXTS = {
  'zh-CN':
    '日志先于状态：系统先把要做的事写进只追加的日志（write-ahead log, WAL），再改内存里的状态；断电之后重放日志，就能恢复到断电前的那一刻……“先写日志”这条规则四十年没有变过——真的没有！',
  ja: 'ログは「状態」より先に書く。きゃりーぱみゅぱみゅ、サーバー、データベース。それでも、復旧できる？',
  en: 'The log comes first (always); “what happened” stays apart from “what is”, e.g. in a database.',
};

test('no line of a card begins or ends with what must not stand there, and nothing is lost', async (t) => {
  const { page, button } = await openPage(t);
  await button.click();
  await page.getByRole('dialog').waitFor();
  for (const [lang, text] of Object.entries(TEXTS)) {
    for (let width = 200; width <= 900; width += 17) {
      const all = await page.evaluate(([text, lang, width]) => {
        const context = /** @type {CanvasRenderingContext2D} */ (document.createElement('canvas').getContext('2d'));
        context.font = '30px sans-serif';
        const { breakLines, balance } = globalThis.synopsite.lines;
        return [breakLines(context, text, width), balance(context, text, width, lang)].map((lines) =>
          lines.map((line) => ({
            text: line.map((piece) => piece.text).join(''),
            end: Math.max(...line.map((piece) => piece.x + context.measureText(piece.text.trimEnd()).width)),
          })),
        );
      }, /** @type {[string, string, number]} */ ([text, lang, width]));
      for (const lines of all) {
        assert.equal(lines.map((line) => line.text).join(''), text);
        for (const line of lines) assert.ok(line.end <= width + 0.01, `${line.text} is ${line.end} wide, not ${width}`);
        for (const line of lines.slice(1)) assert.doesNotMatch(line.text, /^[，。、；：）”」！？…—ーゃゅ.,;)]/, lang);
        for (const line of lines.slice(0, -1)) assert.doesNotMatch(line.text, /[（“「(]$/, lang);
        if (lang !== 'en') continue;
        for (const line of lines.slice(0, -1)) assert.match(line.text, /\s$/, 'words stay whole');
      }
    }
  }
});

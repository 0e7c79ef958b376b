// What a page's first diagram costs: bytes on a slow line, and the time until it is drawn.

import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { gzipSync } from 'node:zlib';
import { launchBrowser } from '../../tests/browser/browser.mjs';

/** A phone on a slow line: 1.6 Mbit/s, 150 ms until an answer begins, a processor of a quarter of this one's speed. */
const LINE = { offline: false, downloadThroughput: 1_600_000 / 8, uploadThroughput: 750_000 / 8, latency: 150 };
const SLOWER = 4;

const SOURCES = {
  flowchart: `graph TD
  subgraph s1 ["收集材料"]
    A["每天出现的新节目"] --> B["下载声音与字幕"]
    B -- "没有字幕" --> C["语音识别"]
  end
  subgraph s2 ["写出摘要"]
    C --> D["整理成段落"]
    B -- "有字幕" --> D
    D --> E["语言模型写要点"] --> F["画出结构图"]
  end
  subgraph s3 ["给人阅读"]
    F --> G["按日期和类别列出"] --> H["手机上打开"]
    G --> I["搜索任何一句话"]
    H -- "想看原话" --> J["跳到原来的段落"]
    I --> J
  end
  style A fill:#cfe8ff
  style F fill:#ffe2c4`,
  sequence: `sequenceDiagram
  participant R as 读者
  participant P as 页面
  participant S as 索引
  R->>P: 输入一个词
  P->>S: 要哪些分片？
  S-->>P: 三个分片
  P->>P: 对照原文
  P-->>R: 列出找到的段落
  Note over R,P: 没有网络时也一样`,
  mindmap: `mindmap
  root((读一本书))
    为什么读
      解决一个问题
      认识一个时代
    怎么读
      先看目录
      写下疑问
        回头再找
    读过之后
      讲给别人听
      隔一年再读`,
};

/** Prints what each program's pages take: of a diagram of each kind, in turn. @param {string[]} programs @param {number} rounds */
export async function measureLoad(programs, rounds) {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'synopsite-load-'));
  // In a process of its own the frame would not be slowed down with the page.
  const slow = await launchBrowser('--disable-features=IsolateSandboxedIframes');
  const browser = await launchBrowser();
  try {
    const sites = programs.map((program, n) => ({ program, site: buildSite(program, path.join(folder, `site${n}`)) }));
    for (const kind of Object.keys(SOURCES)) {
      /** @type {Map<string, { line: { bytes: number, time: number }[], disk: number[] }>} */
      const found = new Map(programs.map((program) => [program, { line: [], disk: [] }]));
      for (let round = 0; round < rounds; round++) {
        for (const { program, site } of sites) {
          found.get(program)?.line.push(await overLine(slow, site, kind));
          found.get(program)?.disk.push((await fromDisk(browser, site, kind)).time);
        }
      }
      for (const [program, { line, disk }] of found) {
        const times = line.map(({ time }) => time);
        console.log(
          `${kind}, ${program}: ${(line[0].bytes / 1000).toFixed(0)} KB, drawn after ${seconds(middle(times))} s on a slow line, ` +
            `${seconds(middle(disk))} s from disk (${disk.map(seconds).join(' ')})`,
        );
      }
    }
    for (const { program, site } of sites) await weigh(browser, program, site);
  } finally {
    await Promise.all([slow.close(), browser.close()]);
    rmSync(folder, { recursive: true });
  }
}

/** @param {number[]} numbers */
const middle = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** @param {number} milliseconds */
const seconds = (milliseconds) => (milliseconds / 1000).toFixed(2);

/** A site with a page for each source, and one without a diagram. @param {string} program @param {string} site */
function buildSite(program, site) {
  const content = path.join(site, 'content');
  mkdirSync(content, { recursive: true });
  for (const [kind, source] of Object.entries(SOURCES)) {
    const text = `Title: ${kind}\n\nDescription:\n一张图。\n\n<Mermaid_Diagram>\n${source}\n</Mermaid_Diagram>\n`;
    writeFileSync(path.join(content, `${kind}.txt`), text);
  }
  writeFileSync(path.join(content, 'none.txt'), 'Title: none\n\nDescription:\n没有图。\n');
  execFileSync(program, ['-q', 'build', '-r', site], { stdio: 'inherit' });
  return path.join(site, 'public');
}

/** @param {import('playwright-core').Browser} browser @param {string} site @param {string} kind */
async function overLine(browser, site, kind) {
  const server = await serve(site);
  try {
    const { page, time } = await open(browser, `${server.address}records/${kind}.html`, async (page) => {
      const session = await page.context().newCDPSession(page);
      await session.send('Network.enable');
      await session.send('Network.emulateNetworkConditions', LINE);
      await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    });
    await page.context().close();
    return { bytes: server.sent(), time };
  } finally {
    server.close();
  }
}

/** @param {import('playwright-core').Browser} browser @param {string} site @param {string} kind */
async function fromDisk(browser, site, kind) {
  const { page, time } = await open(browser, pathToFileURL(path.join(site, `records/${kind}.html`)).href);
  await page.context().close();
  return { time };
}

/** What a page takes before its diagrams are drawn, and one without any. @param {import('playwright-core').Browser} browser @param {string} program @param {string} site */
async function weigh(browser, program, site) {
  const weights = [];
  for (const kind of ['none', 'sequence']) {
    const server = await serve(site, /\/mermaid-/);
    const page = await (await browser.newContext()).newPage();
    await page.goto(`${server.address}records/${kind}.html`, { waitUntil: 'load' });
    // Scripts that wait until the page is painted.
    await page.waitForTimeout(1_500);
    weights.push((server.sent() / 1000).toFixed(1));
    await page.context().close();
    server.close();
  }
  console.log(`${program}: a page without diagrams takes ${weights[0]} KB, one before they are drawn ${weights[1]} KB`);
}

/**
 * Opens a page in a context of its own, and gives the milliseconds from the navigation to its first drawing.
 * @param {import('playwright-core').Browser} browser
 * @param {string} address
 * @param {(page: import('playwright-core').Page) => Promise<void>} [prepare]
 */
async function open(browser, address, prepare) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await prepare?.(page);
  await page.addInitScript(() => {
    new MutationObserver((_, observer) => {
      if (!document.querySelector('[data-state="drawn"], [data-state="failed"]')) return;
      observer.disconnect();
      document.documentElement.dataset.drawnAfter = String(performance.now());
    }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-state'] });
  });
  await page.goto(address, { waitUntil: 'commit' });
  await page.locator('[data-drawn-after]').waitFor({ state: 'attached', timeout: 60_000 });
  if (!(await page.locator('[data-state="drawn"]').count())) throw new Error(`${address} is not drawn`);
  return { page, time: Number(await page.locator('html').getAttribute('data-drawn-after')) };
}

const TYPES = /** @type {Record<string, string>} */ ({
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
});

/** Serves a site with gzip, and counts the bytes of what is sent. @param {string} site @param {RegExp} [uncounted] */
async function serve(site, uncounted) {
  let sent = 0;
  const server = createServer((request, response) => {
    const name = decodeURIComponent(new URL(request.url ?? '', 'http://localhost').pathname).slice(1);
    const type = TYPES[path.extname(name)];
    try {
      const bytes = readFileSync(path.join(site, name));
      const body = type ? gzipSync(bytes, { level: 9 }) : bytes;
      if (!uncounted?.test(request.url ?? '')) sent += body.length;
      const headers = { 'content-type': type ?? 'application/octet-stream', 'content-length': body.length };
      response.writeHead(200, { ...headers, ...(type && { 'content-encoding': 'gzip' }) }).end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', () => listening(undefined)));
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { address: `http://127.0.0.1:${port}/`, sent: () => sent, close };
}

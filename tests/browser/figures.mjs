/** Pages with diagrams of a test's own. */

import assert from 'node:assert/strict';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { DIAGRAM_PAGES, SITE, atEnd, readPage } from './site.mjs';

const FIGURE = /<figure class="diagram"[\s\S]*?<\/figure>/g;

/** A page of the site with these diagrams in place of its own, in a copy of the site's folder. Answers with its address.
 * @param {import('node:test').TestContext} t
 * @param {(string | { source: string, repaired: string })[]} sources
 * @param {(figures: string) => string} [wrap] */
export function pageWith(t, sources, wrap = (figures) => figures) {
  const folder = mkdtempSync(join(tmpdir(), 'synopsite-'));
  atEnd(t, () => rmSync(folder, { recursive: true }));
  const path = DIAGRAM_PAGES[0];
  assert.ok(path, 'the site has no page with a diagram');
  cpSync(join(SITE, 'assets'), join(folder, 'assets'), { recursive: true });
  cpSync(join(SITE, path), join(folder, path));

  const [pattern] = /** @type {RegExpMatchArray} */ (readPage(path).match(FIGURE));
  const figures = sources.map((diagram, index) => {
    const { source, repaired } = typeof diagram === 'string' ? { source: diagram, repaired: '' } : diagram;
    const repair = repaired && `<template class="diagram-repair">${escape(repaired)}</template>`;
    return pattern
      .replaceAll(/diagram-\d+/g, `diagram-${index + 1}`)
      .replace(/--lines: \d+/, `--lines: ${source.split('\n').length}`)
      .replace(/(<code class="language-mermaid">)[\s\S]*?(<\/code>)/, (_, start, end) => start + escape(source) + end)
      .replace(/<template[\s\S]*?<\/template>/, '')
      .replace(/<details class="diagram-words"[\s\S]*?<\/details>/, '')
      .replace('</figure>', () => `${repair}</figure>`);
  });
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

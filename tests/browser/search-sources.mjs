/** The scripts of search, as they are put together. */
import { readFileSync } from 'node:fs';

/** The files of the engine, in the order in which one needs the other. */
const ENGINE =
  'normalise frequent-chars sets codec ngrams query cache loader index record excerpt hits facets suggest engine worker'.split(
    ' ',
  );

/** @param {string} name */
const source = (name) => readFileSync(new URL(`../../src/web/search/${name}.js`, import.meta.url), 'utf8');

export const ENGINE_SOURCE = ENGINE.map(source).join('');
export const CLIENT_SOURCE = source('client');

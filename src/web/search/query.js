/** Queries: what a person writes, taken apart, and where it stands in a text. */
(() => {
  'use strict';

  const { fold } = synopsite;

  const DAY = 86_400_000;
  const SPACES = /\p{White_Space}+/uy;
  const WORD = /[^\p{White_Space}]+/uy;
  const FILTER = /(\p{L}+)[:：]/uy;
  /** Quotes and what closes them. */
  const QUOTES = new Map([...'"“”„‟＂'].map((open) => [open, open === '"' ? '"' : '"“”„‟＂']));

  /** @type {Map<string, 'category' | 'tag' | 'source' | 'date'>} */
  const FILTERS = new Map([
    ['category', 'category'],
    ['分类', 'category'],
    ['分類', 'category'],
    ['カテゴリー', 'category'],
    ['tag', 'tag'],
    ['标签', 'tag'],
    ['標籤', 'tag'],
    ['タグ', 'tag'],
    ['source', 'source'],
    ['来源', 'source'],
    ['來源', 'source'],
    ['出典', 'source'],
    ['year', 'date'],
    ['年', 'date'],
    ['date', 'date'],
    ['日期', 'date'],
    ['日付', 'date'],
  ]);

  /**
   * @param {string} text
   * @returns {ParsedQuery}
   */
  function parse(text) {
    /** @type {QueryPart[]} */
    const parts = [];
    for (let i = end(SPACES, text, 0); i < text.length; i = end(SPACES, text, i)) {
      const start = i;
      const not = text[i] === '-' && end(WORD, text, i + 1) > i + 1;
      if (not) i++;
      const read = readFilter(text, i) ?? readText(text, i);
      i = Math.min(read.end, text.length);
      if (read.part.value) parts.push({ ...read.part, not, place: [start, i] });
    }
    return { text, parts };
  }

  /**
   * Where a match that begins at `i` ends; `i` where there is none.
   * @param {RegExp} pattern
   * @param {string} text
   * @param {number} i
   */
  function end(pattern, text, i) {
    pattern.lastIndex = i;
    return pattern.test(text) ? pattern.lastIndex : i;
  }

  /**
   * @param {QueryPart['kind']} kind
   * @param {string} written
   * @returns {QueryPart}
   */
  const part = (kind, written) => ({
    kind,
    not: false,
    place: [0, 0],
    written,
    value: fold(written),
    from: -Infinity,
    to: Infinity,
  });

  /**
   * @param {string} text
   * @param {number} start
   */
  function readText(text, start) {
    const { written, quoted, end } = readValue(text, start);
    return { part: part(quoted ? 'phrase' : 'text', written), end };
  }

  /**
   * A phrase in quotes, which close at the end of the text at the latest, or all up to white space.
   * @param {string} text
   * @param {number} start
   */
  function readValue(text, start) {
    const closing = QUOTES.get(text[start]);
    if (!closing) {
      const stop = end(WORD, text, start);
      return { written: text.slice(start, stop), quoted: false, end: stop };
    }
    let stop = start + 1;
    while (stop < text.length && !closing.includes(text[stop])) stop++;
    return { written: text.slice(start + 1, stop), quoted: true, end: stop + 1 };
  }

  /**
   * A filter, if it is one: what only looks like one is text.
   * @param {string} text
   * @param {number} start
   */
  function readFilter(text, start) {
    FILTER.lastIndex = start;
    const found = FILTER.exec(text);
    const kind = found && FILTERS.get(fold(found[1]));
    if (!kind) return undefined;
    const { written, end } = readValue(text, FILTER.lastIndex);
    const filter = part(kind, written);
    if (!filter.value) return undefined;
    if (kind !== 'date') return { part: filter, end };
    const span = readSpan(filter.value);
    return span && { part: { ...filter, from: span[0], to: span[1] }, end };
  }

  /**
   * The days of `2025`, `2025-03`, `2025-03-01`, `2025-03..2025-05`, `..2025`, `>2025-03`, `<=2025` …, both included.
   * @param {string} text
   * @returns {[number, number] | undefined}
   */
  function readSpan(text) {
    const compared = /^([<>])(=?)(.*)$/.exec(text);
    if (compared) {
      const [, sign, equal, date] = compared;
      const days = readDate(date);
      if (!days) return undefined;
      if (sign === '<') return [-Infinity, equal ? days[1] : days[0] - 1];
      return [equal ? days[0] : days[1] + 1, Infinity];
    }
    const [first, last, ...more] = text.split('..');
    if (last === undefined) return readDate(first);
    const from = first ? readDate(first) : /** @type {const} */ ([-Infinity, -Infinity]);
    const to = last ? readDate(last) : /** @type {const} */ ([Infinity, Infinity]);
    return from && to && more.length === 0 && (first || last) ? [from[0], to[1]] : undefined;
  }

  /**
   * The first and the last day of a year, a month or a day.
   * @param {string} text
   * @returns {[number, number] | undefined}
   */
  function readDate(text) {
    const found = /^(\d{4})(?:-(\d{1,2})(?:-(\d{1,2}))?)?$/.exec(text);
    if (!found) return undefined;
    const [year, month, day] = found.slice(1).map((digits) => (digits === undefined ? undefined : Number(digits)));
    if (year === undefined) return undefined;
    const first = dayOf(year, (month ?? 1) - 1, day ?? 1);
    if (month === undefined) return [first, dayOf(year + 1, 0, 1) - 1];
    if (month < 1 || month > 12) return undefined;
    const next = dayOf(year, month, 1);
    if (day === undefined) return [first, next - 1];
    return day >= 1 && first < next ? [first, first] : undefined;
  }

  /**
   * @param {number} year
   * @param {number} month from 0
   * @param {number} day
   */
  function dayOf(year, month, day) {
    const date = new Date(0);
    // Date.UTC takes years below 100 for those of the twentieth century.
    date.setUTCFullYear(year, month, day);
    return date.getTime() / DAY;
  }

  /**
   * Days since 1970.
   * @param {string} date `2025-03-13`
   */
  function dayNumber(date) {
    const [year, month, day] = date.split('-').map(Number);
    return dayOf(year, month - 1, day);
  }

  /**
   * Parts written as a query again.
   * @param {QueryPart[]} parts
   */
  function writeQuery(parts) {
    return parts.map(({ kind, written }) => (kind === 'phrase' ? `"${written}"` : written)).join(' ');
  }

  /**
   * Where a folded text holds what a query looks for; places that overlap are one.
   * @param {string} folded
   * @param {ParsedQuery} query
   */
  function findAll(folded, query) {
    /** @type {[number, number][]} */
    const found = [];
    for (const { kind, not, value } of query.parts) {
      if (not || (kind !== 'text' && kind !== 'phrase')) continue;
      for (let i = folded.indexOf(value); i >= 0; i = folded.indexOf(value, i + value.length)) {
        found.push([i, i + value.length]);
      }
    }
    found.sort((a, b) => a[0] - b[0] || b[1] - a[1]);
    /** @type {[number, number][]} */
    const places = [];
    for (const [from, to] of found) {
      const last = places.at(-1);
      if (last && from < last[1]) last[1] = Math.max(last[1], to);
      else places.push([from, to]);
    }
    return places;
  }

  globalThis.synopsite = {
    ...synopsite,
    findAll,
    engine: { ...synopsite.engine, parse, dayNumber, writeQuery },
  };
})();

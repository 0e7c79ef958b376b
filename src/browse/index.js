/** Reads the index of records: see src/view/browse.rs. */
(() => {
  'use strict';

  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  /** In days since 1970 there are so many milliseconds to one. */
  const DAY = 86_400_000;
  /** The first lengths in seconds of which each is longer than the last. */
  const LENGTHS = [0, 300, 900, 1800, 3600];

  /** What each digit stands for, by its character's code. @type {number[]} */
  const values = [];
  [...DIGITS].forEach((digit, value) => (values[digit.charCodeAt(0)] = value));

  /** Reads one number after the other. @param {string} column */
  function numbers(column) {
    let at = 0;
    return () => {
      for (let number = 0, unit = 1; ; unit *= 32) {
        const digit = values[column.charCodeAt(at++)];
        number += (digit % 32) * unit;
        if (!(digit >= 32)) return number;
      }
    };
  }

  /** @type {Synopsite['browse']['readIndex']} */
  function readIndex(data) {
    const { size, count } = data;
    /** @param {string} column @param {number} [less] */
    const single = (column, less = 0) => {
      const next = numbers(column);
      return Array.from({ length: count }, () => next() - less);
    };
    /** @param {string} column */
    const lists = (column) => {
      const next = numbers(column);
      return Array.from({ length: count }, () => Array.from({ length: next() }, next));
    };

    /** Each category with those above it. @type {number[][]} */
    const lines = [];
    for (const [id, [, , above]] of data.categories.entries()) lines.push([id, ...(lines[above ?? -1] ?? [])]);
    const duration = single(data.duration, 1);
    const older = numbers(data.days);
    // Records without a date are the last, and have no number. A number's last digit has no higher bit.
    const dated = data.days.replace(/[g-z0-9_-]/g, '').length;
    const day = Array.from({ length: dated }, older);
    day.forEach((days, place) => (day[place] = (place > 0 ? day[place - 1] : data.newest) - days));
    const dates = day.map((days) => new Date(days * DAY));
    return {
      size,
      count,
      ids: {
        category: lists(data.of_categories).map((own) => [...new Set(own.flatMap((id) => lines[id]))]),
        tag: lists(data.of_tags),
        source: single(data.of_source, 1),
        author: single(data.of_author, 1),
        length: duration.map((seconds) => (seconds < 0 ? LENGTHS.length : LENGTHS.findLastIndex((n) => n <= seconds))),
        status: single(data.status),
        year: dates.map((date) => date.getUTCFullYear()),
        day,
        on: dates.map((date) => 100 * (date.getUTCMonth() + 1) + date.getUTCDate()),
      },
      names: {
        category: data.categories.map(([path, name, above]) => [
          path,
          '\u00a0\u00a0\u00a0'.repeat(above === null ? 0 : lines[above].length) + name,
        ]),
        tag: data.tags.map((name) => [name, name]),
        source: data.sources,
        author: data.authors.map((name) => [name, name]),
      },
      duration,
      text: single(data.text),
    };
  }

  globalThis.synopsite = { ...synopsite, browse: { ...synopsite.browse, readIndex } };
})();

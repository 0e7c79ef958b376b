/** Reads the index of records: see src/pages/view/browse.rs. */
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

  /** The numbers of a column. @param {string} column @param {number} [more] how much more each is there */
  function numbers(column, more = 0) {
    /** @type {number[]} */
    const all = [];
    let number = -more;
    let unit = 1;
    for (let at = 0; at < column.length; at++) {
      const digit = values[column.charCodeAt(at)];
      number += (digit % 32) * unit;
      unit *= 32;
      if (digit >= 32) continue;
      all.push(number);
      number = -more;
      unit = 1;
    }
    return all;
  }

  /** The lists of a column, in which the length of each comes first. @param {string} column */
  function lists(column) {
    const all = numbers(column);
    /** @type {number[][]} */
    const found = [];
    for (let at = 0; at < all.length; at += all[at] + 1) found.push(all.slice(at + 1, at + 1 + all[at]));
    return found;
  }

  /** The days of a column, and what of them is chosen by. @param {number} newest @param {string} column */
  function daysOf(newest, column) {
    /** @type {Record<'day' | 'year' | 'on', number[]>} */
    const found = { day: [], year: [], on: [] };
    let day = newest;
    let date = new Date(day * DAY);
    // Records without a date are the last, and have no number.
    for (const older of numbers(column)) {
      // Most are of the same day as the one before.
      if (older > 0) date = new Date((day -= older) * DAY);
      found.day.push(day);
      found.year.push(date.getUTCFullYear());
      found.on.push(100 * (date.getUTCMonth() + 1) + date.getUTCDate());
    }
    return found;
  }

  /** @param {number} seconds -1 where they are not known */
  function lengthOf(seconds) {
    if (seconds < 0) return LENGTHS.length;
    let length = LENGTHS.length - 1;
    while (LENGTHS[length] > seconds) length--;
    return length;
  }

  /** @type {Synopsite['browse']['readIndex']} */
  function readIndex(data) {
    const { size, count } = data;
    /** Each category with those above it. @type {number[][]} */
    const lines = [];
    for (const [id, [, , above]] of data.categories.entries()) lines.push([id, ...(lines[above ?? -1] ?? [])]);
    const lineOf = (/** @type {number[]} */ own) =>
      own.length === 1 ? lines[own[0]] : [...new Set(own.flatMap((id) => lines[id]))];
    const duration = numbers(data.duration, 1);
    return {
      size,
      count,
      ids: {
        category: lists(data.of_categories).map(lineOf),
        tag: lists(data.of_tags),
        source: numbers(data.of_source, 1),
        author: numbers(data.of_author, 1),
        length: duration.map(lengthOf),
        status: numbers(data.status),
        ...daysOf(data.newest, data.days),
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
      text: numbers(data.text),
    };
  }

  globalThis.synopsite = { ...synopsite, browse: { ...synopsite.browse, readIndex } };
})();

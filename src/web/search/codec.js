/** Reads the printable numbers, lists and buckets of the index. */
(() => {
  'use strict';

  const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const NO_DIGIT = 255;
  const values = new Uint8Array(128).fill(NO_DIGIT);
  for (let i = 0; i < DIGITS.length; i++) values[DIGITS.charCodeAt(i)] = i;

  /** Numbers have 32 bits at most, so no more digits of 5. */
  const LONGEST = 7;

  /** @implements {ListReader} */
  class Reader {
    /**
     * @param {string} text
     * @param {number} place
     */
    constructor(text, place) {
      this.text = text;
      this.place = place;
    }

    get isAtEnd() {
      return this.place >= this.text.length;
    }

    digit() {
      // Beyond the end there is NaN, and beyond the table undefined.
      const value = values[this.text.charCodeAt(this.place++)];
      if (!(value < NO_DIGIT)) throw new Error('the search index is damaged');
      return value;
    }

    number() {
      let number = 0;
      let scale = 1;
      for (let i = 0; i < LONGEST; i++) {
        const digit = this.digit();
        number += (digit & 31) * scale;
        if (digit < 32) return number;
        scale *= 32;
      }
      throw new Error('the search index is damaged');
    }

    /** @param {(number: number) => void} visit */
    list(visit) {
      const head = this.number();
      const count = Math.floor(head / 2);
      if (head % 2 === 1) return this.#bitmap(count, visit);
      let number = -1;
      for (let i = 0; i < count; i++) {
        number += this.number() + 1;
        visit(number);
      }
    }

    /**
     * @param {number} digits
     * @param {(number: number) => void} visit
     */
    #bitmap(digits, visit) {
      const first = this.number();
      for (let i = 0; i < digits; i++) {
        const digit = this.digit();
        for (let bit = 0; bit < 6; bit++) {
          if (digit & (1 << bit)) visit(first + i * 6 + bit);
        }
      }
    }

    skipList() {
      const head = this.number();
      const count = Math.floor(head / 2);
      if (head % 2 === 1) {
        this.number();
        this.place += count;
      } else {
        for (let i = 0; i < count; i++) this.number();
      }
    }
  }

  /**
   * @param {string} text
   * @param {number} [place]
   */
  const listReader = (text, place = 0) => new Reader(text, place);

  /**
   * @param {string} bucket
   * @param {number} rest of the key that is looked for
   * @param {(recordClass: number, number: number) => void} visit
   */
  function readBucket(bucket, rest, visit) {
    const reader = new Reader(bucket, 0);
    for (let key = -1; !reader.isAtEnd && key < rest;) {
      key += reader.number() + 1;
      const classes = reader.digit();
      for (let recordClass = 0; recordClass < 3; recordClass++) {
        if (!(classes & (1 << recordClass))) continue;
        if (key === rest) reader.list((number) => visit(recordClass, number));
        else reader.skipList();
      }
    }
  }

  /**
   * Two digits that change with a text, but for one change in four thousand: the first bits of FNV-1a.
   * @param {string} text of ASCII
   */
  function versionOf(text) {
    let hash = 0x811c9dc5;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    return DIGITS[hash >>> 26] + DIGITS[(hash >>> 20) & 63];
  }

  synopsite.engine = { ...synopsite.engine, listReader, readBucket, versionOf };
})();

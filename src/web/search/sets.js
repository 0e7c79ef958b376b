/** Sets of record numbers, as bitmaps: a site may have a hundred thousand records. */
(() => {
  'use strict';

  /** @implements {RecordSet} */
  class Bitmap {
    /**
     * @param {number} size
     * @param {Uint32Array} words
     */
    constructor(size, words) {
      this.size = size;
      this.words = words;
    }

    /** @param {number} number */
    add(number) {
      if (!(number < this.size)) throw new RangeError(`the search index names record ${number} of ${this.size}`);
      this.words[number >>> 5] |= 1 << (number & 31);
    }

    /** @param {number} number */
    has(number) {
      return number < this.size && (this.words[number >>> 5] & (1 << (number & 31))) !== 0;
    }

    /**
     * @param {number} from
     * @param {number} to
     */
    fill(from, to) {
      for (let i = from; i < to;) {
        if ((i & 31) === 0 && i + 32 <= to) {
          this.words[i >>> 5] = 0xffffffff;
          i += 32;
        } else {
          this.add(i++);
        }
      }
      return this;
    }

    /** @param {RecordSet} other */
    and(other) {
      for (let i = 0; i < this.words.length; i++) this.words[i] &= other.words[i];
      return this;
    }

    /** @param {RecordSet} other */
    or(other) {
      for (let i = 0; i < this.words.length; i++) this.words[i] |= other.words[i];
      return this;
    }

    /** @param {RecordSet} other */
    without(other) {
      for (let i = 0; i < this.words.length; i++) this.words[i] &= ~other.words[i];
      return this;
    }

    copy() {
      return new Bitmap(this.size, this.words.slice());
    }

    count() {
      let count = 0;
      for (let word of this.words) {
        word -= (word >>> 1) & 0x55555555;
        word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
        count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
      }
      return count;
    }

    *descending() {
      for (let i = this.words.length - 1; i >= 0; i--) {
        for (let word = this.words[i]; word !== 0;) {
          const bit = 31 - Math.clz32(word);
          word &= ~(1 << bit);
          yield i * 32 + bit;
        }
      }
    }
  }

  /** @param {number} size */
  const recordSet = (size) => new Bitmap(size, new Uint32Array(Math.ceil(size / 32)));

  synopsite.engine = { ...synopsite.engine, recordSet };
})();

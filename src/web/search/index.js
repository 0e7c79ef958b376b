/** The index: which records may hold what a query asks for, and in which order they are looked at. */
(() => {
  'use strict';

  const { recordSet, readBucket, keyOf, gramsOf } = synopsite.engine;

  const FORMAT = 5;
  const CLASSES = 3;
  /** So few candidates are looked at rather than looked up once more. */
  const FEW = 6;
  /** So many further grams are looked up at once, unless those before left more than this part. */
  const WAVE = 2;
  const WORTH_IT = 0.8;

  /** For each class the records that hold something in a text of this class or a better one. @typedef {RecordSet[]} Sets */

  /**
   * @param {SearchHead} head
   * @param {(name: string, version: string) => Promise<string>} bucket
   * @returns {SearchIndex}
   */
  function openIndex(head, bucket) {
    if (head?.format !== FORMAT) throw new Error('the search index has a format that is not known here');
    const size = head.records;
    const days = openDays(head);
    const months = openMonths(head, days);
    const parts = openParts(head, months);

    /**
     * @param {number} key of a gram
     * @returns {Promise<Sets>}
     */
    async function lookUp(key) {
      const sets = Array.from({ length: CLASSES }, () => recordSet(size));
      const buckets = await Promise.all(
        head.segments.map(({ id, bits, versions = '' }) => {
          const number = key >>> (30 - bits);
          return bucket(`search/${id}/${number}`, versions.slice(2 * number, 2 * number + 2));
        }),
      );
      head.segments.forEach(({ first, count, bits }, i) => {
        const rest = key & (2 ** (30 - bits) - 1);
        readBucket(buckets[i], rest, (recordClass, number) => {
          if (number >= count) throw new Error('the search index is damaged');
          sets[recordClass].add(first + number);
        });
      });
      for (let i = 1; i < CLASSES; i++) sets[i].or(sets[i - 1]);
      return sets;
    }

    /** @param {number[]} keys */
    const lookUpAll = async (keys) => intersection(await Promise.all([...new Set(keys)].map(lookUp)), size);

    /**
     * The records of a span of days.
     * @param {QueryPart} part
     */
    const within = ({ from, to }) => {
      const set = recordSet(size);
      for (const { day, first, end } of days) if (day >= from && day <= to) set.fill(first, end);
      return set;
    };

    /**
     * @param {ParsedQuery} query
     * @returns {Promise<Candidates>}
     */
    async function candidates({ parts }) {
      const looked = parts.filter(({ kind }) => kind !== 'date');
      const wanted = looked.filter(({ not }) => !not).map(lookUps);
      const unwanted = looked.filter(({ not }) => not).map(lookUps);
      const wholes = wanted.flatMap(({ whole }) => whole ?? []);

      const [sets, whole, without] = await Promise.all([
        lookUpAll(wanted.flatMap(({ first }) => first)),
        wholes.length > 0 ? lookUpAll(wholes) : undefined,
        Promise.all(unwanted.map(({ first }) => lookUpAll(first))),
      ]);
      for (const part of parts.filter(({ kind }) => kind === 'date')) {
        const span = within(part);
        for (const set of sets) part.not ? set.without(span) : set.and(span);
      }
      const rest = wanted.flatMap(({ rest }) => rest);
      // As long as that takes many away.
      let before = Infinity;
      for (let i = 0; i < rest.length; i += WAVE) {
        const left = sets[CLASSES - 1].count();
        if (left <= FEW || left > before * WORTH_IT) break;
        before = left;
        const more = await lookUpAll(rest.slice(i, i + WAVE));
        sets.forEach((set, i) => set.and(more[i]));
      }
      const last = without.map((one) => one[CLASSES - 1]).reduce((all, one) => all.or(one), recordSet(size));
      const all = sets[CLASSES - 1];
      return { count: all.count(), all, order: () => inOrder(sets, whole, unwanted.length > 0 ? last : undefined) };
    }

    /** @param {number} number @returns {TextPlace} */
    function textOf(number) {
      const part = lastWith(parts, ({ first }) => first <= number);
      return { script: part.name, place: number - part.first };
    }

    /**
     * Where the text of a record may stand that is made of a file.
     * @param {string} file
     */
    async function ofFile(file) {
      const sets = await lookUp(keyOf(`\u{1}f${file}`));
      return [...sets[CLASSES - 1].descending()].map(textOf);
    }

    const years = () => {
      /** @type {{ year: number, from: number, to: number }[]} */
      const found = [];
      for (const { name, first, end } of months) {
        if (name === 'undated') continue;
        const year = Number(name.slice(0, name.indexOf('-')));
        const last = found.at(-1);
        if (last?.year === year) last.to = end;
        else found.push({ year, from: first, to: end });
      }
      return found;
    };

    return { head, candidates, textOf, ofFile, years };
  }

  /**
   * What is looked up for a part: grams of texts, and one key for a filter.
   * @param {QueryPart} part
   * @returns {PartGrams}
   */
  function lookUps({ kind, value }) {
    if (kind === 'text' || kind === 'phrase') return gramsOf(value);
    return { first: [keyOf(`\u{1}${kind[0]}${value}`)], rest: [] };
  }

  /**
   * @param {Sets[]} all
   * @param {number} size
   */
  function intersection(all, size) {
    if (all.length === 0) return Array.from({ length: CLASSES }, () => recordSet(size).fill(0, size));
    return all.reduce((sets, more) => sets.map((set, i) => set.and(more[i])));
  }

  /**
   * Those in which the index does not see what must not be there, then the others; the better class first; those that
   * hold all short words as whole words first; the newest first.
   * @param {Sets} sets
   * @param {Sets | undefined} whole
   * @param {RecordSet | undefined} unwanted
   */
  function* inOrder(sets, whole, unwanted) {
    const all = sets[CLASSES - 1];
    const groups = unwanted ? [all.copy().without(unwanted), all.copy().and(unwanted)] : [all];
    for (const group of groups) {
      const left = group.copy();
      for (let i = 0; i < CLASSES; i++) {
        const here = left.copy().and(sets[i]);
        left.without(here);
        if (whole) yield* here.copy().and(whole[i]).descending();
        yield* (whole ? here.without(whole[i]) : here).descending();
      }
    }
  }

  /**
   * Which numbers the records of each day have.
   * @param {SearchHead} head
   */
  function openDays(head) {
    const days = [];
    let day = 0;
    let first = head.undated;
    for (let i = 0; i + 1 < head.days.length; i += 2) {
      day += head.days[i];
      const end = first + head.days[i + 1];
      days.push({ day, first, end });
      first = end;
    }
    if (first !== head.records) throw new Error('the search index is damaged');
    return days;
  }

  /**
   * Which numbers the records of each month have.
   * @param {SearchHead} head
   * @param {{ day: number, first: number, end: number }[]} days
   */
  function openMonths(head, days) {
    const months = [{ name: 'undated', first: 0, end: head.undated }];
    for (const { day, first, end } of days) {
      const name = monthName(day);
      const last = months[months.length - 1];
      if (last.name === name) last.end = end;
      else months.push({ name, first, end });
    }
    return months;
  }

  /**
   * Which records each script of texts has.
   * @param {SearchHead} head
   * @param {{ name: string, first: number, end: number }[]} months
   */
  function openParts(head, months) {
    const parts = [];
    let first = 0;
    for (const { name, end } of months) {
      for (let place = 0; first < end; place++) {
        parts.push({ name: `search/text/${name}/${place}`, first });
        const count = Number(head.parts[parts.length - 1]);
        if (!count) throw new Error('the search index is damaged');
        first += count;
      }
    }
    return parts;
  }

  /** @param {number} day since 1970 */
  const monthName = (day) => new Date(day * 86_400_000).toISOString().replace(/-\d\dT.*$/, '');

  /**
   * The last of some sorted things of which something holds; the first where there is none.
   * @template T
   * @param {T[]} things
   * @param {(thing: T) => boolean} holds
   */
  function lastWith(things, holds) {
    let [low, high] = [0, things.length - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (holds(things[middle])) low = middle;
      else high = middle - 1;
    }
    return things[low];
  }

  synopsite.engine = { ...synopsite.engine, openIndex };
})();

/** Records: unpacked from their scripts, and which of their texts hold what a query asks for. */
(() => {
  'use strict';

  const { fold } = synopsite;
  const { dayNumber, gramsOf, isWordCharacter } = synopsite.engine;

  /** What a place is worth; a title that is the query and nothing else comes before all others, with 0. */
  const WORTH = { title: 1, about: 2, heading: 2, summary: 3, transcript: 4, diagram: 5 };
  /** Of a text with more places than that only the first are compared. */
  const MAX_PLACES = 500;

  /**
   * The records of a script of texts.
   * @param {PackedText} packed
   * @returns {Promise<OpenRecord[]>}
   */
  async function openRecords({ encoding, deflated }) {
    const inflater = unpacker();
    try {
      const bytes = Uint8Array.from(atob(deflated), (character) => character.charCodeAt(0));
      const unpacked = await new Response(new Blob([bytes]).stream().pipeThrough(inflater)).arrayBuffer();
      /** @type {SearchRecord[]} */
      const records = JSON.parse(new TextDecoder(encoding, { fatal: true }).decode(unpacked));
      return records.map(openRecord);
    } catch (error) {
      const reason = error instanceof Error ? error.message : error;
      throw new Error(`the text of a record is damaged: ${reason}`, { cause: error });
    }
  }

  /** @param {SearchRecord} data @returns {OpenRecord} */
  function openRecord(data) {
    const { title, categories, tags, about, headings, summary, transcript, diagrams } = data;
    return {
      data,
      texts: [
        ...textsOf('title', [title]),
        ...textsOf('about', [...categories.flat(), ...tags, ...about]),
        ...textsOf('heading', headings),
        ...textsOf('summary', [summary]),
        ...textsOf('transcript', [transcript]),
        ...textsOf('diagram', diagrams),
      ],
    };
  }

  /**
   * A record's file, byte for byte; nothing where the site does not offer it.
   * @param {SearchRecord} data
   */
  function fileOf({ raw, transcript }) {
    if (!raw) return undefined;
    if (raw.bytes !== undefined) return Uint8Array.from(atob(raw.bytes), (character) => character.charCodeAt(0));
    return new TextEncoder().encode(raw.text.join(transcript));
  }

  function unpacker() {
    try {
      return new DecompressionStream('deflate-raw');
    } catch {
      throw new Error(
        'this browser cannot unpack the texts of the search: it lacks DecompressionStream("deflate-raw")',
      );
    }
  }

  /**
   * @param {HitPlace} place
   * @param {string[]} texts
   * @returns {RecordText[]}
   */
  function textsOf(place, texts) {
    return texts.map((text) => {
      /** @type {string | undefined} */
      let folded;
      return {
        place,
        text,
        get folded() {
          return (folded ??= fold(text));
        },
      };
    });
  }

  /**
   * Where a record holds what the query asks for; nothing where it does not.
   *
   * Hits of one batch are sorted by `rank`: first where the part of the query stands that is found last (the title as a
   * whole; the title; category, tag, heading or header; summary; transcript; diagram); then those in which short words
   * are whole words; then by closeness, which is the smallest span of one text that holds all parts. The newest first.
   *
   * @param {OpenRecord} record
   * @param {ParsedQuery} query
   * @returns {Match | undefined}
   */
  function match(record, query) {
    const wanted = [];
    for (const part of query.parts) {
      const isText = part.kind === 'text' || part.kind === 'phrase';
      const found = isText ? record.texts.find(({ folded }) => folded.includes(part.value)) : undefined;
      const holds = isText ? found !== undefined : passes(record.data, part);
      if (holds === part.not) return undefined;
      if (found && !part.not) wanted.push({ value: part.value, text: found });
    }
    const [title] = record.texts;
    if (wanted.length === 0) {
      return { record, where: 'title', rank: [WORTH.title, 0, 0], shown: title, span: [0, 0] };
    }
    const last = wanted.reduce((a, b) => (WORTH[b.text.place] > WORTH[a.text.place] ? b : a));
    const where = last.text.place;
    const values = [...new Set(wanted.map(({ value }) => value))];
    const isTitle = title.folded === values.join(' ');
    const close = closest(record, values, WORTH[where]);
    const from = last.text.folded.indexOf(last.value);
    const { shown, span } = close ?? { shown: last.text, span: [from, from + last.value.length] };
    return {
      record,
      where,
      rank: [
        isTitle ? 0 : WORTH[where],
        wanted.every(({ value, text }) => gramsOf(value).whole === undefined || hasWord(text.folded, value)) ? 0 : 1,
        close ? span[1] - span[0] : Infinity,
      ],
      shown,
      span,
    };
  }

  /**
   * The text with the smallest span that holds all values, among those that are worth no less than the given one.
   * @param {OpenRecord} record
   * @param {string[]} values
   * @param {number} worth
   */
  function closest(record, values, worth) {
    /** @type {{ shown: RecordText, span: [number, number] } | undefined} */
    let best;
    for (const text of record.texts) {
      if (WORTH[text.place] > worth) break;
      const span = spanOf(text.folded, values);
      if (!span) continue;
      if (!best || span[1] - span[0] < best.span[1] - best.span[0]) best = { shown: text, span };
    }
    return best;
  }

  /**
   * The smallest span of a text that holds each value once.
   * @param {string} folded
   * @param {string[]} values
   * @returns {[number, number] | undefined}
   */
  function spanOf(folded, values) {
    /** @type {{ from: number, to: number, value: string }[]} */
    const places = [];
    for (const value of values) {
      let from = folded.indexOf(value);
      if (from < 0) return undefined;
      for (let i = 0; from >= 0 && i < MAX_PLACES; i++) {
        places.push({ from, to: from + value.length, value });
        from = folded.indexOf(value, from + 1);
      }
    }
    places.sort((a, b) => a.from - b.from);
    /** The last place of each value so far, the longest unseen first. @type {Map<string, { from: number, to: number }>} */
    const last = new Map();
    /** @type {[number, number] | undefined} */
    let best;
    for (const place of places) {
      last.delete(place.value);
      last.set(place.value, place);
      if (last.size < values.length) continue;
      const from = Math.min(...[...last.values()].map((one) => one.from));
      const to = Math.max(...[...last.values()].map((one) => one.to));
      if (!best || to - from < best[1] - best[0]) best = [from, to];
    }
    return best;
  }

  /**
   * @param {string} folded
   * @param {string} word
   */
  function hasWord(folded, word) {
    /** @param {number} i */
    const isBorder = (i) => !isWordCharacter(folded.charCodeAt(i));
    for (let i = folded.indexOf(word); i >= 0; i = folded.indexOf(word, i + 1)) {
      if (isBorder(i - 1) && isBorder(i + word.length)) return true;
    }
    return false;
  }

  /**
   * @param {SearchRecord} record
   * @param {QueryPart} part a filter
   */
  function passes({ categories, tags, source, date }, { kind, value, from, to }) {
    switch (kind) {
      case 'category':
        return categories.some((path) => path.some((_, i) => fold(path.slice(0, i + 1).join('/')) === value));
      case 'tag':
        return tags.some((tag) => fold(tag) === value);
      case 'source':
        return source !== null && source[0] === value;
      default: {
        const day = date === null ? NaN : dayNumber(date);
        return day >= from && day <= to;
      }
    }
  }

  synopsite.engine = { ...synopsite.engine, openRecords, fileOf, match };
})();

/** What is shown of a hit: its title and a passage, with what was looked for marked. */
(() => {
  'use strict';

  const { foldMap, findAll } = synopsite;

  /** In widths of a Latin letter: how much comes before what was found, and how much there is in all. */
  const BEFORE = 50;
  const WHOLE = 200;
  /** How far a passage is cut shorter so that it begins and ends with whole words. */
  const WORD = 16;

  const WIDE =
    /[\u{1100}-\u{11FF}\u{2E80}-\u{A4CF}\u{AC00}-\u{D7AF}\u{F900}-\u{FAFF}\u{FF00}-\u{FF60}\u{20000}-\u{3FFFF}]/u;

  /**
   * @param {string} text
   * @param {ParsedQuery} query
   * @returns {Piece[]}
   */
  function mark(text, query) {
    const map = foldMap(text);
    return pieces(text, 0, text.length, places(map, query));
  }

  /**
   * @param {FoldMap} map
   * @param {ParsedQuery} query
   */
  const places = (map, query) => findAll(map.text, query).map(([from, to]) => original(map, from, to));

  /**
   * @param {FoldMap} map
   * @param {number} from
   * @param {number} to
   * @returns {[number, number]}
   */
  const original = (map, from, to) => [map.at[from], to > from ? map.ends[to - 1] : map.at[from]];

  /**
   * A tag or header is shown as it is; a heading, in the summary; anything else, as the passage in which it stands. The
   * title is shown anyway, so for that there is the beginning of the summary, or what it has of the query.
   * @param {Match} match
   * @param {ParsedQuery} query
   * @returns {Piece[]}
   */
  function excerpt({ record, shown, span }, query) {
    if (shown.place === 'about') return mark(shown.text, query);
    if (shown.place !== 'title' && shown.place !== 'heading') return passage(shown, query, span);
    const summary = record.texts.find(({ place }) => place === 'summary');
    if (!summary) return mark(shown.text, query);
    const same = summary.folded.indexOf(shown.folded.slice(...span));
    if (shown.place === 'heading') {
      if (same < 0) return mark(shown.text, query);
      return passage(summary, query, [same, same + span[1] - span[0]]);
    }
    return passage(summary, query, findAll(summary.folded, query)[0] ?? [0, 0]);
  }

  /**
   * @param {RecordText} shown
   * @param {ParsedQuery} query
   * @param {[number, number]} span
   */
  function passage({ text }, query, span) {
    const map = foldMap(text);
    const [from, to] = original(map, ...span);
    const start = from - lengthOf([...text.slice(Math.max(0, from - BEFORE), from)].reverse(), BEFORE);
    const room = WHOLE - widthOf(text.slice(start, to));
    const end = to + lengthOf(text.slice(to, to + Math.max(0, room)), room);
    const [first, last] = [wordStart(text, start, from), wordEnd(text, Math.max(end, to), to)];
    const found = pieces(text, first, last, places(map, query));
    if (first > 0) found.unshift(['…', false]);
    if (last < text.length) found.push(['…', false]);
    return found;
  }

  /**
   * How many UTF-16 units of some characters have room.
   * @param {Iterable<string>} characters
   * @param {number} room
   */
  function lengthOf(characters, room) {
    let length = 0;
    for (const character of characters) {
      room -= WIDE.test(character) ? 2 : 1;
      if (room < 0) break;
      length += character.length;
    }
    return length;
  }

  /** @param {string} text */
  const widthOf = (text) => [...text].reduce((width, character) => width + (WIDE.test(character) ? 2 : 1), 0);

  /**
   * @param {string} text
   * @param {number} start
   * @param {number} limit
   */
  function wordStart(text, start, limit) {
    if (start === 0) return 0;
    const space = text.slice(start, Math.min(start + WORD, limit)).search(/\s/);
    if (space >= 0) return start + space + 1;
    return isInside(text, start) ? start + 1 : start;
  }

  /**
   * @param {string} text
   * @param {number} end
   * @param {number} limit
   */
  function wordEnd(text, end, limit) {
    if (end === text.length) return end;
    const space = text.slice(Math.max(end - WORD, limit), end).search(/\s\S*$/);
    if (space >= 0) return Math.max(end - WORD, limit) + space;
    return isInside(text, end) ? end - 1 : end;
  }

  /**
   * Whether a place is between the two halves of a character.
   * @param {string} text
   * @param {number} i
   */
  const isInside = (text, i) => /^[\uDC00-\uDFFF]/.test(text.slice(i)) && /[\uD800-\uDBFF]$/.test(text.slice(0, i));

  /**
   * @param {string} text
   * @param {number} start
   * @param {number} end
   * @param {[number, number][]} marks
   */
  function pieces(text, start, end, marks) {
    /** @type {Piece[]} */
    const found = [];
    /** @param {number} from @param {number} to @param {boolean} isMatch */
    const add = (from, to, isMatch) => {
      if (from < to) found.push([text.slice(from, to).replace(/\s+/g, ' '), isMatch]);
    };
    let place = start;
    for (const [from, to] of marks) {
      // A passage may begin or end in the middle of one; and two may come from one character of the original.
      const [first, last] = [Math.max(from, place), Math.min(to, end)];
      if (first >= last) continue;
      add(place, first, false);
      add(first, last, true);
      place = last;
    }
    add(place, end, false);
    return found;
  }

  synopsite.engine = { ...synopsite.engine, mark, excerpt };
})();

/** Lines of a text on a picture, where nobody breaks them: by the rules for Chinese and Japanese, and by words elsewhere. */
(() => {
  'use strict';

  /** Written without spaces between words, so that a line may end anywhere. */
  const WIDE =
    /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Hangul}\p{sc=Bopomofo}\u3000-\u303F\uFF00-\uFFEF]|\p{EPres}/u;
  /** What no line begins with, and what none ends with. */
  const NOT_FIRST =
    /^[、。，．,.!?:;！？：；）)\]}｝］」』】》〉〕”’…—·・～%％‰°々〻ー゛゜ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ]/u;
  const NOT_LAST = /[（([{｛［「『【《〈〔“‘$¥￥£€#＃@]$/u;
  const LETTER = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}]/u;
  const LATIN = /[\p{sc=Latin}\p{sc=Greek}\p{sc=Cyrillic}\p{Nd}]/u;

  const ELLIPSIS = '…';
  /** The gap between scripts, in parts of an em. */
  const GAP = 1 / 8;

  /** What a balanced line costs besides the square of how much of it is empty; the second, where it ends without a pause. */
  const COST_OF_LINE = 10;
  const COST_OF_MIDWAY = 0.1;
  const PAUSE = /\p{P}\s*$/u;

  const segmenter = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

  /** @param {string} text */
  const characters = (text) => [...segmenter.segment(text)].map(({ segment }) => segment);

  /** @param {string} before @param {string} after */
  function mayBreak(before, after) {
    if (/^\s/.test(after)) return false;
    if (/\s$/.test(before)) return true;
    if (NOT_FIRST.test(after) || NOT_LAST.test(before)) return false;
    if (/[…—”’]$/.test(before) && /^[“‘]/.test(after)) return true;
    return WIDE.test(before) || WIDE.test(after) || (before === '-' && LATIN.test(after));
  }

  /**
   * What of a text stays together, each with the white space that follows it: with a language, its words do, too.
   * @param {string} text
   * @param {string} [lang]
   */
  function pieces(text, lang) {
    /** @type {string[]} */
    const found = [];
    text = text.replaceAll(/\s+/g, ' ');
    const begins = lang === undefined ? undefined : beginnings(text, lang);
    let [last, at] = ['', 0];
    for (const character of characters(text)) {
      if (last && !((begins?.has(at) ?? true) && mayBreak(last, character))) found[found.length - 1] += character;
      else found.push(character);
      last = character;
      at += character.length;
    }
    return found;
  }

  /** Where words begin. @param {string} text @param {string} lang */
  function beginnings(text, lang) {
    const words = new Intl.Segmenter(lang, { granularity: 'word' }).segment(text);
    return new Set([...words].map(({ index }) => index));
  }

  /** Whether there is a gap between two pieces that has not been written. @param {string} before @param {string} after */
  function hasGap(before, after) {
    const [last, first] = [before.at(-1) ?? '', after[0] ?? ''];
    return (LETTER.test(last) && LATIN.test(first)) || (LATIN.test(last) && LETTER.test(first));
  }

  /**
   * All pieces on one line, as they are drawn with the context's font; one that is wider than a line is taken apart.
   * @param {CanvasRenderingContext2D} context
   * @param {string[]} whole
   * @param {number} width
   */
  function spansOf(context, whole, width) {
    /** @param {string} text */
    const widthOf = (text) => context.measureText(text).width;
    const gap = widthOf('一') * GAP;
    let [last, x] = ['', 0];
    /** @param {(piece: string) => string[]} parts */
    const apart = (parts) => (/** @type {string} */ piece) => (widthOf(piece) > width ? parts(piece) : [piece]);
    return whole
      .flatMap(apart((word) => pieces(word)))
      .flatMap(apart(characters))
      .map((text) => {
        if (hasGap(last, text)) x += gap;
        const span = { text, x, end: x + widthOf(text.trimEnd()) };
        x += widthOf(text);
        last = text;
        return span;
      });
  }

  /**
   * @param {ReturnType<typeof spansOf>} spans
   * @param {number[]} starts of lines
   * @returns {CardLine[]}
   */
  const cut = (spans, starts) =>
    starts.map((start, n) => spans.slice(start, starts[n + 1]).map(({ text, x }) => ({ text, x: x - spans[start].x })));

  /** @type {Synopsite['lines']['breakLines']} */
  function breakLines(context, text, width) {
    const spans = spansOf(context, pieces(text.trim()), width);
    /** @type {number[]} */
    const starts = [];
    spans.forEach(({ end }, n) => {
      const start = starts.at(-1);
      if (start === undefined || end - spans[start].x > width) starts.push(n);
    });
    return cut(spans, starts);
  }

  /** @type {Synopsite['lines']['shorten']} */
  function shorten(context, lines, most, width) {
    if (lines.length <= most) return lines;
    const last = lines[most - 1].map((piece) => ({ ...piece }));
    const room = width - context.measureText(ELLIPSIS).width;
    for (let piece = last.at(-1); piece; piece = last.at(-1)) {
      const text = piece.text.trimEnd().replace(/[、。，；：,.;:]$/u, '');
      if (text && piece.x + context.measureText(text).width <= room) {
        piece.text = text + ELLIPSIS;
        break;
      }
      last.pop();
    }
    return [...lines.slice(0, most - 1), last];
  }

  /** @type {Synopsite['lines']['balance']} */
  function balance(context, text, width, lang) {
    const spans = spansOf(context, pieces(text.trim(), lang), width);
    /** Where the last line begins of those that end with each piece, and what they cost together. */
    const ways = [{ start: 0, cost: 0 }];
    for (let to = 1; to <= spans.length; to++) {
      const last = spans[to - 1];
      let best = { start: to - 1, cost: Infinity };
      for (let start = to - 1; start >= 0 && (start === to - 1 || last.end - spans[start].x <= width); start--) {
        const empty = 1 - (last.end - spans[start].x) / width;
        const isMidway = to < spans.length && !PAUSE.test(last.text);
        const cost = ways[start].cost + COST_OF_LINE + empty ** 2 + (isMidway ? COST_OF_MIDWAY : 0);
        if (cost < best.cost) best = { start, cost };
      }
      ways.push(best);
    }
    /** @type {number[]} */
    const starts = [];
    for (let to = spans.length; to > 0; to = ways[to].start) starts.unshift(ways[to].start);
    return cut(spans, starts);
  }

  globalThis.synopsite = { ...globalThis.synopsite, lines: { breakLines, shorten, balance } };
})();

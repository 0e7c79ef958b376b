/**
 * Other ways to draw a source, which say the same: for where it does not fit as it is written.
 */
(() => {
  'use strict';

  /** What stands before a diagram's first word: settings and comments. */
  const PREAMBLE = /^(?:\s*---\n[^]*?\n---[ \t]*\n)?(?:\s*%%\{[^]*?\}%%|\s*%%.*\n)*\s*/;
  /** The first word of a flowchart, and its direction. */
  const HEADER = /^(graph|flowchart(?:-elk)?)(?:[ \t]+(TB|TD|BT|LR|RL|[<>^v]))?(?=[ \t;\n]|$)/;

  /** @param {string} source */
  const startOf = (source) => PREAMBLE.exec(source)?.[0].length ?? 0;

  /** What goes across. Without a direction a flowchart goes down. */
  const ACROSS = new Set(['LR', 'RL', '<', '>']);

  /** @param {string} direction */
  const other = (direction) => (ACROSS.has(direction) ? 'TD' : 'LR');

  /**
   * A flowchart that goes down where it went across, or across where it went down; nothing for another diagram.
   * @param {string} source
   */
  function turned(source) {
    const start = startOf(source);
    const chart = source.slice(start);
    if (!HEADER.test(chart)) return undefined;
    const turned = chart
      .replace(HEADER, (_, name, direction = '') => `${name} ${other(direction)}`)
      .replaceAll(/^([ \t]*direction[ \t]+)(TB|TD|BT|LR|RL)\b/gm, (_, name, direction) => name + other(direction));
    return source.slice(0, start) + turned;
  }

  /** Whether what is said in it can be broken into shorter lines. @param {string} source */
  const isSequence = (source) => /^sequenceDiagram\b/.test(source.slice(startOf(source)));

  /** What is before the text of somebody's name, a note or a message. */
  const SAID =
    /^[ \t]*(?:(?:create[ \t]+)?(?:participant|actor)[ \t].*?[ \t]as[ \t]|note[ \t][^:\n]*:|[^:\n]*-[-.>)x\\/|][^:\n]*:)/i;
  /** What begins with one of these is no message. */
  const BLOCK = /^[ \t]*(?:loop|alt|else|opt|par|par_over|and|critical|option|break|rect|box|title|acc\w+|%%)\b/i;

  /**
   * A sequence in which texts with breaks of their own are not broken again: their boxes would be as narrow as those of others.
   * @param {string} source
   */
  const withOwnLines = (source) =>
    source
      .split('\n')
      .map((line) => {
        const before = BLOCK.test(line) ? undefined : SAID.exec(line)?.[0];
        const text = line.slice(before?.length ?? 0);
        return before && /<br/i.test(text) && !/^\s*(?:no)?wrap:/.test(text)
          ? `${before}nowrap:${text.trimStart()}`
          : line;
      })
      .join('\n');

  globalThis.synopsite = { ...globalThis.synopsite, ways: { turned, isSequence, withOwnLines } };
})();

/**
 * Other ways to draw a source, which say the same: for where it does not fit as it is written.
 */
(() => {
  'use strict';

  /** The first line of a flowchart, and its direction. */
  const HEADER = /^([ \t]*(?:graph|flowchart(?:-elk)?))(?:[ \t]+(TB|TD|BT|LR|RL|[<>^v]))?(?=[ \t;\n]|$)/m;
  /** What goes across. Without a direction a flowchart goes down. */
  const ACROSS = new Set(['LR', 'RL', '<', '>']);

  /** @param {string} direction */
  const other = (direction) => (ACROSS.has(direction) ? 'TD' : 'LR');

  /**
   * A flowchart that goes down where it went across, or across where it went down; nothing for another diagram.
   * @param {string} source
   */
  function turned(source) {
    if (!HEADER.test(source)) return undefined;
    return source
      .replace(HEADER, (_, name, direction = '') => `${name} ${other(direction)}`)
      .replaceAll(/^([ \t]*direction[ \t]+)(TB|TD|BT|LR|RL)\b/gm, (_, name, direction) => name + other(direction));
  }

  /** Whether what is said in it can be broken into shorter lines. @param {string} source */
  const isSequence = (source) => /^[ \t]*sequenceDiagram\b/m.test(source);

  /**
   * A sequence in which texts with breaks of their own are not broken again: their boxes would be as narrow as those of others.
   * @param {string} source
   */
  const withOwnLines = (source) =>
    source.replaceAll(
      /^([ \t]*(?:(?:participant|actor)[ \t].*?[ \t]as[ \t]+|[^:\n]+:[ \t]*))(?!(?:no)?wrap:)(?=.*<br)/gim,
      '$1nowrap:',
    );

  globalThis.synopsite = { ...globalThis.synopsite, ways: { turned, isSequence, withOwnLines } };
})();

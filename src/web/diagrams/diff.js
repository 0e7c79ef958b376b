/** What a repair has changed: the lines of both sources, by their longest common subsequence. */
(() => {
  'use strict';

  /**
   * @param {string} before
   * @param {string} after
   * @returns {{ kind: ' ' | '-' | '+', line: string }[]}
   */
  function difference(before, after) {
    const [old, next] = [before.split('\n'), after.split('\n')];
    // Equal ends are most of it; what is left between them is small.
    let start = 0;
    while (start < old.length && start < next.length && old[start] === next[start]) start++;
    let end = 0;
    while (end < old.length - start && end < next.length - start && old.at(-1 - end) === next.at(-1 - end)) end++;
    const same = (/** @type {string[]} */ lines) => lines.map((line) => ({ kind: /** @type {const} */ (' '), line }));
    return [
      ...same(old.slice(0, start)),
      ...between(old.slice(start, old.length - end), next.slice(start, next.length - end)),
      ...same(old.slice(old.length - end)),
    ];
  }

  /**
   * @param {string[]} old
   * @param {string[]} next
   */
  function between(old, next) {
    // length[i][j]: how many lines old[i..] and next[j..] have in common.
    const length = Array.from({ length: old.length + 1 }, () => new Uint32Array(next.length + 1));
    for (let i = old.length - 1; i >= 0; i--) {
      for (let j = next.length - 1; j >= 0; j--) {
        length[i][j] = old[i] === next[j] ? length[i + 1][j + 1] + 1 : Math.max(length[i + 1][j], length[i][j + 1]);
      }
    }
    /** @type {{ kind: ' ' | '-' | '+', line: string }[]} */
    const lines = [];
    let [i, j] = [0, 0];
    while (i < old.length || j < next.length) {
      if (i < old.length && j < next.length && old[i] === next[j]) {
        lines.push({ kind: ' ', line: old[i++] });
        j++;
      } else if (i < old.length && (j === next.length || length[i + 1][j] >= length[i][j + 1])) {
        lines.push({ kind: '-', line: old[i++] });
      } else {
        lines.push({ kind: '+', line: next[j++] });
      }
    }
    return lines;
  }

  globalThis.synopsite = { ...globalThis.synopsite, difference };
})();

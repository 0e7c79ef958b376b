// What the rounds took, as a table of medians.

/** @typedef {import('../against-hugo.mjs').Run} Run @typedef {import('../against-hugo.mjs').Size} Size */

/** @typedef {(run: Run, round: Record<string, Run>, column: string) => number} Value */

/** The columns, where they were measured. @type {Record<string, string>} */
const COLUMNS = { synopsite: 'Synopsite', without: 'without search', hugo: 'Hugo', copy: 'cp -r', check: 'check' };

/**
 * A table in Markdown.
 * @param {number} count how many records
 * @param {Record<string, Run>[]} rounds
 * @param {Record<string, Size>} sizes
 * @param {Record<string, string>} names other headings
 */
export function table(count, rounds, sizes, names) {
  const columns = Object.keys(COLUMNS).filter((column) => rounds[0][column]);
  /** @param {string} label @param {number} digits @param {Value} value */
  const measured = (label, digits, value) => [
    label,
    ...columns.map((column) => {
      const all = rounds.map((round) => value(round[column], round, column));
      return spread(all, digits);
    }),
  ];
  /** @param {string} label @param {number} digits @param {(size: Size) => number} value */
  const sized = (label, digits, value) => [
    label,
    ...columns.map((column) => (sizes[column] ? value(sizes[column]).toFixed(digits) : '')),
  ];
  /** @param {string} label @param {string} base @param {'wall' | 'user'} part */
  const ratio = (label, base, part) =>
    measured(label, 2, (run, round, column) => (round[base] && column !== base ? run[part] / round[base][part] : NaN));
  const lines = [
    ['', ...columns.map((column) => names[column] ?? COLUMNS[column])],
    measured('wall, s', 2, (run) => run.wall),
    measured('user CPU, µs a record', 0, (run) => (run.user / count) * 1e6),
    measured('system CPU, µs a record', 0, (run) => (run.system / count) * 1e6),
    measured('peak memory, MiB', 0, (run) => run.memory),
    ratio('wall ÷ cp -r', 'copy', 'wall'),
    ratio('wall ÷ Hugo', 'hugo', 'wall'),
    ratio('user CPU ÷ Hugo', 'hugo', 'user'),
    sized('files', 0, ({ files }) => files),
    sized('files a record', 2, ({ files }) => files / count),
    sized('bytes a record', 0, ({ bytes }) => bytes / count),
  ];
  return aligned(lines.filter(([, ...cells]) => cells.some(Boolean)));
}

/**
 * The median, with the lowest and the highest; nothing where a number is missing.
 * @param {number[]} all @param {number} digits
 */
function spread(all, digits) {
  if (all.some(Number.isNaN)) return '';
  const sorted = all.toSorted((a, b) => a - b);
  const half = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2;
  const [low, middle, high] = [sorted[0], median, sorted[sorted.length - 1]].map((number) => number.toFixed(digits));
  return low === high ? middle : `${middle} (${low}–${high})`;
}

/** @param {string[][]} lines */
function aligned(lines) {
  const widths = lines[0].map((_, column) => Math.max(3, ...lines.map((line) => line[column].length)));
  const rule = widths.map((width) => '-'.repeat(width));
  return [lines[0], rule, ...lines.slice(1)]
    .map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`)
    .join('\n');
}

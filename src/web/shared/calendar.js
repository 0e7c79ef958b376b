/** In a calendar of days Tab stops at one day, and the arrow keys go on from there; without this script it stops at each. */
(() => {
  'use strict';

  const DAYS = '.calendar [data-level]';

  /** How far each key goes, in columns and rows. @type {Record<string, [column: number, row: number]>} */
  const ways = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

  /** A week's days are one column. */
  const ROWS = 7;

  /**
   * The nearest day on the way of a key: the others of its row to the left and right, and the one before or after it.
   * @param {HTMLElement} from
   * @param {HTMLElement[]} days in the order of time
   * @param {[column: number, row: number]} way
   */
  function next(from, days, [columns, rows]) {
    if (rows) return days[days.indexOf(from) + rows];
    const cells = [...(from.parentElement?.children ?? [])];
    const row = cells.indexOf(from) % ROWS;
    const inRow = days.filter((day) => cells.indexOf(day) % ROWS === row);
    return inRow[inRow.indexOf(from) + columns];
  }

  for (const calendar of document.querySelectorAll('.calendar')) {
    /** @type {() => HTMLElement[]} */
    const all = () => [...calendar.querySelectorAll(/** @type {'a'} */ (DAYS))];
    /** The one day where Tab stops, once the keyboard has come here: before, nothing of the page is touched. @type {HTMLElement | undefined} */
    let stop;
    const stopAt = (/** @type {HTMLElement} */ day) => {
      if (stop) stop.tabIndex = -1;
      else for (const other of all()) other.tabIndex = -1;
      stop = day;
      stop.tabIndex = 0;
      stop.focus();
    };
    calendar.addEventListener('focusin', ({ target }) => {
      const newest = all().at(-1);
      if (stop || !newest || !(/** @type {HTMLElement} */ (target).matches(`${DAYS}:focus-visible`))) return;
      stopAt(newest);
    });
    calendar.addEventListener('keydown', (event) => {
      const { key, target } = /** @type {KeyboardEvent} */ (event);
      const day = /** @type {HTMLElement} */ (target);
      if (!Object.hasOwn(ways, key) || !day.matches(DAYS)) return;
      event.preventDefault();
      const to = next(day, all(), ways[key]);
      if (to) stopAt(to);
    });
  }
})();

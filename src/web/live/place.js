/** Where somebody reads on the page, and that it stays there while the page changes around it. */
(() => {
  'use strict';

  const ITEMS = '.card, .gallery-item, .search-hit';
  /** What is read as one piece. */
  const PIECES = `:is(${ITEMS}), :is(h1, h2, h3, h4, p, li, pre, figure, table):not(:is(${ITEMS}) *)`;
  /** The parts of a page in which a focus is that of a reader. */
  const LISTS = `${ITEMS}, .day, .problem-row, .more, .pager, .search-results, .search-more`;
  /** Whoever has scrolled by less is still at the top. */
  const TOP = 8;

  /** @param {Element} area */
  const scrollerOf = (area) =>
    (area.matches('dialog') ? area.querySelector('.search-scroll') : null) ?? document.documentElement;

  /** What has the focus, or is marked as if it had. @param {Element} area */
  function focusIn(area) {
    const focus = area.querySelector('[role="option"][aria-selected="true"]') ?? document.activeElement;
    return focus && area.contains(focus) ? focus.closest(LISTS) : null;
  }

  /** @param {Element} area */
  function selectionIn(area) {
    const selection = getSelection();
    const node = selection && !selection.isCollapsed ? selection.anchorNode : null;
    return node && area.contains(node) ? node.parentElement : null;
  }

  /** @type {Live['isReading']} */
  function isReading(area) {
    const isCovered = !area.closest('dialog') && document.querySelector('dialog[open], :fullscreen, .diagram.is-full');
    return Boolean(scrollerOf(area).scrollTop > TOP || focusIn(area) || selectionIn(area) || isCovered);
  }

  /** What is in view: first what has the focus or is selected, then from the top down. @param {Element} area */
  function piecesInView(area) {
    const first = [focusIn(area), selectionIn(area)?.closest(PIECES)];
    return [...first, ...area.querySelectorAll(PIECES)].flatMap((piece) => {
      if (!piece) return [];
      const { top, bottom, height } = piece.getBoundingClientRect();
      return height > 0 && bottom > 0 && top < innerHeight ? [{ piece, top }] : [];
    });
  }

  /** Browsers scroll by whole pixels. What was left over the last time, unless somebody has scrolled since, is not lost. */
  let left = { at: 0, by: 0 };

  /** @type {Live['steady']} */
  function steady(area, change) {
    const before = isReading(area) ? piecesInView(area) : [];
    const scroller = scrollerOf(area);
    const rest = scroller.scrollTop === left.at ? left.by : 0;
    change();
    const kept = before.find(({ piece }) => piece.isConnected && piece.checkVisibility());
    if (!kept) return;
    const moved = () => kept.piece.getBoundingClientRect().top - kept.top + rest;
    if (moved() !== 0) scroller.scrollBy({ top: moved(), behavior: 'instant' });
    left = { at: scroller.scrollTop, by: moved() };
  }

  // A page that only says what is wrong with a template has no other scripts.
  globalThis.synopsite = { ...globalThis.synopsite, live: /** @type {Live} */ ({ isReading, steady }) };
})();

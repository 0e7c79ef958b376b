/** On a record's page that was found: marks the passages, and leads from one to the next. */
(() => {
  'use strict';

  const places = {
    ...globalThis.synopsite?.words?.passages,
    .../** @type {HTMLScriptElement} */ (document.currentScript).dataset,
  };
  const { words, client, element, fill, pageOf, isField, foldedText, blockOf, paint, reveal } = synopsite.finder;

  /** Each of these is searched by itself, as the engine does it. */
  const TEXTS = [
    '.record-header h1',
    '.record-header :is(.crumbs a, .facts .tag, .facts .source-id, .facts dd:not(:has(*), [data-status]))',
    '.summary > .prose',
    '.transcript .prose',
    '.diagram-source code',
  ].map((text) => `.record ${text}`);

  /** @type {Folding | undefined} */
  let folding;
  let query = '';
  /** @type {Range[]} */
  let ranges = [];
  let current = 0;

  const status = element('span', { role: 'status' });
  const link = element('a', { className: 'search-back' });
  /** @param {string} sign @param {string | undefined} label @param {() => void} onclick */
  const button = (sign, label = '', onclick) =>
    element('button', { type: 'button', title: label, ariaLabel: label, onclick }, sign);
  const bar = element(
    'nav',
    { className: 'search-passages', ariaLabel: places.passages ?? '' },
    link,
    status,
    button('↑', places.previous, () => step(-1)),
    button('↓', places.next, () => step(1)),
    button('×', words.close, close),
  );
  // The live script of `synopsite serve` leaves it alone.
  bar.dataset.live = '';

  /** The query in the page's address. */
  function wanted() {
    try {
      return decodeURIComponent(/^#find=(.*)$/.exec(location.hash)?.[1] ?? '');
    } catch {
      return '';
    }
  }

  async function open() {
    const found = wanted();
    if (!found || !document.querySelector('.record')) return;
    folding ??= await client.folding();
    query = found;
    link.textContent = query;
    link.href = pageOf(query);
    document.body.append(bar);
    mark();
    current = begin(folding);
    show();
    if (ranges.length > 0) focusOn(ranges[current]);
  }

  function close() {
    bar.remove();
    query = '';
    ranges = [];
    color();
    history.replaceState(history.state, '', location.pathname + location.search);
  }

  /* Finding */

  /** Finds the passages, and unfolds the transcript if there are any in it. */
  function mark() {
    ranges = [...document.querySelectorAll(TEXTS.join())].flatMap(rangesIn);
    for (const range of ranges) {
      const folded = blockOf(range)?.closest('.transcript details');
      if (folded instanceof HTMLDetailsElement) folded.open = true;
    }
  }

  /**
   * The passage to begin with: where all that is looked for is close together, and not in the record's header.
   * @param {Folding} folding
   */
  function begin({ fold, parse }) {
    const values = parse(query).parts.map(({ value }) => value);
    const start = Math.max(
      0,
      ranges.findIndex((range) => !blockOf(range)?.closest('.record-header')),
    );
    let best = { place: start, length: Infinity };
    /** Where each was seen last. @type {Map<string, number>} */
    const last = new Map();
    for (let place = start; place < ranges.length; place++) {
      const text = fold(String(ranges[place]));
      for (const value of values) if (text.includes(value)) last.set(value, place);
      const first = Math.min(...last.values());
      if (last.size === new Set(values).size && place - first < best.length) {
        best = { place: first, length: place - first };
      }
    }
    return best.place;
  }

  /** @param {Element} text */
  function rangesIn(text) {
    if (!folding) return [];
    const { folded, ranges } = foldedText(text, folding);
    return ranges(folding.findAll(folded, folding.parse(query)));
  }

  /* Showing */

  const color = () => paint('search', ranges, current);

  function show() {
    color();
    status.textContent =
      ranges.length > 0 ? fill(places.place, { n: current + 1, total: ranges.length }) : (words.none ?? '');
    if (ranges[current]) reveal(ranges[current]);
  }

  /** What is read aloud goes on from here. @param {Range} range */
  function focusOn(range) {
    const block = blockOf(range);
    if (!(block instanceof HTMLElement)) return;
    block.tabIndex = -1;
    block.focus({ preventScroll: true });
  }

  /** @param {number} by */
  function step(by) {
    if (ranges.length === 0) return;
    current = (current + by + ranges.length) % ranges.length;
    show();
    if (!bar.contains(document.activeElement)) focusOn(ranges[current]);
  }

  /** @type {Record<string, (event: KeyboardEvent) => void>} */
  const keys = {
    Enter: ({ shiftKey }) => step(shiftKey ? -1 : 1),
    n: () => step(1),
    N: () => step(-1),
    Escape: close,
  };
  document.addEventListener('keydown', (event) => {
    if (!bar.isConnected || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const { target, key } = event;
    if (!Object.hasOwn(keys, key) || isField(target) || document.querySelector('dialog[open]')) return;
    if (key.toLowerCase() === 'n' && synopsite.keysAreOn?.() === false) return;
    // On a button or a link this key has a meaning of its own.
    if (key === 'Enter' && target instanceof Element && target.closest('a, button, summary')) return;
    event.preventDefault();
    keys[key](event);
  });

  // The page may have changed while it is read: see the live script of `synopsite serve`.
  document.addEventListener('synopsite:patched', () => {
    if (!bar.isConnected) return;
    mark();
    current = Math.max(0, Math.min(current, ranges.length - 1));
    color();
    status.textContent = fill(places.place, { n: Math.min(current + 1, ranges.length), total: ranges.length });
  });
  window.addEventListener('hashchange', () => open().catch(console.warn));
  open().catch(console.warn);
})();

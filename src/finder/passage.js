/** On a record's page that was found: marks the passages, and leads from one to the next. */
(() => {
  'use strict';

  const places = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;
  const { words, client, element, fill, pageOf, isField } = synopsite.finder;

  /** Names of highlights: see site.css. */
  const ALL = 'search-found';
  const CURRENT = 'search-current';

  /** Each of these is searched by itself, as the engine does it. */
  const TEXTS = [
    '.record-header h1',
    '.record-header :is(.crumbs a, .facts .tag, .facts .source-id, .facts dd:not(:has(*), [data-status]))',
    '.summary > .prose',
    '.transcript .prose',
    '.diagram-source code',
  ].map((text) => `.record ${text}`);
  const BLOCKS = 'p, li, dt, dd, h1, h2, h3, h4, h5, h6, td, th, pre, blockquote, figure, div, summary';

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
    paint();
    history.replaceState(history.state, '', location.pathname + location.search);
  }

  /* Finding */

  /** Finds the passages, and unfolds the transcript if there are any in it. */
  function mark() {
    ranges = [...document.querySelectorAll(TEXTS.join())].flatMap(rangesIn);
    for (const range of ranges) {
      const folded = startOf(range).closest('.transcript details');
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
      ranges.findIndex((range) => !startOf(range).closest('.record-header')),
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
    const { nodes, whole } = textOf(text);
    const map = folding.foldMap(whole);
    return folding.findAll(map.text, folding.parse(query)).map(([from, to]) => {
      const range = new Range();
      range.setStart(...placeOf(nodes, map.at[from], false));
      range.setEnd(...placeOf(nodes, map.ends[to - 1], true));
      return range;
    });
  }

  /**
   * An element's text as the engine has it: a line feed between blocks, and no diagrams in the summary. Paragraphs of a
   * transcript are cut from one line, so that nothing comes between them.
   * @param {Element} element
   */
  function textOf(element) {
    const isSummary = element.matches('.summary > .prose');
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
    /** @type {{ node: Text, from: number }[]} */
    const nodes = [];
    let whole = '';
    /** @type {Element | null | undefined} */
    let block;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (!(node instanceof Text)) {
        if (isSummary && /** @type {Element} */ (node).matches('br, hr')) whole += '\n';
        continue;
      }
      const parent = node.parentElement;
      const own = parent?.closest(BLOCKS);
      const isApart = isSummary ? parent?.closest('.diagram') : parent === element && element.matches('.prose');
      if (isApart) continue;
      if (isSummary && block && own !== block) whole += '\n';
      block = own;
      nodes.push({ node, from: whole.length });
      whole += node.data;
    }
    return { nodes, whole };
  }

  /**
   * Where a place in the whole text is in the page.
   * @param {{ node: Text, from: number }[]} nodes
   * @param {number} place
   * @param {boolean} isEnd
   * @returns {[Text, number]}
   */
  function placeOf(nodes, place, isEnd) {
    const found = nodes.findLast(({ from }) => (isEnd ? from < place : from <= place)) ?? nodes[0];
    return [found.node, Math.min(place - found.from, found.node.length)];
  }

  /** @param {Range} range */
  const startOf = (range) => /** @type {Element} */ (range.startContainer.parentElement);

  /* Showing */

  /** Colours the passages; where a browser cannot, their blocks get a class. */
  function paint() {
    for (const block of document.querySelectorAll('.is-found')) block.classList.remove('is-found');
    if (!('highlights' in CSS)) {
      for (const range of ranges) startOf(range).closest(BLOCKS)?.classList.add('is-found');
      return;
    }
    CSS.highlights.set(ALL, new Highlight(...ranges));
    const marked = new Highlight(...ranges.slice(current, current + 1));
    marked.priority = 1;
    CSS.highlights.set(CURRENT, marked);
  }

  /** Shows the current passage, which may be folded away, or in a box that scrolls. */
  function show() {
    paint();
    status.textContent =
      ranges.length > 0 ? fill(places.place, { n: current + 1, total: ranges.length }) : (words.none ?? '');
    const range = ranges[current];
    if (!range) return;
    for (let box = startOf(range).closest('details'); box; box = box.parentElement?.closest('details') ?? null) {
      box.open = true;
    }
    for (let box = startOf(range); box.parentElement; box = box.parentElement) {
      const [place, frame] = [range.getBoundingClientRect(), box.getBoundingClientRect()];
      if (!/auto|scroll/.test(getComputedStyle(box).overflow)) continue;
      box.scrollTop += place.top - frame.top - box.clientHeight / 2;
      box.scrollLeft += place.left - frame.left - box.clientWidth / 2;
    }
    const { top, height } = range.getBoundingClientRect();
    scrollBy({ top: top + height / 2 - innerHeight * 0.4, behavior: 'instant' });
  }

  /** What is read aloud goes on from here. @param {Range} range */
  function focusOn(range) {
    const block = startOf(range).closest(BLOCKS);
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
    paint();
    status.textContent = fill(places.place, { n: Math.min(current + 1, ranges.length), total: ranges.length });
  });
  window.addEventListener('hashchange', () => open().catch(console.warn));
  open().catch(console.warn);
})();

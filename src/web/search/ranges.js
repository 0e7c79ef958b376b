/** Passages of a page: where a folded text stands in it, and how it is coloured and brought into view. */
(() => {
  'use strict';

  const BLOCKS = 'p, li, dt, dd, h1, h2, h3, h4, h5, h6, td, th, pre, blockquote, figure, div, summary';
  /** The class of blocks in which something was found, where a browser cannot colour text. */
  const FOUND = 'is-found';

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
      // Of a formula its source is searched.
      const isDrawn = parent?.closest('math') && parent.localName !== 'annotation';
      if (isApart || isDrawn) continue;
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
    let [low, high] = [0, nodes.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (isEnd ? nodes[middle].from < place : nodes[middle].from <= place) low = middle;
      else high = middle - 1;
    }
    const { node, from } = nodes[low];
    return [node, Math.min(place - from, node.length)];
  }

  /** @type {Finder['foldedText']} */
  function foldedText(element, { foldMap }) {
    const { nodes, whole } = textOf(element);
    const map = foldMap(whole);
    return {
      folded: map.text,
      ranges: (places) =>
        places.map(([from, to]) => {
          const range = new Range();
          range.setStart(...placeOf(nodes, map.at[from], false));
          range.setEnd(...placeOf(nodes, map.ends[to - 1], true));
          const formula = startOf(range).closest('math');
          if (formula) range.selectNodeContents(formula);
          return range;
        }),
    };
  }

  /** @param {Range} range */
  const startOf = (range) => /** @type {Element} */ (range.startContainer.parentElement);

  /** @type {Finder['blockOf']} */
  const blockOf = (range) => startOf(range).closest(BLOCKS);

  /** @type {Finder['paint']} */
  function paint(name, ranges, current) {
    if (!('highlights' in CSS)) {
      for (const block of document.querySelectorAll(`.${FOUND}`)) block.classList.remove(FOUND);
      for (const range of ranges) blockOf(range)?.classList.add(FOUND);
      return;
    }
    CSS.highlights.set(`${name}-found`, new Highlight(...ranges));
    const marked = new Highlight(...ranges.slice(current, current + 1));
    marked.priority = 1;
    CSS.highlights.set(`${name}-current`, marked);
  }

  /** @type {Finder['reveal']} */
  function reveal(range) {
    const start = startOf(range);
    for (let box = start.closest('details'); box; box = box.parentElement?.closest('details') ?? null) {
      box.open = true;
    }
    for (let box = start; box.parentElement; box = box.parentElement) {
      if (!/auto|scroll/.test(getComputedStyle(box).overflow)) continue;
      const [place, frame] = [range.getBoundingClientRect(), box.getBoundingClientRect()];
      box.scrollTop += place.top - frame.top - box.clientHeight / 2;
      box.scrollLeft += place.left - frame.left - box.clientWidth / 2;
    }
    const { top, height } = range.getBoundingClientRect();
    scrollBy({ top: top + height / 2 - innerHeight * 0.4, behavior: 'instant' });
  }

  synopsite.finder = { ...synopsite.finder, foldedText, blockOf, paint, reveal };
})();

/**
 * Lists the site's diagrams, of the kind and the category that the page's address names, as far as the reader
 * has scrolled.
 *
 * The data is in scripts, because a page that is opened from a disk can load nothing else: an index says which
 * diagrams there are, and parts hold their sources, of which only those are loaded that hold what is shown.
 * All of it is put in as text; src/web/diagrams/ draws it.
 */
(() => {
  'use strict';

  /**
   * What scripts hand over: see src/pages/view/gallery.rs.
   * @typedef {object} Index
   * @property {number} size how many records a full part holds
   * @property {[name: string, word: string][]} kinds
   * @property {[path: string, name: string, above: number | null][]} categories each after the one above it
   * @property {string} records newest first, such as `aaf3.17,a3`: a letter for each diagram's kind, and categories
   *
   * @typedef {object} Part
   * @property {Entry[]} records the oldest first
   *
   * @typedef {object} Entry
   * @property {string} url
   * @property {string} title
   * @property {string} lang
   * @property {[iso: string, day: string]} [date]
   * @property {Diagram[]} diagrams
   *
   * @typedef {object} Diagram
   * @property {string} [title]
   * @property {string} source
   * @property {string} [repair] the source with the mistakes mended that are known
   * @property {boolean} [unclosed] whether its end tag is missing
   */

  /**
   * Where a diagram stands, with places counted from 0.
   * @typedef {object} Place
   * @property {number} record of all records with diagrams, the oldest first
   * @property {number} diagram of all in the record
   * @property {number} kind of the index's kinds
   */

  /** So many diagrams are added at once. */
  const BATCH = 6;

  /** Stands for every kind and every category. */
  const ALL = -1;

  const { loader, parts, counted, ending } = synopsite.page;

  const gallery = document.getElementById('gallery');
  if (!gallery) return;

  /**
   * @param {ParentNode} scope
   * @param {string} selector
   */
  const find = (scope, selector) => /** @type {HTMLElement} */ (scope.querySelector(selector));
  const { root = '', index: indexAddress = '', part: partAddress = '', caption = '' } = gallery.dataset;
  const list = find(gallery, '.gallery-list');
  const status = find(document, '#gallery-status');
  const more = find(gallery, '.gallery-more');
  const kindList = find(gallery, '.gallery-kinds');
  const categoryList = /** @type {HTMLSelectElement} */ (find(gallery, '.gallery-category'));
  const allWord = categoryList.options[0].text;
  const itemTemplate = /** @type {HTMLTemplateElement} */ (find(gallery, '#gallery-item'));
  const kindTemplate = /** @type {HTMLTemplateElement} */ (find(gallery, '#gallery-kind'));

  /** @type {Index} */
  let index = { size: 1, kinds: [], categories: [], records: '' };
  /**
   * Each record's kinds, and its categories with those above them, newest first.
   * @type {{ kinds: number[], categories: number[] }[]}
   */
  let records = [];
  /**
   * What the reader has chosen, in the order in which it is listed.
   * @type {Place[]}
   */
  let found = [];
  /** How many of those are listed. */
  let listed = 0;
  let isFilling = false;

  /* Loading */

  const load = loader('synopsite:diagrams');

  /** @type {PageParts<Part>} */
  const { part, forget } = parts(load, partAddress);

  async function loadIndex() {
    index = await load(indexAddress);
    /** @type {number[][]} */
    const lines = [];
    for (const [place, [, , above]] of index.categories.entries()) {
      lines.push(above === null ? [place] : [place, ...lines[above]]);
    }
    records = index.records.split(',').map((code) => {
      const letters = /** @type {RegExpExecArray} */ (/^[a-z]*/.exec(code))[0];
      const own = code.slice(letters.length).split('.').filter(Boolean).map(Number);
      return {
        kinds: [...letters].map((letter) => letter.charCodeAt(0) - 'a'.charCodeAt(0)),
        categories: [...new Set(own.flatMap((category) => lines[category]))],
      };
    });
    makeFilters();
  }

  /* Choosing */

  /** The kind and the category in the page's address, as places in the index. */
  function choice() {
    const wanted = new URLSearchParams(location.hash.slice(1));
    return {
      kind: index.kinds.findIndex(([name]) => name === wanted.get('kind')),
      category: index.categories.findIndex(([path]) => path === wanted.get('category')),
    };
  }

  /**
   * The address of a choice.
   * @param {{ kind: number, category: number }} choice
   */
  function addressOf({ kind, category }) {
    const wanted = new URLSearchParams();
    if (kind !== ALL) wanted.set('kind', index.kinds[kind][0]);
    if (category !== ALL) wanted.set('category', index.categories[category][0]);
    return `#${wanted}`;
  }

  function makeFilters() {
    const chips = [ALL, ...index.kinds.keys()].map((kind) => {
      const chip = document.importNode(kindTemplate.content, true);
      find(chip, 'li').dataset.place = String(kind);
      find(chip, 'a').textContent = kind === ALL ? allWord : index.kinds[kind][1];
      return chip;
    });
    kindList.replaceChildren(...chips);
    categoryList.replaceChildren(...[ALL, ...index.categories.keys()].map((place) => new Option('', String(place))));
  }

  /** Finds what the address names, and says how much each other choice would find. */
  function choose() {
    const { kind, category } = choice();
    /** @type {Map<number, number>} */
    const ofKind = new Map();
    /** @type {Map<number, number>} */
    const ofCategory = new Map();
    found = [];
    for (const [age, record] of records.entries()) {
      const isHere = category === ALL || record.categories.includes(category);
      for (const [diagram, own] of record.kinds.entries()) {
        const isWanted = kind === ALL || own === kind;
        if (isHere) [ALL, own].forEach((place) => count(ofKind, place));
        if (isWanted) [ALL, ...record.categories].forEach((place) => count(ofCategory, place));
        if (isHere && isWanted) found.push({ record: records.length - 1 - age, diagram, kind: own });
      }
    }
    for (const chip of /** @type {Iterable<HTMLElement>} */ (kindList.children)) {
      const place = Number(chip.dataset.place);
      const link = /** @type {HTMLAnchorElement} */ (find(chip, 'a'));
      link.href = addressOf({ kind: place, category });
      if (place === kind) link.setAttribute('aria-current', 'true');
      else link.removeAttribute('aria-current');
      find(chip, '.count').textContent = String(ofKind.get(place) ?? 0);
      chip.hidden = place !== ALL && place !== kind && !ofKind.has(place);
    }
    for (const option of categoryList.options) {
      const place = Number(option.value);
      option.text = `${nameOf(place)} (${ofCategory.get(place) ?? 0})`;
      option.hidden = option.disabled = place !== ALL && place !== category && !ofCategory.has(place);
    }
    categoryList.value = String(category);
    const { forms = '', empty = '' } = status.dataset;
    status.textContent = found.length > 0 ? counted(found.length, forms) : empty;
  }

  /**
   * @param {Map<number, number>} counts
   * @param {number} place
   */
  const count = (counts, place) => counts.set(place, (counts.get(place) ?? 0) + 1);

  /**
   * A category's name, indented under the one above it.
   * @param {number} place
   */
  function nameOf(place) {
    if (place === ALL) return allWord;
    let indent = '';
    for (let above = index.categories[place][2]; above !== null; above = index.categories[above][2]) {
      indent += '\u00a0\u00a0\u00a0';
    }
    return indent + index.categories[place][1];
  }

  /* Listing */

  /** What an item was made of, so that it need not be made again. @type {WeakMap<Element, string>} */
  const made = new WeakMap();

  /**
   * The items of these diagrams; those that are listed already stay what they are.
   * @param {Place[]} places
   */
  async function itemsOf(places) {
    const numbers = new Set(places.map(({ record }) => Math.floor(record / index.size) + 1));
    const loaded = new Map(await Promise.all([...numbers].map(async (n) => /** @type {const} */ ([n, await part(n)]))));
    return places.flatMap((place) => {
      const entry = loaded.get(Math.floor(place.record / index.size) + 1)?.records[place.record % index.size];
      const diagram = entry?.diagrams[place.diagram];
      // A server may give an index and a part of two builds: what one lacks is not listed.
      return entry && diagram ? [itemOf(place, entry, diagram)] : [];
    });
  }

  /**
   * @param {Place} place
   * @param {Entry} entry
   * @param {Diagram} diagram
   */
  function itemOf(place, entry, diagram) {
    const id = `diagram-${place.record + 1}-${place.diagram + 1}`;
    const material = JSON.stringify([place, entry.url, entry.title, entry.date, diagram]);
    const known = document.getElementById(id)?.closest('.gallery-item');
    if (known && made.get(known) === material) return known;
    const item = find(document.importNode(itemTemplate.content, true), '.gallery-item');
    made.set(item, material);
    const record = /** @type {HTMLAnchorElement} */ (find(item, '.gallery-record'));
    record.textContent = entry.title;
    record.lang = entry.lang;
    record.href = root + entry.url;
    const kind = find(item, '.gallery-kind');
    kind.textContent = index.kinds[place.kind][1];
    if (entry.date) {
      const time = document.createElement('time');
      [time.dateTime, time.textContent] = entry.date;
      kind.after(time);
    }
    const permalink = /** @type {HTMLAnchorElement} */ (find(item, '.gallery-permalink'));
    permalink.href = `${root}${entry.url}#diagram-${place.diagram + 1}`;
    const figure = find(item, '[data-diagram]');
    fill(figure, id, diagram, diagram.title || counted(place.diagram + 1, caption));
    [figure.dataset.diagram] = index.kinds[place.kind];
    return item;
  }

  /**
   * Makes the sample figure that of a diagram: see the component `diagram` in templates/components.html.
   * @param {HTMLElement} figure
   * @param {string} id
   * @param {Diagram} diagram
   * @param {string} title
   */
  function fill(figure, id, diagram, title) {
    figure.id = id;
    find(figure, 'figcaption > :first-child').textContent = title;
    // The item has a link to the diagram in its record; here it has no address that lasts.
    figure.querySelector('.permalink')?.remove();
    find(figure, '.diagram-view').setAttribute('aria-label', title);
    find(figure, '.diagram-source code').textContent = diagram.source;
    figure.style.setProperty('--lines', String(diagram.source.split('\n').length));
    if (!diagram.unclosed) figure.querySelector('.diagram-source .note')?.remove();
    if (diagram.repair) {
      const template = document.createElement('template');
      template.className = 'diagram-repair';
      template.content.append(diagram.repair);
      figure.append(template);
    }
  }

  /**
   * Lists these items and no others; what stands already where it should is not touched.
   * @param {Element[]} items
   * @param {boolean} [isNews]
   */
  function show(items, isNews) {
    synopsite.arrange(list, items, isNews);
    more.hidden = listed >= found.length;
    end.watch();
    document.dispatchEvent(new CustomEvent('synopsite:patched'));
  }

  /** Lists the next diagrams. */
  async function add() {
    const [wanted, from] = [found, listed];
    const next = await itemsOf(wanted.slice(from, from + BATCH));
    // The reader has chosen something else meanwhile, or the site has changed.
    if (wanted !== found || from !== listed) return;
    listed += BATCH;
    show([...list.children, ...next]);
  }

  /**
   * Lists what comes next for as long as the end of the list is near.
   * @param {number} least how many to list wherever it is
   */
  async function fillUp(least) {
    if (isFilling) return;
    isFilling = true;
    more.hidden = listed >= found.length;
    find(more, 'p').hidden = true;
    try {
      while (listed < found.length && (listed < least || end.isNear())) await add();
    } catch (error) {
      explain(error);
    }
    isFilling = false;
  }

  const end = ending(more, () => fillUp(0));

  /** @param {unknown} error */
  function explain(error) {
    console.warn(error);
    more.hidden = find(more, 'p').hidden = false;
  }

  /** Begins the list anew. */
  function restart() {
    choose();
    listed = 0;
    list.replaceChildren();
    return fillUp(0);
  }

  /** Takes in what has changed on the server; what the reader is looking at stays. */
  async function refresh() {
    const before = found.length;
    forget();
    await loadIndex();
    choose();
    const wanted = found;
    // What has come must not push what is read off the end.
    const length = Math.max(listed + Math.max(0, wanted.length - before), BATCH);
    const items = await itemsOf(wanted.slice(0, length));
    if (wanted !== found) return;
    listed = length;
    show(items, true);
  }

  async function start() {
    gallery?.removeAttribute('hidden');
    await loadIndex();
    choose();
    // Coming back to the page, a reader finds it where it was left.
    const { length = 0, first = '' } = history.state ?? {};
    await fillUp(length);
    if (first) document.getElementById(first)?.scrollIntoView();
  }

  categoryList.addEventListener('change', () => {
    location.hash = addressOf({ kind: choice().kind, category: Number(categoryList.value) });
  });
  window.addEventListener('hashchange', () => {
    // The address of another place on the page is no choice.
    if (!document.getElementById(location.hash.slice(1))) restart();
  });
  find(more, 'button').addEventListener('click', async () => {
    const place = list.children.length;
    await (records.length > 0 ? fillUp(listed + 1) : start().catch(explain));
    list.children[place]?.querySelector('a')?.focus();
  });
  window.addEventListener('pagehide', () => {
    const first = [...list.children].find((item) => item.getBoundingClientRect().bottom > 0);
    const figure = scrollY > 0 ? first?.querySelector('[data-diagram]') : null;
    history.replaceState({ length: listed, first: figure?.id ?? '' }, '');
  });
  document.addEventListener('synopsite:patch', () => refresh().catch(explain));
  start().catch(explain);
})();

/** The search page: its address has the query, and filters are chosen from what the records found have. */
(() => {
  'use strict';

  const box = document.getElementById('search');
  if (!box) return;

  const { client, liveSearch, element, addressOf, marked, factsOf, without } = synopsite.finder;

  /** So many of a filter's values are shown until all are asked for. */
  const FEW = 8;
  /** The address follows what is typed after so many milliseconds: browsers allow few changes. */
  const PAUSE = 300;

  /** @param {string} selector @param {ParentNode} [scope] */
  const find = (selector, scope = box) => /** @type {HTMLElement} */ (scope.querySelector(selector));
  const field = /** @type {HTMLInputElement} */ (find('#search-field'));
  const list = find('.search-results');
  const more = /** @type {HTMLButtonElement} */ (find('.search-more'));
  const filters = /** @type {HTMLDetailsElement} */ (find('.search-filters'));
  const groups = [.../** @type {NodeListOf<HTMLElement>} */ (box.querySelectorAll('.search-group'))];
  const allTemplate = /** @type {HTMLTemplateElement} */ (find('#search-all'));

  /** @param {Hit} hit */
  function itemOf(hit) {
    const { lang } = hit;
    const link = element('a', { href: addressOf(hit), lang }, ...marked(hit.title));
    const facts = factsOf(hit).map((fact) => element('li', {}, fact));
    const card = element(
      'article',
      { className: 'card' },
      element('h2', {}, link),
      element('p', { className: 'excerpt', lang }, ...marked(hit.excerpt)),
      element('ul', { className: 'card-facts' }, ...facts),
    );
    return element('li', {}, card);
  }

  /* Filters */

  /** What the query is made of, as far as it is known. @type {ParsedQuery} */
  let parsed = { text: '', parts: [] };
  /** @type {Facets | undefined} */
  let facets;
  /** Kinds of filters of which all values are shown. @type {Set<string>} */
  const whole = new Set();

  /** @param {string} text */
  const plain = (text) => text.normalize('NFKC').toLowerCase();

  /** @param {string} value */
  const quoted = (value) => (/[\s"“”„‟＂]/.test(value) && !value.includes('"') ? `"${value}"` : value);

  /**
   * The values of a filter, in the order in which they are offered.
   * @param {string} kind
   * @param {Facets} facets
   * @returns {{ value: string, label: string, count: number }[]}
   */
  function valuesOf(kind, { categories, sources, years, tags }) {
    /** @type {{ value: string, label: string, count: number }[]} */
    const values =
      {
        category: categories.map(({ path, count }) => ({ value: path.join('/'), label: path.join(' / '), count })),
        source: sources.map(({ key, label, count }) => ({ value: key, label, count })),
        date: years.map(({ year, count }) => ({ value: String(year), label: String(year), count })),
        tag: tags.map(({ name, count }) => ({ value: name, label: name, count })),
      }[kind] ?? [];
    return kind === 'date'
      ? values.sort((a, b) => Number(b.value) - Number(a.value))
      : values.sort((a, b) => b.count - a.count);
  }

  /** Shows what the query is filtered by, and what it could be filtered by. */
  function showFilters() {
    const focused = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.filter : undefined;
    for (const group of groups) {
      const { kind = '', key = '' } = group.dataset;
      const values = facets ? valuesOf(kind, facets) : [];
      const chosen = parsed.parts.filter((part) => part.kind === kind);
      const pressed = chosen.map((part) => {
        const known = part.not ? undefined : values.find(({ value }) => plain(value) === plain(part.written));
        if (known) values.splice(values.indexOf(known), 1);
        const text = parsed.text.slice(...part.place);
        return filter(known?.label ?? text, known?.count, known?.value ?? text, () => set(without(parsed, part)), true);
      });
      const offered = values.map(({ value, label, count }) =>
        filter(label, count, value, () => set(`${parsed.text} ${key}:${quoted(value)}`.trim()), false),
      );
      const isCut = offered.length > FEW + 1 && !whole.has(kind);
      const shown = isCut ? offered.slice(0, FEW) : offered;
      find('ul', group).replaceChildren(...pressed, ...shown, ...(isCut ? [allButton(kind)] : []));
      group.hidden = pressed.length + offered.length === 0;
    }
    filters.hidden = groups.every((group) => group.hidden);
    if (focused !== undefined) find(`[data-filter="${CSS.escape(focused)}"]`)?.focus();
  }

  /**
   * @param {string} label
   * @param {number | undefined} count
   * @param {string} value
   * @param {() => void} onclick
   * @param {boolean} isPressed
   */
  function filter(label, count, value, onclick, isPressed) {
    const button = element('button', { type: 'button', className: 'search-choice', onclick }, label);
    button.ariaPressed = String(isPressed);
    button.dataset.filter = value;
    if (count !== undefined) button.append(' ', element('span', { className: 'count' }, String(count)));
    return element('li', {}, button);
  }

  /** @param {string} kind */
  function allButton(kind) {
    const item = /** @type {Element} */ (document.importNode(allTemplate.content, true).firstElementChild);
    find('button', item).onclick = () => {
      whole.add(kind);
      showFilters();
    };
    return item;
  }

  /** @param {string} text of a query that has not changed since it was parsed */
  const set = (text) => parsed.text === search.text() && search.set(text);

  /** @param {ParsedQuery} query @param {boolean} isDone */
  async function countFilters(query, isDone) {
    parsed = query;
    // Hits come first.
    if (!isDone) return;
    const found = await client.facets(query.text).catch(() => undefined);
    if (query.text !== search.text()) return;
    facets = found;
    showFilters();
  }

  /* The search */

  /** Coming back to the page, a reader finds it where it was left. @type {{ hits?: number, y?: number }} */
  const left = history.state ?? {};
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let writing;

  function writeAddress() {
    const address = new URL(location.href);
    address.search = search.text() && `?q=${encodeURIComponent(search.text())}`;
    if (address.href !== location.href) history.replaceState(history.state, '', address);
  }

  const search = liveSearch({
    ...{ field, list, more, status: find('.search-status'), notes: find('.search-notes'), make: itemOf },
    shown(results) {
      clearTimeout(writing);
      writing = setTimeout(writeAddress, PAUSE);
      if (results?.error) return;
      countFilters(results?.parsed ?? { text: '', parts: [] }, results?.done ?? true);
      if (left.y && list.children.length > 0) scrollTo(0, left.y);
      left.y = 0;
    },
  });

  field.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key !== 'Enter' && event.key !== 'ArrowDown') return;
    event.preventDefault();
    list.querySelector('a')?.focus();
  });
  more.addEventListener('click', () => {
    const place = list.children.length;
    // The button goes when there is no more.
    new MutationObserver((_, observer) => {
      observer.disconnect();
      list.children[place]?.querySelector('a')?.focus();
    }).observe(list, { childList: true });
  });
  window.addEventListener('pagehide', () => {
    writeAddress();
    history.replaceState({ hits: list.children.length, y: scrollY }, '');
  });

  box.hidden = false;
  filters.open = matchMedia('(min-width: 60rem)').matches;
  const query = new URLSearchParams(location.search).get('q') ?? '';
  search.set(query, left.hits);
  if (!query) field.focus();
})();

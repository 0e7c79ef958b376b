/**
 * The home page's filters: what is chosen stands in the address, and its records stand in the place of the newest.
 *
 * Without a choice the page stays what it is, and no data is loaded before somebody comes near the filters.
 */
(() => {
  'use strict';

  const { run, loader, counted } = synopsite.page;
  const { readAddress, addressOf } = synopsite.browse;

  /** Asks, in the address, for a record at random; its value is the path of the page it is asked from. */
  const RANDOM = 'random';
  /** So many tags or authors are offered at once. */
  const MAX_OFFERED = 100;

  const bar = document.getElementById('browse');
  const section = document.getElementById('browse-list');
  if (!bar || !section) return;

  /**
   * @template {HTMLElement} [T=HTMLElement]
   * @param {string} selector
   */
  const find = (selector) => /** @type {T} */ (bar.querySelector(selector));
  const { root = '', engine = '', index: indexAddress = '', forms = '', empty = '', failed = '' } = bar.dataset;
  const status = find('.browse-status');
  const toggle = find('.browse-toggle');
  const reset = find('.browse-reset');
  const today = /** @type {HTMLAnchorElement} */ (document.querySelector('.browse-today'));
  const random = /** @type {HTMLElement} */ (document.querySelector('.browse-random'));
  /** What is typed, because there may be thousands to choose from. */
  const typed = /** @type {NodeListOf<HTMLInputElement>} */ (bar.querySelectorAll('[list]'));
  const day = /** @type {HTMLInputElement} */ (find('[name="day"]'));
  const fields = /** @type {NodeListOf<HTMLSelectElement | HTMLInputElement>} */ (bar.querySelectorAll('[name]'));
  const selects = /** @type {NodeListOf<HTMLSelectElement>} */ (bar.querySelectorAll('select:not([name="sort"])'));
  const sort = /** @type {HTMLSelectElement} */ (find('[name="sort"]'));
  /** The options that the page came with. */
  const fixed = new Map(
    [...selects].map((select) => [select, [...select.options].map(({ value, text }) => [value, text])]),
  );

  const load = loader('synopsite:browse');

  /** @type {BrowseIndex | undefined} */
  let index;
  /** @type {Promise<BrowseIndex> | undefined} */
  let loading;
  /** @type {BrowseList | undefined} */
  let list;
  /** @type {BrowseFound | undefined} */
  let found;
  let choice = readAddress(location.hash);

  /** Loads the index, and what reads it, unless they are there. */
  function ready() {
    loading ??= open().catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  }

  async function open() {
    const [data] = await Promise.all([load(indexAddress), list ? undefined : run(engine)]);
    list ??= synopsite.browse.list(/** @type {HTMLElement} */ (section));
    index = synopsite.browse.readIndex(data);
    return index;
  }

  /* Showing */

  /** Shows what the address says. @param {number} [least] how many records at least @param {boolean} [isNews] of a site that has changed */
  async function apply(least, isNews) {
    const own = (choice = readAddress(location.hash));
    const words = /** @type {BrowseChoice} */ (own ?? {});
    document.documentElement.toggleAttribute('data-chosen', own !== undefined);
    for (const field of fields) if (!(field instanceof HTMLSelectElement)) field.value = valueOf(field, words);
    today.ariaCurrent = String(today.hash === `#on=${words.on}`);
    const number = Object.keys(words).filter((word) => word !== 'sort').length;
    find('.browse-toggle .count').textContent = number > 0 ? `(${number})` : '';
    if (!own) {
      status.textContent = '';
      list?.clear();
      if (!index) return;
    }
    const from = await ready();
    if (choice !== own) return;
    found = synopsite.browse.choose(from, words);
    if (own) {
      const total = found.places.length > 0 ? counted(found.places.length, forms) : empty;
      status.textContent = words.on ? `${dayOfYear(words.on)} · ${total}` : total;
    }
    // While the first cards are on their way there is time for the choices.
    const shown = own && list?.show(from, found.places, least, isNews);
    offer(from, words, found);
    await shown;
  }

  /** @param {HTMLSelectElement | HTMLInputElement} field @param {BrowseChoice} words */
  const valueOf = ({ name }, words) => words[/** @type {keyof BrowseChoice} */ (name)] ?? '';

  /** A day of every year, in words. @param {string} on such as `05-03` */
  function dayOfYear(on) {
    const date = new Date(`2024-${on}T00:00Z`);
    if (Number.isNaN(date.getTime())) return on;
    return date.toLocaleDateString(document.documentElement.lang, { month: 'long', day: 'numeric', timeZone: 'UTC' });
  }

  /**
   * Says beside each choice how many records it would leave, and offers none that would leave none.
   * @param {BrowseIndex} from
   * @param {BrowseChoice} words
   * @param {BrowseFound} found
   */
  function offer(from, words, { counts }) {
    for (const [select, [all, ...rest]] of fixed) {
      const filter = /** @type {BrowseFilter} */ (select.name);
      const chosen = valueOf(select, words);
      const years = () => Object.keys(counts.year).map((year) => [year, year]);
      const choices = filter === 'year' ? years().reverse() : (from.names[filter] ?? rest);
      const options = choices.flatMap(([value, name], id) => {
        const count = counts[filter][filter === 'year' ? Number(value) : id] ?? 0;
        return count > 0 || value === chosen ? [new Option(`${name} (${count})`, value)] : [];
      });
      // What was chosen in an earlier state of the site may be gone.
      if (chosen && !options.some(({ value }) => value === chosen)) options.push(new Option(`${chosen} (0)`, chosen));
      select.replaceChildren(new Option(all[1], ''), ...options);
      select.value = chosen;
    }
    sort.value = words.sort ?? '';
    if (sort.selectedIndex < 0) sort.value = '';
  }

  /** Offers the tags or authors that hold what is typed, those of the most records first. @param {HTMLInputElement} field */
  async function offerFitting({ name, value, list }) {
    const from = await ready();
    const filter = /** @type {BrowseFilter} */ (name);
    const counts = (found ?? synopsite.browse.choose(from, choice ?? {})).counts[filter];
    const all = (from.names[filter] ?? []).map(([name], id) => ({ name, count: counts[id] ?? 0 }));
    const part = value.trim().toLowerCase();
    const fitting = all.filter(({ name, count }) => count > 0 && name.toLowerCase().includes(part));
    fitting.sort((a, b) => b.count - a.count);
    const options = fitting.slice(0, MAX_OFFERED).map(({ name, count }) => new Option(`${name} (${count})`, name));
    list?.replaceChildren(...options);
  }

  /* Choosing */

  /** Goes to a choice, so that one can go back. @param {BrowseChoice} next */
  function go(next) {
    const hash = addressOf(next);
    if (hash === addressOf(choice ?? {})) return;
    history.pushState(null, '', hash || location.pathname + location.search);
    apply().catch(explain);
  }

  /** Goes to what the fields say. */
  function take() {
    const own = Object.fromEntries([...fields].map(({ name, value }) => [name, value.trim()]));
    go({ ...own, on: choice?.on });
  }

  /**
   * A record at random, of those that are listed or of all: another one than the reader comes from, if there is one.
   * @param {string} [left] the path of the page that the reader comes from
   */
  async function randomAddress(left) {
    const from = await ready();
    const { places } = choice && found ? found : synopsite.browse.choose(from, {});
    const drawn = Math.floor(Math.random() * places.length);
    /** @type {URL | undefined} */
    let to;
    for (const place of [places[drawn], places[(drawn + 1) % places.length]]) {
      const record = place === undefined ? undefined : await list?.record(from, place);
      to = record && new URL(root + record.url, location.href);
      if (to?.pathname !== left) break;
    }
    return to?.href;
  }

  /** Fills the fields, before they are used. */
  async function prepare(isNews = false) {
    if (index) return;
    await ready();
    await apply(list?.length(), isNews);
  }

  /** @param {unknown} error */
  function explain(error) {
    console.warn(error);
    status.textContent = failed;
  }

  bar.addEventListener('change', take);
  bar.addEventListener('pointerover', () => prepare().catch(explain));
  bar.addEventListener('focusin', () => prepare().catch(explain));
  // A list that opened before it is filled would show nothing.
  bar.addEventListener('mousedown', (event) => {
    const { target } = event;
    if (index || !(target instanceof HTMLSelectElement)) return;
    event.preventDefault();
    target.focus();
    prepare()
      .then(() => target.showPicker())
      .catch(explain);
  });
  for (const field of typed) {
    field.addEventListener('focusin', () => offerFitting(field).catch(explain));
    field.addEventListener('input', (event) => {
      offerFitting(field).catch(explain);
      // Taken from the list, or emptied.
      const isTyped = event instanceof InputEvent && event.inputType !== 'insertReplacementText';
      if (!isTyped || field.value === '') take();
    });
  }
  toggle.addEventListener('click', () => {
    const isOpen = toggle.getAttribute('aria-expanded') === 'true';
    toggle.setAttribute('aria-expanded', String(!isOpen));
  });
  reset.addEventListener('click', () => {
    go({});
    (toggle.checkVisibility() ? toggle : fields[0]).focus();
  });
  random.addEventListener('click', async () => {
    const to = await randomAddress().catch(explain);
    if (to) location.href = to;
  });

  day.type = 'date';

  const now = new Date();
  today.hash = `on=${String(now.getMonth() + 1).padStart(2, '0')}-${String(now.getDate()).padStart(2, '0')}`;

  async function start() {
    const left = new URLSearchParams(location.hash.slice(1)).get(RANDOM);
    if (left !== null) {
      const to = await randomAddress(left);
      if (to) location.replace(to);
      return;
    }
    // Coming back to the page, a reader finds it where it was left.
    const { length, scroll } = history.state ?? {};
    await apply(length);
    if (choice && scroll > 0) scrollTo(0, scroll);
  }

  addEventListener('hashchange', () => start().catch(explain));
  addEventListener('pagehide', () => {
    if (choice) history.replaceState({ length: list?.length(), scroll: scrollY }, '');
  });
  // The site has changed.
  document.addEventListener('synopsite:state', () => {
    if (!index) return;
    index = loading = undefined;
    list?.forget();
    prepare(true).catch(explain);
  });
  start().catch(explain);

  // A reader may have come to a field, and chosen in it, before this script was there.
  const early = bar.querySelector(':focus');
  if (early instanceof HTMLSelectElement) take();
  early?.dispatchEvent(new FocusEvent('focusin', { bubbles: true }));
})();

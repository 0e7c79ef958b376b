/**
 * Keeps an open page up to date while `synopsite serve` runs: patches it in place when it has changed, and
 * tells of new records.
 *
 * The server tells the state of the site, not the steps that led to it. So it does not matter what a page
 * misses while the server is away.
 */
(() => {
  'use strict';

  /**
   * @typedef {object} State
   * @property {string | null} page the page's tag; null where it is gone
   * @property {string} styles changes with any style sheet
   * @property {string} scripts changes with any script
   * @property {number} snapshot changes with everything that is published
   * @property {string | null} fault what keeps the site from following its folder
   * @property {{ url: string, title: string }[]} arrivals records that came since the last state
   *
   * @typedef {object} Morph
   * @property {(from: Element, to: Element, options: object) => void} morph
   */

  const own = /** @type {HTMLScriptElement} */ (document.currentScript);
  const live = /** @type {Live} */ (synopsite.live);
  const idiomorph = /** @type {Morph} */ (Reflect.get(window, 'Idiomorph'));

  const main = document.querySelector('main') ?? document.body;

  /** The site's root: every page links its icon from there. */
  const icon = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel="icon"]'));
  const root = new URL('..', icon?.href ?? location.href);

  /** How long after a failure the server is looked for again, in milliseconds. */
  const RETRY = 1000;
  /** How often a page that nobody sees asks for the number of new records. */
  const GLANCE = 15_000;
  /** Lists that are made from data follow so soon; before that nobody knows whether they have a new record. */
  const DATA = 300;
  const DATA_LISTS = '#search, #gallery, :root[data-chosen] #browse-list';
  /** What stands for a record in a list. */
  const RECORD = ':is(.card, .gallery-item)';
  /** Somebody has stopped scrolling after so long. */
  const STILL = 200;

  let tag = own.dataset.tag;
  let { title } = document;
  /** Whether something of the page waits until it can be shown. */
  let isHeld = false;
  /** @type {State | undefined} */
  let last;
  /** The records that waited here when that was last told. @type {Set<string>} */
  let waited = new Set();
  /** Records that have come and that nobody has seen here: their titles by their paths. @type {Map<string, string>} */
  const news = new Map();

  /**
   * Patches the page, one state after the other.
   * @param {State} state
   */
  async function follow(state) {
    const before = last;
    last = state;
    if (before && before.scripts !== state.scripts) return location.reload();
    // What is not on the page but in data, such as that of search, may have changed.
    document.dispatchEvent(new CustomEvent('synopsite:state'));
    if (before && before.styles !== state.styles) swapStyles(state.styles);
    live.tellFault(state.fault);
    // Where there was no page, there is one now.
    if (state.page !== null && tag === '') return location.reload();
    hear(state);
    if (state.page !== null && (state.page !== tag || isHeld)) await patch();
    tell();
    if (document.querySelector(DATA_LISTS)) setTimeout(tellElsewhere, DATA);
    else tellElsewhere();
  }

  /** @param {State} state */
  function hear({ arrivals }) {
    for (const { url, title } of arrivals) news.set(new URL(url, root).pathname, title);
  }

  /** Fetches the page and changes what differs. @param {boolean} [isWanted] also what would move what is read */
  async function patch(isWanted = false) {
    const response = await fetch(location.href, { cache: 'no-cache' });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const script = /** @type {HTMLElement | null} */ (page.querySelector('#synopsite-live'));
    tag = script?.dataset.tag;
    title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    addHead(page.head);
    document.dispatchEvent(new CustomEvent('synopsite:patch'));
    try {
      live.mark(document);
      live.mark(page);
      const change = () => idiomorph.morph(document.body, page.body, { callbacks: KEEP });
      if (isWanted) {
        change();
        live.release();
      } else if (live.holdBack(page)) live.steady(main, change);
    } finally {
      live.unmark();
    }
    isHeld = live.waiting().length > 0;
    document.dispatchEvent(new CustomEvent('synopsite:patched'));
  }

  /** Shows what waits, and goes where it is. @param {boolean} isByKey */
  async function show(isByKey) {
    const paths = waitingPaths();
    await patch(true);
    tell();
    const links = /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(`main ${RECORD} a[href]`));
    const first = [...links].find((link) => paths.has(link.pathname) && link.checkVisibility())?.closest(RECORD);
    scrollTo({ top: 0, behavior: 'instant' });
    if (first && first.getBoundingClientRect().bottom > innerHeight) first.scrollIntoView({ block: 'center' });
    if (isByKey) first?.querySelector('a')?.focus({ preventScroll: true });
  }

  /**
   * What the page needs now and did not need before, such as the script that draws diagrams.
   * @param {HTMLHeadElement} head
   */
  function addHead(head) {
    for (const wanted of head.querySelectorAll('script[src], link[rel="stylesheet"]')) {
      const name = wanted.hasAttribute('src') ? 'src' : 'href';
      const present = [...document.head.querySelectorAll(wanted.localName)].some(
        (element) => plain(element.getAttribute(name)) === plain(wanted.getAttribute(name)),
      );
      if (present || wanted.id === own.id) continue;
      // A script that was parsed here would not run.
      const element = document.createElement(wanted.localName);
      for (const { name, value } of wanted.attributes) element.setAttribute(name, value);
      document.head.append(element);
    }
  }

  /** @param {string | null} address */
  const plain = (address) => new URL(address ?? '', location.href).pathname;

  /** What a reader has done to the page, and what a script has drawn, is not the server's to change. */
  const KEEP = {
    /**
     * @param {Node} from
     * @param {Node} to
     */
    beforeNodeMorphed(from, to) {
      if (!(from instanceof HTMLElement && to instanceof HTMLElement)) return true;
      if (from.dataset.live !== undefined) return false;
      if (from === document.activeElement && from.matches('input, select, textarea')) return false;
      return !(from.dataset.state && from.matches('[data-diagram]') && sourceOf(from) === sourceOf(to));
    },
    /** @param {Node} node */
    beforeNodeRemoved(node) {
      return !(node instanceof HTMLElement && node.dataset.live !== undefined);
    },
    /**
     * @param {string} name
     * @param {Element} element
     */
    beforeAttributeUpdated(name, element) {
      return !(name === 'open' && element.matches('details, dialog'));
    },
  };

  /** @param {Element} figure */
  const sourceOf = (figure) =>
    ['figcaption', '.diagram-source pre', '.diagram-repair']
      .map((part) => figure.querySelector(part)?.innerHTML)
      .join('\n');

  /**
   * Loads the style sheets again; each old one goes when the new one is there, so that nothing flashes.
   * @param {string} version
   */
  function swapStyles(version) {
    for (const old of document.querySelectorAll('link[rel="stylesheet"]')) {
      const link = /** @type {HTMLLinkElement} */ (old.cloneNode());
      const address = new URL(link.href);
      address.search = version;
      link.href = address.href;
      link.onload = () => old.remove();
      link.onerror = () => link.remove();
      old.after(link);
    }
  }

  /** Marks new records in the lists of this page, which makes them seen. */
  function highlight() {
    if (news.size === 0) return;
    for (const link of document.querySelectorAll('main a[href]')) {
      const { pathname } = /** @type {HTMLAnchorElement} */ (link);
      const card = link.closest(RECORD);
      if (!card?.checkVisibility() || !news.delete(pathname)) continue;
      card.classList.add('is-new');
      card.addEventListener('animationend', () => card.classList.remove('is-new'), { once: true });
    }
    news.delete(location.pathname);
  }

  /** Says what is new and not seen. */
  function tell() {
    highlight();
    const here = waitingPaths();
    // It went again before it was seen.
    for (const path of waited) if (!here.has(path)) news.delete(path);
    waited = here;
    live.tellWaiting(here.size, (isByKey) => inTurn(() => show(isByKey)));
    if (document.getElementById('synopsite-news')) tellElsewhere();
    count();
  }

  /** The records that wait on this page. */
  function waitingPaths() {
    const links = live.waiting().flatMap((item) => [...item.querySelectorAll('a')]);
    return new Set(links.map(({ pathname }) => pathname).filter((path) => news.has(path)));
  }

  /** Lists the new records that this page does not show. */
  function tellElsewhere() {
    const here = waitingPaths();
    const elsewhere = [...news].filter(([path]) => !here.has(path));
    // A page that says that there is none need not be told.
    live.tellElsewhere(elsewhere, last?.page === null && tag !== '', () => {
      for (const [path] of elsewhere) news.delete(path);
      count();
    });
  }

  /** Says in the tab how much is new. */
  function count() {
    document.title = news.size > 0 ? `(${news.size}) ${title}` : title;
  }

  /** One state is taken after the other: each patch starts from what the one before has left. */
  let work = Promise.resolve();

  /** @param {() => unknown} step */
  function inTurn(step) {
    work = work.then(async () => void (await step())).catch((error) => console.warn(error));
  }

  /** @type {EventSource | undefined} */
  let events;
  let lastId = own.dataset.last ?? '';

  function listen() {
    const page = encodeURIComponent(location.pathname);
    return new EventSource(`/.synopsite/events?page=${page}&last=${lastId}`);
  }

  /** A browser keeps few connections to one server, so that a page which nobody sees lets go of its own. */
  function connect() {
    if (document.hidden || events) return;
    const source = listen();
    events = source;
    source.onmessage = ({ data, lastEventId }) => {
      lastId = lastEventId;
      inTurn(() => follow(JSON.parse(data)));
    };
    source.onerror = () => {
      // Browsers come back by themselves, but not after every kind of failure.
      if (source.readyState !== EventSource.CLOSED) return;
      disconnect();
      setTimeout(connect, RETRY);
    };
  }

  function disconnect() {
    events?.close();
    events = undefined;
  }

  /** Counts in the tab of a page that nobody sees what has come; the page itself follows when it is seen. */
  function glance() {
    if (!document.hidden || events) return;
    const source = listen();
    source.onmessage = ({ data, lastEventId }) => {
      source.close();
      // Seen meanwhile, the page hears it from its own connection.
      if (!document.hidden) return;
      lastId = lastEventId;
      hear(JSON.parse(data));
      count();
    };
    source.onerror = () => source.close();
  }

  connect();
  setInterval(glance, GLANCE);
  document.addEventListener('visibilitychange', () => (document.hidden ? disconnect() : connect()));
  addEventListener('pagehide', disconnect);
  // Back to a page that the browser has kept as it was.
  addEventListener('pageshow', connect);
  // Lists that are made from data follow when they have it.
  document.addEventListener('synopsite:arranged', tell);

  /** Whoever has gone back to the top sees what waits. @type {ReturnType<typeof setTimeout> | undefined} */
  let still;
  document.addEventListener('scroll', () => {
    clearTimeout(still);
    still = setTimeout(() => {
      if (live.waiting().length > 0 && !live.isReading(main)) inTurn(() => show(false));
    }, STILL);
  });
})();

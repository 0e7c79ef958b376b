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
   * @property {number} edition changes with everything that is published
   * @property {string | null} fault what keeps the site from following its folder
   * @property {{ url: string, title: string }[]} arrivals records that came since the last state
   *
   * @typedef {object} Morph
   * @property {(from: Element, to: Element, options: object) => void} morph
   */

  const own = /** @type {HTMLScriptElement} */ (document.currentScript);
  const { arrived = '', gone = '', fault = '', close = '' } = own.dataset;
  const idiomorph = /** @type {Morph} */ (Reflect.get(window, 'Idiomorph'));

  /** The site's root: every page links its icon from there. */
  const icon = /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel="icon"]'));
  const root = new URL('..', icon?.href ?? location.href);

  /** How long after a failure the server is looked for again, in milliseconds. */
  const RETRY = 1000;

  let tag = own.dataset.tag;
  /** @type {State | undefined} */
  let last;
  /** @type {Map<string, string>} */
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
    showFault(state.fault);
    // Where there was no page, there is one now.
    if (state.page !== null && tag === '') return location.reload();
    if (state.page !== null && state.page !== tag) await patch();
    for (const { url, title } of state.arrivals) news.set(new URL(url, root).pathname, title);
    highlight();
    // A page that says that there is none need not be told.
    showNotice(state.page === null && tag !== '');
  }

  /** Fetches the page and changes what differs. */
  async function patch() {
    const response = await fetch(location.href, { cache: 'no-cache' });
    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const script = /** @type {HTMLElement | null} */ (page.querySelector('#synopsite-live'));
    tag = script?.dataset.tag;
    document.title = page.title;
    document.documentElement.lang = page.documentElement.lang;
    addHead(page.head);
    document.dispatchEvent(new CustomEvent('synopsite:patch'));
    idiomorph.morph(document.body, page.body, { ignoreActiveValue: true, callbacks: KEEP });
    document.dispatchEvent(new CustomEvent('synopsite:patched'));
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

  /** Marks new records in the lists of this page. */
  function highlight() {
    for (const link of document.querySelectorAll('main a[href]')) {
      const { pathname } = /** @type {HTMLAnchorElement} */ (link);
      const card = link.closest('.card');
      if (!card || !news.delete(pathname)) continue;
      card.classList.add('is-new');
      card.addEventListener('animationend', () => card.classList.remove('is-new'), { once: true });
    }
    news.delete(location.pathname);
  }

  /**
   * @param {string} id
   * @param {string} role
   */
  function panel(id, role) {
    const known = document.getElementById(id);
    if (known) return known;
    const element = document.createElement('aside');
    element.id = id;
    element.dataset.live = '';
    element.setAttribute('role', role);
    document.body.append(element);
    return element;
  }

  /** @param {() => void} action */
  function closeButton(action) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = '×';
    button.setAttribute('aria-label', close);
    button.addEventListener('click', action);
    return button;
  }

  /**
   * New records that this page does not list.
   * @param {boolean} isGone
   */
  function showNotice(isGone) {
    if (news.size === 0 && !isGone) {
      document.getElementById('synopsite-news')?.remove();
      return;
    }
    const notice = panel('synopsite-news', 'status');
    const details = document.createElement('details');
    details.open = notice.querySelector('details')?.open ?? false;
    const summary = document.createElement('summary');
    summary.textContent = isGone ? gone : counted(news.size);
    const list = document.createElement('ul');
    for (const [path, title] of [...news].slice(-20).reverse()) {
      const item = document.createElement('li');
      const link = document.createElement('a');
      link.href = path;
      link.textContent = title;
      item.append(link);
      list.append(item);
    }
    details.append(summary, list);
    const dismiss = () => {
      news.clear();
      notice.remove();
    };
    notice.replaceChildren(details, closeButton(dismiss));
  }

  /** @param {number} n */
  function counted(n) {
    const [one, many = one] = arrived.split('|');
    return (n === 1 ? one : many).replace('{n}', String(n));
  }

  /** @param {string | null} message */
  function showFault(message) {
    if (message === null) {
      document.getElementById('synopsite-fault')?.remove();
      return;
    }
    const overlay = panel('synopsite-fault', 'alert');
    if (overlay.querySelector('pre')?.textContent === message) return;
    const title = document.createElement('strong');
    title.textContent = fault;
    const text = document.createElement('pre');
    text.textContent = message;
    overlay.replaceChildren(
      closeButton(() => overlay.remove()),
      title,
      text,
    );
  }

  const style = document.createElement('style');
  style.textContent = `
    #synopsite-news, #synopsite-fault {
      position: fixed; z-index: 1000; inset-inline-end: 1rem; bottom: 1rem; display: flex; gap: .5rem;
      align-items: start; max-width: min(24rem, calc(100vw - 2rem)); max-height: 50vh; overflow: auto;
      padding: .6rem .9rem; border: 1px solid GrayText; border-radius: .5rem; font-size: .9rem;
      background: Canvas; color: CanvasText; box-shadow: 0 .3rem 1rem rgb(0 0 0 / 25%);
    }
    #synopsite-news ul { margin: .5rem 0 0; padding-inline-start: 1.2rem; }
    #synopsite-news summary { cursor: pointer; }
    #synopsite-fault { inset: auto 1rem 1rem; max-width: none; flex-direction: column; border: 2px solid #c33; }
    #synopsite-fault pre { margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; }
    #synopsite-fault { padding-inline-end: 3rem; }
    #synopsite-fault button { position: absolute; inset: .3rem .3rem auto auto; }
    :is(#synopsite-news, #synopsite-fault) button {
      min-width: 2rem; min-height: 2rem; border: 0; background: none; color: inherit; cursor: pointer;
    }
    .is-new { animation: synopsite-new 4s ease-out; }
    @keyframes synopsite-new {
      from {
        background: color-mix(in srgb, Highlight 15%, transparent);
        box-shadow: 0 0 0 .6rem color-mix(in srgb, Highlight 15%, transparent);
      }
    }
    @media (prefers-reduced-motion: reduce) { .is-new { animation-timing-function: step-end; } }
    @media print { #synopsite-news, #synopsite-fault { display: none; } }
  `;
  document.head.append(style);

  /** One state is taken after the other: each patch starts from what the one before has left. */
  let work = Promise.resolve();
  const page = encodeURIComponent(location.pathname);

  /** @type {EventSource | undefined} */
  let events;
  let lastId = own.dataset.last ?? '';

  /** A browser keeps few connections to one server, so that a page which nobody sees lets go of its own. */
  function connect() {
    if (document.hidden || events) return;
    const source = new EventSource(`/.synopsite/events?page=${page}&last=${lastId}`);
    events = source;
    source.onmessage = ({ data, lastEventId }) => {
      lastId = lastEventId;
      work = work.then(() => follow(JSON.parse(data))).catch((error) => console.warn(error));
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

  connect();
  document.addEventListener('visibilitychange', () => (document.hidden ? disconnect() : connect()));
  addEventListener('pagehide', disconnect);
  // Back to a page that the browser has kept as it was.
  addEventListener('pageshow', connect);
})();

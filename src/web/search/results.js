/** What the dialog and the page of search have in common: a search as it is typed, and its results as elements. */
(() => {
  'use strict';

  const words = {
    ...globalThis.synopsite?.words?.page,
    .../** @type {HTMLScriptElement} */ (document.currentScript).dataset,
  };
  const { root = '', engine = '' } = words;
  const client = synopsite.searchClient(root, engine);

  // Before any search hears of it, and runs again.
  document.addEventListener('synopsite:state', () => client.refresh());

  /** After so many milliseconds it is said that a search goes on. */
  const SLOW = 400;
  /** So many pixels before the end of the list is in view, more is looked for. */
  const NEAR = 300;

  /** @type {Finder['element']} */
  function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    Object.assign(made, properties);
    made.append(...children);
    return made;
  }

  /** @type {Finder['fill']} */
  const fill = (text = '', values) => text.replace(/\{(\w+)\}/g, (whole, name) => String(values[name] ?? whole));

  /** A number in words, of which the first form is that for one. @param {number} n @param {string} [forms] */
  function counted(n, forms = '') {
    const [one, many = one] = forms.split('|');
    return fill(n === 1 ? one : many, { n: n.toLocaleString('en') });
  }

  /** @type {Finder['addressOf']} */
  const addressOf = ({ url, find }) => root + url + (find && `#find=${encodeURIComponent(find)}`);

  /** @type {Finder['pageOf']} */
  const pageOf = (text) => `${root}search/index.html${text && `?q=${encodeURIComponent(text)}`}`;

  /** @type {Finder['marked']} */
  const marked = (pieces) => pieces.map(([text, isMatch]) => (isMatch ? element('mark', {}, text) : text));

  const PLACES = {
    title: words.inTitle,
    about: words.inAbout,
    heading: words.inHeading,
    summary: words.inSummary,
    transcript: words.inTranscript,
    diagram: words.inDiagram,
  };

  /** @type {Finder['factsOf']} */
  const factsOf = ({ day, categories, where }) =>
    [day, ...categories.map((path) => path.join(' / ')), PLACES[where]].flatMap((fact) => fact || []);

  /** @type {Finder['without']} */
  const without = ({ text }, { place: [from, to] }) =>
    `${text.slice(0, from).trimEnd()} ${text.slice(to).trimStart()}`.trim();

  /** @type {Finder['isField']} */
  const isField = (target) =>
    target instanceof HTMLElement && (target.isContentEditable || target.matches('input, textarea, select'));

  /** @type {Finder['liveSearch']} */
  function liveSearch(view) {
    const { field, list, more } = view;
    const fillList = listing(view);
    let text = '';
    /** @type {Search | undefined} */
    let search;
    /** @type {SearchResults | undefined} */
    let results;
    let isLooking = false;
    let isStale = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let slow;

    /** @param {string} wanted @param {number} [least] @param {boolean} [isNews] of a site that has changed */
    function start(wanted, least = 0, isNews = false) {
      text = wanted;
      isStale = false;
      search?.cancel();
      clearTimeout(slow);
      if (!text) return show(undefined);
      isLooking = true;
      slow = setTimeout(() => (view.status.textContent = words.busy ?? ''), SLOW);
      const begun = client.search(text, {
        onResults(found) {
          const isEnough = found.exhausted || (found.hits.length >= least && (found.done || !isNews));
          if (!isEnough) return found.done ? begun.more() : undefined;
          show(found, isNews);
          isNews = false;
        },
      });
      search = begun;
    }

    /** @param {SearchResults | undefined} found @param {boolean} [isNews] */
    function show(found, isNews = false) {
      results = found;
      isLooking = found !== undefined && !found.done;
      fillList(found?.hits ?? [], isNews);
      more.hidden = found?.exhausted ?? true;
      view.notes.replaceChildren(...(found ? notesOn(found, set) : []));
      if (!isLooking) {
        clearTimeout(slow);
        view.status.textContent = found ? summaryOf(found) : '';
      }
      view.shown(found);
    }

    /** @param {string} wanted @param {number} [least] */
    function set(wanted, least) {
      field.value = wanted;
      start(wanted.trim(), least);
    }

    function lookForMore() {
      if (isLooking || results?.exhausted) return;
      isLooking = true;
      search?.more();
    }

    /** What is typed is searched for as it is, but not while an input method is still putting it together. */
    const look = () => {
      if (field.value.trim() !== text) start(field.value.trim());
    };
    field.addEventListener('input', (event) => {
      if (!(/** @type {InputEvent} */ (event).isComposing)) look();
    });
    field.addEventListener('compositionend', look);

    more.addEventListener('click', lookForMore);
    const isNear = () => more.checkVisibility() && more.getBoundingClientRect().top < innerHeight + NEAR;
    document.addEventListener('scroll', () => isNear() && lookForMore(), { capture: true, passive: true });

    /** The same search of a site that has changed; what is shown stays until there is as much again. */
    const again = () => start(text, results?.exhausted ? Infinity : (results?.hits.length ?? 0) + 1, true);
    document.addEventListener('synopsite:state', () => {
      isStale = true;
      if (list.offsetParent) again();
    });
    return { text: () => text, set, more: lookForMore, catchUp: () => isStale && again() };
  }

  /**
   * Lists hits; those that are listed already keep their elements.
   * @param {SearchView} view
   * @returns {(hits: Hit[], isNews: boolean) => void}
   */
  function listing({ list, make }) {
    /** @type {Map<string, HTMLElement>} */
    let known = new Map();
    return (hits, isNews) => {
      // A record's number changes when an older one arrives.
      const made = new Map(hits.map((hit) => [JSON.stringify({ ...hit, number: 0 }), hit]));
      const next = new Map([...made].map(([key, hit]) => [key, known.get(key) ?? make(hit)]));
      synopsite.arrange(list, [...next.values()], isNews);
      known = next;
    };
  }

  /** @param {SearchResults} results */
  function summaryOf({ hits, candidates, exhausted, error }) {
    if (error !== null) return fill(words.failed, { error });
    if (!exhausted) return fill(words.some, { n: hits.length, total: candidates });
    return hits.length > 0 ? counted(hits.length, words.count) : (words.none ?? '');
  }

  /**
   * Where nothing was found: what was looked for, of which each part can be left out, and what may have been meant.
   * @param {SearchResults} results
   * @param {(text: string) => void} set
   */
  function notesOn({ hits, done, error, parsed, suggestions }, set) {
    if (hits.length > 0 || !done || error !== null) return [];
    /** @param {string} text @param {string} query @param {string} [label] */
    const choice = (text, query, label) => {
      const button = element('button', { type: 'button', className: 'search-choice', onclick: () => set(query) }, text);
      if (label) button.ariaLabel = label;
      return button;
    };
    const isOne = parsed.parts.length === 1;
    const tried = parsed.parts.map((part) => {
      const text = parsed.text.slice(...part.place);
      if (isOne) return element('b', {}, text);
      return choice(`${text} ×`, without(parsed, part), fill(words.without, { part: text }));
    });
    const meant = suggestions.map((text) => choice(text, text));
    return [
      element('p', {}, `${words.tried} `, ...tried),
      ...(meant.length > 0 ? [element('p', {}, `${words.meant} `, ...meant)] : []),
    ];
  }

  globalThis.synopsite = {
    ...synopsite,
    finder: {
      ...synopsite?.finder,
      root,
      words,
      client,
      liveSearch,
      element,
      fill,
      addressOf,
      pageOf,
      marked,
      factsOf,
      without,
      isField,
    },
  };
})();

/** The dialog that searches from every page. The field keeps the focus, and the arrows mark a hit: a combobox. */
(() => {
  'use strict';

  const { words, client, liveSearch, element, addressOf, pageOf, marked, factsOf, isField } = synopsite.finder;

  /** @type {{ dialog: HTMLDialogElement, field: HTMLInputElement, search: LiveSearch } | undefined} */
  let made;

  function open() {
    const page = document.getElementById('search-field');
    if (page) return page.focus();
    const { dialog, field, search } = (made ??= make());
    if (dialog.open) return;
    dialog.showModal();
    field.select();
    client.open().catch(() => undefined);
    search.catchUp();
  }

  document.addEventListener('click', (event) => {
    const isPlain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!isPlain || !(event.target instanceof Element && event.target.closest('.search-link'))) return;
    event.preventDefault();
    open();
  });

  document.addEventListener('keydown', (event) => {
    const hasModifier = event.ctrlKey || event.metaKey;
    if (event.defaultPrevented || event.isComposing || event.altKey) return;
    const isSlash = event.key === '/' && !hasModifier && !isField(event.target) && synopsite.keysAreOn?.() !== false;
    const isK = event.key.toLowerCase() === 'k' && hasModifier && !event.shiftKey;
    if (!isSlash && !isK) return;
    event.preventDefault();
    open();
  });

  function make() {
    const field = element('input', {
      ...{ type: 'search', className: 'search-field', placeholder: words.placeholder ?? '', enterKeyHint: 'search' },
      ...{ autocomplete: 'off', autocapitalize: 'off', spellcheck: false, role: 'combobox', autofocus: true },
      ...{ ariaLabel: words.placeholder ?? '', ariaExpanded: 'false', ariaAutoComplete: 'list' },
    });
    field.setAttribute('aria-controls', 'search-hits');
    const list = element('div', { id: 'search-hits', role: 'listbox', ariaLabel: words.title ?? '', hidden: true });
    const status = element('p', { className: 'search-status', role: 'status' });
    const notes = element('div', { className: 'search-notes' });
    const more = element('button', { type: 'button', className: 'search-more', hidden: true }, words.more ?? '');
    const help = element('p', { className: 'search-help' }, words.help ?? '');
    const whole = element('a', { href: pageOf('') }, words.page ?? '');
    const close = element('button', { type: 'button', className: 'search-close', ariaLabel: words.close ?? '' }, '×');
    const scroll = element('div', { className: 'search-scroll' }, help, status, notes, list, more);
    const dialog = element(
      'dialog',
      { className: 'search-dialog', ariaLabel: words.title ?? '' },
      element('div', { className: 'search-top' }, field, close),
      scroll,
      element('p', { className: 'search-foot' }, whole),
    );
    // The live script of `synopsite serve` leaves it alone.
    dialog.dataset.live = '';
    document.body.append(dialog);

    /** The marked hit. @type {Element | undefined} */
    let chosen;
    /** @param {Element | undefined} option */
    const choose = (option) => {
      if (chosen) chosen.ariaSelected = 'false';
      chosen = option;
      field.setAttribute('aria-activedescendant', option?.id ?? '');
      if (!option) return;
      option.ariaSelected = 'true';
      option.scrollIntoView({ block: 'nearest' });
    };

    const search = liveSearch({
      ...{ field, status, notes, list, more },
      make: optionOf,
      shown(results) {
        const isEmpty = list.children.length === 0;
        list.hidden = isEmpty;
        help.hidden = results !== undefined;
        field.ariaExpanded = String(!isEmpty);
        whole.href = pageOf(results ? search.text() : '');
        found = { text: search.text(), results };
        enter();
        // A marked hit may have another element now, or be gone.
        if (chosen && !chosen.isConnected) {
          const address = chosen.getAttribute('href');
          choose([...list.children].find((option) => option.getAttribute('href') === address));
        }
      },
    });

    /** @type {{ text: string, results: SearchResults | undefined } | undefined} */
    let found;
    /** The key by which somebody wants to go on, until it is known where to. @type {KeyboardEvent | undefined} */
    let wanted;

    /** @param {Element} option @param {KeyboardEvent} key */
    function follow(option, { ctrlKey, metaKey, shiftKey }) {
      option.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, ctrlKey, metaKey, shiftKey }));
    }

    /** Goes to the only hit, or to the page that has all of them. */
    function enter() {
      if (!wanted) return;
      const text = field.value.trim();
      const results = found?.text === text ? found.results : undefined;
      // Until there are two, or no more to look for, a hit may be the only one.
      const isKnown = results && (results.exhausted || results.error !== null || results.hits.length > 1);
      if (text && !isKnown) {
        if (results?.done) search.more();
        return;
      }
      const key = wanted;
      wanted = undefined;
      if (results?.exhausted && results.hits.length === 1) follow(list.children[0], key);
      else location.href = pageOf(text);
    }

    /** @param {number} step */
    function move(step) {
      const options = [...list.children];
      const place = (chosen ? options.indexOf(chosen) : -1) + step;
      if (place >= options.length) search.more();
      else if (place >= -1) choose(options[place]);
    }

    /** @type {Record<string, (event: KeyboardEvent) => void>} */
    const keys = {
      ArrowDown: () => move(1),
      ArrowUp: () => move(-1),
      Escape: () => dialog.close(),
      Enter(event) {
        if (chosen) return follow(chosen, event);
        wanted = event;
        enter();
      },
    };
    field.addEventListener('keydown', (event) => {
      // Keys of an input method are its own; Safari tells of the one that ends it only by this number.
      if (event.isComposing || event.keyCode === 229 || !Object.hasOwn(keys, event.key)) return;
      event.preventDefault();
      keys[event.key](event);
    });
    field.addEventListener('input', () => {
      choose(undefined);
      wanted = undefined;
    });
    close.addEventListener('click', () => dialog.close());
    dialog.addEventListener('click', ({ target }) => {
      const link = target instanceof Element ? target.closest('a') : null;
      // Beside it, or a passage of the page that lies below.
      if (target === dialog || (link && link.pathname === location.pathname && link.hash)) dialog.close();
    });
    // Where the keyboard is on the screen, it makes room for what is looked at.
    scroll.addEventListener('touchmove', () => field.blur(), { passive: true });
    return { dialog, field, search };
  }

  let count = 0;

  /** @param {Hit} hit */
  function optionOf(hit) {
    const { lang } = hit;
    const option = element(
      'a',
      { className: 'search-hit', href: addressOf(hit), id: `search-hit-${++count}`, tabIndex: -1, role: 'option' },
      element('span', { className: 'search-hit-title', lang }, ...marked(hit.title)),
      element('span', { className: 'search-hit-text', lang }, ...marked(hit.excerpt)),
      element('span', { className: 'search-hit-facts' }, ...factsOf(hit).map((fact) => element('span', {}, fact))),
    );
    option.ariaSelected = 'false';
    return option;
  }
})();

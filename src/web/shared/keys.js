/**
 * Keys that lead from record to record and to the sections, and a dialog that lists them, in which they can be turned off:
 * who speaks to the computer may press them by chance. Search has `/` by itself.
 */
(() => {
  'use strict';

  const words = {
    ...globalThis.synopsite?.words?.page,
    .../** @type {HTMLScriptElement} */ (document.currentScript).dataset,
  };
  const { element, isField } = synopsite.finder;

  const KEY = 'synopsite:keys';

  /** What the keys stop at in a list: its records, and what leads on at its end. */
  const STOPS = 'main :is(.card :is(h2, h3) a, .gallery-record, .more a, .pager .older)';
  /** While one of these is open, keys are its own. */
  const TAKEN = 'dialog[open], :fullscreen, .diagram.is-full';
  /** After `g`, a key that follows in so many milliseconds names a section. */
  const PAUSE = 1500;

  /** @type {Record<string, string | undefined>} */
  const sections = { h: words.home, c: words.categories, a: words.archive };
  /** @type {Record<string, () => void>} */
  const actions = { j: () => move(1), k: () => move(-1), r: random, '?': help };

  let prefixed = -Infinity;
  /** Where nothing may be stored, as in some browsers for pages on a disk, it holds for this page. */
  let areOn = true;

  function keysAreOn() {
    try {
      return localStorage.getItem(KEY) !== 'off' && areOn;
    } catch {
      return areOn;
    }
  }

  /** @param {boolean} wanted */
  function turn(wanted) {
    areOn = wanted;
    try {
      if (wanted) localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, 'off');
    } catch {
      // See above.
    }
  }

  /** A template may have left out the button that opens the help, by which keys can be turned on again. */
  const isNeeded = (/** @type {string} */ key) => key === '?' && !document.querySelector('.keys-open');

  document.addEventListener('keydown', (event) => {
    const { key, timeStamp, target } = event;
    // Keys of an input method are its own; Safari tells of the one that ends it only by this number.
    if (event.defaultPrevented || event.isComposing || event.keyCode === 229) return;
    if (event.ctrlKey || event.metaKey || event.altKey || isField(target) || document.querySelector(TAKEN)) return;
    if (!keysAreOn() && !isNeeded(key)) return;
    const isSection = timeStamp - prefixed < PAUSE && Object.hasOwn(sections, key);
    prefixed = key === 'g' ? timeStamp : -Infinity;
    if (isSection) location.href = sections[key] ?? '';
    else if (Object.hasOwn(actions, key)) actions[key]();
    else return;
    event.preventDefault();
  });

  /** Goes to an older record, or back to a newer one. @param {1 | -1} step */
  function move(step) {
    if (document.querySelector('.record')) {
      /** @type {HTMLAnchorElement | null} */
      const neighbour = document.querySelector(step > 0 ? '.neighbours .older' : '.neighbours .newer');
      neighbour?.click();
      return;
    }
    /** @type {HTMLAnchorElement[]} */
    const links = [...document.querySelectorAll(/** @type {'a'} */ (STOPS))].filter((link) => link.checkVisibility());
    let place = links.findIndex((link) => around(link).contains(document.activeElement));
    // Nothing has the focus yet: what is in view is next.
    if (place < 0) {
      const below = links.findIndex((link) => link.getBoundingClientRect().top >= 0);
      place = (below < 0 ? links.length : below) - (step > 0 ? 1 : 0);
    }
    const link = links[place + step];
    if (!link) return;
    link.focus({ preventScroll: true });
    around(link).scrollIntoView({ block: 'nearest' });
  }

  /** Goes to a record at random: of those that the page lists where it can say which, else of all. */
  function random() {
    const button = /** @type {HTMLElement | null} */ (document.querySelector('.browse-random'));
    if (button) button.click();
    else location.href = `${words.home}#random=${encodeURIComponent(location.pathname)}`;
  }

  /** @param {Element} link */
  const around = (link) => link.closest('.card, .gallery-item') ?? link;

  /** @type {HTMLDialogElement | undefined} */
  let dialog;

  function help() {
    dialog ??= makeHelp();
    const box = dialog.querySelector('input');
    if (box) box.checked = keysAreOn();
    dialog.showModal();
  }

  document.addEventListener('click', ({ target }) => {
    if (target instanceof Element && target.closest('.keys-open')) help();
  });

  function makeHelp() {
    /** @type {[string, string | undefined][]} */
    const rows = [
      ['j', words.keysNext],
      ['k', words.keysPrevious],
      ['r', words.keysRandom],
      ['/', words.title],
      ['g h', words.keysHome],
      ['g c', words.keysCategories],
      ['g a', words.keysArchive],
      ['?', words.keysHelp],
    ];
    const list = rows.map(([keys, meaning]) => {
      const signs = keys.split(' ').map((key) => element('kbd', {}, key));
      return element('div', {}, element('dt', {}, ...signs), element('dd', {}, meaning ?? ''));
    });
    const title = element('h2', { id: 'keys-title' }, words.keys ?? '');
    const close = element('button', { type: 'button', className: 'search-close', ariaLabel: words.close ?? '' }, '×');
    const box = element('input', { type: 'checkbox' });
    box.addEventListener('change', () => turn(box.checked));
    const made = element(
      'dialog',
      { className: 'keys-dialog' },
      element('div', { className: 'keys-top' }, title, close),
      element('dl', {}, ...list),
      element('label', {}, box, words.keysSingle ?? ''),
    );
    made.setAttribute('aria-labelledby', title.id);
    // The live script of `synopsite serve` leaves it alone.
    made.dataset.live = '';
    made.addEventListener('click', ({ target }) => {
      if (target === made || target === close) made.close();
    });
    document.body.append(made);
    return made;
  }

  synopsite.keysAreOn = keysAreOn;
})();

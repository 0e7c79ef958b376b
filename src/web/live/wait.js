/** Records that have come wait while they would move what is read. What comes below the window does not. */
(() => {
  'use strict';

  const { isReading, steady } = /** @type {Live} */ (synopsite.live);

  /** Cards that were taken out of the page which the server has. @type {Element[]} */
  let held = [];
  /** Lists that are made from data, with all that belongs into them. @type {Map<Element, { items: Element[], late: Set<Element>, put: Put }>} */
  const lists = new Map();

  /** @param {Document} page */
  const cardsOf = (page) => [...page.querySelectorAll('main .card[id]')];

  /** What leads to a record, or to a diagram of it. @param {Element} item */
  const addressOf = (item) =>
    (item.querySelector('.gallery-permalink') ?? item.querySelector('a[href]') ?? item).getAttribute('href');

  /** Whether something that came before an element would be seen, or push what is seen. @param {Element | null | undefined} next */
  const isInView = (next) => Boolean(next?.checkVisibility() && next.getBoundingClientRect().top < innerHeight);

  /* The page of the server */

  /** @type {Live['holdBack']} */
  function holdBack(page) {
    held = [];
    const main = document.querySelector('main');
    if (!main || !isReading(main)) return true;
    const shown = cardsOf(document);
    const addresses = new Set(shown.map(addressOf));
    const known = new Map(shown.map((card) => [card.id, card]));
    const cards = cardsOf(page);
    /** @type {Element | undefined} */
    let next;
    for (const card of cards.toReversed()) {
      const same = known.get(card.id);
      if (same) next = same;
      else if (isInView(next) && !addresses.has(addressOf(card))) held.unshift(card);
    }
    // All of it is new: so many have come that what is read is on another page of the list.
    if (!next && cards.length > 0 && isInView(shown[0])) {
      held = cards;
      return false;
    }
    held.forEach(takeOut);
    if (held.length > 0) keepEnd(shown, page);
    return true;
  }

  /** @param {Element} card */
  const unitOf = (card) => card.closest('.problem-row') ?? card;

  /** @param {Element} card */
  function takeOut(card) {
    const day = card.closest('.day');
    unitOf(card).remove();
    if (!day?.querySelector('.card')) day?.remove();
  }

  /** What those that wait have pushed off the end of the list stays as long as they wait. @param {Element[]} shown @param {Document} page */
  function keepEnd(shown, page) {
    const left = new Set(cardsOf(page).map(({ id }) => id));
    const last = shown.findLastIndex(({ id }) => left.has(id));
    for (const card of shown.slice(last + 1)) {
      const day = card.closest('.day');
      const unit = page.importNode(unitOf(card), true);
      const same = day && page.getElementById(day.id)?.querySelector('.day-cards');
      if (same) same.append(unit);
      else if (!day) lastOf(page, '.problem-row')?.after(unit);
      else {
        const copy = page.importNode(day, true);
        copy.querySelector('.day-cards')?.replaceChildren(unit);
        lastOf(page, '.day')?.after(copy);
      }
    }
  }

  /** @param {Document} page @param {string} selector */
  const lastOf = (page, selector) => [...page.querySelectorAll(`main ${selector}`)].at(-1);

  /* Lists made from data */

  /** @type {Live['arrange']} */
  function arrange(list, items, isNews, put) {
    const area = list.closest('dialog') ?? document.querySelector('main') ?? document.body;
    const late = isNews ? lateOf(area, list, items) : items.filter((item) => lists.get(list)?.late.has(item));
    if (late.length > 0) lists.set(list, { items, late: new Set(late), put });
    else lists.delete(list);
    const shown = items.filter((item) => !late.includes(item));
    const order = isNews && isReading(area) ? inPlace(list, shown) : shown;
    if (isNews) steady(area, () => withFocus(list, () => put(list, order)));
    else put(list, order);
    document.dispatchEvent(new CustomEvent('synopsite:arranged'));
  }

  /** Elements in the order in which they stand, where that has changed for some. @param {Element} list @param {Element[]} items */
  function inPlace(list, items) {
    const wanted = new Set(items);
    const standing = [...list.children].filter((item) => wanted.has(item)).values();
    return items.map((item) => (list.contains(item) ? (standing.next().value ?? item) : item));
  }

  /** A dialog has no place where it could say that something waits. @param {Element} area @param {Element} list @param {Element[]} items */
  function lateOf(area, list, items) {
    if (area.matches('dialog') || !isReading(area)) return [];
    const addresses = new Set([...list.children].map(addressOf));
    /** @type {Element | null | undefined} */
    let next = list.closest('.day')?.nextElementSibling;
    const late = items.toReversed().filter((item) => {
      if (list.contains(item)) next = item;
      return next !== item && isInView(next) && !addresses.has(addressOf(item));
    });
    return late.toReversed();
  }

  /** An item that says something else now is another element; a focus in it is put where it was. @param {Element} list @param {() => void} change */
  function withFocus(list, change) {
    const focus = document.activeElement;
    const address = list.contains(focus) ? focus?.getAttribute('href') : null;
    change();
    if (!address || focus?.isConnected) return;
    const links = /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll('a[href]'));
    [...links].find((link) => link.getAttribute('href') === address)?.focus({ preventScroll: true });
  }

  function waiting() {
    // What was chosen may be another, or nothing, by now.
    for (const list of lists.keys()) if (!list.isConnected || !list.firstElementChild) lists.delete(list);
    return [...held, ...[...lists.values()].flatMap(({ late }) => [...late])];
  }

  function release() {
    held = [];
    for (const [list, { items, put }] of lists) put(list, items);
    lists.clear();
  }

  synopsite.live = /** @type {Live} */ ({ ...synopsite.live, holdBack, arrange, waiting, release });
})();

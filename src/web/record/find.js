/** Finds words in the transcript: marks all of them, and leads from one to the next. */
(() => {
  'use strict';

  const words = {
    ...globalThis.synopsite?.words?.record,
    .../** @type {HTMLScriptElement} */ (document.currentScript).dataset,
  };
  const { client, element, fill, foldedText, paint, reveal } = synopsite.finder;

  /** What is searched, read when it is first needed. @type {ReturnType<Finder['foldedText']> | undefined} */
  let text;
  /** @type {[number, number][]} */
  let places = [];
  /** @type {Range[]} */
  let ranges = [];
  let current = 0;

  const field = element('input', {
    ...{ type: 'search', placeholder: words.find ?? '', ariaLabel: words.find ?? '', enterKeyHint: 'search' },
    ...{ autocomplete: 'off', autocapitalize: 'off', spellcheck: false },
  });
  const count = element('span', { className: 'find-count', ariaHidden: 'true' });
  const status = element('span', { className: 'visually-hidden', role: 'status' });
  /** @param {string} sign @param {string | undefined} label @param {() => void} onclick */
  const button = (sign, label = '', onclick) =>
    element('button', { type: 'button', title: label, ariaLabel: label, onclick }, sign);
  const steps = element(
    'span',
    { className: 'find-steps', hidden: true },
    count,
    button('↑', words.previous, () => step(-1)),
    button('↓', words.next, () => step(1)),
  );
  const box = element('search', { className: 'find' }, field, steps, status);
  // The live script of `synopsite serve` leaves it alone.
  box.dataset.live = '';

  function attach() {
    const section = document.querySelector('.record .transcript');
    if (section && !section.contains(box)) section.prepend(box);
  }

  /** Marks all places; the current one is the first that does not stand before it. */
  async function find() {
    const folding = await client.folding();
    const prose = document.querySelector('.record .transcript .prose');
    if (!prose) return;
    text ??= foldedText(prose, folding);
    const from = places[current]?.[0] ?? 0;
    places = placesOf(text.folded, folding.fold(field.value));
    ranges = text.ranges(places);
    current = Math.max(
      0,
      places.findIndex((place) => place[0] >= from),
    );
    show();
  }

  /**
   * @param {string} folded
   * @param {string} value
   * @returns {[number, number][]}
   */
  function placesOf(folded, value) {
    /** @type {[number, number][]} */
    const found = [];
    if (!value) return found;
    for (let i = folded.indexOf(value); i >= 0; i = folded.indexOf(value, i + value.length)) {
      found.push([i, i + value.length]);
    }
    return found;
  }

  function show() {
    const { length } = ranges;
    const n = length > 0 ? current + 1 : 0;
    paint('find', ranges, current);
    steps.hidden = !field.value;
    count.textContent = `${n}/${length}`;
    if (length > 0) status.textContent = fill(words.place, { n, total: length });
    else status.textContent = field.value ? (words.none ?? '') : '';
  }

  const run = () =>
    find().then(
      () => ranges[current] && reveal(ranges[current]),
      (error) => console.warn(error),
    );

  /** @param {number} by */
  function step(by) {
    if (ranges.length === 0) return;
    current = (current + by + ranges.length) % ranges.length;
    show();
    reveal(ranges[current]);
  }

  // What an input method is still about is no word yet.
  field.addEventListener('input', (event) => /** @type {InputEvent} */ (event).isComposing || run());
  field.addEventListener('compositionend', run);
  field.addEventListener('focus', () => client.folding().catch(console.warn));
  field.addEventListener('keydown', (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === 'Enter') step(event.shiftKey ? -1 : 1);
    else if (event.key === 'Escape' && field.value) {
      field.value = '';
      run();
    } else return;
    event.preventDefault();
  });

  // The page may have changed while it is read: see the live script of `synopsite serve`.
  document.addEventListener('synopsite:patched', () => {
    attach();
    text = undefined;
    if (field.value) find().catch(console.warn);
  });
  attach();
})();

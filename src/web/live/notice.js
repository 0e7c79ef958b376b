/** What the page says of what is new, and of what is wrong. */
(() => {
  'use strict';

  const own = /** @type {HTMLScriptElement} */ (document.currentScript);
  const { arrived = '', gone = '', fault = '', close = '' } = own.dataset;

  /** So many records are listed. */
  const MAX = 20;

  /**
   * @template {keyof HTMLElementTagNameMap} K
   * @param {K} name
   * @param {Partial<HTMLElementTagNameMap[K]>} properties
   * @param {(Node | string)[]} children
   */
  function element(name, properties, ...children) {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...children);
    return made;
  }

  /** @param {string} id @param {string} role */
  function panel(id, role) {
    const known = document.getElementById(id);
    if (known) return known;
    const made = element('aside', { id, role });
    made.dataset.live = '';
    document.body.append(made);
    return made;
  }

  /** @param {() => void} onclick */
  const closeButton = (onclick) => element('button', { type: 'button', ariaLabel: close, onclick }, '×');

  /** @param {number} n */
  function counted(n) {
    const [one, many = one] = arrived.split('|');
    return (n === 1 ? one : many).replace('{n}', n.toLocaleString('en'));
  }

  /** A speaking browser reads out what comes into an element that it knows. */
  const waiting = element('div', { id: 'synopsite-waiting', role: 'status' });
  waiting.dataset.live = '';
  document.querySelector('main')?.before(waiting);

  /** @type {Live['tellWaiting']} */
  function tellWaiting(count, show) {
    const known = waiting.querySelector('button');
    if (count === 0) return known?.remove();
    const button = known ?? element('button', { type: 'button' }, '', element('span', { ariaHidden: 'true' }, ' ↑'));
    const text = counted(count);
    if (button.firstChild?.nodeValue !== text) button.firstChild?.replaceWith(text);
    // A key that presses a button is told of as a click without a pointer.
    button.onclick = ({ detail }) => show(detail === 0);
    if (!known) waiting.append(button);
  }

  /** @type {Live['tellElsewhere']} */
  function tellElsewhere(news, isGone, dismiss) {
    if (news.length === 0 && !isGone) return document.getElementById('synopsite-news')?.remove();
    const notice = panel('synopsite-news', 'status');
    const links = news.slice(-MAX).toReversed();
    const items = links.map(([href, title]) => element('li', {}, element('a', { href }, title)));
    const summary = element('summary', {}, isGone ? gone : counted(news.length));
    const open = notice.querySelector('details')?.open ?? false;
    const details = element('details', { open }, summary, element('ul', {}, ...items));
    const remove = () => {
      notice.remove();
      dismiss();
    };
    notice.replaceChildren(details, closeButton(remove));
  }

  /** @type {Live['tellFault']} */
  function tellFault(message) {
    if (message === null) return document.getElementById('synopsite-fault')?.remove();
    const overlay = panel('synopsite-fault', 'alert');
    if (overlay.querySelector('pre')?.textContent === message) return;
    overlay.replaceChildren(
      closeButton(() => overlay.remove()),
      element('strong', {}, fault),
      element('pre', {}, message),
    );
  }

  const style = element(
    'style',
    {},
    `
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
    #synopsite-waiting button {
      position: fixed; z-index: 1000; top: .75rem; left: 50%; translate: -50%; min-height: 2.25rem;
      padding: .25rem 1rem; border: 1px solid var(--line, GrayText); border-radius: 2rem; font: inherit; font-size: .9rem;
      white-space: nowrap; background: var(--raised, Canvas); color: var(--accent, CanvasText); cursor: pointer;
      box-shadow: 0 .15rem .6rem rgb(0 0 0 / 18%);
    }
    .is-new { animation: synopsite-new 4s ease-out; }
    @keyframes synopsite-new {
      from {
        background: color-mix(in srgb, Highlight 15%, transparent);
        box-shadow: 0 0 0 .6rem color-mix(in srgb, Highlight 15%, transparent);
      }
    }
    @media (prefers-reduced-motion: reduce) { .is-new { animation-timing-function: step-end; } }
    @media print { #synopsite-news, #synopsite-fault, #synopsite-waiting { display: none; } }
  `,
  );
  document.head.append(style);

  synopsite.live = /** @type {Live} */ ({ ...synopsite.live, tellWaiting, tellElsewhere, tellFault });
})();

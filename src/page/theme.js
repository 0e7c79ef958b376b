/**
 * The look of the site: light, dark, or as the system has it.
 *
 * This runs in the head before the style sheet is there, so nothing is painted in another look first. Without it the
 * page follows the system, and the style sheet shows no switch.
 */
(() => {
  'use strict';

  const KEY = 'synopsite:theme';
  const root = document.documentElement;
  /** It colours the window before the style sheet is there. @type {HTMLMetaElement | null} */
  const scheme = document.querySelector('meta[name="color-scheme"]');

  /** They colour the window's frame: one where the system is light, one where it is dark. */
  const frames = [...document.querySelectorAll('meta[name="theme-color"]')].map((meta) => {
    const media = meta.getAttribute('media') ?? '';
    return { meta, media, theme: media.includes('dark') ? 'dark' : 'light' };
  });

  /** What was chosen; undefined where nothing may be stored, as in some browsers for pages on a disk. */
  function stored() {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return undefined;
    }
  }

  /** @param {string} theme */
  function store(theme) {
    try {
      if (theme === 'auto') localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, theme);
    } catch {
      // Then it holds for this page.
    }
  }

  /** @param {string | null | undefined} wanted */
  function show(wanted) {
    const theme = wanted === 'light' || wanted === 'dark' ? wanted : 'auto';
    if (theme === root.dataset.theme) return;
    root.dataset.theme = theme;
    if (scheme) scheme.content = theme === 'auto' ? 'light dark' : theme;
    for (const { meta, media, theme: own } of frames) {
      meta.setAttribute('media', theme === 'auto' ? media : own === theme ? 'all' : 'not all');
    }
    document.dispatchEvent(new CustomEvent('synopsite:theme'));
  }

  show(stored());

  document.addEventListener('click', ({ target }) => {
    if (!(target instanceof Element && target.closest('.theme-switch'))) return;
    // The first press changes what is seen, whatever the system has.
    const isDark = matchMedia('(prefers-color-scheme: dark)').matches;
    const order = isDark ? ['auto', 'light', 'dark'] : ['auto', 'dark', 'light'];
    const next = order[(order.indexOf(root.dataset.theme ?? '') + 1) % order.length];
    show(next);
    store(next);
  });

  // Another tab, or the page that one comes back from.
  addEventListener('storage', ({ key }) => {
    if (key === KEY || key === null) show(stored());
  });
  addEventListener('pageshow', ({ persisted }) => {
    const theme = stored();
    if (persisted && theme !== undefined) show(theme);
  });
})();

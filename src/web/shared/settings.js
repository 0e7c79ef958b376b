/**
 * The switches of what a reader chooses for all pages: the look (light, dark, or as the system has it), and how lists
 * show records. The page's head has taken an earlier choice up already: see src/web/shared/look.js.
 */
(() => {
  'use strict';

  const root = document.documentElement;
  /** @type {HTMLMetaElement | null} */
  const scheme = document.querySelector('meta[name="color-scheme"]');

  /** They colour the window's frame: one where the system is light, one where it is dark. */
  const frames = [...document.querySelectorAll('meta[name="theme-color"]')].map((meta) => {
    const media = meta.getAttribute('media') ?? '';
    return { meta, media, theme: media.includes('dark') ? 'dark' : 'light' };
  });

  setting('theme', {
    values: ['auto', 'light', 'dark'],
    // The first press changes what is seen, whatever the system has.
    order: () =>
      matchMedia('(prefers-color-scheme: dark)').matches ? ['auto', 'light', 'dark'] : ['auto', 'dark', 'light'],
    shown(theme) {
      const schemes = theme === 'auto' ? 'light dark' : theme;
      // Chromium styles the whole page anew whenever it is set, even to what it was.
      if (scheme && scheme.content !== schemes) scheme.content = schemes;
      for (const { meta, media, theme: own } of frames) {
        meta.setAttribute('media', theme === 'auto' ? media : own === theme ? 'all' : 'not all');
      }
    },
  });
  setting('view', { values: ['cards', 'compact'] });

  /**
   * One thing that is chosen, by a button of the class `{name}-switch`, and is an attribute of the page. An event of the
   * name `synopsite:{name}` tells when another value holds.
   * @param {string} name
   * @param {object} options
   * @param {string[]} options.values of which the first holds where nothing was chosen
   * @param {() => string[]} [options.order] in which the button goes through them
   * @param {(value: string) => void} [options.shown] is told which one holds
   */
  function setting(name, { values, order = () => values, shown = () => {} }) {
    const key = `synopsite:${name}`;

    /** What was chosen; undefined where nothing may be stored, as in some browsers for pages on a disk. */
    function stored() {
      try {
        return localStorage.getItem(key);
      } catch {
        return undefined;
      }
    }

    /** @param {string} value */
    function store(value) {
      try {
        if (value === values[0]) localStorage.removeItem(key);
        else localStorage.setItem(key, value);
      } catch {
        // Then it holds for this page.
      }
    }

    /** @param {string | null | undefined} wanted */
    function show(wanted) {
      const value = wanted && values.includes(wanted) ? wanted : values[0];
      const isOther = value !== root.dataset[name];
      root.dataset[name] = value;
      shown(value);
      if (isOther) document.dispatchEvent(new CustomEvent(key));
    }

    show(stored());

    document.addEventListener('click', ({ target }) => {
      if (!(target instanceof Element && target.closest(`.${name}-switch`))) return;
      const all = order();
      const next = all[(all.indexOf(root.dataset[name] ?? '') + 1) % all.length];
      show(next);
      store(next);
    });

    // Another tab, or the page that one comes back from.
    addEventListener('storage', (event) => {
      if (event.key === key || event.key === null) show(stored());
    });
    addEventListener('pageshow', ({ persisted }) => {
      const value = stored();
      if (persisted && value !== undefined) show(value);
    });
  }
})();

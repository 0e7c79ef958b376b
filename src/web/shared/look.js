/**
 * Tells the style sheet what a reader has chosen for all pages, the look and the view, and whether the address names a
 * choice of records: by attributes of the page, before anything is painted.
 *
 * It stands in every page, so that painting waits for no file, and is as short as it can be: src/web/shared/settings.js does
 * the rest. Without it the page follows the system, and the style sheet shows no switches.
 */
(() => {
  const { dataset } = document.documentElement;
  /** @param {string} name */
  const chosen = (name) => {
    try {
      return localStorage.getItem(`synopsite:${name}`);
    } catch {
      return null;
    }
  };
  const theme = chosen('theme');
  dataset.theme = theme ?? 'auto';
  dataset.view = chosen('view') ?? 'cards';
  // A list that is chosen by the address is not the one that the page came with: see src/web/browse/.
  if (location.hash.includes('=')) dataset.chosen = '';
  // It colours the window before the style sheet is there.
  if (theme) document.querySelector('meta[name="color-scheme"]')?.setAttribute('content', theme);
})();

/**
 * Runs the scripts that a page needs only once it is painted. They stand in a template, which a browser leaves alone: to fetch
 * and run them takes time that painting needs.
 */
(() => {
  'use strict';

  /** The first frame is on the screen after so many milliseconds, also where a machine is slow. */
  const PAINTING = 100;

  function run() {
    for (const { content } of document.querySelectorAll(/** @type {'template'} */ ('template.late'))) {
      document.head.append(content);
    }
  }

  // What the address chooses is what there is to paint.
  if ('chosen' in document.documentElement.dataset) run();
  else requestAnimationFrame(() => setTimeout(run, PAINTING));
})();

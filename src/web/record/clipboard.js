/** What leaves a page: a text to the clipboard, and a file to the disk. */
(() => {
  'use strict';

  /** Copies a text also where a page may not use the clipboard. @param {string} text */
  async function copyText(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text);
    const area = document.createElement('textarea');
    area.value = text;
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }

  /**
   * @param {Blob} blob
   * @param {string} name
   */
  function save(blob, name) {
    const link = document.createElement('a');
    link.href = URL.createObjectURL(blob);
    link.download = name;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
  }

  globalThis.synopsite = { ...globalThis.synopsite, copyText, save };
})();

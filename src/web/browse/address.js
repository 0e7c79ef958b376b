/** What is chosen of the records, and how it stands in the address. */
(() => {
  'use strict';

  /** In the order in which they stand in the address. @type {BrowseFilter[]} */
  const FILTERS = ['category', 'tag', 'source', 'author', 'length', 'status', 'year', 'day', 'on'];

  /** @type {(keyof BrowseChoice)[]} */
  const WORDS = [...FILTERS, 'sort'];

  /** @type {Synopsite['browse']['readAddress']} */
  function readAddress(hash) {
    const words = new URLSearchParams(hash.slice(1));
    /** @type {BrowseChoice} */
    const choice = {};
    for (const word of WORDS) {
      const value = words.get(word);
      if (value) choice[word] = value;
    }
    return Object.keys(choice).length > 0 ? choice : undefined;
  }

  /** @type {Synopsite['browse']['addressOf']} */
  function addressOf(choice) {
    const words = new URLSearchParams();
    for (const word of WORDS) {
      const value = choice[word];
      if (value) words.set(word, value);
    }
    return words.size > 0 ? `#${words}` : '';
  }

  globalThis.synopsite = { ...synopsite, browse: { ...synopsite.browse, FILTERS, readAddress, addressOf } };
})();

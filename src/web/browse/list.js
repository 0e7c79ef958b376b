/** Lists chosen records as the page lists the newest, as far as somebody has scrolled. */
(() => {
  'use strict';

  const { arrange } = synopsite;
  const { loader, parts, ending } = synopsite.page;
  const load = loader('synopsite:browse');

  /** So many records are added at once. */
  const BATCH = 20;
  /** So many come first: each may be in a part of its own, and somebody waits. */
  const FIRST = 6;

  /** @type {Synopsite['browse']['list']} */
  function list(section) {
    const { root = '', part: partAddress = '', undated = '' } = section.dataset;
    const days = find(section, '.browse-days');
    const more = find(section, '.browse-more');
    const failed = find(section, '.browse-failed');
    const dayTemplate = find(section, '#browse-day');
    const cardTemplate = find(section, '#browse-card');

    /** @type {BrowseIndex | undefined} */
    let index;
    /** What is wanted, of which so many records are listed. @type {number[]} */
    let wanted = [];
    let listed = 0;
    /** Those of them that there are. @type {BrowseRecord[]} */
    let records = [];
    /** What is being listed. @type {number[] | undefined} */
    let filling;

    /* Loading */

    /** @type {PageParts<{ records: BrowseRecord[] }>} */
    const { part, forget } = parts(load, partAddress);

    /** @type {BrowseList['record']} */
    async function record({ size, count }, place) {
      // Parts are counted from the oldest.
      const age = count - 1 - place;
      return (await part(Math.floor(age / size) + 1)).records[age % size];
    }

    /** Lists the next records. @param {BrowseIndex} from @param {number} number @param {boolean} isNews */
    async function add(from, number, isNews) {
      const [own, before] = [wanted, listed];
      const next = await Promise.all(own.slice(before, before + number).map((place) => record(from, place)));
      // Something else was chosen meanwhile.
      if (own !== wanted) return;
      listed = Math.min(before + number, own.length);
      // A server may give an index and a part of two builds: what one lacks is not listed.
      records = [...records, ...next.flatMap((found) => found ?? [])];
      arrange(days, sections(isNews), isNews);
      more.hidden = listed >= own.length;
      end.watch();
      document.dispatchEvent(new CustomEvent('synopsite:patched'));
    }

    /**
     * Lists what comes next for as long as the end of the list is near.
     * @param {number} least
     * @param {boolean} [isNews] whether the site has changed, and nothing that is listed may go before there is more
     */
    async function fill(least, isNews = false) {
      const own = wanted;
      if (!index || filling === own) return;
      filling = own;
      failed.hidden = true;
      more.hidden = listed >= own.length;
      try {
        while (own === wanted && listed < own.length && (listed < least || end.isNear()))
          await add(index, batch(least, isNews), isNews);
      } catch (error) {
        console.warn(error);
        more.hidden = failed.hidden = false;
      }
      if (filling === own) filling = undefined;
    }

    /** How many records are added now. @param {number} least @param {boolean} isNews */
    const batch = (least, isNews) =>
      listed === 0 && least <= BATCH && !isNews ? FIRST : Math.max(BATCH, least) - (listed % BATCH);

    /* Making */

    /** What is listed, by what it was made of, so that it need not be made again. @type {Map<string, HTMLElement>} */
    let known = new Map();

    /** @param {boolean} isNews */
    function sections(isNews) {
      /** @type {typeof known} */
      const next = new Map();
      /** @param {string} key @param {() => HTMLElement} make */
      const kept = (key, make) => {
        const item = known.get(key) ?? make();
        next.set(key, item);
        return item;
      };
      const all = groups().map((group) => {
        const date = JSON.stringify(group[0].date ?? null);
        let key = date;
        for (let again = 1; next.has(key); again++) key = `${date} ${again}`;
        const day = kept(key, () => dayOf(group[0]));
        arrange(
          find(day, '.day-cards'),
          group.map((own) => kept(JSON.stringify(own), () => cardOf(own))),
          isNews,
        );
        return day;
      });
      known = next;
      return all;
    }

    /** The records, those after each other of one day together. */
    function groups() {
      /** @type {BrowseRecord[][]} */
      const all = [];
      for (const own of records) {
        const last = all.at(-1);
        if (last && last[0].date?.[0] === own.date?.[0] && last[0].date?.[2] === own.date?.[2]) last.push(own);
        else all.push([own]);
      }
      return all;
    }

    /** @param {BrowseRecord} record */
    function dayOf({ date }) {
      const day = copy(dayTemplate);
      const [link, time] = [find(day, 'a'), find(day, 'time')];
      if (!date) link.replaceWith(undated);
      else {
        time.setAttribute('datetime', date[0]);
        time.textContent = date[1];
        if (date[2]) link.setAttribute('href', root + date[2]);
        else link.replaceWith(time);
      }
      return day;
    }

    /** The same as of templates/card.html. @param {BrowseRecord} record */
    function cardOf({ url, title, lang, excerpt, facts }) {
      const card = copy(cardTemplate);
      const link = find(card, 'a');
      link.setAttribute('href', root + url);
      link.lang = lang;
      link.textContent = title;
      const text = find(card, '.excerpt');
      text.lang = lang;
      text.textContent = excerpt ?? '';
      if (!excerpt) text.remove();
      const list = find(card, '.card-facts');
      const kinds = new Map([...list.children].map((item) => [item.getAttribute('data-kind'), item]));
      const items = facts.map(([kind, text, value]) => {
        const item = /** @type {HTMLElement} */ (kinds.get(kind)?.cloneNode(true));
        item.removeAttribute('data-kind');
        const inner = item.firstElementChild ?? item;
        inner.textContent = text;
        if (kind === 'badge' && value) inner.setAttribute('data-severity', value);
        else if (kind === 'time') inner.setAttribute('datetime', value ?? '');
        else if (value) inner.setAttribute('href', root + value);
        return item;
      });
      list.replaceChildren(...items);
      return card;
    }

    find(more, 'button').addEventListener('click', async () => {
      const place = listed;
      await fill(listed + 1);
      days.querySelectorAll('.card')[place]?.querySelector('a')?.focus();
    });
    const end = ending(more, () => fill(0));

    return {
      show(from, places, least, isNews = false) {
        // What has come must not push what is read off the end.
        const more = isNews ? Math.max(0, places.length - wanted.length) : 0;
        [index, wanted, listed, records] = [from, places, 0, []];
        if (places.length === 0) clear();
        return fill((least ?? BATCH) + more, isNews);
      },
      clear,
      length: () => listed,
      record,
      forget,
    };

    function clear() {
      [wanted, listed, records] = [[], 0, []];
      known.clear();
      days.replaceChildren();
      more.hidden = failed.hidden = true;
    }
  }

  /**
   * @param {ParentNode} scope
   * @param {string} selector
   */
  const find = (scope, selector) => /** @type {HTMLElement} */ (scope.querySelector(selector));

  /** The one element of a template. @param {HTMLElement} template */
  const copy = (template) =>
    find(document.importNode(/** @type {HTMLTemplateElement} */ (template).content, true), '*');

  globalThis.synopsite = { ...synopsite, browse: { ...synopsite.browse, list } };
})();

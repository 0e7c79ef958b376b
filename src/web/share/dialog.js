/** The dialog that shows a record's card, to be kept or copied. It is made anew each time, for the page may have changed. */
(() => {
  'use strict';

  const { drawCard, save } = synopsite;

  /**
   * What of a record's page is on its card.
   * @param {Element} record
   * @returns {CardContent}
   */
  function contentOf(record) {
    /** @param {string} selector */
    const text = (selector) => plain(record.querySelector(selector)?.textContent ?? '');
    const heading = /** @type {HTMLElement} */ (record.querySelector('h1'));
    const canonical = document.querySelector('link[rel="canonical"]')?.getAttribute('href') ?? '';
    const facts = [
      platformOf(record),
      text('[data-fact="author"] dd'),
      // The day is enough.
      text('[data-fact="date"] dd').replace(/\s+\d{1,2}:\d{2}$/, ''),
      text('[data-fact="duration"] dd'),
    ];
    return {
      title: text('h1'),
      lang: heading.lang || document.documentElement.lang || 'en',
      facts: facts.filter(Boolean),
      gist: gistOf(record),
      site: document.querySelector('.site-name')?.textContent?.trim() ?? '',
      address: readable(canonical),
      families: [heading, record.querySelector('.lead, .summary .prose') ?? record].map(
        (element) => getComputedStyle(element).fontFamily,
      ),
    };
  }

  /** The platform's name, without what else leads from it. @param {Element} record */
  function platformOf(record) {
    const copy = /** @type {Element | undefined} */ (record.querySelector('.platform')?.cloneNode(true));
    for (const more of copy?.querySelectorAll('.source-id, .from-source') ?? []) more.remove();
    return plain(copy?.textContent ?? '');
  }

  /** @param {string} text */
  const plain = (text) => text.replaceAll(/\s+/g, ' ').trim();

  /**
   * The gist, where it leads; else what the page says of itself, as whole as it stands in the summary.
   * @param {Element} record
   */
  function gistOf(record) {
    const lead = record.querySelector('.lead');
    if (lead instanceof HTMLElement) return lead.innerText.split(/\n+/).filter(Boolean);
    const about = document.querySelector('meta[name="description"]')?.getAttribute('content') ?? '';
    const start = about.replace(/…$/, '');
    const texts = [...record.querySelectorAll('.summary .prose p')].map(({ textContent }) => plain(textContent ?? ''));
    return [texts.find((text) => start && text.startsWith(start)) ?? about].filter(Boolean);
  }

  /** An address as people write it. @param {string} address */
  function readable(address) {
    try {
      return decodeURI(address).replace(/^https?:\/\//, '');
    } catch {
      return address;
    }
  }

  /** @type {Synopsite['showCard']} */
  function showCard(record, words) {
    const content = contentOf(record);
    const canvas = drawCard(content);
    const file = new Promise((resolve) => canvas.toBlob(resolve));

    const title = document.createElement('h2');
    title.id = 'card-title';
    title.textContent = words.share ?? '';
    const picture = document.createElement('img');
    // A page's policy allows pictures from data; this one can be held to be kept, on a phone.
    picture.src = canvas.toDataURL();
    picture.alt = [content.title, ...content.facts, ...content.gist].join('\n');
    [picture.width, picture.height] = [canvas.width, canvas.height];
    const note = document.createElement('span');
    note.role = 'status';

    const dialog = document.createElement('dialog');
    dialog.className = 'card-dialog';
    dialog.setAttribute('aria-labelledby', title.id);
    // The live script of `synopsite serve` leaves it alone.
    dialog.dataset.live = '';

    /** @param {string | undefined} label @param {() => unknown} action */
    const button = (label, action) => {
      const made = document.createElement('button');
      made.type = 'button';
      made.textContent = label ?? '';
      made.addEventListener('click', action);
      return made;
    };
    const name = content.title.slice(0, 60).replaceAll(/[\\/:*?"<>|\s]+/g, '-');
    const buttons = [button(words.cardSave, async () => save(await file, `${name}.png`))];
    if ('ClipboardItem' in globalThis && navigator.clipboard) {
      buttons.push(
        button(words.cardCopy, async () => {
          await navigator.clipboard.write([new ClipboardItem({ 'image/png': file })]);
          note.textContent = words.copied ?? '';
        }),
      );
    }
    buttons.push(button(words.close, () => dialog.close()));
    const row = document.createElement('p');
    row.append(...buttons, note);
    dialog.append(title, picture, row);
    dialog.addEventListener('click', ({ target }) => target === dialog && dialog.close());
    dialog.addEventListener('close', () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }

  globalThis.synopsite = { ...globalThis.synopsite, showCard };
})();

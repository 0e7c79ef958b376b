/** What a reader can take along from a record's page. */
(() => {
  'use strict';

  const words = {
    ...globalThis.synopsite?.words?.record,
    .../** @type {HTMLScriptElement} */ (document.currentScript).dataset,
  };
  const { copyText, save, markdownOf } = globalThis.synopsite;

  /** How long a note stays, in milliseconds. */
  const NOTE = 2000;

  let timer = 0;

  /** @param {string} text */
  async function copy(text) {
    await copyText(text);
    if (!note) return;
    note.textContent = words.copied ?? '';
    clearTimeout(timer);
    timer = window.setTimeout(() => (note.textContent = ''), NOTE);
  }

  /** The page's own address, without the place in it. */
  function address() {
    const canonical = document.querySelector('link[rel="canonical"]');
    return canonical instanceof HTMLLinkElement ? canonical.href : location.href.replace(/#.*$/, '');
  }

  /** Paragraphs are cut from one text, so that nothing comes between them. */
  const transcript = () =>
    [...document.querySelectorAll('.transcript .prose > p')].map(({ textContent }) => textContent).join('');

  function saveTranscript() {
    const title = document.querySelector('.record h1')?.textContent?.trim().slice(0, 60) ?? '';
    const name = title.replaceAll(/[\\/:*?"<>|\s]+/g, '-');
    save(new Blob([transcript()], { type: 'text/plain;charset=utf-8' }), `${name}.txt`);
  }

  /** The record's file stands among the texts for search. @param {HTMLElement} button */
  async function saveFile({ dataset: { file = '', name = '' } }) {
    const bytes = await synopsite.finder.client.file(file);
    if (bytes) save(new Blob([bytes]), name);
  }

  /** @param {Element} record */
  async function share(record) {
    if (!synopsite.showCard) await synopsite.loadScript(words.card ?? '');
    synopsite.showCard(record, words);
  }

  const record = document.querySelector('.record');
  const row = record?.querySelector('.record-actions');
  const note = row?.querySelector('[role="status"]');
  if (!record || !row || !note) return;

  /** @type {Record<string, (button: HTMLElement) => unknown>} */
  const actions = {
    link: () => copy(address()),
    markdown: () => copy(markdownOf(record)),
    'copy-transcript': () => copy(transcript()),
    transcript: saveTranscript,
    share: () => share(record),
    file: saveFile,
  };
  /** @param {() => unknown} action */
  async function run(action) {
    try {
      await action();
    } catch (error) {
      if (note) note.textContent = error instanceof Error ? error.message : String(error);
    }
  }
  row.addEventListener('click', ({ target }) => {
    if (target instanceof HTMLButtonElement) run(() => actions[target.dataset.action ?? '']?.(target));
  });

  /** A button at a block of code, which copies it and says so. @param {Element} block */
  function addButton(block) {
    const button = document.createElement('button');
    button.type = 'button';
    button.dataset.live = '';
    button.ariaLabel = button.title = words.copyCode ?? '';
    button.addEventListener('click', () =>
      run(async () => {
        await copy(block.querySelector('pre')?.textContent ?? '');
        button.dataset.copied = '';
        setTimeout(() => delete button.dataset.copied, NOTE);
      }),
    );
    block.append(button);
  }
  const addButtons = () => document.querySelectorAll('.prose .code:not(:has(> button))').forEach(addButton);
  // The page may have changed while it is read: see the live script of `synopsite serve`.
  document.addEventListener('synopsite:patched', addButtons);
  addButtons();
})();

/** The frame in which Mermaid runs (see sandbox.js): how it is opened, asked and closed. */
(() => {
  'use strict';

  /** So many milliseconds after a frame has loaded its script must have run. */
  const START = 5_000;

  const folder = /** @type {HTMLScriptElement} */ (document.currentScript).dataset.packs ?? '';

  /** The packs beside the core, each with the kinds of diagrams that need it. The frame asks for what is missing here, later. */
  const KINDS = {
    flowchart: 'flowchart',
    elk: 'flowchart class state er requirement',
    sequence: 'sequence',
    class: 'class',
    state: 'state',
    er: 'er',
    mindmap: 'mindmap architecture',
    timeline: 'timeline',
    gantt: 'gantt',
    pie: 'pie gitgraph treemap radar packet architecture',
    charts: 'quadrant xychart sankey journey kanban block c4 requirement',
    rest: 'treemap radar packet architecture',
  };

  /** @param {string} kind */
  function packsOf(kind) {
    const own = Object.entries(KINDS).filter(([, kinds]) => kinds.split(' ').includes(kind));
    return ['core', ...own.map(([pack]) => pack)];
  }

  /** The packs' texts, each loaded once. @type {Map<string, Promise<string>>} */
  const texts = new Map();

  /** @param {string} pack */
  function textOf(pack) {
    const known = texts.get(pack);
    if (known) return known;
    const address = folder + (synopsite.packFiles?.[pack] ?? pack);
    const text =
      location.protocol === 'file:' ? run(pack, address) : fetchText(address).catch(() => run(pack, address));
    texts.set(pack, text);
    text.catch(() => texts.delete(pack));
    return text;
  }

  /** As a text it holds up the page less than as a script, which browsers compile, but not from a disk. @param {string} address */
  async function fetchText(address) {
    const response = await fetch(address);
    if (!response.ok) throw new Error(response.statusText);
    const script = await response.text();
    return JSON.parse(script.slice(script.indexOf(',') + 1, script.lastIndexOf(')')));
  }

  /** What scripts of packs have handed over, by pack. @type {Map<string, string>} */
  const handed = new Map();

  /** @param {string} pack @param {string} address @returns {Promise<string>} */
  function run(pack, address) {
    return new Promise((resolve, reject) => {
      const element = document.createElement('script');
      element.src = address;
      element.onload = () => {
        element.remove();
        const code = handed.get(pack);
        handed.delete(pack);
        if (code === undefined) reject(new Error(`${element.src} is none of Mermaid`));
        else resolve(code);
      };
      element.onerror = () => {
        element.remove();
        reject(new Error(`${element.src} cannot be loaded`));
      };
      document.head.append(element);
    });
  }

  /** Begins to load what diagrams of these kinds need. @param {string[]} kinds */
  function preload(...kinds) {
    // Who needs one hears of its failure.
    for (const pack of kinds.flatMap(packsOf)) textOf(pack).catch(() => undefined);
  }

  /** Opens a frame in which Mermaid runs. @returns {Promise<DrawingFrame>} */
  async function openFrame() {
    const code = await textOf('frame');
    const element = document.createElement('iframe');
    element.setAttribute('sandbox', 'allow-scripts');
    element.className = 'diagram-frame';
    element.title = 'Mermaid';
    element.tabIndex = -1;
    element.ariaHidden = 'true';
    // The live script of `synopsite serve` leaves it alone.
    element.dataset.live = '';
    element.srcdoc =
      '<!doctype html><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="default-src \'none\'; ' +
      `script-src 'unsafe-inline'; style-src 'unsafe-inline'"><style>body { margin: 0; line-height: 1.5 }</style><body><script>${code}</script>`;
    /** @type {Map<number, (answer: DrawingAnswer) => void>} */
    const open = new Map();
    let count = 0;
    /** @type {string | undefined} */
    let ended;
    /** @param {string} error */
    const end = (error) => {
      ended = error;
      window.removeEventListener('message', receive);
      element.remove();
      for (const [number, answer] of open) answer({ number, error });
      open.clear();
    };
    /** The packs that the frame has. @type {Map<string, Promise<void>>} */
    const sent = new Map();
    /** @param {string} pack */
    const send = (pack) => {
      const known = sent.get(pack);
      if (known) return known;
      const sending = textOf(pack).then((code) => post({ pack, code }));
      sent.set(pack, sending);
      sending.catch(() => sent.delete(pack));
      return sending;
    };
    /** @param {PackMessage | DrawingRequest} message */
    const post = (message) => element.contentWindow?.postMessage(message, '*');
    /** @param {MessageEvent<DrawingAnswer | { pack: string }>} event */
    const receive = ({ source, data }) => {
      if (source !== element.contentWindow || !data) return;
      if (!('pack' in data)) return open.get(data.number)?.(data);
      const { pack } = data;
      // What the frame says is not to be trusted.
      if (typeof pack !== 'string' || !Object.hasOwn(synopsite.packFiles ?? {}, pack)) return;
      // One that it had and asks for again did not run.
      sent.delete(pack);
      send(pack).catch(({ message }) => post({ pack, error: message }));
    };
    window.addEventListener('message', receive);
    const started = new Promise((resolve, reject) => {
      open.set(0, ({ error }) => (error ? reject(new Error(error)) : resolve(undefined)));
      element.onload = () =>
        setTimeout(() => open.get(0)?.({ number: 0, error: 'the frame that draws was not allowed to run' }), START);
    });
    document.body.append(element);
    await started.finally(() => open.delete(0));
    return {
      element,
      end,
      bring: async (kind) => {
        await Promise.all(packsOf(kind).map(send));
      },
      ask: (request) =>
        new Promise((resolve) => {
          const number = ++count;
          if (ended !== undefined) return resolve({ number, error: ended });
          open.set(number, (answer) => {
            open.delete(number);
            resolve(answer);
          });
          post({ ...request, number });
        }),
    };
  }

  /** What a pack's script calls. @param {string} name @param {string} code */
  const pack = (name, code) => void handed.set(name, code);

  globalThis.synopsite = { ...globalThis.synopsite, openFrame, preload, pack };
})();

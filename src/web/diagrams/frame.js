/** The frame in which Mermaid runs (see sandbox.js): how it is opened, asked and closed. */
(() => {
  'use strict';

  /** So many milliseconds after a frame has loaded its script must have run. */
  const START = 5_000;

  const words = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;

  /** @type {Promise<string> | undefined} */
  let loading;

  /** Loads Mermaid, which is several megabytes, on the first call only. */
  function loadCode() {
    loading ??= location.protocol === 'file:' ? runCode() : fetchCode().catch(runCode);
    return loading;
  }

  /** As a text it holds up the page less than as a script, which browsers compile, but not from a disk. */
  async function fetchCode() {
    const response = await fetch(words.mermaid ?? '');
    if (!response.ok) throw new Error(response.statusText);
    const script = await response.text();
    return JSON.parse(script.slice(script.indexOf('"'), script.lastIndexOf('"') + 1));
  }

  /** @returns {Promise<string>} */
  function runCode() {
    return new Promise((resolve, reject) => {
      const element = document.createElement('script');
      element.src = words.mermaid ?? '';
      element.onload = () => resolve(synopsite.drawingCode ?? '');
      element.onerror = () => reject(new Error(`${element.src} cannot be loaded`));
      document.head.append(element);
    });
  }

  /** Opens a frame in which Mermaid runs. @returns {Promise<DrawingFrame>} */
  async function openFrame() {
    const code = await loadCode();
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
    /** @param {MessageEvent<DrawingAnswer>} event */
    const receive = ({ source, data }) => {
      if (source === element.contentWindow) open.get(data.number)?.(data);
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
      ask: (request) =>
        new Promise((resolve) => {
          const number = ++count;
          if (ended !== undefined) return resolve({ number, error: ended });
          open.set(number, (answer) => {
            open.delete(number);
            resolve(answer);
          });
          element.contentWindow?.postMessage({ ...request, number }, '*');
        }),
    };
  }

  globalThis.synopsite = { ...globalThis.synopsite, openFrame };
})();

// Chromium by its DevTools protocol, over a pipe. What watches a page's requests makes them much slower, so that
// none of it is turned on here: a page is opened, and functions are run in it.
import { spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** @typedef {(method: string, params?: object, sessionId?: string) => Promise<any>} Send */
/** @typedef {{ result?: any, error?: { message: string } }} Answer */

const SWITCHES = ['--headless', '--no-sandbox', '--no-first-run', '--remote-debugging-pipe'];
/** Whatever takes longer, in milliseconds, is given up. */
const LIMIT = 60_000;

/** Starts a browser with a profile of its own, which is gone after `close`. @param {string} program */
export function launch(program) {
  const profile = mkdtempSync(path.join(os.tmpdir(), 'synopsite-browser-'));
  const args = [...SWITCHES, `--user-data-dir=${profile}`, 'about:blank'];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'] });
  const [, , , input, output] = /** @type {any[]} */ (child.stdio);
  const { send, fail } = connect(input, output);
  const ended = new Promise((resolve) => {
    child.once('error', (error) => resolve(`${program} does not start: ${error.message}`));
    child.once('exit', (code, signal) => resolve(`the browser has ended (${signal ?? code})`));
  });
  ended.then(fail);

  return {
    newPage: () => newPage(send),
    async close() {
      const late = setTimeout(() => child.kill('SIGKILL'), 5000);
      await send('Browser.close').catch(() => undefined);
      await ended;
      clearTimeout(late);
      // The processes of the browser end a little later, and may still write.
      await rm(profile, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** Messages are JSON that ends with a NUL.
 * @param {import('node:stream').Writable} input
 * @param {import('node:stream').Readable} output */
function connect(input, output) {
  /** @type {Map<number, { sessionId?: string, settle: (answer: Answer) => void }>} */
  const waiting = new Map();
  let count = 0;
  let rest = '';
  /** Why there are no more answers. @type {string | undefined} */
  let failure;

  /** @param {string} message */
  const fail = (message) => {
    failure ??= message;
    for (const { settle } of waiting.values()) settle({ error: { message } });
  };

  /** No answers come from a page that is gone. @param {string} gone */
  const drop = (gone) => {
    const error = { message: 'the page is gone' };
    for (const { sessionId, settle } of waiting.values()) if (sessionId === gone) settle({ error });
  };

  /** @type {Send} */
  const send = (method, params = {}, sessionId) =>
    new Promise((resolve, reject) => {
      if (failure) return reject(new Error(`${method}: ${failure}`));
      const id = ++count;
      /** @param {Answer} answer */
      const settle = ({ result, error }) => {
        clearTimeout(timer);
        waiting.delete(id);
        if (error) reject(new Error(`${method}: ${error.message}`));
        else resolve(result);
      };
      const timer = setTimeout(() => settle({ error: { message: `no answer within ${LIMIT / 1000} s` } }), LIMIT);
      waiting.set(id, { sessionId, settle });
      input.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });

  output.setEncoding('utf8');
  output.on('data', (data) => {
    const messages = (rest + data).split('\0');
    rest = messages.pop() ?? '';
    for (const message of messages.map((text) => JSON.parse(text))) {
      waiting.get(message.id)?.settle(message);
      if (message.method === 'Target.detachedFromTarget') drop(message.params.sessionId);
      if (message.method === 'Inspector.targetCrashed') drop(message.sessionId);
    }
  });
  // They break when the browser ends, which is told of by itself.
  for (const pipe of [input, output]) pipe.on('error', () => undefined);
  return { send, fail };
}

/** Opens an empty page with a cache of its own. @param {Send} send */
async function newPage(send) {
  const { browserContextId } = await send('Target.createBrowserContext');
  const { targetId } = await send('Target.createTarget', { url: 'about:blank', browserContextId });
  const { sessionId } = await send('Target.attachToTarget', { targetId, flatten: true });
  // Only so it is told that the page has crashed.
  await send('Inspector.enable', {}, sessionId);

  /** Runs a function in the page; gives its value, or that of its promise.
   * @param {(...values: any[]) => any} work
   * @param {...unknown} values */
  async function evaluate(work, ...values) {
    const expression = `(${work})(${values.map((value) => JSON.stringify(value)).join(', ')})`;
    const params = { expression, awaitPromise: true, returnByValue: true };
    const { result, exceptionDetails } = await send('Runtime.evaluate', params, sessionId);
    if (exceptionDetails) throw new Error(exceptionDetails.exception?.description ?? exceptionDetails.text);
    return result.value;
  }

  /** Goes to an address, and waits until all of it is loaded. @param {string} url */
  async function goto(url) {
    const { errorText } = await send('Page.navigate', { url }, sessionId);
    if (errorText) throw new Error(`${url} cannot be loaded: ${errorText}`);
    await evaluate(loaded);
  }

  const close = () => send('Target.disposeBrowserContext', { browserContextId });
  return { evaluate, goto, close };
}

/** Runs in the page. @returns {Promise<void>} */
function loaded() {
  return new Promise((resolve) => {
    if (document.readyState === 'complete') resolve();
    else addEventListener('load', () => resolve());
  });
}

/** Every page is valid HTML. */

import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { PAGES, SITE } from '../site.mjs';

const CHECKER = createRequire(import.meta.url).resolve('vnu-jar/build/dist/vnu.jar');

/** The checker cannot tell that a file is of its own site; the other tests see to it that nothing is blocked. */
const OF_FILES = /^Resource violates Content Security Policy/;

test('the Nu checker finds neither an error nor a warning', async () => {
  const args = ['-jar', CHECKER, '--format', 'json', '--stdout', '--exit-zero-always'];
  const files = PAGES.map((page) => join(SITE, page));
  const { stdout } = await promisify(execFile)('java', [...args, ...files], { maxBuffer: 1 << 28 }).catch((error) => {
    throw error.code === 'ENOENT' ? new Error('Java is needed: sudo apt-get install default-jre-headless') : error;
  });
  /** @type {{ messages: { message: string, url?: string, lastLine?: number }[] }} */
  const { messages } = JSON.parse(stdout);
  const found = messages.filter(({ message }) => !OF_FILES.test(message));
  assert.deepEqual(
    found.map(({ url, lastLine, message }) => `${url}:${lastLine} ${message}`),
    [],
  );
});

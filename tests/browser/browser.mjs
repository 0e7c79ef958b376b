/** The browser. */

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

/** A browser. Its frames have processes of their own, as in a window: the shell alone would do without. @param {string} [option] */
export const launchBrowser = (option = '--site-per-process') =>
  chromium.launch({ executablePath: findChromium(), args: ['--no-sandbox', option] });

function findChromium() {
  const usual = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];
  const folders = (process.env.PATH ?? '').split(':').concat('/usr/bin');
  const places = [process.env.CHROMIUM ?? '', ...usual.flatMap((name) => folders.map((folder) => join(folder, name)))];
  const found = places.find((place) => place && existsSync(place));
  if (!found) {
    throw new Error(
      'There is no Chromium. Install it with: sudo apt-get install chromium (or set CHROMIUM to its path)',
    );
  }
  return found;
}

/** Makes the icons in pixels of `static/assets/icon.svg`, in a browser: `npm run icons`. */

import { readFileSync, writeFileSync } from 'node:fs';
import { chromium } from 'playwright-core';

const folder = new URL('../../static/assets/', import.meta.url);
const svg = readFileSync(new URL('icon.svg', folder), 'utf8');

/** The colour of the icon itself, which fills what a device cuts away. */
const ground = svg.match(/<rect[^>]* fill="([^"]+)"/)?.[1] ?? 'none';

/** Each file: its name, its pixels, the part that the drawing takes, and whether the ground fills it. */
const ICONS = /** @type {const} */ ([
  // 28 of the style sheet's pixels, on a screen with three to each.
  ['icon-small.png', 84, 1, false],
  ['icon-192.png', 192, 1, false],
  ['icon-512.png', 512, 1, false],
  // Of a maskable icon only a circle over four fifths is sure to be seen.
  ['icon-maskable.png', 512, 0.8, true],
  ['icon-touch.png', 180, 1, true],
]);

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
  args: ['--no-sandbox'],
});
const page = await browser.newPage();
for (const [name, pixels, part, isFilled] of ICONS) {
  const image = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
  const style = `margin:0;display:grid;place-items:center;height:100vh;background:${isFilled ? ground : 'none'}`;
  await page.setViewportSize({ width: pixels, height: pixels });
  await page.setContent(
    `<body style="${style}"><img src="${image}" width="${pixels * part}" height="${pixels * part}">`,
  );
  writeFileSync(new URL(name, folder), await page.screenshot({ omitBackground: true }));
}
await browser.close();

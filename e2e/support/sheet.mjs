// A sheet of pictures side by side, for people to look over.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { FOLDER } from './look.mjs';

const WIDTH = 240;

/**
 * Writes `name`.html into the folder of pictures, and a small picture of it, `name`.webp: a column for each heading,
 * with the pictures of those names below each other.
 */
export async function sheet(page, name, columns) {
  const column = ([heading, pictures]) => `<section><h2>${heading}</h2>${pictures.map((one) => `<a href="${one}.png"><img src="${one}.png" alt="${one}"></a>`).join('')}</section>`;
  const html = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${name}</title><style>
body{display:flex;gap:16px;margin:16px;background:#cfd6de;font:16px system-ui,sans-serif}section{flex:none;inline-size:${WIDTH}px}
h2{margin:0 0 8px;font-size:16px}img{display:block;inline-size:100%;margin-block-end:8px}</style>${Object.entries(columns).map(column).join('')}</html>`;
  writeFileSync(new URL(`${name}.html`, FOLDER), html);
  await page.setViewportSize({ width: Object.keys(columns).length * (WIDTH + 16) + 16, height: 900 });
  await page.goto(`file://${fileURLToPath(new URL(`${name}.html`, FOLDER))}`);
  const missing = await page.evaluate(async () => {
    await Promise.all([...document.images].map((image) => image.decode().catch(() => {})));
    return [...document.images].filter((image) => image.naturalWidth === 0).map((image) => image.alt);
  });
  assert.deepEqual(missing, [], 'every picture is on the sheet');
  const session = await page.context().newCDPSession(page);
  const { cssContentSize } = await session.send('Page.getLayoutMetrics');
  const clip = { x: 0, y: 0, width: cssContentSize.width, height: cssContentSize.height, scale: 1 };
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 38, captureBeyondViewport: true, clip });
  writeFileSync(new URL(`${name}.webp`, FOLDER), Buffer.from(data, 'base64'));
}

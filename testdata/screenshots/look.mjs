// Looks at reports in a real browser.
//
//   node look.mjs shots OUT FILE.html…   pictures at the width of a desktop and of a phone, light and dark, and a PDF
//   node look.mjs check FILE.html…       what axe-core finds, and what no one may see: a request, a script, a page wider than the screen
//
// CHROMIUM names the browser; without it the usual places are tried.
import { createRequire } from 'node:module';
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);
const { chromium } = require('playwright-core');
const axe = require.resolve('axe-core/axe.min.js');

const places = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'];

async function open() {
  const executablePath = places.find((path) => path && existsSync(path));
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--font-render-hinting=none'] });
}

const url = (file) => pathToFileURL(resolve(file)).href;

async function shots(out, files) {
  const browser = await open();
  for (const file of files) {
    const name = basename(file, '.html');
    for (const [label, width, height, scale, colorScheme] of [
      ['desktop', 1280, 860, 1, 'light'], ['desktop-dark', 1280, 860, 1, 'dark'], ['phone', 375, 812, 2, 'light'],
    ]) {
      const page = await browser.newPage({ viewport: { width, height }, deviceScaleFactor: scale, colorScheme, offline: true });
      await page.goto(url(file));
      await page.screenshot({ path: join(out, `${name}-${label}.png`) });
      await page.screenshot({ path: join(out, `${name}-${label}-full.png`), fullPage: true });
      await page.close();
    }
    const first = await browser.newPage({ viewport: { width: 1180, height: 1012 }, deviceScaleFactor: 1.5, offline: true });
    await first.goto(url(file));
    if (file === files[0]) await first.screenshot({ path: join(out, 'readme.png') });
    await first.close();
    const page = await browser.newPage({ offline: true });
    await page.goto(url(file));
    await page.pdf({ path: join(out, `${name}.pdf`), preferCSSPageSize: true, printBackground: true, tagged: true });
    await page.close();
  }
  await browser.close();
}

// situations in which a page is checked: 640 pixels are a desktop's 1280 at 200 %.
// The dark scheme changes nothing but colours, and a zoom nothing but the width.
const everything = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice', 'RGAAv4'];
const situations = [
  { label: 'desktop', width: 1280, colorScheme: 'light', runOnly: everything },
  { label: 'dark', width: 1280, colorScheme: 'dark', runOnly: { type: 'rule', values: ['color-contrast'] } },
  { label: '200 %', width: 640, colorScheme: 'light' },
  { label: '320 pixels', width: 320, colorScheme: 'light', runOnly: everything },
  { label: 'print on A4', width: 688, colorScheme: 'light', media: 'print' }, // between the margins
];

// spaced is the spacing of text that readers may ask for (RGAA 10.12).
const spaced = '* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }';

async function check(files) {
  const browser = await open();
  let found = 0;
  for (const file of files) {
    const complain = (label) => (text) => { found++; console.log(`${basename(file)}, ${label}: ${text}`); };
    for (const situation of situations) await look(browser, file, situation, complain(situation.label));
    await alone(browser, file, complain('as it is'));
    console.log(`${basename(file)}: looked at`);
  }
  await browser.close();
  console.log(`${files.length} pages in ${situations.length} situations: ${found} findings`);
  if (found > 0) process.exit(1);
}

async function look(browser, file, { width, colorScheme, runOnly, media }, complain) {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, offline: true, bypassCSP: true });
  const page = await context.newPage();
  await page.goto(url(file));
  await page.emulateMedia({ media: media ?? 'screen' });
  await overflow(page, complain);
  if (runOnly) {
    await page.addScriptTag({ path: axe });
    const { violations, passes } = await page.evaluate((runOnly) => globalThis.axe.run(document, { runOnly, resultTypes: ['violations'] }), runOnly);
    if (passes.length < (runOnly === everything ? 20 : 1)) complain(`axe-core looked at ${passes.length} rules only`);
    for (const v of violations) {
      complain(`${v.id} (${v.impact}): ${v.help}; ${v.nodes.length} times, first ${v.nodes[0].target.join(' ')}: ${v.nodes[0].failureSummary?.split('\n').slice(1, 2)}`);
    }
  }
  if (media !== 'print') {
    await page.addStyleTag({ content: spaced });
    await overflow(page, (text) => complain(`with wider spacing, ${text}`));
  }
  await context.close();
}

// overflow complains of a page that is wider than its window.
async function overflow(page, complain) {
  const [have, want] = await page.evaluate(() => [document.documentElement.clientWidth, document.documentElement.scrollWidth]);
  if (want > have) complain(`the page is ${want} pixels wide in a window of ${have}`);
}

// alone checks that the page needs nothing but itself: no request, no script, no
// word of complaint from the browser under its own policy.
async function alone(browser, file, complain) {
  const page = await browser.newPage();
  page.on('request', (r) => { if (r.url() !== url(file)) complain(`it asks for ${r.url()}`); });
  page.on('console', (m) => complain(`the browser says ${m.text()}`));
  page.on('pageerror', (e) => complain(`the browser says ${e.message}`));
  await page.goto(url(file));
  const scripts = await page.evaluate(() => document.querySelectorAll('script, iframe, object, embed, link, [onclick], [onload], [onerror]').length);
  if (scripts > 0) complain(`${scripts} elements that run or load something`);
  await page.close();
}

const [mode, ...rest] = process.argv.slice(2);
if (mode === 'shots') await shots(rest[0], rest.slice(1));
else await check(rest);

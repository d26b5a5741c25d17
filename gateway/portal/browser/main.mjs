/*
 * npm run browser [-- FLOW…]: walks every flow in a real Chromium on the fake gateway, runs axe-core on each
 * page at a phone's and a desk's width, and keeps pictures of what it saw in target/screenshots.
 */
import { existsSync, mkdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { chromium } from 'playwright-core';
import { startFake } from '../fake/server.mjs';
import { createStore, furnish } from '../fake/store.mjs';
import { flows } from './flows.mjs';

const EXECUTABLES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--no-first-run',
  '--disable-background-networking',
];
const WIDTHS = [390, 1280];
const PICTURES = 'target/screenshots';

const executablePath = EXECUTABLES.find((path) => path && existsSync(path));
if (!executablePath) {
  console.log('portal: no Chromium on this machine (set CHROMIUM): the browser flows did not run');
  process.exit(0);
}
const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
mkdirSync(PICTURES, { recursive: true });

const browser = await chromium.launch({ executablePath, args: FLAGS });
let failures = 0;
const wanted = process.argv.slice(2);
for (const [name, flow] of Object.entries(flows)) {
  if (wanted.length > 0 && !wanted.includes(name)) {
    continue;
  }
  for (const width of flow.widths ?? WIDTHS) {
    failures += await play(name, flow, width);
  }
}
await browser.close();
console.log(failures === 0 ? 'portal: all browser flows passed' : `portal: ${failures} browser flows failed`);
process.exit(failures === 0 ? 0 : 1);

async function play(name, flow, width) {
  const store = createStore();
  const fake = await startFake({ store });
  furnish(store);
  flow.before?.(store);
  const context = await browser.newContext({
    viewport: { width, height: width < 600 ? 844 : 800 },
    hasTouch: width < 600,
    locale: 'en-GB',
    // Transitions end at once, so nothing has to be waited for.
    reducedMotion: 'reduce',
    baseURL: fake.origin,
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const problems = [];
  page.on('console', (message) => message.type() === 'error' && problems.push(message.text()));
  page.on('pageerror', (error) => problems.push(error.message));
  const look = async (what, on = page) => {
    await on.screenshot({ path: `${PICTURES}/${name}-${what}-${width}.png`, fullPage: true });
    problems.push(...(await violations(on)).map((violation) => `${what}: ${violation}`));
  };
  try {
    await flow.run({ page, context, fake, store, look });
    const unexpected = problems.filter((problem) => !flow.expected?.some((known) => problem.includes(known)));
    if (unexpected.length > 0) {
      throw new Error(unexpected.join('\n'));
    }
    console.log(`  passed  ${name} at ${width}`);
    return 0;
  } catch (problem) {
    await page.screenshot({ path: `${PICTURES}/FAILED-${name}-${width}.png` }).catch(() => {});
    console.error(`  FAILED  ${name} at ${width}\n${problem.stack}\n${problems.join('\n')}`);
    return 1;
  } finally {
    await context.close();
    await fake.close();
  }
}

async function violations(page) {
  await page.evaluate(axe);
  const result = await page.evaluate(() =>
    globalThis.axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
    }),
  );
  return result.violations.map((one) => `axe ${one.id}: ${one.nodes.map((node) => node.html).join(' | ')}`);
}

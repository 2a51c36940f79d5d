import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from 'playwright-core';
import { projectRoot } from '../schemas/project-root.ts';
import unpackChromium from '../test/global-setup.ts';
import { launchChromium } from '../test/web/chromium.ts';
import { DASHBOARDS } from '../web/dashboards/catalog.ts';
import { startWebServer } from '../web/start-web-server.ts';

/**
 * Takes the pictures of the documents: each dashboard from its top to the end of its first chart and table, as a reader
 * of the release in a data folder sees them.
 */
const { values } = parseArgs({
  options: {
    data: { type: 'string', default: 'data' },
    out: { type: 'string', default: join(projectRoot, 'docs', 'images') },
    width: { type: 'string', default: '1280' },
    query: { type: 'string', default: '' },
  },
});

const MARGIN = 24;

async function takePicture(page: Page, url: string, path: string): Promise<void> {
  const response = await page.goto(url);
  if (!response?.ok())
    throw new Error(`${values.data} has no release to show: run the demo with --data ${values.data}.`);
  const end = Number(
    await page.evaluate('document.querySelector(".figure-body").getBoundingClientRect().bottom + window.scrollY'),
  );
  const width = Number(values.width);
  await page.screenshot({ path, fullPage: true, clip: { x: 0, y: 0, width, height: Math.ceil(end) + MARGIN } });
}

await unpackChromium();
const exchangeFolder = await mkdtemp(join(tmpdir(), 'hub-pictures-'));
const server = await startWebServer({ releasesFolder: join(values.data, 'releases'), exchangeFolder, port: 0 });
const browser = await launchChromium();
try {
  await mkdir(values.out, { recursive: true });
  const page = await browser.newPage({ viewport: { width: Number(values.width), height: 900 } });
  for (const { id } of DASHBOARDS) {
    const path = join(values.out, `${id}.png`);
    await takePicture(page, `${server.url}/dashboards/${id}${values.query}`, path);
    process.stdout.write(`${path}\n`);
  }
} finally {
  await browser.close();
  await server.close();
  await rm(exchangeFolder, { recursive: true, force: true });
}

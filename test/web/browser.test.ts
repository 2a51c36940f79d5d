import { AxeBuilder } from '@axe-core/playwright';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DASHBOARDS } from '../../web/dashboards/catalog.ts';
import { launchChromium } from './chromium.ts';
import { type SampleSite, sampleReleases, startSampleSite } from './sample-site.ts';

let browser: Browser;
let context: BrowserContext;
let page: Page;
let site: SampleSite;
let releases: Awaited<ReturnType<typeof sampleReleases>>;
const foreign: string[] = [];
const complaints: string[] = [];

beforeAll(async () => {
  releases = await sampleReleases();
  site = await startSampleSite(releases.folder);
  browser = await launchChromium();
  context = await browser.newContext({ viewport: { width: 1280, height: 900 }, bypassCSP: true });
  page = await context.newPage();
  page.on('request', (request) => {
    if (!request.url().startsWith(site.url)) foreign.push(request.url());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
});
afterAll(async () => {
  await browser?.close();
  await site?.close();
  await releases?.remove();
});

/** Pages in their states: full, hidden, substituted, empty, found, not found, refused. */
const STATES = [
  '/',
  '/?lang=es',
  ...DASHBOARDS.flatMap(({ id }) => [`/dashboards/${id}`, `/dashboards/${id}?lang=es&place=01970000`]),
  '/dashboards/early-college?place=00350000&place=01970505&place=03480000&by=race_gender',
  '/dashboards/early-college?find=latin',
  '/dashboards/early-college?find=zzz',
  '/dashboards/outcomes?place=00350560',
  '/dashboards/earnings?after=10',
  '/dashboards/early-college?year=1999',
  '/data',
  '/data/third_grade_reading',
  '/data/third_grade_reading?org_code=01970000&find=bost',
  '/data/third_grade_reading?org_code=01970000&sy=2024&stu_grp=NHPI&lang=es',
  '/data/pseo_earnings',
  '/data/earnings_by_group/method',
  '/data/earnings_by_group/codebook?lang=es',
  '/places?q=high',
  '/places/00350000',
  '/places/00010505',
  '/dashboards/earnings?place=00010505&find=abington',
  '/data/earnings_by_group?foo=1',
  '/glossary',
  '/accessibility',
  '/nowhere',
];

describe('in a real browser', () => {
  test.each(STATES)('%s has no violation that axe finds, and fits a screen 320 pixels wide', async (path) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(site.url + path);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html.slice(0, 160)}`)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 640 });
    const excess = await page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
    expect(excess).toBe(0);
  });

  test.each([
    '/dashboards/earnings',
    '/dashboards/early-college?lang=es',
    `/dashboards/outcomes?${['00000000', '00350000', '00490000', '00950000', '01600000', '01630000'].map((code) => `place=${code}`).join('&')}`,
    `/dashboards/earnings?${['00000000', '00350000', '00490000', '00950000'].map((code) => `place=${code}`).join('&')}`,
  ])('%s shows every table whole on a screen 1280 pixels wide', async (path) => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(site.url + path);
    const cut = await page.evaluate(
      '[...document.querySelectorAll(".figure-table .table-scroll")].filter((table) => table.scrollWidth > table.clientWidth).length',
    );
    expect(cut).toBe(0);
  });

  test('a narrow screen shows the chart drawn for it, with letters large enough to read', async () => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(`${site.url}/dashboards/early-literacy`);
    expect(await page.locator('.chart-narrow svg').first().isVisible()).toBe(true);
    expect(await page.locator('.chart-wide svg').first().isVisible()).toBe(false);
    const height = await page.evaluate(
      "document.querySelector('.chart-narrow svg text').getBoundingClientRect().height",
    );
    await page.setViewportSize({ width: 1280, height: 900 });
    expect(height).toBeGreaterThanOrEqual(11);
  });

  test('the keyboard reaches the main content first, then every filter, with a visible focus', async () => {
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.goto(`${site.url}/dashboards/early-college`);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the main content');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.id')).toBe('main');
    const reached: string[] = [];
    for (let step = 0; step < 12; step++) {
      await page.keyboard.press('Tab');
      const [name, outline] = (await page.evaluate(
        '[document.activeElement.name ?? "", getComputedStyle(document.activeElement).outlineStyle]',
      )) as [string, string];
      if (name) reached.push(name);
      expect(outline).not.toBe('none');
    }
    expect(reached).toEqual(expect.arrayContaining(['find', 'year', 'group', 'by', 'period', 'ceeb_code']));
  });

  test('without JavaScript a reader finds a school, adds it, changes the year, and the address holds it all', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const reader = await plain.newPage();
    await reader.goto(`${site.url}/dashboards/early-college`);
    await reader.getByLabel('Find a school or district by name').fill('durfee');
    await reader.getByRole('button', { name: 'Find' }).click();
    await reader.getByRole('link', { name: 'Add B M C Durfee High' }).click();
    await reader.getByLabel('School year').selectOption('2023');
    await reader.getByRole('button', { name: 'Show', exact: true }).click();
    const address = new URL(reader.url());
    expect(address.searchParams.getAll('place')).toEqual(['00000000', '00950505']);
    expect(address.searchParams.get('year')).toBe('2023');
    expect(await reader.getByRole('columnheader', { name: 'B M C Durfee High' }).count()).toBeGreaterThan(0);
    await plain.close();
  });

  test('the language switch keeps what was chosen', async () => {
    await page.goto(`${site.url}/dashboards/earnings?place=00350000&by=gender`);
    await page.getByRole('link', { name: 'Español' }).click();
    const address = new URL(page.url());
    expect(address.searchParams.get('place')).toBe('00350000');
    expect(await page.locator('h1').textContent()).toBe('Sueldos');
  });

  test('on paper the charts and tables stay, and what only a screen can use goes', async () => {
    await page.goto(`${site.url}/dashboards/early-literacy`);
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('.chart-wide svg').first().isVisible()).toBe(true);
    expect(await page.locator('.figure table').first().isVisible()).toBe(true);
    expect(await page.locator('.menu').isVisible()).toBe(false);
    expect(await page.locator('.filter-row').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
  });

  test('with the content policy in force nothing is blocked, and nothing is asked of another site', async () => {
    const strict = await browser.newContext({ bypassCSP: false });
    const reader = await strict.newPage();
    const blocked: string[] = [];
    reader.on('console', (message) => blocked.push(message.text()));
    for (const { id } of DASHBOARDS) await reader.goto(`${site.url}/dashboards/${id}`);
    expect(blocked).toEqual([]);
    expect(foreign).toEqual([]);
    expect(complaints).toEqual([]);
    await strict.close();
  });
});

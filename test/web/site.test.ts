import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withdrawRelease } from '../../publish/withdraw-release.ts';
import { DASHBOARDS } from '../../web/dashboards/catalog.ts';
import { type SampleSite, sampleReleases, startSampleSite } from './sample-site.ts';
import { sampleTables } from './sample-tables.ts';
import { pointTo, SAMPLE_RELEASE_ID, writeSampleRelease } from './write-sample-release.ts';

let releases: Awaited<ReturnType<typeof sampleReleases>>;
let site: SampleSite;

beforeAll(async () => {
  releases = await sampleReleases();
  site = await startSampleSite(releases.folder);
});
afterAll(async () => {
  await site?.close();
  await releases?.remove();
});

async function get(path: string, from: SampleSite = site) {
  const response = await fetch(from.url + path);
  const content = Buffer.from(await response.arrayBuffer());
  return { status: response.status, headers: response.headers, content, text: content.toString('utf8') };
}

const PAGES = [
  '/',
  ...DASHBOARDS.map(({ id }) => `/dashboards/${id}`),
  '/data',
  ...sampleTables().flatMap(({ contract: { name } }) => [
    `/data/${name}`,
    `/data/${name}/method`,
    `/data/${name}/codebook`,
  ]),
  '/places?q=high',
  '/places/00350000',
  '/glossary',
  '/accessibility',
];

describe('every page', () => {
  test.each(PAGES)(
    '%s answers in both languages, says that its people are invented, and needs no script',
    async (path) => {
      for (const lang of ['en', 'es']) {
        const { status, text, headers } = await get(`${path}${path.includes('?') ? '&' : '?'}lang=${lang}`);
        expect(status).toBe(200);
        expect(text).toContain(`<html lang="${lang}">`);
        expect(text).toMatch(lang === 'en' ? /Practice data/ : /Datos de práctica/);
        expect(text).toMatch(
          lang === 'en' ? /Data last refreshed November 2, 2026/ : /actualizados el 2 de noviembre de 2026/,
        );
        expect(text).not.toMatch(/<script|undefined|\[object|NaN/);
        expect(headers.get('content-security-policy')).toContain("default-src 'none'");
      }
    },
  );

  test('no page asks another site for anything', async () => {
    for (const path of PAGES) {
      const { text } = await get(path);
      expect(
        [...text.matchAll(/(?:src|href|action)="([^"]*)"/g)]
          .map(([, to]) => to)
          .filter((to) => !/^[/#]/.test(to ?? '')),
      ).toEqual([]);
    }
  });

  test('every link leads to a page', async () => {
    const links = new Set<string>();
    for (const path of PAGES) {
      for (const [, to = ''] of (await get(path)).text.matchAll(/<a [^>]*href="(\/[^"#]*)/g)) {
        if (!/\.(csv|xlsx|parquet|zip|json)/.test(to)) links.add(to.replaceAll('&amp;', '&'));
      }
    }
    expect(links.size).toBeGreaterThan(40);
    for (const link of links) expect((await get(link)).status, link).toBe(200);
  });
});

describe('dashboards', () => {
  test('every figure is drawn from the contracts of the public tables', async () => {
    for (const { id, figures } of DASHBOARDS) {
      const { text } = await get(`/dashboards/${id}`);
      for (const figure of figures) expect(text).toContain(`id="${figure.id}-title"`);
      expect(text).not.toContain('The current release does not hold the data');
      expect(text.match(/<svg[^>]*class="plot plot-wide"/g)?.length).toBe(figures.length);
    }
    expect(site.problems).toEqual([]);
  });

  test('the title states the finding that the data give', async () => {
    const { text } = await get('/dashboards/early-college');
    expect(text).toContain(
      'The number of Early College students in Massachusetts rose from 4,243 in 2021–22 to 7,585 in 2024–25',
    );
  });

  test('up to six places are compared, and a seventh is refused with a reason', async () => {
    const codes = ['00350000', '00490000', '00950000', '01600000', '01630000', '01970000', '02740000'];
    const query = (count: number) =>
      codes
        .slice(0, count)
        .map((code) => `place=${code}`)
        .join('&');
    const six = await get(`/dashboards/early-college?${query(6)}`);
    expect(six.status).toBe(200);
    for (const name of ['Boston', 'Cambridge', 'Fall River', 'Lowell', 'Lynn', 'Nantucket']) {
      expect(six.text).toContain(`<th scope="col" class="number">${name}</th>`);
    }
    const seven = await get(`/dashboards/early-college?${query(7)}`);
    expect(seven.status).toBe(400);
    expect(seven.text).toContain('You can compare up to 6 places at once');
  });

  test('a value that does not exist is answered with those that do', async () => {
    const { status, text } = await get('/dashboards/early-college?year=1999');
    expect(status).toBe(400);
    expect(text).toContain('2024–25');
    expect((await get('/dashboards/early-college?place=99999999')).text).toContain('Worcester');
    expect((await get('/dashboards/early-college?group=XX&lang=es')).text).toContain('Hispano o latino');
  });

  test('an address never comes back as markup', async () => {
    const { text } = await get('/dashboards/early-college?find=%3Cimg%20src=x%3E');
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;img');
  });

  test('a hidden number is a symbol with words for screen readers, and is explained', async () => {
    const { text } = await get('/dashboards/early-college?place=01970000');
    expect(text).toContain('<span aria-hidden="true">[c]</span><span class="spoken">hidden to protect privacy</span>');
    expect(text).toContain('It may be zero or more: do not read it as zero.');
  });

  test('a point that its table has no row for is told apart from one that is hidden or not available', async () => {
    const query = 'institution=00221000&degree_level=05';
    const { text } = await get(`/dashboards/earnings?${query}`);
    expect(text).toContain('<span aria-hidden="true">–</span><span class="spoken">nothing here</span>');
    expect(text).toContain('No such program, place or students in this year');
    const { figures } = JSON.parse((await get(`/dashboards/earnings/figures.json?${query}`)).text);
    const points = figures.find(({ id }: { id: string }) => id === 'pseo-fields').points;
    expect(points.find(({ cipcode }: { cipcode: string }) => cipcode === '14')).toMatchObject({ status: 'absent' });
  });

  test('a place without figures says so where it is found, on its page, and once on a dashboard', async () => {
    expect((await get('/places?q=abington')).text).toContain('District · no figures');
    expect((await get('/places?q=lynn')).text).not.toContain('no figures');
    expect((await get('/dashboards/early-college?find=abington')).text).toContain('School in Abington · no figures');
    const page = await get('/places/00010505');
    expect(page.text).toContain('has no figures for this place');
    expect(page.text).not.toContain('class="cards"');
    const { text } = await get('/dashboards/early-college?place=00010505');
    expect(text.match(/There are no figures for/g)).toHaveLength(1);
    expect(text).not.toContain('<section class="figure"');
  });

  test('earnings and outcomes say how many graduates can be seen', async () => {
    expect((await get('/dashboards/earnings')).text).toContain('Graduates whose wages can be seen');
    expect((await get('/dashboards/outcomes')).text).toContain('Graduates who could be followed');
    expect((await get('/dashboards/outcomes')).text).not.toContain('Each graduate is counted once a year');
  });

  test('the choice shown first of a select has figures, its total only where that has some', async () => {
    const earnings = sampleTables().find(({ contract }) => contract.name === 'pseo_earnings')!;
    const rows = earnings.rows.map((row) =>
      row.institution === '00221000' && row.degree_level === '05' && row.grad_cohort === '2016'
        ? row
        : {
            ...row,
            y5_p25_earnings: null,
            y5_p50_earnings: null,
            y5_p75_earnings: null,
            status_y5_earnings: 'suppressed',
          },
    );
    const own = await startSampleSite(releases.folder);
    try {
      const tables = [{ ...earnings, rows }];
      await writeSampleRelease({ folder: own.releasesFolder, id: '20261109T090000Z-00000002', tables });
      const { figures } = JSON.parse((await get('/dashboards/earnings/figures.json', own)).text);
      expect(figures[0].points.some(({ status }: { status: string }) => status === 'ok')).toBe(true);
      expect((await get('/dashboards/earnings', own)).text).toContain('<option value="2016" selected');
    } finally {
      await own.close();
    }
  });

  test('a school is found by name and can be added to what is shown', async () => {
    const { text } = await get('/dashboards/early-college?find=durfee');
    expect(text).toContain('1 place has a name like');
    expect(text).toMatch(/place=00000000&amp;place=00950505/);
  });

  test('where only districts are published, a school shows its district and says so', async () => {
    const { text } = await get('/dashboards/outcomes?place=00950505');
    expect(text).toContain('Its district, Fall River, is shown instead.');
  });

  test('graduates in no record are called not found in our records, never missing', async () => {
    for (const lang of ['en', 'es']) {
      const { text } = await get(`/dashboards/outcomes?lang=${lang}`);
      expect(text).toContain(lang === 'en' ? 'Not found in our records' : 'No figuran en nuestros registros');
      expect(text).not.toMatch(/missing person|total missing|persona desaparecida/i);
    }
  });

  test('every choice of group, family and year can be drawn', async () => {
    for (const query of [
      'by=gender',
      'by=race_gender&group=HL',
      'by=program&group=EL',
      'year=2022&period=Spring&ceeb_code=003099',
    ]) {
      const { status } = await get(`/dashboards/early-college?${query}`);
      expect(status, query).toBe(200);
    }
    for (const after of ['1', '4', '10']) {
      const { status } = await get(`/dashboards/earnings?after=${after}&by=gender`);
      expect(status, after).toBe(200);
    }
    expect(site.problems).toEqual([]);
  });

  test('the JSON twin tells the same points and no hidden number', async () => {
    const { text } = await get('/dashboards/early-college/figures.json?place=01970000');
    const { figures } = JSON.parse(text);
    expect(figures.map(({ id }: { id: string }) => id)).toContain('ec-groups');
    for (const figure of figures) {
      for (const point of figure.points) expect('value' in point).toBe(point.status === 'ok');
    }
  });
});

describe('downloads', () => {
  const query = 'org_code=01970000&sy=2024&ec_program=All%20children';

  test('a CSV holds exactly the rows shown', async () => {
    const { text, headers } = await get(`/data/third_grade_reading/rows.csv?${query}`);
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(23);
    expect(new Set(rows.map(({ org_code, sy }) => `${org_code} ${sy}`))).toEqual(new Set(['01970000 2024']));
    expect(headers.get('content-disposition')).toContain('third_grade_reading-selection-20261102.csv');
  });

  test("a figure's CSV holds the rows of its chart", async () => {
    const { text } = await get(
      '/dashboards/early-college/ec-groups.csv?place=00350000&year=2024&by=gender&period=Fall',
    );
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ stu_grp }) => stu_grp).sort()).toEqual(['ALL', 'F', 'M', 'NB']);
    expect(new Set(rows.map(({ org_code }) => org_code))).toEqual(new Set(['00350000']));
  });

  test('the whole table is the file of the release', async () => {
    const { content } = await get('/data/earnings_by_major/rows.csv');
    const released = await readFile(join(site.releasesFolder, SAMPLE_RELEASE_ID, 'earnings_by_major.csv'));
    expect(content.equals(released)).toBe(true);
  });

  test('a ZIP brings data, codebook, and notes with match rate and citation', async () => {
    const files = unzip((await get(`/data/third_grade_reading/rows.zip?${query}`)).content);
    expect([...files.keys()]).toEqual(['third_grade_reading.csv', 'codebook.csv', 'notes.txt']);
    expect(files.get('notes.txt')).toContain('94%');
    expect(files.get('notes.txt')).toContain('Release 20261102T090000Z-0a1b2c3d');
    expect(files.get('notes.txt')).toContain('Nantucket');
    expect(files.get('notes.txt')).toMatch(/What this file holds\n.*Nantucket/);
    expect(files.get('notes.txt')).not.toMatch(/Download|It is not zero/);
    const address = `${site.url}/data/third_grade_reading?sy=2024`;
    expect(files.get('notes.txt')).toContain(`Address\n${address}`);
    expect(files.get('notes.txt')).toMatch(new RegExp(`How to cite\n.*${address.replace('?', '\\?')}`));
    expect(files.get('codebook.csv')).toContain('m_plus_e_pct_status');
  });

  test('an address that chooses by no column is refused, in place of sending everything', async () => {
    for (const path of ['rows.csv?foo=1', 'rows.json?foo=1', 'rows.zip?foo=1&sy=2024', '?foo=1']) {
      const { status, text } = await get(`/data/third_grade_reading/${path}`.replace('/?', '?'));
      expect(status, path).toBe(400);
      expect(text).toContain('“foo”');
      expect(text).toContain('<code>ec_program</code>');
    }
    expect((await get('/data/third_grade_reading/rows.csv?sy=2024&lang=es')).status).toBe(200);
  });

  test('PSEO files hold the flags of PSEO, and the pages and rows of the site the codes of the hub', async () => {
    const { text } = await get('/data/pseo_earnings/rows.csv');
    const rows = parse(text, { columns: true }) as Record<string, string>[];
    expect(new Set(rows.map(({ status_y5_earnings }) => status_y5_earnings))).toEqual(new Set(['1', '5']));
    const released = await readFile(join(site.releasesFolder, SAMPLE_RELEASE_ID, 'pseo_earnings.csv'), 'utf8');
    expect(text).toBe(released);
    const { data } = JSON.parse((await get('/data/pseo_earnings/rows.json')).text);
    expect(new Set(data.map((row: { y5_p50_earnings: { status: string } }) => row.y5_p50_earnings.status))).toEqual(
      new Set(['ok', 'suppressed']),
    );
    const files = unzip((await get('/data/pseo_earnings/rows.zip')).content);
    expect(files.get('codebook.csv')).toContain('"1, 6, 5, -2, -1"');
    expect(files.get('notes.txt')).toContain('5: Hidden to protect privacy.');
    expect((await get('/data/pseo_earnings/codebook')).text).toContain('<code>-1</code> [x]');
  });

  test('a workbook has a sheet of notes, of data and of the codebook', async () => {
    const files = unzip((await get(`/data/third_grade_reading/rows.xlsx?${query}`)).content);
    const workbook = files.get('xl/workbook.xml') ?? '';
    expect([...workbook.matchAll(/<sheet [^>]*name="([^"]*)"/g)].map(([, name]) => name)).toEqual([
      'Notes',
      'Data',
      'Codebook',
    ]);
  });

  test('a Parquet file carries its notes', async () => {
    const path = join(site.folder, 'shown.parquet');
    await writeFile(path, (await get(`/data/third_grade_reading/rows.parquet?${query}`)).content);
    const connection = await (await DuckDBInstance.create(':memory:')).connect();
    const read = async (sql: string) => (await connection.runAndReadAll(sql)).getRowObjectsJS();
    expect(await read(`SELECT count(*)::INTEGER AS n FROM '${path}'`)).toEqual([{ n: 23 }]);
    const metadata = await read(`SELECT decode(key) AS key FROM parquet_kv_metadata('${path}')`);
    expect(metadata.map(({ key }) => key)).toEqual(expect.arrayContaining(['title', 'citation', 'notes']));
    connection.closeSync();
  });

  test('rows as JSON say how many there are and hold no hidden number', async () => {
    const answer = JSON.parse((await get(`/data/third_grade_reading/rows.json?${query}`)).text);
    expect(answer.rows).toBe(23);
    expect(answer.data.some((row: { m_plus_e_pct: { status: string } }) => row.m_plus_e_pct.status === 'banded')).toBe(
      true,
    );
    for (const { stu_cnt } of answer.data) expect('value' in stu_cnt).toBe(stu_cnt.status === 'ok');
  });
});

describe('releases', () => {
  test('before the first release the site says so and is up', async () => {
    const empty = await startSampleSite();
    try {
      const { status, text } = await get('/dashboards/earnings', empty);
      expect(status).toBe(503);
      expect(text).toContain('No data have been published yet');
      expect(JSON.parse((await get('/health', empty)).text)).toEqual({ status: 'up', release: null });
      expect((await get('/glossary', empty)).status).toBe(200);
    } finally {
      await empty.close();
    }
  });

  test('a new release is served as soon as the pointer names it, and a broken one never is', async () => {
    const own = await startSampleSite(releases.folder);
    const small = sampleTables().filter(({ contract }) => contract.name === 'earnings_by_major');
    const served = async () => JSON.parse((await get('/health', own)).text).release;
    try {
      expect(await served()).toBe(SAMPLE_RELEASE_ID);
      const next = '20261109T090000Z-00000002';
      await writeSampleRelease({ folder: own.releasesFolder, id: next, tables: small });
      expect(await served()).toBe(next);

      const changed = '20261116T090000Z-00000003';
      await writeSampleRelease({ folder: own.releasesFolder, id: changed, tables: small });
      await pointTo(own.releasesFolder, next);
      expect(await served()).toBe(next);
      await writeFile(join(own.releasesFolder, changed, 'earnings_by_major.csv'), 'changed\n');
      await pointTo(own.releasesFolder, changed);
      expect(await served()).toBe(next);

      const leaking = '20261123T090000Z-00000004';
      const [table] = small;
      const rows = table!.rows.map((row) =>
        row.average_earnings_status === 'suppressed' ? { ...row, average_earnings: 1 } : row,
      );
      await writeSampleRelease({ folder: own.releasesFolder, id: leaking, tables: [{ ...table!, rows }] });
      expect(await served()).toBe(next);
      expect(own.problems.map(({ event }) => event)).toEqual(['release refused', 'release refused']);
    } finally {
      await own.close();
    }
  });

  test('a withdrawn release is shown no more, and the directory says so', async () => {
    const own = await startSampleSite(releases.folder);
    const small = sampleTables().filter(({ contract }) => contract.name === 'earnings_by_major');
    const next = '20261109T090000Z-00000005';
    const withdrawal = { withdrawnAt: '2026-11-10T09:00:00.000Z', notice: 'A district reported a year twice.' };
    try {
      await writeSampleRelease({ folder: own.releasesFolder, id: next, tables: small });
      await withdrawRelease(own.releasesFolder, { id: next, ...withdrawal }, SAMPLE_RELEASE_ID);
      const { status, text } = await get('/data', own);
      expect([status, text.includes('Withdrawn releases'), text.includes(withdrawal.notice)]).toEqual([
        200,
        true,
        true,
      ]);
      expect(JSON.parse((await get('/health', own)).text).release).toBe(SAMPLE_RELEASE_ID);
      expect(JSON.parse((await get('/data/withdrawn.json', own)).text)).toMatchObject([{ id: next, ...withdrawal }]);
      await withdrawRelease(own.releasesFolder, { id: SAMPLE_RELEASE_ID, ...withdrawal }, undefined);
      const nothing = await get('/data', own);
      expect([nothing.status, nothing.text.includes(withdrawal.notice)]).toEqual([503, true]);
    } finally {
      await own.close();
    }
  });

  test('an unknown page is a friendly 404', async () => {
    for (const path of [
      '/nowhere',
      '/dashboards/none',
      '/data/none',
      '/places/12345678',
      '/assets/../server-process.ts',
    ]) {
      const { status, text } = await get(path);
      expect(status, path).toBe(404);
      expect(text).toContain('This page does not exist');
    }
  });
});

/** The files of a ZIP archive, by name, read from its local headers or its index. */
function unzip(archive: Buffer): Map<string, string> {
  const files = new Map<string, string>();
  const end = archive.lastIndexOf(Buffer.from('PK\x05\x06', 'latin1'));
  let at = archive.readUInt32LE(end + 16);
  for (let count = archive.readUInt16LE(end + 10); count > 0; count--) {
    const method = archive.readUInt16LE(at + 10);
    const packed = archive.readUInt32LE(at + 20);
    const [nameLength, extra, comment] = [28, 30, 32].map((offset) => archive.readUInt16LE(at + offset)) as [
      number,
      number,
      number,
    ];
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    const local = archive.readUInt32LE(at + 42);
    const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
    const content = archive.subarray(start, start + packed);
    files.set(name, (method === 8 ? inflateRawSync(content) : content).toString('utf8'));
    at += 46 + nameLength + extra + comment;
  }
  return files;
}

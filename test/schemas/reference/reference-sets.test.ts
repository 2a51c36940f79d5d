import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { DEGREE_LEVEL } from '../../../schemas/codes/college.ts';
import { RACE_CODES } from '../../../schemas/codes/race.ts';
import { ContractBreachError } from '../../../schemas/errors.ts';
import { type ReferenceRow, readReference, referenceSets } from '../../../schemas/reference/index.ts';

async function rowsOf(name: string): Promise<readonly ReferenceRow[]> {
  return (await readReference(referenceSets.get(name)!)).rows;
}

test.each([...referenceSets.values()])('the file of $name keeps its contract', async (set) => {
  const { rows, contentHash } = await readReference(set);
  expect(rows.length).toBeGreaterThan(0);
  expect(contentHash).toMatch(/^[0-9a-f]{64}$/);
});

test('there are 351 cities and towns, numbered by alphabet as district codes show', async () => {
  const towns = new Map((await rowsOf('town')).map((row) => [row.town_code, row.town_name]));
  expect(towns.size).toBe(352);
  const districts = (await rowsOf('district')).filter((row) => row.town !== null);
  expect(districts.length).toBeGreaterThan(200);
  for (const { district_code, district_name, town } of districts) {
    expect([district_code, towns.get(town ?? '')]).toEqual([`0${town}0000`, district_name]);
  }
});

test('HEIRS has 15 community colleges, 9 state universities and 4 UMass campuses', async () => {
  const heirs = (await rowsOf('college')).filter((row) => row.is_heirs === 'true');
  expect(heirs.filter((row) => row.level === '2 Year')).toHaveLength(15);
  expect(heirs.filter((row) => row.level === '4 Year')).toHaveLength(13);
  expect(heirs.filter((row) => row.college_name?.startsWith('University of Massachusetts'))).toHaveLength(4);
  expect(heirs.every((row) => row.control === 'Public' && row.state === 'MA')).toBe(true);
});

test('College Board codes name one school or college', async () => {
  const codes = [...(await rowsOf('school')), ...(await rowsOf('college'))].flatMap((row) => row.ceeb_code ?? []);
  expect(new Set(codes).size).toBe(codes.length);
  expect(codes.every((code) => /^\d{6}$/.test(code))).toBe(true);
});

test('every school with grade 12 has a College Board code, and a closed one a successor that is open', async () => {
  const schools = await rowsOf('school');
  const byCode = new Map(schools.map((row) => [row.org_code, row]));
  for (const school of schools) {
    expect(school.ceeb_code !== null).toBe(school.highest_grade === '12');
    if (school.valid_to_sy === null) continue;
    const successor = byCode.get(school.successor_org_code ?? '');
    expect(Number(successor?.valid_from_sy)).toBe(Number(school.valid_to_sy) + 1);
    expect(successor?.valid_to_sy).toBeNull();
  }
});

test('the SIMS calendar of 2024-25 is as DESE announced it', async () => {
  const year = (await rowsOf('reporting_calendar')).filter((row) => row.school_year === '2025');
  expect(year.map((row) => [row.collection, row.as_of_date, row.certifies, row.is_assumed])).toEqual([
    ['October', '2024-10-01', '2024-10-25', 'false'],
    ['March', '2025-03-03', '2025-03-28', 'false'],
    ['EOY', null, '2025-07-11', 'false'],
  ]);
});

test('prices lack only the month that was never collected, and annual averages are those of the months', async () => {
  const months = await rowsOf('cpi');
  const present = new Set(months.map((row) => `${row.year}-${row.month}`));
  const absent = Array.from(
    { length: 21 * 12 },
    (_, index) => `${2005 + Math.floor(index / 12)}-${(index % 12) + 1}`,
  ).filter((month) => !present.has(month));
  expect(absent).toEqual(['2025-10']);
  for (const { year, cpi_u } of await rowsOf('cpi_annual')) {
    const values = months.filter((row) => row.year === year).map((row) => Number(row.cpi_u));
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.abs(mean - Number(cpi_u))).toBeLessThan(0.2);
  }
});

test('codes that stand in the code and in a file are the same', async () => {
  expect((await rowsOf('race_code')).map((row) => [row.code, row.race_group, row.is_hispanic])).toEqual(
    RACE_CODES.map((race) => [race.code, race.group, String(race.hispanic)]),
  );
  expect(Object.fromEntries((await rowsOf('degree_level')).map((row) => [row.degree_level, row.label]))).toEqual(
    DEGREE_LEVEL,
  );
});

test('a file that breaks its contract is refused with the columns and counts, and no value', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'reference-'));
  try {
    await writeFile(join(folder, 'cpi.csv'), 'year,month,cpi_u\n2024,13,secret\n2024,13,1\n');
    const refused = readReference(referenceSets.get('cpi')!, folder);
    await expect(refused).rejects.toThrow(ContractBreachError);
    await expect(refused).rejects.toMatchObject({
      fields: {
        problems: [
          'month is out of range in 2 rows',
          'cpi_u is not decimal in 1 rows',
          'year, month repeats in 1 rows',
        ],
      },
    });
  } finally {
    await rm(folder, { recursive: true });
  }
});

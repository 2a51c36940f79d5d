import { expect, test } from 'vitest';
import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { publicTables } from '../../schemas/releases/tables/index.ts';
import { earnings } from '../../web/dashboards/earnings.ts';
import { firstPublished } from '../../web/dashboards/first-published.ts';
import type { OpenRelease, SqlValue } from '../../web/release/open-release.ts';

const figure = earnings.figures.find(({ id }) => id === 'pseo-fields')!;
const table = publicTables.find(({ table: { name } }) => name === 'pseo_earnings')!.table as unknown as ReleaseTable;

/** A release that has figures for the options named; it keeps what it was asked. */
function releaseWith(published: readonly string[]) {
  const asked: { sql: string; values: readonly SqlValue[] }[] = [];
  const release = {
    select: async (sql: string, values: readonly SqlValue[] = []) => {
      asked.push({ sql, values });
      return published.map((option) => ({ option }));
    },
  } as unknown as OpenRelease;
  return { asked, release };
}

const chosen = new Map([
  ['institution', '00222100'],
  ['grad_cohort', '0000'],
]);

test('a select without a total begins at the first option, in its own order, that has a published figure', async () => {
  const { release } = releaseWith(['07', '05']);
  expect(await firstPublished('degree_level', ['03', '05', '07'], chosen, [{ figure, table }], release)).toBe('05');
});

test('it asks under the choices made so far, and reads whether a cell is published but never its number', async () => {
  const { asked, release } = releaseWith([]);
  expect(await firstPublished('degree_level', ['03'], chosen, [{ figure, table }], release)).toBeUndefined();
  expect(asked).toHaveLength(1);
  expect(asked[0]!.values).toEqual(['00222100', '0000']);
  expect(asked[0]!.sql).toContain(`"status_y5_earnings" IN ('ok', 'banded')`);
  expect(asked[0]!.sql).not.toMatch(/y5_p\d+_earnings/);
});

import { describe, expect, test } from 'vitest';
import { seededRandomKey } from '../../linkers/person-key.ts';
import { promoteLinkVersion } from '../../linkers/promote-link-version.ts';
import { type LinkOptions, runLinkage } from '../../linkers/run-linkage.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { syntheticModel } from './synthetic-model.ts';
import { type SyntheticRow, syntheticPeople, writePeople } from './synthetic-people.ts';

const clock = () => new Date('2026-01-02T03:04:05Z');
const people = syntheticPeople(200, 31);
const school = people.rows.find(
  ({ source, entity_id }) => source === 'school' && linkedTo('early', entity_id) && linkedTo('college', entity_id),
)!;
/** The same pupil again, under another state id. */
const double: SyntheticRow = { ...school, entity_id: 900_000, sasid: '9999999999' };

function linkedTo(source: string, entity: number): boolean {
  const person = people.truth.get(entity);
  return people.rows.some((row) => row.source === source && people.truth.get(row.entity_id) === person);
}

async function withDouble<T>(work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const warehouse = await openDuckDb({ path: ':memory:', threads: 2 });
  try {
    await warehouse.execute('CREATE SCHEMA vault');
    await warehouse.session((session) => writePeople(session, { ...people, rows: [...people.rows, double] }, 'people'));
    return await work(warehouse);
  } finally {
    await warehouse.close();
  }
}

const link = (warehouse: Warehouse, linkVersion: number, options: Partial<LinkOptions> = {}) =>
  runLinkage(warehouse, syntheticModel, {
    entityTable: 'people.entity_variant',
    linkVersion,
    random: seededRandomKey(linkVersion),
    clock,
    ...options,
  });

async function keysOf(warehouse: Warehouse, linkVersion: number): Promise<readonly [number, number]> {
  const rows = await warehouse.query<{ entity_id: number; person_key: number }>(
    `SELECT entity_id, person_key FROM linkage.crosswalk
    WHERE link_version = ${linkVersion} AND entity_id IN (${school.entity_id}, ${double.entity_id})
    ORDER BY entity_id`,
  );
  return [rows[0]!.person_key, rows[1]!.person_key];
}

describe('two entities of a source that are documented to be one person', () => {
  test('are one person where the source holds a person once, and the key that ends is recorded as merged', async () => {
    await withDouble(async (warehouse) => {
      await link(warehouse, 1, { keepsBasis: true });
      await promoteLinkVersion(warehouse, 1, { clock });
      const [one, other] = await keysOf(warehouse, 1);
      expect(one).not.toBe(other);

      // An incremental run knows that the pupil has changed: it has the values of both.
      const duplicates = [[double.entity_id, school.entity_id]] as const;
      const report = await link(warehouse, 2, { base: { linkVersion: 1 }, duplicates });
      const [kept, joined] = await keysOf(warehouse, 2);
      expect(joined).toBe(kept);
      expect([one, other]).toContain(kept);
      const ended = kept === one ? other : one;
      expect(
        await warehouse.query('SELECT event, person_key, other_key FROM linkage.person_event WHERE link_version = 2'),
      ).toContainEqual({ event: 'merged', person_key: ended, other_key: kept });
      expect(report.incremental?.changes).toMatchObject({ corrected: 1, removed: 1, added: 0 });
      const [rows] = await warehouse.query<{ entities: number; persons: number }>(
        'SELECT COUNT(*) AS entities, COUNT(DISTINCT entity_id) AS persons FROM linkage.crosswalk WHERE link_version = 2',
      );
      expect(rows).toEqual({ entities: people.truth.size + 1, persons: people.truth.size + 1 });
    });
  });

  test('are refused where they are of two sources, and ignored where one is not loaded', async () => {
    await withDouble(async (warehouse) => {
      const college = people.rows.find(({ source }) => source === 'college')!;
      await expect(link(warehouse, 1, { duplicates: [[school.entity_id, college.entity_id]] })).rejects.toThrow(
        /documented as one, but are of school and college/,
      );
      await link(warehouse, 1, { duplicates: [[school.entity_id, 123_456_789]] });
      const [one, other] = await keysOf(warehouse, 1);
      expect(one).not.toBe(other);
    });
  });
});

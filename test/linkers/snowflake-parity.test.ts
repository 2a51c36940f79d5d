import { beforeAll, describe, expect, test } from 'vitest';
import type { LinkReport } from '../../linkers/link-report.ts';
import { seededRandomKey } from '../../linkers/person-key.ts';
import { promoteLinkVersion } from '../../linkers/promote-link-version.ts';
import { runLinkage } from '../../linkers/run-linkage.ts';
import type { Dialect } from '../../warehouse/dialect.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { openEmulated } from '../warehouse/snowflake/open-emulated.ts';
import { syntheticModel } from './synthetic-model.ts';
import { syntheticPeople, writePeople } from './synthetic-people.ts';

const clock = () => new Date('2026-01-02T03:04:05Z');
const people = syntheticPeople(400, 11);

interface Linked {
  readonly reports: readonly LinkReport[];
  readonly tables: Readonly<Record<string, readonly unknown[]>>;
}

/**
 * Versions of the same people, some of whom leave, and some of whom change their names in between; the third goes on from
 * the second.
 */
async function linkThrice(warehouse: Warehouse): Promise<Linked> {
  if (warehouse.engine === 'duckdb') await warehouse.execute('CREATE SCHEMA vault');
  await warehouse.session((session) => writePeople(session, people, 'people'));
  const reports: LinkReport[] = [];
  for (const linkVersion of [1, 2, 3]) {
    reports.push(
      await runLinkage(warehouse, syntheticModel, {
        entityTable: 'people.entity_variant',
        linkVersion,
        random: seededRandomKey(linkVersion),
        clock,
        ...(linkVersion === 2 ? { keepsBasis: true } : {}),
        ...(linkVersion === 3 ? { base: { linkVersion: 2 } } : {}),
      }),
    );
    await promoteLinkVersion(warehouse, linkVersion, { clock });
    if (linkVersion === 2) {
      await warehouse.execute("DELETE FROM people.entity_variant WHERE source = 'college' AND MOD(entity_id, 13) = 0");
      await warehouse.execute(
        'UPDATE people.entity_variant SET middle_name = NULL, sasid = NULL WHERE MOD(entity_id, 17) = 0',
      );
    }
    if (linkVersion > 1) continue;
    await warehouse.execute("DELETE FROM people.entity_variant WHERE source = 'school' AND MOD(entity_id, 9) = 0");
    await warehouse.execute(
      "UPDATE people.entity_variant SET sasid = NULL, last_name = 'X' || last_name WHERE MOD(entity_id, 11) = 0",
    );
  }
  const tables: Record<string, readonly unknown[]> = {};
  const orders = {
    edge: 'source_pair, pass, entity_id_l, entity_id_r',
    review_pair: 'source_pair, pass, entity_id_l, entity_id_r',
    candidate: 'step, entity_id_l, entity_id_r',
    crosswalk: 'source, entity_id',
    person_event: 'event, person_key, other_key',
  };
  for (const [table, order] of Object.entries(orders)) {
    tables[table] = (
      await warehouse.query<Record<string, unknown>>(`SELECT * FROM linkage.${table} ORDER BY link_version, ${order}`)
    ).map(({ match_probability: _, ...row }) => row);
  }
  return { reports, tables };
}

/** DuckDB with Snowflake's similarity of whole hundredths, rounded as the emulator does. */
async function openRounded(): Promise<Warehouse> {
  const warehouse = await openDuckDb({ path: ':memory:' });
  const { dialect } = warehouse;
  const functions: Dialect['functions'] = {
    ...dialect.functions,
    jaro_winkler: (a, b) => `ROUND(${dialect.functions.jaro_winkler(a, b)}, 2)`,
  };
  return Object.assign(warehouse, { dialect: { ...dialect, functions } });
}

describe('linking on Snowflake’s emulator', () => {
  let duckdb: Linked;
  let rounded: Linked;
  let emulated: Linked;
  const sent: string[] = [];

  beforeAll(async () => {
    const [first, second, third] = await Promise.all(
      [
        () => openDuckDb({ path: ':memory:' }),
        openRounded,
        () => openEmulated({ onStatement: (text) => sent.push(text) }),
      ].map(async (open) => {
        const warehouse = await open();
        try {
          return await linkThrice(warehouse);
        } finally {
          await warehouse.close();
        }
      }),
    );
    [duckdb, rounded, emulated] = [first!, second!, third!];
    // Three versions on three warehouses, one of them an emulator that answers statement by statement.
  }, 300_000);

  test.each(['edge', 'review_pair', 'candidate', 'crosswalk', 'person_event'])(
    'makes the same rows of %s as DuckDB does by similarities of two decimals',
    (table) => {
      expect(rounded.tables[table]!.length).toBeGreaterThan(0);
      expect(emulated.tables[table]).toEqual(rounded.tables[table]);
    },
  );

  test('reports the same counts and the same digest of the result', () => {
    const counted = ({ reports }: Linked) =>
      reports.map(({ passes, ...report }) => ({
        ...report,
        passes: passes.map(({ parameters: _, estimated, ...pass }) => ({ ...pass, wrong: estimated?.falseLinks })),
      }));
    expect(counted(emulated)).toEqual(counted(rounded));
    const { split, retired, kept } = emulated.reports[1]!.events;
    for (const events of [split, retired, kept]) expect(events).toBeGreaterThan(0);
  });

  test('links the pairs that DuckDB does by exact similarities, but for one in two hundred', () => {
    const pairs = ({ tables }: Linked) =>
      new Set(
        (tables.edge as readonly Record<string, unknown>[]).map(
          (edge) => `${edge.link_version} ${edge.entity_id_l} ${edge.entity_id_r}`,
        ),
      );
    const [exact, whole] = [pairs(duckdb), pairs(emulated)];
    const different =
      [...exact].filter((pair) => !whole.has(pair)).length + [...whole].filter((pair) => !exact.has(pair)).length;
    expect(different).toBeLessThanOrEqual(exact.size / 200);
  });

  test('finds components by statements', () => {
    expect(sent.some((text) => text.includes('MIN(low)'))).toBe(true);
  });
});

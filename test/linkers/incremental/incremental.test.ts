import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FullVersionNeededError } from '../../../linkers/errors.ts';
import { seededRandomKey } from '../../../linkers/person-key.ts';
import { promoteLinkVersion } from '../../../linkers/promote-link-version.ts';
import { type LinkOptions, runLinkage } from '../../../linkers/run-linkage.ts';
import { parseLinkModel } from '../../../schemas/link-model/link-model.ts';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../../warehouse/warehouse.ts';
import { changed, changesArbitrary, changingModel, contentOf, firstRows, forget, load } from './changing-people.ts';

const clock = () => new Date('2026-01-02T03:04:05Z');

async function withFirstVersion<T>(work: (warehouse: Warehouse) => Promise<T>): Promise<T> {
  const warehouse = await openDuckDb({ path: ':memory:', threads: 2 });
  try {
    await warehouse.execute('CREATE SCHEMA vault');
    await warehouse.session((session) => load(session, firstRows()));
    await link(warehouse, 1, { keepsBasis: true });
    await promoteLinkVersion(warehouse, 1, { clock });
    return await work(warehouse);
  } finally {
    await warehouse.close();
  }
}

function link(warehouse: Warehouse, linkVersion: number, options: Partial<LinkOptions>, model = changingModel) {
  return runLinkage(warehouse, model, {
    entityTable: 'people.entity_variant',
    linkVersion,
    random: seededRandomKey(linkVersion),
    clock,
    ...options,
  });
}

describe('an incremental run', () => {
  test('makes what scoring every pair by the same parameters makes, whatever was added, corrected and deleted', async () => {
    await fc.assert(
      fc.asyncProperty(fc.tuple(changesArbitrary, changesArbitrary), async (rounds) => {
        await withFirstVersion(async (warehouse) => {
          let rows = firstRows();
          for (const [index, changes] of rounds.entries()) {
            const version = index + 2;
            rows = changed(rows, changes);
            await warehouse.session((session) => load(session, rows));
            const base = { linkVersion: version - 1 };
            await link(warehouse, version, { base: { ...base, rescore: 'all' } });
            const whole = await contentOf(warehouse, version);
            await forget(warehouse, version);
            await link(warehouse, version, { base });
            expect(await contentOf(warehouse, version)).toEqual(whole);
            // Keys are carried on from the promoted version, candidates from the base: not always the same.
            if (changes.length % 2 === 0) await promoteLinkVersion(warehouse, version, { clock });
          }
        });
      }),
      { numRuns: 4, seed: 5 },
    );
  });

  test('of a load that has not changed compares nothing and changes nobody', async () => {
    await withFirstVersion(async (warehouse) => {
      const before = await contentOf(warehouse, 1);
      const report = await link(warehouse, 2, { base: { linkVersion: 1 } });
      expect((await contentOf(warehouse, 2)).version).toEqual(before.version);
      expect(report.passes.map(({ comparedPairs }) => comparedPairs)).toEqual(report.passes.map(() => 0));
      expect(report.events).toEqual({ created: 0, kept: report.persons, split: 0, merged: 0, retired: 0 });
      expect(report.incremental).toMatchObject({
        baseVersion: 1,
        trainedVersion: 1,
        changes: { added: 0, corrected: 0, removed: 0 },
        drift: { newShare: 0 },
      });
    });
  });

  test('refuses a base that no longer fits, and writes nothing', async () => {
    await withFirstVersion(async (warehouse) => {
      const other = { ...changingModel, constraints: [] };
      await expect(link(warehouse, 2, { base: { linkVersion: 1 } }, other)).rejects.toThrow(/by another model/);
      await expect(link(warehouse, 2, { base: { linkVersion: 7 } })).rejects.toThrow('There is no link version 7');
      await link(warehouse, 2, {});
      await expect(link(warehouse, 3, { base: { linkVersion: 2 } })).rejects.toThrow(/its basis is not kept/);
      await warehouse.execute("UPDATE linkage.version SET scoring_version = 'older' WHERE link_version = 1");
      await expect(link(warehouse, 3, { base: { linkVersion: 1 } })).rejects.toThrow(/code that scored otherwise/);
      expect(await warehouse.query('SELECT link_version FROM linkage.crosswalk WHERE link_version > 2')).toEqual([]);
    });
  });

  test('asks for a full version where the data have moved away from what was learned', async () => {
    await withFirstVersion(async (warehouse) => {
      const strict = (drift: object) =>
        parseLinkModel({ ...changingModel, drift: { ...changingModel.drift, ...drift } });
      const refusal = (drift: object) =>
        link(warehouse, 2, { base: { linkVersion: 1 } }, strict(drift)).catch((error: unknown) => error);
      // Every entity of one source, and a new habit: births are noted as the first of the month.
      await warehouse.execute(
        "UPDATE people.entity_variant SET birth_date = DATE_TRUNC('month', birth_date) WHERE source = 'early'",
      );
      const share = await refusal({ new_share: 0.2 });
      expect(share).toBeInstanceOf(FullVersionNeededError);
      expect((share as Error).message).toMatch(/% of its entities came, changed or went \(limit 20 %\)/);
      expect((await refusal({ level_shift: 0.1 })) as Error).toMatchObject({
        fields: {
          drift: expect.arrayContaining([expect.stringMatching(/early_school.names: levels of birth_date among/)]),
        },
      });
      await warehouse.execute("UPDATE people.entity_variant SET last_name = 'NGUYEN' WHERE source = 'early'");
      expect((await refusal({ frequency_shift: 0.5 })) as Error).toMatchObject({
        fields: { drift: expect.arrayContaining([expect.stringMatching(/term frequencies of last_name moved by/)]) },
      });
      expect(await warehouse.query('SELECT link_version FROM linkage.version')).toEqual([{ link_version: 1 }]);
      const allowed = await link(warehouse, 2, { base: { linkVersion: 1 } });
      expect(allowed.incremental?.drift.newShare).toBeGreaterThan(0.2);
    });
  });

  test('forgets what nothing can go on from any more', async () => {
    await withFirstVersion(async (warehouse) => {
      await link(warehouse, 2, { base: { linkVersion: 1 } });
      await promoteLinkVersion(warehouse, 2, { clock });
      // Version 2 uses what version 1 was trained on.
      await link(warehouse, 3, { keepsBasis: true });
      await promoteLinkVersion(warehouse, 3, { clock });
      await link(warehouse, 4, { base: { linkVersion: 3 } });
      const kept = await warehouse.query('SELECT link_version, has_basis FROM linkage.version ORDER BY link_version');
      expect(kept.map(({ has_basis }) => has_basis)).toEqual([false, false, true, true]);
      expect(await warehouse.query('SELECT DISTINCT link_version FROM vault.link_frequency')).toEqual([
        { link_version: 3 },
      ]);
      expect(await warehouse.query('SELECT 1 FROM linkage.candidate WHERE link_version < 3')).toEqual([]);
    });
  });
});

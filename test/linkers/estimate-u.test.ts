import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { encodeEntities } from '../../linkers/encode-entities.ts';
import { estimateU } from '../../linkers/estimate-u.ts';
import { pairContext } from '../../linkers/pair-context.ts';
import { valueWeightStore } from '../../linkers/value-weights.ts';
import { parseLinkModel } from '../../schemas/link-model/link-model.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { writeJson } from './synthetic-people.ts';

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
});
afterAll(() => warehouse.close());

function model(dedupe: boolean) {
  return parseLinkModel({
    name: 'names',
    version: 1,
    sources: dedupe ? { left: {} } : { left: {}, right: {} },
    columns: { name: { role: 'name' } },
    comparisons: {
      name: {
        columns: ['name'],
        comparison_levels: [
          { label: 'exact', when: { type: 'exact' } },
          { label: 'start', when: { type: 'prefix', at_least: 1 } },
          { label: 'different', when: 'else' },
        ],
      },
    },
    source_pairs: [
      {
        left: 'left',
        right: dedupe ? 'left' : 'right',
        link_type: dedupe ? 'dedupe_only' : 'link_only',
        passes: [
          {
            type: 'fellegi_sunter',
            name: 'names',
            comparisons: ['name'],
            blocking_rules: [{ columns: ['name'] }],
            thresholds: { link: 0.9, review: 0.5 },
          },
        ],
      },
    ],
  });
}

type Entity = readonly string[];
const entity = fc.uniqueArray(fc.constantFrom('A', 'AB', 'ABC', 'B', 'BC', 'C'), { minLength: 1, maxLength: 3 });
const entities = fc.array(entity, { minLength: 2, maxLength: 8 });

/** The chance that two entities, each with one of its values at random, agree so. */
function agreement(pairs: readonly (readonly [Entity, Entity])[], holds: (a: string, b: string) => boolean): number {
  const chances = pairs.map(([a, b]) => a.flatMap((x) => b.map((y) => (holds(x, y) ? 1 : 0) / (a.length * b.length))));
  return chances.flat().reduce((sum, chance) => sum + chance, 0) / pairs.length;
}

async function estimate(left: readonly Entity[], right: readonly Entity[] | null) {
  return warehouse.session(async (session) => {
    const rows = [
      ...left.flatMap((names, index) => names.map((name) => ({ entity_id: index, source: 'left', name }))),
      ...(right ?? []).flatMap((names, index) =>
        names.map((name) => ({ entity_id: 100 + index, source: 'right', name })),
      ),
    ];
    await writeJson(session, 'variant', rows, { entity_id: 'BIGINT', source: 'VARCHAR', name: 'VARCHAR' });
    const definition = model(right === null);
    const sources = await encodeEntities(session, warehouse.dialect, definition, 'variant');
    const context = pairContext(session, warehouse.dialect, definition, sources, 0);
    const weights = valueWeightStore();
    return estimateU(context, 'name', await weights(context, 'left', 'name'), await weights(context, 'right', 'name'));
  });
}

test('between two sources u equals the agreement counted over all pairs, at every level', async () => {
  await fc.assert(
    fc.asyncProperty(entities, entities, async (left, right) => {
      const pairs = left.flatMap((a) => right.map((b) => [a, b] as const));
      const { levels, source } = await estimate(left, right);
      const least = 0.5 / pairs.length;
      const exact = agreement(pairs, (a, b) => a === b);
      const start = agreement(pairs, (a, b) => a !== b && (a.startsWith(b) || b.startsWith(a)));
      expect(source).toBe('exact');
      expect(levels[0]).toBeCloseTo(Math.max(least, exact), 10);
      expect(levels[1]).toBeCloseTo(Math.max(least, start), 10);
      expect(levels[2]).toBeCloseTo(Math.max(least, 1 - exact - start), 10);
    }),
    { numRuns: 25 },
  );
});

test('within one source no entity is paired with itself', async () => {
  await fc.assert(
    fc.asyncProperty(entities, async (left) => {
      const pairs = left.flatMap((a, i) => left.flatMap((b, j) => (i < j ? [[a, b] as const] : [])));
      const { levels } = await estimate(left, null);
      expect(levels[0]).toBeCloseTo(
        Math.max(
          0.5 / pairs.length,
          agreement(pairs, (a, b) => a === b),
        ),
        10,
      );
    }),
    { numRuns: 25 },
  );
});

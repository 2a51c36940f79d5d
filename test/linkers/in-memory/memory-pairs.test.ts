import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { runDeterministicPass } from '../../../linkers/deterministic-pass.ts';
import { encodeEntities } from '../../../linkers/encode-entities.ts';
import { UntrainedParameterError } from '../../../linkers/errors.ts';
import { runFellegiSunterPass } from '../../../linkers/fellegi-sunter-pass.ts';
import { readCodedRecords } from '../../../linkers/in-memory/coded-records.ts';
import { memoryPairs } from '../../../linkers/in-memory/memory-pairs.ts';
import { resolveRecords } from '../../../linkers/in-memory/resolve-records.ts';
import type { StepReport } from '../../../linkers/link-report.ts';
import { FINAL_EDGE_TABLE, FINAL_REVIEW_TABLE, LABEL_TABLE, STEP_EDGE_TABLE } from '../../../linkers/names.ts';
import { pairContext } from '../../../linkers/pair-context.ts';
import { resolveSteps } from '../../../linkers/resolve-steps.ts';
import { warehousePairs } from '../../../linkers/warehouse-pairs.ts';
import { type LinkModelFile, parseLinkModel } from '../../../schemas/link-model/link-model.ts';
import { openDuckDb } from '../../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Session, Warehouse } from '../../../warehouse/warehouse.ts';
import { seededRandom, writeJson } from '../synthetic-people.ts';

// Everything a pass can ask for: rarity of exact and inexact values, tuples, columns that cross, blocks that are
// skipped, looser pairs to learn from, rules that come first, and persons that are limited.
const comparisons: LinkModelFile['comparisons'] = {
  first: {
    columns: ['first'],
    comparison_levels: [
      { label: 'exact', when: { type: 'exact' } },
      { label: 'nickname', when: { type: 'nickname' } },
      { label: 'similar', when: { type: 'jaro_winkler', at_least: 0.8 } },
      { label: 'different', when: 'else' },
    ],
    term_frequency: { weight: 0.8, minimum: 0.01, inexact: 0.5 },
  },
  last: {
    columns: ['last'],
    comparison_levels: [
      { label: 'exact', when: { type: 'exact' } },
      { label: 'edit', when: { type: 'levenshtein', at_most: 1 } },
      { label: 'different', when: 'else' },
    ],
    term_frequency: { minimum: 0.01 },
  },
  whole: {
    columns: ['first', 'town'],
    comparison_levels: [
      { label: 'exact', when: { type: 'exact' } },
      { label: 'town', when: { type: 'exact', column: 'town' } },
      { label: 'different', when: 'else' },
    ],
  },
  town: {
    columns: ['town'],
    comparison_levels: [
      { label: 'exact', when: { type: 'exact' } },
      { label: 'different', when: 'else' },
    ],
  },
};

interface Variation {
  readonly dedupe: boolean;
  readonly skip: number | null;
  readonly crossed: boolean;
  readonly taught: boolean;
  readonly rulesFirst: boolean;
  readonly limited: boolean;
}

function modelOf(variation: Variation): LinkModelFile {
  const skip = variation.skip === null ? {} : { skip_blocks_over: variation.skip };
  return {
    name: 'varied',
    version: 1,
    sources: { a: variation.limited ? { max_per_cluster: 1 } : {}, ...(variation.dedupe ? {} : { b: {} }) },
    columns: {
      first: { role: 'name' },
      last: { role: 'name' },
      town: { role: 'other' },
      key: { role: 'strong_key' },
    },
    comparisons,
    constraints: variation.limited ? [{ type: 'one_value_per_cluster', column: 'key' }] : [],
    source_pairs: [
      {
        left: 'a',
        right: variation.dedupe ? 'a' : 'b',
        link_type: variation.dedupe ? 'dedupe_only' : 'link_only',
        passes: [
          ...(variation.rulesFirst
            ? [{ type: 'deterministic' as const, name: 'keys', rules: [{ name: 'key', keys: ['key'] }] }]
            : []),
          {
            type: 'fellegi_sunter',
            name: 'names',
            comparisons: ['first', 'last', 'whole', 'town'],
            blocking_rules: [
              { columns: ['last', 'town'], ...skip },
              { columns: ['first'] },
              variation.crossed ? { columns: ['first'], right: ['last'], ...skip } : { columns: ['town', 'first'] },
              { columns: ['last'] },
            ],
            training_rules: variation.taught ? [{ columns: ['town'] }] : [],
            link_only_if: [{ any: [{ comparison: 'last', level: 'edit' }] }],
            thresholds: { link: 0.3, review: 0.02 },
            probability_two_random_records_match: 0.05,
          },
        ],
      },
    ],
    budgets: { u_value_pairs: 10_000 },
  };
}

const value = fc.record({
  first: fc.option(fc.constantFrom('ROBERT', 'BOB', 'ROBERTO', 'MARY', 'MARIE', 'ANN'), { freq: 6, nil: null }),
  last: fc.option(fc.constantFrom('SMITH', 'SMITHS', 'LOPEZ', 'LOPES', 'ANN'), { freq: 6, nil: null }),
  town: fc.option(fc.constantFrom('035', '044'), { freq: 6, nil: null }),
  key: fc.option(fc.constantFrom('1', '2', '3', '4', '5', '6'), { freq: 1, nil: null }),
});
const anchor = { first: 'ANN', last: 'LOPEZ', town: '035', key: '9' };
const side = fc.array(value, { minLength: 3, maxLength: 14 }).map((records) => [anchor, anchor, ...records]);
const variation: fc.Arbitrary<Variation> = fc.record({
  dedupe: fc.boolean(),
  skip: fc.option(fc.integer({ min: 1, max: 6 }), { nil: null }),
  crossed: fc.boolean(),
  taught: fc.boolean(),
  rulesFirst: fc.boolean(),
  limited: fc.boolean(),
});

const PLAIN: Variation = {
  dedupe: false,
  skip: null,
  crossed: false,
  taught: false,
  rulesFirst: false,
  limited: false,
};

const writeRecords = (session: Session, rows: readonly object[]) =>
  writeJson(session, 'varied_record', rows, {
    entity_id: 'BIGINT',
    source: 'VARCHAR',
    first: 'VARCHAR',
    last: 'VARCHAR',
    town: 'VARCHAR',
    key: 'VARCHAR',
  });

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
});
afterAll(() => warehouse.close());

interface Outcome {
  readonly steps: readonly StepReport[];
  readonly edges: readonly unknown[];
}

/** What a run leaves, in an order of its own; or why it has nothing to learn from. */
async function outcome(session: Session, file: LinkModelFile, inMemory: boolean): Promise<Outcome> {
  try {
    return await link(session, file, inMemory);
  } catch (error) {
    if (!(error instanceof UntrainedParameterError)) throw error;
    return { steps: [], edges: [], error: error.message } as Outcome;
  }
}

async function link(session: Session, file: LinkModelFile, inMemory: boolean): Promise<Outcome> {
  const model = parseLinkModel(file);
  const { dialect } = warehouse;
  const sources = await encodeEntities(session, dialect, model, 'varied_record');
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE ${STEP_EDGE_TABLE} (pair INTEGER, step INTEGER, el INTEGER, er INTEGER, weight DOUBLE, state VARCHAR)`,
  );
  const openPairs = inMemory ? memoryPairs(await readCodedRecords(session, model, sources)) : warehousePairs();
  const contexts = model.source_pairs.map((_, index) => pairContext(session, dialect, model, sources, index));
  const steps: StepReport[] = [];
  for (const context of contexts) {
    for (const pass of context.pair.passes) {
      if (pass.type === 'deterministic') steps.push(...(await runDeterministicPass(context, pass, steps.length)));
      else steps.push(await runFellegiSunterPass(context, pass, steps.length, openPairs));
    }
  }
  await (inMemory ? resolveRecords : resolveSteps)(session, dialect, model, sources, contexts, steps);
  const all = (table: string) => session.query(`SELECT * FROM ${table} AS kept ORDER BY ALL`);
  const left = {
    steps,
    stepEdges: await all(STEP_EDGE_TABLE),
    edges: await all(FINAL_EDGE_TABLE),
    labels: await all(LABEL_TABLE),
    review: await all(FINAL_REVIEW_TABLE),
  };
  return left;
}

describe('pairs in process', () => {
  test('give the blocks, parameters, edges, clusters and pairs to review that tables give', async () => {
    let linked = 0;
    await fc.assert(
      fc.asyncProperty(side, side, variation, async (left, right, varied) => {
        const rows = [
          ...left.map((record, index) => ({ entity_id: 1 + index, source: 'a', ...record })),
          ...right.map((record, index) => ({ entity_id: 101 + index, source: 'b', ...record })),
        ];
        await warehouse.session(async (session) => {
          await writeRecords(session, rows);
          const file = modelOf(varied);
          const tables = await outcome(session, file, false);
          expect(await outcome(session, file, true)).toEqual(tables);
          linked += tables.edges.length;
        });
      }),
      { numRuns: 25, endOnFailure: true, seed: 20261125 },
    );
    expect(linked).toBeGreaterThan(30);
  });

  test('draw the same sample of values where there are too many to compare all', async () => {
    const random = seededRandom(3);
    const name = () => `N${Math.floor(random() * 300)}A${Math.floor(random() * 3)}`;
    const rows = Array.from({ length: 900 }, (_, index) => ({
      entity_id: 1 + index,
      source: 'a',
      first: name(),
      last: name(),
      town: random() < 0.1 ? null : `0${Math.floor(random() * 40)}`,
      key: null,
    }));
    const twice = rows.slice(0, 200).map((row, index) => ({ ...row, entity_id: 1001 + index }));
    await warehouse.session(async (session) => {
      await writeRecords(session, [...rows, ...twice]);
      const file = modelOf({ ...PLAIN, dedupe: true });
      const tables = await outcome(session, file, false);
      expect(tables.steps[0]?.parameters?.comparisons[0]?.levels[2]?.uSource).toBe('sampled');
      expect(await outcome(session, file, true)).toEqual(tables);
    });
  });
});

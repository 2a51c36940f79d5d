import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { BlockingBudgetError, UntrainedParameterError } from '../../linkers/errors.ts';
import type { LinkReport } from '../../linkers/link-report.ts';
import { seededRandomKey } from '../../linkers/person-key.ts';
import { runLinkage } from '../../linkers/run-linkage.ts';
import { type LinkModelFile, parseLinkModel } from '../../schemas/link-model/link-model.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';
import { writeJson } from './synthetic-people.ts';

// A model small enough to compute by hand, whose review threshold lets every candidate pair out.
const file = {
  name: 'small',
  version: 1,
  sources: { a: {}, b: {} },
  columns: {
    first: { role: 'name' },
    last: { role: 'name' },
    birth_date: { type: 'date', role: 'birth_date' },
    town: { role: 'other' },
  },
  comparisons: {
    first: {
      columns: ['first'],
      comparison_levels: [
        { label: 'exact', when: { type: 'exact' } },
        { label: 'nickname', when: { type: 'nickname' } },
        { label: 'initial', when: { type: 'prefix', at_least: 1 } },
        { label: 'different', when: 'else' },
      ],
      term_frequency: { weight: 0.8, minimum: 0.01 },
    },
    last: {
      columns: ['last'],
      comparison_levels: [
        { label: 'exact', when: { type: 'exact' } },
        { label: 'part', when: { type: 'name_parts' } },
        { label: 'edit', when: { type: 'levenshtein', at_most: 1 } },
        { label: 'different', when: 'else' },
      ],
    },
    birth: {
      columns: ['birth_date'],
      comparison_levels: [
        { label: 'exact', when: { type: 'exact' } },
        { label: 'swapped', when: { type: 'day_month_swapped' } },
        { label: 'near', when: { type: 'days_apart', at_most: 31 } },
        { label: 'different', when: 'else' },
      ],
    },
    whole: {
      columns: ['first', 'town'],
      comparison_levels: [
        { label: 'exact', when: { type: 'exact' } },
        { label: 'town', when: { type: 'exact', column: 'town' } },
        { label: 'different', when: 'else' },
      ],
    },
  },
  source_pairs: [
    {
      left: 'a',
      right: 'b',
      link_type: 'link_only',
      passes: [
        {
          type: 'fellegi_sunter',
          name: 'all',
          comparisons: ['first', 'last', 'birth', 'whole'],
          blocking_rules: [{ columns: ['last'] }, { columns: ['birth_date'] }, { columns: ['first'], right: ['last'] }],
          thresholds: { link: 0.999999, review: 1e-12 },
          probability_two_random_records_match: 0.1,
        },
      ],
    },
  ],
} satisfies LinkModelFile;

interface SmallRow {
  readonly entity_id: number;
  readonly source: 'a' | 'b';
  readonly first: string | null;
  readonly last: string | null;
  readonly birth_date: string | null;
  readonly town: string | null;
}

const value = fc.record({
  first: fc.option(fc.constantFrom('ROBERT', 'BOB', 'R', 'MARY', 'MARIE', 'ANN'), { freq: 6, nil: null }),
  last: fc.option(fc.constantFrom('SMITH', 'SMITHS', 'SMITH-LOPEZ', 'LOPEZ', 'ANN'), { freq: 6, nil: null }),
  birth_date: fc.option(fc.constantFrom('2010-03-04', '2010-04-03', '2010-03-20', '2011-01-01'), {
    freq: 6,
    nil: null,
  }),
  town: fc.option(fc.constantFrom('035', '044'), { freq: 6, nil: null }),
});
const variants = fc.array(value, { minLength: 1, maxLength: 2 });
// One sure match in every sample, so that there is something to learn from.
const anchor = { first: 'ANN', last: 'LOPEZ', birth_date: '2010-03-04', town: '035' };
const side = fc.array(variants, { minLength: 3, maxLength: 9 }).map((entities) => [[anchor], [anchor], ...entities]);

function rowsOf(left: readonly (readonly object[])[], right: readonly (readonly object[])[]): SmallRow[] {
  const rows = (source: 'a' | 'b', first: number, entities: readonly (readonly object[])[]) =>
    entities.flatMap((entity, index) =>
      entity.map((each) => ({ entity_id: first + index, source, ...each }) as SmallRow),
    );
  return [...rows('a', 1, left), ...rows('b', 101, right)];
}

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
});
afterAll(() => warehouse.close());

let version = 0;
async function link(rows: readonly SmallRow[], model: LinkModelFile = file): Promise<LinkReport> {
  await warehouse.session((session) =>
    writeJson(session, 'small_variant', rows, {
      entity_id: 'BIGINT',
      source: 'VARCHAR',
      first: 'VARCHAR',
      last: 'VARCHAR',
      birth_date: 'DATE',
      town: 'VARCHAR',
    }),
  );
  return runLinkage(warehouse, parseLinkModel(model), {
    entityTable: 'small_variant',
    linkVersion: ++version,
    random: seededRandomKey(version),
  });
}

async function scoredPairs(): Promise<Map<string, number>> {
  const rows = await warehouse.query<{ l: number; r: number; weight: number }>(
    `SELECT entity_id_l AS l, entity_id_r AS r, match_weight AS weight FROM linkage.edge WHERE link_version = ${version}
    UNION ALL
    SELECT entity_id_l, entity_id_r, match_weight FROM linkage.review_pair WHERE link_version = ${version}`,
  );
  return new Map(rows.map(({ l, r, weight }) => [`${l} ${r}`, weight]));
}

/** The levels of a pair, computed here without SQL; 0 where a value is missing. */
function levels(l: SmallRow, r: SmallRow): number[] {
  const both = (a: string | null, b: string | null, of: (a: string, b: string) => number) =>
    a === null || b === null ? 0 : of(a, b);
  const nicknames = [
    ['ROBERT', 'BOB'],
    ['MARY', 'MARIE'],
  ];
  return [
    both(l.first, r.first, (a, b) => {
      if (a === b) return 1;
      if (nicknames.some((group) => group.includes(a) && group.includes(b))) return 2;
      return a.startsWith(b) || b.startsWith(a) ? 3 : 4;
    }),
    both(l.last, r.last, (a, b) => {
      if (a === b) return 1;
      if (a.split('-').some((part) => part.length > 2 && b.split('-').includes(part))) return 2;
      return [a, b].sort().join() === 'SMITH,SMITHS' ? 3 : 4;
    }),
    both(l.birth_date, r.birth_date, (a, b) => {
      if (a === b) return 1;
      if (a.slice(0, 4) === b.slice(0, 4) && a.slice(5, 7) === b.slice(8) && a.slice(8) === b.slice(5, 7)) return 2;
      return Math.abs(Date.parse(a) - Date.parse(b)) <= 31 * 86_400_000 ? 3 : 4;
    }),
    l.first === null || l.town === null || r.first === null || r.town === null
      ? 0
      : l.town === r.town
        ? l.first === r.first
          ? 1
          : 2
        : 3,
  ];
}

/** The share of entities that hold a first name, of both sources; an entity is divided among its names. */
function frequency(rows: readonly SmallRow[], name: string): number {
  const names = new Map<number, Set<string>>();
  for (const { entity_id, first } of rows) {
    if (first !== null) names.set(entity_id, (names.get(entity_id) ?? new Set()).add(first));
  }
  return [...names.values()].reduce((sum, held) => sum + (held.has(name) ? 1 / held.size : 0), 0) / names.size;
}

function directWeight(rows: readonly SmallRow[], report: LinkReport, l: SmallRow, r: SmallRow): number {
  const { lambda, comparisons } = report.passes[0]!.parameters!;
  const digits = levels(l, r);
  let weight = Math.log2(lambda / (1 - lambda));
  digits.forEach((digit, index) => {
    if (digit > 0)
      weight += Math.log2(comparisons[index]!.levels[digit - 1]!.m / comparisons[index]!.levels[digit - 1]!.u);
  });
  if (digits[0] === 1) {
    weight += 0.8 * Math.log2(comparisons[0]!.levels[0]!.u / Math.max(0.01, frequency(rows, l.first!)));
  }
  return weight;
}

describe('a Fellegi–Sunter pass', () => {
  test('blocks exactly the pairs that share some key, each once, and weighs each as computing it directly does', async () => {
    await fc.assert(
      fc.asyncProperty(side, side, async (left, right) => {
        const rows = rowsOf(left, right);
        const report = await link(rows);
        const expected = new Map<string, number>();
        for (const l of rows.filter(({ source }) => source === 'a')) {
          for (const r of rows.filter(({ source }) => source === 'b')) {
            const key = `${l.entity_id} ${r.entity_id}`;
            const blocked = rows.some(
              (a) =>
                a.entity_id === l.entity_id &&
                rows.some(
                  (b) =>
                    b.entity_id === r.entity_id &&
                    ((a.last !== null && a.last === b.last) ||
                      (a.birth_date !== null && a.birth_date === b.birth_date) ||
                      (a.first !== null && a.first === b.last)),
                ),
            );
            if (!blocked) continue;
            expected.set(
              key,
              Math.max(expected.get(key) ?? Number.NEGATIVE_INFINITY, directWeight(rows, report, l, r)),
            );
          }
        }
        expect(report.passes[0]!.comparedPairs).toBe(expected.size);
        const review = report.passes[0]!.parameters!.reviewWeight;
        const scored = await scoredPairs();
        const inOneCluster = await sameCluster();
        for (const [key, weight] of expected) {
          const [l, r] = key.split(' ').map(Number) as [number, number];
          if (scored.has(key)) expect(scored.get(key)).toBeCloseTo(weight, 4);
          else expect(weight < review + 1e-4 || inOneCluster(l, r)).toBe(true);
        }
        for (const key of scored.keys()) expect(expected.has(key)).toBe(true);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });

  test('is refused before it runs when its blocks exceed the budget, saying where', async () => {
    const rows = rowsOf(
      Array.from({ length: 40 }, () => [anchor]),
      Array.from({ length: 40 }, () => [anchor]),
    );
    const error = await link(rows, { ...file, budgets: { candidate_pairs: 1000 } }).catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(BlockingBudgetError);
    const { fields } = error as BlockingBudgetError;
    expect(fields.pairs).toBe(3200);
    expect(fields.rules).toContain('last: 1600 pairs in 1 blocks, largest 1600');
    expect(JSON.stringify(fields)).not.toContain('LOPEZ');
  });

  test('skips blocks above a cap and reports them', async () => {
    const model = structuredClone(file) as LinkModelFile;
    const pass = model.source_pairs[0]!.passes[0]!;
    if (pass.type !== 'fellegi_sunter') throw new Error('unexpected pass');
    pass.blocking_rules = [{ columns: ['last'], skip_blocks_over: 3 }, { columns: ['birth_date'] }];
    const one = (last: string, birth_date: string) => [{ ...anchor, last, birth_date }];
    const report = await link(
      rowsOf(
        [
          one('A', '2010-01-01'),
          one('A', '2010-01-02'),
          one('B', '2010-01-03'),
          one('C', '2010-02-05'),
          one('D', '2010-03-05'),
        ],
        [
          one('A', '2010-01-01'),
          one('A', '2010-01-09'),
          one('B', '2010-01-04'),
          one('C', '2010-02-05'),
          one('D', '2010-03-05'),
        ],
      ),
      model,
    );
    expect(report.passes[0]!.blocks[0]).toMatchObject({ pairs: 3, skippedBlocks: 1, skippedPairs: 4 });
    expect(report.passes[0]!.comparedPairs).toBe(4);
  });

  test('finds nothing, and learns nothing, between sources that share no key', async () => {
    const report = await link(
      rowsOf([[anchor]], [[{ first: 'BOB', last: 'RIVERA', birth_date: '2001-01-01', town: '035' }]]),
    );
    expect(report.passes[0]).toMatchObject({ comparedPairs: 0, linked: 0, parameters: null, estimated: null });
    expect(report.persons).toBe(2);
  });

  test('fails rather than guess a parameter that nothing can teach', async () => {
    const rows = rowsOf([[{ ...anchor, town: null }]], [[{ ...anchor, town: null }]]);
    await expect(link(rows)).rejects.toThrow(UntrainedParameterError);
  });
});

async function sameCluster(): Promise<(l: number, r: number) => boolean> {
  const rows = await warehouse.query<{ entity_id: number; person_key: number }>(
    `SELECT entity_id, person_key FROM linkage.crosswalk WHERE link_version = ${version}`,
  );
  const keys = new Map(rows.map(({ entity_id, person_key }) => [entity_id, person_key]));
  return (l, r) => keys.get(l) === keys.get(r);
}

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClusterConstraints } from '../../linkers/cluster-constraints.ts';
import type { EncodedSource } from '../../linkers/encode-entities.ts';
import type { StepReport } from '../../linkers/link-report.ts';
import { resolveClusters } from '../../linkers/resolve-clusters.ts';
import { resolveSteps } from '../../linkers/resolve-steps.ts';
import { countClusters, countResolved } from '../../linkers/resolved-counts.ts';
import { addNumbers, writeNumbers } from '../../linkers/write-numbers.ts';
import { type LinkModel, parseLinkModel } from '../../schemas/link-model/link-model.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Session, Warehouse } from '../../warehouse/warehouse.ts';
import { type DoubtfulPair, reviewPairsByHand } from './review-pairs-by-hand.ts';
import { syntheticModelFile } from './synthetic-model.ts';

const EACH = 8;
// Dense numbers follow the source's name; the model has its sources in another order.
const firsts = { college: 0, early: EACH, school: 2 * EACH, wage: 3 * EACH } as const;
type Source = keyof typeof firsts;

const model: LinkModel = parseLinkModel({
  ...syntheticModelFile,
  sources: { ...syntheticModelFile.sources, college: { max_per_cluster: 2 } },
  constraints: [
    { type: 'one_value_per_cluster', column: 'ssn_token' },
    { type: 'one_value_per_cluster', column: 'sasid', sources: ['school', 'college'] },
  ],
  // A weight of 10 bits is the probability of 1024 in 1025.
  cluster_guards: { max_entities: 4, bridge: { match_probability: 1024 / 1025, least_entities: 2 } },
});
const sources = Object.keys(model.sources).map(
  (source): EncodedSource => ({ source, first: firsts[source as Source], entities: EACH, variants: EACH }),
);
const steps = (
  [
    ['early_school', 'names', 'fellegi_sunter'],
    ['school_college', 'strong.sasid', 'deterministic'],
    ['school_college', 'names', 'fellegi_sunter'],
    ['college_wage', 'strong.ssn', 'deterministic'],
  ] as const
).map(
  ([sourcePair, pass, type], step): StepReport => ({
    step,
    sourcePair,
    pass,
    type,
    eligibleLeft: 0,
    eligibleRight: 0,
    candidatePairs: 0,
    comparedPairs: 0,
    blocks: [],
    parameters: null,
  }),
);
const pairs = [
  { leftUnique: true, rightUnique: true },
  { leftUnique: true, rightUnique: false },
  { leftUnique: false, rightUnique: true },
];
const pairOfStep = [0, 1, 1, 2];
const ranks = [1000, 0, 1001, 0];

interface Met {
  readonly step: number;
  readonly el: number;
  readonly er: number;
  readonly weight: number | null;
  readonly state: string;
}

const met: fc.Arbitrary<Met> = fc
  .record({
    step: fc.integer({ min: 0, max: 3 }),
    l: fc.integer({ min: 0, max: EACH - 1 }),
    r: fc.integer({ min: 0, max: EACH - 1 }),
    weight: fc.integer({ min: 1, max: 60 }).map((quarters) => quarters / 4),
    doubt: fc.constantFrom(null, null, null, 0, 1),
  })
  .map(({ step, l, r, weight, doubt }) => {
    const [left, right] = steps[step]!.sourcePair.split('_') as [Source, Source];
    const byRule = steps[step]!.type === 'deterministic';
    const doubts = byRule ? ['rule_disagreement', 'tie'] : ['between_thresholds', 'link_only_if'];
    return {
      step,
      el: firsts[left] + l,
      er: firsts[right] + r,
      weight: byRule ? null : weight,
      state: doubt === null ? 'link' : doubts[doubt]!,
    };
  });
const edges = fc.uniqueArray(met, { maxLength: 60, selector: ({ step, el, er }) => `${step} ${el} ${er}` });
const codes = (max: number) =>
  fc.uniqueArray(fc.record({ entity: fc.integer({ min: 0, max: 4 * EACH - 1 }), code: fc.integer({ min: 1, max }) }), {
    maxLength: 40,
    selector: ({ entity, code }) => `${entity} ${code}`,
  });
const world = fc.record({ edges, tokens: codes(3), sasids: codes(2) });
type World = typeof world extends fc.Arbitrary<infer T> ? T : never;

/** Two strong links with a weak one between them, which few random worlds have. */
const weakBridge: World = {
  edges: [
    { step: 0, el: firsts.early, er: firsts.school, weight: 15, state: 'link' },
    { step: 2, el: firsts.school, er: firsts.college, weight: 5, state: 'link' },
    { step: 3, el: firsts.college, er: firsts.wage, weight: null, state: 'link' },
  ],
  tokens: [],
  sasids: [],
};

let warehouse: Warehouse;
beforeAll(async () => {
  warehouse = await openDuckDb({ path: ':memory:' });
});
afterAll(() => warehouse.close());

async function write(session: Session, given: World): Promise<void> {
  const { dialect } = warehouse;
  await session.execute(
    'CREATE OR REPLACE TEMPORARY TABLE link_step_edge (pair INTEGER, step INTEGER, el INTEGER, er INTEGER, weight DOUBLE, state VARCHAR)',
  );
  const rows = given.edges.map(
    ({ step, el, er, weight, state }) =>
      `(${pairOfStep[step]}, ${step}, ${el}, ${er}, ${weight ?? 'NULL'}, '${state}')`,
  );
  if (rows.length > 0) await session.execute(`INSERT INTO link_step_edge VALUES ${rows.join(', ')}`);
  await session.execute('CREATE OR REPLACE TEMPORARY TABLE link_entity (e INTEGER, source VARCHAR, entity_id BIGINT)');
  const columns = { e: 'INTEGER', c_ssn_token: 'INTEGER', c_sasid: 'INTEGER' } as const;
  for (const { source, first } of sources) {
    await session.execute(
      `INSERT INTO link_entity SELECT ${first} + range, '${source}', 100 + ${first} + range FROM range(${EACH})`,
    );
    const of = (held: World['tokens']) => held.filter(({ entity }) => entity >= first && entity < first + EACH);
    await writeNumbers(session, dialect, `link_variant_${source}`, columns, []);
    await addNumbers(session, dialect, `link_variant_${source}`, columns, [
      ...of(given.tokens).map(({ entity, code }) => [entity, code, null]),
      ...of(given.sasids).map(({ entity, code }) => [entity, null, code]),
    ]);
  }
}

function constraintsOf({ tokens, sasids }: World): ClusterConstraints {
  const sourceOf = (entity: number) => sources.findIndex(({ first }) => entity >= first && entity < first + EACH);
  const known = (held: World['tokens'], of: (source: string) => boolean) => {
    const values = new Map<number, number[]>();
    for (const { entity, code } of held) {
      if (of(sources[sourceOf(entity)]!.source)) values.set(entity, [...(values.get(entity) ?? []), code]);
    }
    return values;
  };
  return {
    sourceOf,
    maxPerCluster: sources.map(({ source }) => model.sources[source]?.max_per_cluster),
    maxEntities: 4,
    singleValued: [known(tokens, () => true), known(sasids, (source) => source === 'school' || source === 'college')],
  };
}

/** All edges resolved in process, as `resolveClusters` has it. */
function byHand(given: World) {
  const constraints = constraintsOf(given);
  const ordered = given.edges.toSorted((a, b) => a.step - b.step || a.el - b.el || a.er - b.er);
  const links = ordered.filter(({ state }) => state === 'link');
  const tieMargin = (step: number) => (ranks[step]! < 1000 ? 0 : 0.5);
  const { labels, outcomes } = resolveClusters(
    4 * EACH,
    links.map(({ step, el, er, weight }) => ({
      pair: pairOfStep[step]!,
      rank: ranks[step]!,
      el,
      er,
      weight,
      tieMargin: tieMargin(step),
    })),
    pairs,
    constraints,
    { weight: 10, leastEntities: 2 },
  );
  const lost = links.flatMap(({ step, el, er, weight }, index): DoubtfulPair[] => {
    const reason = outcomes[index]!;
    return reason === 'linked' || reason === 'displaced' ? [] : [{ step, el, er, weight, reason }];
  });
  const doubtful = ordered
    .filter(({ state }) => state !== 'link')
    .map(({ step, el, er, weight, state }) => ({ step, el, er, weight, reason: state }));
  return {
    labels: [...labels],
    edges: links
      .filter((_, index) => outcomes[index] === 'linked')
      .map(({ step, el, er, weight }) => ({ step, el, er, weight })),
    reviews: reviewPairsByHand([...doubtful, ...lost], labels, constraints),
    displaced: steps.map(
      ({ step }) => links.filter((link, index) => link.step === step && outcomes[index] === 'displaced').length,
    ),
  };
}

async function resolved(given: World) {
  return warehouse.session(async (session) => {
    await write(session, given);
    await resolveSteps(session, warehouse.dialect, model, sources, pairs, steps);
    const labels = await session.query<{ label: number }>('SELECT label FROM link_final_label ORDER BY e');
    const passes = await countResolved(session, steps);
    return {
      labels: labels.map(({ label }) => label),
      edges: await session.query('SELECT step, el, er, weight FROM link_final_edge ORDER BY step, el, er'),
      reviews: await session.query('SELECT step, el, er, weight, reason FROM link_final_review ORDER BY step, el, er'),
      displaced: passes.map(({ displaced }) => displaced),
      counts: await countClusters(session),
      passes: passes.map(({ linked, review }) => [linked, review]),
    };
  });
}

describe('the edges of all steps', () => {
  test('become the clusters, edges and review pairs that resolving them one by one makes of them', () => {
    const met = new Set<string>();
    return fc
      .assert(
        fc.asyncProperty(world, async (given) => {
          const expected = byHand(given);
          const { counts, passes, ...found } = await resolved(given);
          expect(found).toEqual(expected);
          for (const { reason } of expected.reviews) met.add(reason);
          if (expected.displaced.some((edges) => edges > 0)) met.add('displaced');
          const sizes = new Map<number, number[]>();
          expected.labels.forEach((label, entity) => {
            sizes.set(label, [...(sizes.get(label) ?? []), Math.floor(entity / EACH)]);
          });
          expect(counts).toEqual({
            persons: sizes.size,
            linkedPersons: [...sizes.values()].filter((of) => new Set(of).size > 1).length,
            largestCluster: Math.max(...[...sizes.values()].map((of) => of.length)),
          });
          expect(passes).toEqual(
            steps.map(({ step }) => [
              expected.edges.filter((edge) => edge.step === step).length,
              expected.reviews.filter((pair) => pair.step === step).length,
            ]),
          );
        }),
        { numRuns: 100, examples: [[weakBridge]] },
      )
      .then(() => {
        for (const outcome of ['displaced', 'tie', 'constraint', 'weak_bridge']) {
          expect(met).toContain(outcome);
        }
      });
  });

  test('ask a pair once, as the last step that doubted it has it', async () => {
    const pair = { el: firsts.school, er: firsts.college };
    const { reviews } = await resolved({
      edges: [
        { step: 1, ...pair, weight: null, state: 'rule_disagreement' },
        { step: 2, ...pair, weight: 7, state: 'between_thresholds' },
      ],
      tokens: [],
      sasids: [],
    });
    expect(reviews).toEqual([{ step: 2, ...pair, weight: 7, reason: 'between_thresholds' }]);
  });

  test('ask about clusters that cannot be one person only where that is the question', async () => {
    const [school, college, wage] = [firsts.school, firsts.college, firsts.wage];
    const { reviews } = await resolved({
      edges: [
        { step: 1, el: school, er: college, weight: null, state: 'link' },
        { step: 2, el: school, er: college + 1, weight: 7, state: 'between_thresholds' },
        { step: 3, el: college, er: wage, weight: null, state: 'link' },
        { step: 3, el: college + 1, er: wage, weight: null, state: 'link' },
      ],
      tokens: [
        { entity: school, code: 1 },
        { entity: wage, code: 2 },
      ],
      sasids: [],
    });
    expect(reviews).toEqual([{ step: 1, el: school, er: college, weight: null, reason: 'constraint' }]);
  });

  test('let only what is contested out of the warehouse', async () => {
    const one = firsts.school;
    const sound = Array.from({ length: EACH - 2 }, (_, index) => index + 2).map(
      (index): Met => ({ step: 0, el: firsts.early + index, er: one + index, weight: 9, state: 'link' }),
    );
    const rivals = [0, 1].map(
      (r): Met => ({ step: 0, el: firsts.early, er: one + r, weight: 9 + r * 5, state: 'link' }),
    );
    await warehouse.session(async (session) => {
      await write(session, { edges: [...sound, ...rivals], tokens: [], sasids: [] });
      const left: unknown[] = [];
      const watched: Session = {
        query: async (sql, parameters) => {
          const rows = await session.query(sql, parameters);
          left.push(...rows.filter((row) => 'el' in row || 'e' in row || 'label' in row));
          return rows as never;
        },
        stream: async function* (sql, parameters) {
          for await (const row of session.stream(sql, parameters)) {
            left.push(row);
            yield row as never;
          }
        },
        execute: (sql, parameters) => session.execute(sql, parameters),
      };
      await resolveSteps(watched, warehouse.dialect, model, sources, pairs, steps);
      expect(left).toEqual(rivals.map(({ state: _, ...edge }) => ({ ...edge, pair: 0 })));
    });
  });
});

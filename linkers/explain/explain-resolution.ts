import { contradictingPairs } from '../cluster-constraints.ts';
import { codeColumn, variantTable } from '../names.ts';
import type { PairContext } from '../pair-context.ts';
import type { BrokenConstraint, ExplainedEdge, ResolutionExplanation } from './pair-explanation.ts';
import { RESULT_CLUSTER_TABLE, RESULT_EDGE_TABLE, RESULT_REVIEW_TABLE } from './result-tables.ts';

/** How many links to others are told. */
const MOST_RIVALS = 10;

interface EdgeRow extends Record<string, unknown> {
  readonly el: number;
  readonly er: number;
  readonly source_pair: string;
  readonly pass: string;
  readonly weight: number | null;
}

/** Names an entity as reports do. */
export type NameEntity = (e: number) => Promise<string>;

/** What became of a pair of entities in a result, without the sentence. */
export async function explainResolution(
  context: Pick<PairContext, 'session' | 'model'> & {
    readonly name: string | null;
    /** Those of the two that may have one partner only: their links to others are told. */
    readonly rivalEnds: readonly number[];
  },
  [el, er]: readonly [number, number],
  name: NameEntity,
  sourceOf: (e: number) => string,
): Promise<Omit<ResolutionExplanation, 'sentence'>> {
  const { session } = context;
  const [left, right] = [await membersWith(context, el), await membersWith(context, er)];
  const sameCluster = left.includes(er);
  const ends = { a: Math.min(el, er), b: Math.max(el, er) };
  const [edge] = await session.query<EdgeRow>(
    `SELECT * FROM ${RESULT_EDGE_TABLE} WHERE LEAST(el, er) = $a AND GREATEST(el, er) = $b ORDER BY weight DESC NULLS FIRST, pass LIMIT 1`,
    ends,
  );
  const [review] = await session.query<EdgeRow & { readonly reason: string }>(
    `SELECT * FROM ${RESULT_REVIEW_TABLE} WHERE LEAST(el, er) = $a AND GREATEST(el, er) = $b ORDER BY pass LIMIT 1`,
    ends,
  );
  const named = async (row: EdgeRow): Promise<ExplainedEdge> => ({
    left: await name(row.el),
    right: await name(row.er),
    pass: context.model.source_pairs.length === 1 ? row.pass : `${row.source_pair}.${row.pass}`,
    matchWeight: row.weight,
  });
  const all = async (rows: readonly EdgeRow[]) => {
    const edges: ExplainedEdge[] = [];
    for (const row of rows) edges.push(await named(row));
    return edges;
  };
  return {
    sameCluster,
    clusterSizes: [left.length, right.length],
    edge: edge === undefined ? null : await named(edge),
    review: review === undefined ? null : { ...(await named(review)), reason: review.reason },
    path: sameCluster && edge === undefined ? await all(await pathBetween(context, left, el, er)) : [],
    rivals: sameCluster ? [] : await all(await rivalsOf(context)),
    brokenConstraints: sameCluster ? [] : await brokenConstraints(context, left, right, sourceOf),
  };
}

async function membersWith({ session }: Pick<PairContext, 'session'>, e: number): Promise<readonly number[]> {
  const rows = await session.query<{ e: number }>(
    `SELECT other.e
    FROM ${RESULT_CLUSTER_TABLE} AS own
    JOIN ${RESULT_CLUSTER_TABLE} AS other ON other.label = own.label
    WHERE own.e = $e
    ORDER BY other.e`,
    { e },
  );
  return rows.map((row) => row.e);
}

/** The fewest links that join two entities of a cluster. */
async function pathBetween(
  { session }: Pick<PairContext, 'session'>,
  members: readonly number[],
  from: number,
  to: number,
): Promise<readonly EdgeRow[]> {
  const edges = await session.query<EdgeRow>(
    `SELECT edge.* FROM ${RESULT_EDGE_TABLE} AS edge
    JOIN ${RESULT_CLUSTER_TABLE} AS own ON own.e = edge.el
    JOIN ${RESULT_CLUSTER_TABLE} AS meant ON meant.label = own.label
    WHERE meant.e = $e
    ORDER BY edge.weight DESC NULLS FIRST, edge.el, edge.er`,
    { e: members[0]! },
  );
  const cameBy = new Map<number, EdgeRow>();
  let reached = [from];
  while (reached.length > 0 && !cameBy.has(to)) {
    const next: number[] = [];
    for (const e of reached) {
      for (const edge of edges) {
        if (edge.el !== e && edge.er !== e) continue;
        const other = edge.el === e ? edge.er : edge.el;
        if (other === from || cameBy.has(other)) continue;
        cameBy.set(other, edge);
        next.push(other);
      }
    }
    reached = next;
  }
  const path: EdgeRow[] = [];
  for (let at = to; at !== from; ) {
    const edge = cameBy.get(at);
    if (edge === undefined) return [];
    path.unshift(edge);
    at = edge.el === at ? edge.er : edge.el;
  }
  return path;
}

async function rivalsOf({
  session,
  name,
  rivalEnds,
}: Pick<PairContext, 'session'> & {
  readonly name: string | null;
  readonly rivalEnds: readonly number[];
}): Promise<readonly EdgeRow[]> {
  if (rivalEnds.length === 0) return [];
  const ends = rivalEnds.map(Number).join(', ');
  return session.query<EdgeRow>(
    `SELECT * FROM ${RESULT_EDGE_TABLE}
    WHERE source_pair = $name AND (el IN (${ends}) OR er IN (${ends}))
    ORDER BY weight DESC NULLS FIRST, el, er
    LIMIT ${MOST_RIVALS}`,
    { name: name ?? '' },
  );
}

/** What two clusters, each sound in itself, would break together. */
async function brokenConstraints(
  { session, model }: Pick<PairContext, 'session' | 'model'>,
  left: readonly number[],
  right: readonly number[],
  sourceOf: (e: number) => string,
): Promise<readonly BrokenConstraint[]> {
  const broken: BrokenConstraint[] = [];
  const together = [...left, ...right];
  for (const [source, { max_per_cluster: most }] of Object.entries(model.sources)) {
    const entities = together.filter((e) => sourceOf(e) === source).length;
    if (most === undefined || entities <= most) continue;
    broken.push({
      type: 'max_per_cluster',
      name: source,
      sentence: `together they would have ${entities} entities of ${source}, of which a person has at most ${most}`,
    });
  }
  for (const { column, sources } of model.constraints) {
    const values = new Map<number, number[]>();
    for (const source of sources ?? Object.keys(model.sources)) {
      const own = together.filter((e) => sourceOf(e) === source);
      if (own.length === 0) continue;
      const rows = await session.query<{ e: number; code: number }>(
        `SELECT DISTINCT e, ${codeColumn(column)} AS code FROM ${variantTable(source)}
        WHERE ${codeColumn(column)} IS NOT NULL AND e IN (${own.map(Number).join(', ')})`,
      );
      for (const { e, code } of rows) values.set(e, [...(values.get(e) ?? []), code]);
    }
    const pairs = contradictingPairs(values, left, right);
    if (pairs === 0) continue;
    broken.push({
      type: 'one_value_per_cluster',
      name: column,
      sentence: `${column} contradicts in ${pairs === 1 ? 'a pair' : `${pairs} pairs`} of their entities, and a person has one`,
    });
  }
  return broken;
}

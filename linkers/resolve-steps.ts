import type { LinkModel } from '../schemas/link-model/link-model.ts';
import type { Session } from '../warehouse/warehouse.ts';
import { type ClusterConstraints, mayMerge } from './cluster-constraints.ts';
import type { EncodedSource } from './encode-entities.ts';
import type { LinkEdge } from './link-edge.ts';
import type { StepReport } from './link-report.ts';
import { codeColumn, STEP_EDGE_TABLE, variantTable } from './names.ts';
import type { PairContext } from './pair-context.ts';
import { resolveClusters } from './resolve-clusters.ts';

/** Why a pair waits for a person. */
export type ReviewReason = 'between_thresholds' | 'link_only_if' | 'rule_disagreement' | 'tie' | 'constraint';

export interface StepEdge {
  readonly step: number;
  readonly pair: number;
  readonly el: number;
  readonly er: number;
  readonly weight: number | null;
  readonly state: 'link' | ReviewReason;
}

export interface ResolvedSteps {
  readonly labels: Int32Array;
  /** Edges inside the final clusters. */
  readonly edges: readonly StepEdge[];
  /** Pairs for clerical review, each once. */
  readonly reviews: readonly StepEdge[];
  /** By step: edges that lost their place to a better one. */
  readonly displaced: ReadonlyMap<number, number>;
}

/** Turns the edges of all steps into final clusters, and what remains doubtful into review pairs. */
export async function resolveSteps(
  session: Session,
  model: LinkModel,
  sources: readonly EncodedSource[],
  contexts: readonly PairContext[],
  steps: readonly StepReport[],
): Promise<ResolvedSteps> {
  const all: StepEdge[] = [];
  for await (const row of session.stream<StepEdge & Record<string, unknown>>(
    `SELECT step, pair, el, er, weight, state FROM ${STEP_EDGE_TABLE} ORDER BY step, el, er, state`,
  )) {
    all.push(row);
  }
  const constraints = await readConstraints(session, model, sources);
  const ranks = stepRanks(model, steps);
  const links = all.filter(({ state }) => state === 'link');
  const total = sources.reduce((sum, source) => sum + source.entities, 0);
  const { labels, outcomes } = resolveClusters(
    total,
    links.map((edge): LinkEdge => ({ ...edge, ...ranks[edge.step]! })),
    contexts,
    constraints,
  );

  const displaced = new Map<number, number>();
  const doubtful = all.filter(({ state }) => state !== 'link');
  const edges: StepEdge[] = [];
  links.forEach((edge, index) => {
    const outcome = outcomes[index]!;
    if (outcome === 'linked') edges.push(edge);
    else if (outcome === 'displaced') displaced.set(edge.step, (displaced.get(edge.step) ?? 0) + 1);
    else doubtful.push({ ...edge, state: outcome });
  });
  return Object.freeze({ labels, edges, reviews: reviewPairs(doubtful, labels, constraints), displaced });
}

/** Deterministic rules come before weights, earlier passes before later ones, in every pair of sources. */
function stepRanks(model: LinkModel, steps: readonly StepReport[]): readonly { rank: number; tieMargin: number }[] {
  const seen = new Map<string, number>();
  return steps.map((step) => {
    const position = seen.get(step.sourcePair) ?? 0;
    seen.set(step.sourcePair, position + 1);
    const pass = model.source_pairs
      .find((pair) => `${pair.left}_${pair.right}` === step.sourcePair)
      ?.passes.find(({ name }) => name === step.pass);
    return {
      rank: step.type === 'deterministic' ? position : 1000 + position,
      tieMargin: pass?.type === 'fellegi_sunter' ? pass.tie_margin : 0,
    };
  });
}

/**
 * Each pair once, with its last step (the one that weighed it) and reason. Pairs that became one person are settled;
 * so are those that cannot be one, unless that is the very question.
 */
function reviewPairs(
  doubtful: readonly StepEdge[],
  labels: Int32Array,
  constraints: ClusterConstraints,
): readonly StepEdge[] {
  const last = new Map<number, StepEdge>();
  for (const edge of [...doubtful].sort((a, b) => a.step - b.step || a.el - b.el || a.er - b.er)) {
    if (labels[edge.el] !== labels[edge.er]) last.set(edge.el * labels.length + edge.er, edge);
  }
  const members = new Map<number, number[]>();
  for (const edge of last.values()) for (const entity of [edge.el, edge.er]) members.set(labels[entity]!, []);
  labels.forEach((label, entity) => {
    members.get(label)?.push(entity);
  });
  return [...last.values()]
    .filter(
      (edge) =>
        edge.state === 'constraint' ||
        mayMerge(constraints, members.get(labels[edge.el]!)!, members.get(labels[edge.er]!)!),
    )
    .sort((a, b) => a.step - b.step || a.el - b.el || a.er - b.er);
}

async function readConstraints(
  session: Session,
  model: LinkModel,
  sources: readonly EncodedSource[],
): Promise<ClusterConstraints> {
  const singleValued: Map<number, number[]>[] = [];
  for (const constraint of model.constraints) {
    const values = new Map<number, number[]>();
    const code = codeColumn(constraint.column);
    for (const { source } of sources) {
      if (constraint.sources !== undefined && !constraint.sources.includes(source)) continue;
      const rows = session.stream<{ e: number; code: number }>(`
        SELECT DISTINCT e, ${code} AS code
        FROM ${variantTable(source)}
        WHERE ${code} IS NOT NULL AND e IN (SELECT el FROM ${STEP_EDGE_TABLE} UNION SELECT er FROM ${STEP_EDGE_TABLE})
        ORDER BY e, code`);
      for await (const row of rows) {
        const known = values.get(row.e);
        if (known === undefined) values.set(row.e, [row.code]);
        else known.push(row.code);
      }
    }
    singleValued.push(values);
  }
  const ends = sources.map((source) => source.first + source.entities);
  return {
    sourceOf: (entity) => ends.findIndex((end, index) => entity < end && entity >= sources[index]!.first),
    maxPerCluster: sources.map(({ source }) => model.sources[source]?.max_per_cluster),
    singleValued,
  };
}

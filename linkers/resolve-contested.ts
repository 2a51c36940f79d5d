import type { LinkModel } from '../schemas/link-model/link-model.ts';
import type { Dialect } from '../warehouse/dialect.ts';
import type { Session } from '../warehouse/warehouse.ts';
import { CLERICAL_PASS } from './clerical-evidence.ts';
import type { ClusterConstraints } from './cluster-constraints.ts';
import type { EncodedSource } from './encode-entities.ts';
import type { LinkEdge, ResolvedPair } from './link-edge.ts';
import type { StepReport } from './link-report.ts';
import { probabilityToWeight } from './match-weight.ts';
import {
  COMPONENT_TABLE,
  CONTESTED_TABLE,
  HELD_TABLE,
  LOST_LINK_TABLE,
  SETTLED_TABLE,
  STEP_EDGE_TABLE,
} from './names.ts';
import { type EdgeOutcome, resolveClusters } from './resolve-clusters.ts';
import type { BridgeGuard } from './weak-bridges.ts';
import { writeNumbers } from './write-numbers.ts';

/** What becomes of links that do not hold; numbered in `link_lost` by their place here. */
export const LOST_OUTCOMES = [
  'displaced',
  'tie',
  'constraint',
  'weak_bridge',
  'strong_link',
] as const satisfies readonly EdgeOutcome[];

interface ContestedLink extends LinkEdge {
  readonly step: number;
}

/**
 * Resolves the contested components in process, and writes what became of them to `link_settled` and `link_lost`. They
 * are the only entities that leave the warehouse, as numbers.
 */
export async function resolveContested(
  session: Session,
  dialect: Dialect,
  model: LinkModel,
  sources: readonly EncodedSource[],
  pairs: readonly ResolvedPair[],
  steps: readonly StepReport[],
): Promise<void> {
  const links = await readLinks(session, stepRanks(model, steps));
  // Numbered anew, in the same order: what is contested is few, wherever it lies among all.
  const entities = [...new Set(links.flatMap(({ el, er }) => [el, er]))].sort((a, b) => a - b);
  const place = new Map(entities.map((entity, index) => [entity, index]));
  const { labels, outcomes } = resolveClusters(
    entities.length,
    links.map((link) => ({ ...link, el: place.get(link.el)!, er: place.get(link.er)! })),
    pairs,
    await readConstraints(session, model, sources, entities, place),
    bridgeGuard(model),
  );
  const least = new Map<number, number>();
  const settled = entities.map((entity, index): readonly [number, number] => {
    const label = labels[index]!;
    if (!least.has(label)) least.set(label, entity);
    return [entity, least.get(label)!];
  });
  const lost = links.flatMap(({ step, el, er, weight }, index) => {
    const outcome = outcomes[index]!;
    return outcome === 'linked' ? [] : [[step, el, er, weight, LOST_OUTCOMES.indexOf(outcome)]];
  });
  await writeNumbers(session, dialect, SETTLED_TABLE, { e: 'INTEGER', root: 'INTEGER' }, settled);
  await writeNumbers(
    session,
    dialect,
    LOST_LINK_TABLE,
    { step: 'INTEGER', el: 'INTEGER', er: 'INTEGER', weight: 'DOUBLE', outcome: 'INTEGER' },
    lost,
  );
}

async function readLinks(
  session: Session,
  ranks: readonly { readonly rank: number; readonly tieMargin: number }[],
): Promise<readonly ContestedLink[]> {
  const links: ContestedLink[] = [];
  const rows = session.stream<{ step: number; pair: number; el: number; er: number; weight: number | null }>(`
    SELECT link.step, link.pair, link.el, link.er, link.weight
    FROM ${STEP_EDGE_TABLE} AS link
    JOIN ${COMPONENT_TABLE} AS component ON component.e = link.el
    JOIN ${CONTESTED_TABLE} AS contested ON contested.root = component.root
    WHERE link.state = 'link'
    ORDER BY link.step, link.el, link.er`);
  for await (const row of rows) links.push({ ...row, ...ranks[row.step]! });
  return links;
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
      // What people decided comes before every rule.
      rank: step.pass === CLERICAL_PASS ? -1 : step.type === 'deterministic' ? position : 1000 + position,
      tieMargin: pass?.type === 'fellegi_sunter' ? pass.tie_margin : 0,
    };
  });
}

async function readConstraints(
  session: Session,
  model: LinkModel,
  sources: readonly EncodedSource[],
  entities: readonly number[],
  place: ReadonlyMap<number, number>,
): Promise<ClusterConstraints> {
  const singleValued = new Map<number, Map<number, number[]>>();
  const rows = session.stream<{ constraint_no: number; e: number; code: number }>(`
    SELECT held.constraint_no, held.e, held.code
    FROM ${HELD_TABLE} AS held
    JOIN ${COMPONENT_TABLE} AS component ON component.e = held.e
    JOIN ${CONTESTED_TABLE} AS contested ON contested.root = component.root
    ORDER BY held.constraint_no, held.e, held.code`);
  for await (const { constraint_no, e, code } of rows) {
    const values = singleValued.get(constraint_no) ?? new Map<number, number[]>();
    singleValued.set(constraint_no, values);
    const entity = place.get(e)!;
    const known = values.get(entity);
    if (known === undefined) values.set(entity, [code]);
    else known.push(code);
  }
  const isOf = (entity: number) => (source: EncodedSource) =>
    entity >= source.first && entity < source.first + source.entities;
  const sourceOf = entities.map((entity) => sources.findIndex(isOf(entity)));
  return {
    sourceOf: (entity) => sourceOf[entity]!,
    maxPerCluster: sources.map(({ source }) => model.sources[source]?.max_per_cluster),
    singleValued: [...singleValued.values()],
    maxEntities: model.cluster_guards.max_entities,
  };
}

function bridgeGuard({ cluster_guards: { bridge } }: LinkModel): BridgeGuard | undefined {
  if (bridge === undefined) return undefined;
  return { weight: probabilityToWeight(bridge.match_probability), leastEntities: bridge.least_entities };
}

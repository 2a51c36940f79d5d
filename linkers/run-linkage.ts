import { createHash } from 'node:crypto';
import { ConflictError } from '../schemas/errors.ts';
import type { LinkModel } from '../schemas/link-model/link-model.ts';
import { identifier } from '../warehouse/identifier.ts';
import type { Session, Warehouse } from '../warehouse/warehouse.ts';
import { assignPersonKeys, type PersonEventKind } from './assign-person-keys.ts';
import { runDeterministicPass } from './deterministic-pass.ts';
import { type EncodedSource, encodeEntities } from './encode-entities.ts';
import { runFellegiSunterPass } from './fellegi-sunter-pass.ts';
import type { EstimatedQuality, LinkReport, PassReport, StepReport } from './link-report.ts';
import { weightToProbability } from './match-weight.ts';
import { migrateLinkage, VERSIONED_TABLES } from './migrate-linkage.ts';
import { modelHash } from './model-hash.ts';
import { ENTITY_TABLE, STEP_EDGE_TABLE } from './names.ts';
import { type PairContext, pairContext } from './pair-context.ts';
import { cryptoRandomKey, type RandomKey } from './person-key.ts';
import { readPreviousKeys } from './previous-keys.ts';
import { resolveSteps, type StepEdge } from './resolve-steps.ts';
import { valueWeightStore } from './value-weights.ts';
import { writeLinkVersion } from './write-link-version.ts';

export interface LinkProgress {
  readonly stage: 'encode' | 'pass' | 'resolve' | 'write';
  readonly sourcePair?: string;
  readonly pass?: string;
  /** Parts done and in all. */
  readonly done: number;
  readonly total: number;
}

export interface LinkOptions {
  /** (entity_id, source, …): one row for each variant of an entity's values. */
  readonly entityTable: string;
  /** Number of the version to make; must be new. */
  readonly linkVersion: number;
  /** Source of new person keys. @default the operating system's */
  readonly random?: RandomKey;
  /** @default the system clock */
  readonly clock?: () => Date;
  readonly onProgress?: (progress: LinkProgress) => void;
}

/**
 * Links the entities of a table by a model and writes the result as a candidate link version. Values of persons stay
 * in temporary tables of one session; the linkage schema receives entity ids, weights and person keys. Equal input,
 * model and randomness give equal rows.
 * @throws ConflictError when the version exists, BlockingBudgetError, UntrainedParameterError, UsageError
 */
export async function runLinkage(warehouse: Warehouse, model: LinkModel, options: LinkOptions): Promise<LinkReport> {
  await migrateLinkage(warehouse);
  await refuseExisting(warehouse, options.linkVersion);
  return warehouse.session((session) => linkInSession(warehouse, session, model, options));
}

async function linkInSession(
  warehouse: Warehouse,
  session: Session,
  model: LinkModel,
  options: LinkOptions,
): Promise<LinkReport> {
  const passes = model.source_pairs.reduce((sum, pair) => sum + pair.passes.length, 0);
  const total = passes + 3;
  options.onProgress?.({ stage: 'encode', done: 0, total });
  const sources = await encodeEntities(session, warehouse.dialect, model, options.entityTable);
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE ${STEP_EDGE_TABLE} (pair INTEGER, step INTEGER, el INTEGER, er INTEGER, weight DOUBLE, state VARCHAR)`,
  );

  const contexts = model.source_pairs.map((_, index) => pairContext(session, warehouse.dialect, model, sources, index));
  const steps: StepReport[] = [];
  const weights = valueWeightStore();
  let done = 1;
  for (const context of contexts) {
    for (const pass of context.pair.passes) {
      options.onProgress?.({ stage: 'pass', sourcePair: context.name, pass: pass.name, done: done++, total });
      if (pass.type === 'deterministic') steps.push(...(await runDeterministicPass(context, pass, steps.length)));
      else steps.push(await runFellegiSunterPass(context, pass, steps.length, weights));
    }
  }

  options.onProgress?.({ stage: 'resolve', done: done++, total });
  const resolved = await resolveSteps(session, model, sources, contexts, steps);
  const entityIds = await readEntityIds(session, sources);
  const clusters = new Map<number, number>();
  resolved.labels.forEach((label, entity) => {
    clusters.set(entityIds[entity]!, label);
  });
  const previous = await readPreviousKeys(session);
  const keys = assignPersonKeys({
    clusters,
    previousCrosswalk: previous.crosswalk,
    keyAges: previous.keyAges,
    isIssued: (key) => previous.keyAges.has(key),
    random: options.random ?? cryptoRandomKey,
  });

  const report = composeReport(model, options, sources, contexts, steps, resolved, entityIds, keys.events);
  options.onProgress?.({ stage: 'write', done: done++, total });
  await writeLinkVersion(warehouse, session, {
    report,
    model,
    steps,
    labels: resolved.labels,
    edges: resolved.edges,
    reviews: resolved.reviews,
    keys,
    previousVersion: previous.version,
    createdAt: (options.clock ?? (() => new Date()))(),
  });
  return report;
}

async function refuseExisting(warehouse: Warehouse, linkVersion: number): Promise<void> {
  const [row] = await warehouse.query<{ versions: number }>(
    'SELECT COUNT(*) AS versions FROM linkage.version WHERE link_version = $link_version',
    { link_version: linkVersion },
  );
  if ((row?.versions ?? 0) > 0) {
    throw new ConflictError(`Link version ${linkVersion} exists, and versions never change`, {
      hint: 'Link under a new version number.',
      fields: { linkVersion },
    });
  }
  // What a run that broke off left behind; its version row, which would make it visible, was never written.
  for (const table of VERSIONED_TABLES) {
    await warehouse.execute(`DELETE FROM ${identifier(`linkage.${table}`)} WHERE link_version = $link_version`, {
      link_version: linkVersion,
    });
  }
}

async function readEntityIds(session: Session, sources: readonly EncodedSource[]): Promise<Float64Array> {
  const ids = new Float64Array(sources.reduce((sum, source) => sum + source.entities, 0));
  for await (const row of session.stream<{ e: number; entity_id: number }>(
    `SELECT e, entity_id FROM ${ENTITY_TABLE}`,
  )) {
    ids[row.e] = row.entity_id;
  }
  return ids;
}

function composeReport(
  model: LinkModel,
  options: LinkOptions,
  sources: readonly EncodedSource[],
  contexts: readonly PairContext[],
  steps: readonly StepReport[],
  resolved: Awaited<ReturnType<typeof resolveSteps>>,
  entityIds: Float64Array,
  events: readonly { readonly event: PersonEventKind }[],
): LinkReport {
  const counts = { created: 0, kept: 0, split: 0, merged: 0, retired: 0 };
  for (const { event } of events) counts[event]++;
  const sizes = new Map<number, { entities: number; first: number; several: boolean }>();
  const sourceOf = sources.map((source, index) => ({
    index,
    end: source.first + source.entities,
    first: source.first,
  }));
  for (const { index, first, end } of sourceOf) {
    for (let entity = first; entity < end; entity++) {
      const label = resolved.labels[entity]!;
      const size = sizes.get(label);
      if (size === undefined) sizes.set(label, { entities: 1, first: index, several: false });
      else {
        size.entities++;
        size.several ||= size.first !== index;
      }
    }
  }
  const passes = steps.map(
    (step): PassReport => ({
      ...step,
      linked: resolved.edges.filter((edge) => edge.step === step.step).length,
      review: resolved.reviews.filter((edge) => edge.step === step.step).length,
      displaced: resolved.displaced.get(step.step) ?? 0,
      estimated: estimatedQuality(step, resolved.edges),
    }),
  );
  return Object.freeze({
    linkVersion: options.linkVersion,
    model: model.name,
    modelVersion: model.version,
    modelHash: modelHash(model),
    resultHash: resultHash(contexts, resolved, entityIds),
    sources: sources.map(({ source, entities, variants }) => ({ source, entities, variants })),
    passes,
    persons: sizes.size,
    linkedPersons: [...sizes.values()].filter(({ several }) => several).length,
    largestCluster: Math.max(0, ...distinctSizes(sizes.values())),
    events: Object.freeze(counts),
  });
}

function estimatedQuality(step: StepReport, edges: readonly StepEdge[]): EstimatedQuality | null {
  if (step.parameters === null) return null;
  let falseLinks = 0;
  for (const edge of edges) {
    if (edge.step === step.step && edge.weight !== null) falseLinks += 1 - weightToProbability(edge.weight);
  }
  return { matches: step.parameters.lambda * step.parameters.totalPairs, falseLinks };
}

function distinctSizes(sizes: Iterable<{ readonly entities: number }>): ReadonlySet<number> {
  const distinct = new Set<number>();
  for (const { entities } of sizes) distinct.add(entities);
  return distinct;
}

function resultHash(
  contexts: readonly PairContext[],
  resolved: Awaited<ReturnType<typeof resolveSteps>>,
  entityIds: Float64Array,
): string {
  const hash = createHash('sha256');
  for (const context of contexts) hash.update(`${context.name}\n`);
  resolved.labels.forEach((label, entity) => {
    hash.update(`${entityIds[entity]} ${label}\n`);
  });
  for (const edge of [...resolved.edges, ...resolved.reviews]) {
    hash.update(`${edge.step} ${entityIds[edge.el]} ${entityIds[edge.er]} ${edge.weight ?? ''} ${edge.state}\n`);
  }
  return hash.digest('hex');
}

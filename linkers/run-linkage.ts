import { ConflictError } from '../schemas/errors.ts';
import type { LinkModel } from '../schemas/link-model/link-model.ts';
import { identifier } from '../warehouse/identifier.ts';
import type { Session, Warehouse } from '../warehouse/warehouse.ts';
import { carryPersonKeys } from './carry-person-keys.ts';
import { runDeterministicPass } from './deterministic-pass.ts';
import { type EncodedSource, encodeEntities } from './encode-entities.ts';
import { runFellegiSunterPass } from './fellegi-sunter-pass.ts';
import type { LinkReport, StepReport } from './link-report.ts';
import { migrateLinkage, VERSIONED_TABLES } from './migrate-linkage.ts';
import { modelHash } from './model-hash.ts';
import { STEP_EDGE_TABLE } from './names.ts';
import { type PairContext, pairContext } from './pair-context.ts';
import { countPersonEvents } from './person-events.ts';
import { cryptoRandomKey, type RandomKey } from './person-key.ts';
import { resolveSteps } from './resolve-steps.ts';
import { countClusters, countResolved } from './resolved-counts.ts';
import { resultHash } from './result-hash.ts';
import { warehousePairs } from './warehouse-pairs.ts';
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
 * in temporary tables of one session; the linkage schema receives entity ids, weights and person keys. Counts,
 * parameters and what is contested leave the warehouse, as numbers. Equal input, model and randomness give equal rows.
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
  const openPairs = warehousePairs();
  let done = 1;
  for (const context of contexts) {
    for (const pass of context.pair.passes) {
      options.onProgress?.({ stage: 'pass', sourcePair: context.name, pass: pass.name, done: done++, total });
      if (pass.type === 'deterministic') steps.push(...(await runDeterministicPass(context, pass, steps.length)));
      else steps.push(await runFellegiSunterPass(context, pass, steps.length, openPairs));
    }
  }

  options.onProgress?.({ stage: 'resolve', done: done++, total });
  const { dialect } = warehouse;
  await resolveSteps(session, dialect, model, sources, contexts, steps);
  const previousVersion = await carryPersonKeys(session, dialect, options.random ?? cryptoRandomKey);

  const report = await composeReport(warehouse, session, model, options, sources, contexts, steps);
  options.onProgress?.({ stage: 'write', done: done++, total });
  await writeLinkVersion(warehouse, session, {
    report,
    model,
    steps,
    previousVersion,
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

async function composeReport(
  warehouse: Warehouse,
  session: Session,
  model: LinkModel,
  options: LinkOptions,
  sources: readonly EncodedSource[],
  contexts: readonly PairContext[],
  steps: readonly StepReport[],
): Promise<LinkReport> {
  return Object.freeze({
    linkVersion: options.linkVersion,
    model: model.name,
    modelVersion: model.version,
    modelHash: modelHash(model),
    resultHash: await resultHash(
      session,
      warehouse.dialect,
      contexts.map(({ name }) => name),
    ),
    sources: sources.map(({ source, entities, variants }) => ({ source, entities, variants })),
    passes: await countResolved(session, steps),
    ...(await countClusters(session)),
    events: await countPersonEvents(session),
  });
}

import { ConflictError } from '../schemas/errors.ts';
import type { LinkModel } from '../schemas/link-model/link-model.ts';
import type { LinkPass } from '../schemas/link-model/link-pass.ts';
import { identifier } from '../warehouse/identifier.ts';
import type { Session, Warehouse } from '../warehouse/warehouse.ts';
import { carryPersonKeys } from './carry-person-keys.ts';
import { applyEvidence, type ClericalEvidence } from './clerical-evidence.ts';
import { runDeterministicPass } from './deterministic-pass.ts';
import type { DocumentedDuplicate } from './documented-duplicates.ts';
import { type EncodedSource, encodeEntities } from './encode-entities.ts';
import { runFellegiSunterPass } from './fellegi-sunter-pass.ts';
import { deleteBasis, forgetBases, migrateBasis } from './incremental/basis-tables.ts';
import { createKeptTables } from './incremental/keep-basis.ts';
import { type LinkBase, readBase } from './incremental/read-base.ts';
import { rescorePasses } from './incremental/rescore-passes.ts';
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
  /**
   * Keep what an incremental run needs to go on from this version; what of it names people goes to the vault, which must
   * be there. Always so where the run has a base. @default false
   */
  readonly keepsBasis?: boolean;
  /**
   * Makes the run incremental: by the parameters, term frequencies and skipped blocks of that version, and scoring pairs
   * of which an entity has changed since. @default a full run, which trains and scores everything
   */
  readonly base?: {
    readonly linkVersion: number;
    /** `all` scores every pair anew by what is frozen, which must come to the same. @default 'changed' */
    readonly rescore?: 'changed' | 'all';
  };
  /**
   * Source entities that are documented to be one person twice in one source, such as a pupil's two SASIDs: they are one
   * entity to everything, and keys of theirs that end are recorded as merged. @default none
   */
  readonly duplicates?: readonly DocumentedDuplicate[];
  /** People's decisions about pairs, which hold before every rule and weight. @default none */
  readonly evidence?: readonly ClericalEvidence[];
  /** Source of new person keys. @default the operating system's */
  readonly random?: RandomKey;
  /** @default the system clock */
  readonly clock?: () => Date;
  readonly onProgress?: (progress: LinkProgress) => void;
}

/**
 * Links the entities of a table by a model and writes the result as a candidate link version. Values of persons stay
 * in temporary tables of one session and in the vault; the linkage schema receives entity ids, weights and person keys.
 * Counts, parameters and what is contested leave the warehouse, as numbers. Equal input, model and randomness give equal
 * rows.
 * @throws ConflictError when the version exists, BlockingBudgetError, UntrainedParameterError, UsageError;
 * FullVersionNeededError when an incremental run cannot go on from its base, or the data have moved too far from it
 */
export async function runLinkage(warehouse: Warehouse, model: LinkModel, options: LinkOptions): Promise<LinkReport> {
  const keepsBasis = options.keepsBasis === true || options.base !== undefined;
  await migrateLinkage(warehouse);
  if (keepsBasis) await migrateBasis(warehouse);
  await refuseExisting(warehouse, options.linkVersion, keepsBasis);
  const base = options.base === undefined ? null : await readBase(warehouse, model, options.base.linkVersion);
  return warehouse.session((session) => linkInSession(warehouse, session, model, { ...options, keepsBasis }, base));
}

async function linkInSession(
  warehouse: Warehouse,
  session: Session,
  model: LinkModel,
  options: LinkOptions & { readonly keepsBasis: boolean },
  base: LinkBase | null,
): Promise<LinkReport> {
  const { dialect } = warehouse;
  const { keepsBasis } = options;
  const passes = model.source_pairs.reduce((sum, pair) => sum + pair.passes.length, 0);
  const total = passes + 3;
  options.onProgress?.({ stage: 'encode', done: 0, total });
  const sources = await encodeEntities(session, dialect, model, options.entityTable, {
    digests: keepsBasis,
    ...(options.duplicates === undefined ? {} : { duplicates: options.duplicates }),
  });
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE ${STEP_EDGE_TABLE} (pair INTEGER, step INTEGER, el INTEGER, er INTEGER, weight DOUBLE, state VARCHAR)`,
  );
  if (keepsBasis) await createKeptTables(session);

  const contexts = model.source_pairs.map((_, index) =>
    pairContext(session, dialect, model, sources, index, { keepsBasis }),
  );
  let done = 1;
  const onPass = (context: PairContext, pass: LinkPass) =>
    options.onProgress?.({ stage: 'pass', sourcePair: context.name, pass: pass.name, done: done++, total });
  const { steps: scored, incremental } =
    base === null
      ? { steps: await runPasses(contexts, onPass), incremental: null }
      : await rescorePasses(session, model, contexts, base, options.base?.rescore ?? 'changed', onPass);

  options.onProgress?.({ stage: 'resolve', done: done++, total });
  const steps = [...scored, ...(await applyEvidence(session, dialect, contexts, options.evidence ?? [], scored))];
  await resolveSteps(session, dialect, model, sources, contexts, steps);
  const previousVersion = await carryPersonKeys(session, dialect, options.random ?? cryptoRandomKey);

  const report = await composeReport(warehouse, session, model, options, sources, contexts, steps, incremental);
  options.onProgress?.({ stage: 'write', done: done++, total });
  await writeLinkVersion(warehouse, session, {
    report,
    model,
    steps,
    previousVersion,
    keepsBasis,
    createdAt: (options.clock ?? (() => new Date()))(),
  });
  return report;
}

type OnPass = (context: PairContext, pass: LinkPass) => void;

/** Trains and scores everything. */
async function runPasses(contexts: readonly PairContext[], onPass: OnPass): Promise<readonly StepReport[]> {
  const steps: StepReport[] = [];
  const openPairs = warehousePairs();
  for (const context of contexts) {
    for (const pass of context.pair.passes) {
      onPass(context, pass);
      if (pass.type === 'deterministic') steps.push(...(await runDeterministicPass(context, pass, steps.length)));
      else steps.push(await runFellegiSunterPass(context, pass, steps.length, openPairs));
    }
  }
  return steps;
}

async function refuseExisting(warehouse: Warehouse, linkVersion: number, keepsBasis: boolean): Promise<void> {
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
  if (!keepsBasis) return;
  await deleteBasis(warehouse, linkVersion);
  await forgetBases(warehouse);
}

async function composeReport(
  warehouse: Warehouse,
  session: Session,
  model: LinkModel,
  options: LinkOptions,
  sources: readonly EncodedSource[],
  contexts: readonly PairContext[],
  steps: readonly StepReport[],
  incremental: LinkReport['incremental'],
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
    incremental,
  });
}

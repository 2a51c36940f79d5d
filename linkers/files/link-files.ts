import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { UsageError } from '../../schemas/errors.ts';
import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Session, Warehouse } from '../../warehouse/warehouse.ts';
import { runDeterministicPass } from '../deterministic-pass.ts';
import { BlockingBudgetError } from '../errors.ts';
import { runFellegiSunterPass } from '../fellegi-sunter-pass.ts';
import { readCodedRecords } from '../in-memory/coded-records.ts';
import { memoryPairs } from '../in-memory/memory-pairs.ts';
import { type ClusterSizes, resolveRecords } from '../in-memory/resolve-records.ts';
import type { StepReport } from '../link-report.ts';
import { modelHash } from '../model-hash.ts';
import { STEP_EDGE_TABLE } from '../names.ts';
import { pairContext } from '../pair-context.ts';
import { refuseEmptyKeys } from './check-keys.ts';
import { encodeRecords } from './encode-records.ts';
import { type FileLinkReport, fileLinkReport } from './file-link-report.ts';
import { checkInputs, type LinkInput } from './link-input.ts';
import { type ReadSource, readInputs } from './read-inputs.ts';
import { scoreTruth } from './score-truth.ts';
import { type SkewedBlock, skewedBlocks } from './skewed-blocks.ts';
import { type StageClock, stageClock } from './stage-clock.ts';
import { trainedModel } from './trained-model.ts';
import { OUTPUT_FILES, writeResults, writeTexts } from './write-outputs.ts';

export interface LinkFilesOptions {
  readonly model: LinkModel;
  readonly inputs: readonly LinkInput[];
  /** Folder for the results; it appears when all of them are there. */
  readonly out: string;
  /** Column that identifies a record within its source. */
  readonly idColumn: string;
  /** Column that says who a record is about; scored against, never linked on. */
  readonly truthColumn?: string | undefined;
  readonly threads: number;
  readonly onStage?: (stage: string) => void;
  /** Given the largest blocks of a pass that is refused for too many pairs. Their keys name people: no error has them. */
  readonly onSkew?: (blocks: readonly SkewedBlock[]) => void;
}

/** Share of the machine's memory that DuckDB may take before it spills. */
const MEMORY_SHARE = 0.7;

/**
 * Links the records of files by a model and writes edges, clusters, the trained model and a report. Starts no server
 * and keeps nothing but the results; a run that fails leaves nothing behind.
 * @throws UsageError, FileRefusedError, ContractBreachError, BlockingBudgetError, UntrainedParameterError
 */
export async function linkFiles(options: LinkFilesOptions): Promise<FileLinkReport> {
  checkInputs(options.model, options.inputs);
  await refuseForeignFolder(options.out);
  const partial = `${options.out}.partial-${process.pid}`;
  await rm(partial, { recursive: true, force: true });
  await mkdir(partial, { recursive: true });
  try {
    const spill = join(partial, 'spill');
    const warehouse = await openDuckDb({
      path: ':memory:',
      threads: options.threads,
      memoryLimit: `${Math.floor((totalmem() * MEMORY_SHARE) / 2 ** 20)}MB`,
      spillDirectory: spill,
    });
    const report = await linkInto(warehouse, partial, options).finally(() => warehouse.close());
    await rm(spill, { recursive: true, force: true });
    await rm(options.out, { recursive: true, force: true });
    await rename(partial, options.out);
    return report;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw error;
  }
}

async function linkInto(warehouse: Warehouse, folder: string, options: LinkFilesOptions): Promise<FileLinkReport> {
  const clock = stageClock();
  const stage = <T>(name: string, work: () => Promise<T>): Promise<T> => {
    options.onStage?.(name);
    return clock.measure(name, work);
  };
  return warehouse.session(async (session) => {
    const read = await stage('read', () =>
      readInputs(session, warehouse.dialect, { ...options, truthColumn: options.truthColumn }),
    );
    const { steps, clusters } = await linkInSession(warehouse, session, options, read, stage);
    const trained = trainedModel(options.model, steps);
    const counts = await stage('write', () => writeResults(session, folder, options.model, read, steps, clusters));
    const accuracy =
      options.truthColumn === undefined
        ? undefined
        : await stage('score', () => scoreTruth(session, warehouse.dialect, options.model, options.truthColumn!));
    const report = fileLinkReport({
      model: options.model,
      modelHash: modelHash(options.model),
      inputs: options.inputs,
      idColumn: options.idColumn,
      sources: read,
      steps,
      counts,
      accuracy,
      threads: options.threads,
      stages: clock.seconds(),
    });
    await writeTexts(folder, { model: trained, report });
    return report;
  });
}

async function linkInSession(
  warehouse: Warehouse,
  session: Session,
  options: LinkFilesOptions,
  read: readonly ReadSource[],
  stage: StageClock['measure'],
): Promise<{ readonly steps: readonly StepReport[]; readonly clusters: ClusterSizes }> {
  const { dialect } = warehouse;
  const model = standardizedModel(options.model);
  const sources = await stage('encode', async () => {
    const encoded = await encodeRecords(session, dialect, model, read);
    await refuseEmptyKeys(session, model, encoded);
    return encoded;
  });
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE ${STEP_EDGE_TABLE} (pair INTEGER, step INTEGER, el INTEGER, er INTEGER, weight DOUBLE, state VARCHAR)`,
  );
  const contexts = model.source_pairs.map((_, index) => pairContext(session, dialect, model, sources, index));
  const steps: StepReport[] = [];
  const openPairs = memoryPairs(await stage('encode', () => readCodedRecords(session, model, sources)));
  for (const context of contexts) {
    for (const pass of context.pair.passes) {
      await stage(`${context.name}.${pass.name}`, async () => {
        if (pass.type === 'deterministic') steps.push(...(await runDeterministicPass(context, pass, steps.length)));
        else steps.push(await runFellegiSunterPass(context, pass, steps.length, openPairs));
      }).catch(async (error: unknown) => {
        if (error instanceof BlockingBudgetError) options.onSkew?.(await skewedBlocks(context, pass));
        throw error;
      });
    }
  }
  const clusters = await stage('resolve', () => resolveRecords(session, dialect, model, sources, contexts, steps));
  return { steps, clusters };
}

/** The model over `link_input`, whose columns are standardized already. */
export function standardizedModel(model: LinkModel): LinkModel {
  return {
    ...model,
    columns: Object.fromEntries(Object.entries(model.columns).map(([name, { type, role }]) => [name, { type, role }])),
  };
}

async function refuseForeignFolder(out: string): Promise<void> {
  const present = await readdir(out).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    if (error.code === 'ENOTDIR') throw new UsageError(`${out} is a file, and --out takes a folder`);
    throw error;
  });
  const foreign = present.filter((name) => !OUTPUT_FILES.includes(name));
  if (foreign.length > 0) {
    throw new UsageError(`${out} holds ${foreign.length} entries that are no results of linking`, {
      hint: 'Name a new folder, or one that an earlier run wrote, which is replaced.',
    });
  }
}

export type { FileLinkReport, ReadSource };

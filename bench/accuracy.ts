import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { linkFiles } from '../linkers/files/link-files.ts';
import { type PairScore, pairScore, scoreClusters, scoreEdges } from '../linkers/files/pair-score.ts';
import { importSplinkSettings } from '../linkers/splink/import-settings.ts';
import { type LinkModelFile, parseLinkModel } from '../schemas/link-model/link-model.ts';
import { projectRoot } from '../schemas/project-root.ts';
import { openDuckDb } from '../warehouse/duckdb/duckdb-warehouse.ts';
import { textLiteral } from '../warehouse/identifier.ts';
import type { BenchOptions } from './bench-options.ts';
import { type LabeledSet, labeledSets } from './linkage/labeled-sets.ts';
import { peerEnvironment } from './linkage/peer-environment.ts';
import { printAccuracy } from './linkage/print-accuracy.ts';

const run = promisify(execFile);
const THRESHOLD = 0.9;
const OUTPUT_BYTES = 2 ** 26;

/** Pairs at the threshold (`f1`, its parts) and their clusters. */
export interface AccuracyFigures extends PairScore {
  readonly clusters: PairScore;
}

export type AccuracyBench = Readonly<
  Record<string, { readonly ours: AccuracyFigures; readonly splink: AccuracyFigures }>
>;

/**
 * Links labeled files with Splink and with ours, by the same comparisons and blocking rules (ours reads Splink's own
 * settings), both trained without labels, at a threshold fixed beforehand.
 * @param options.input path of fake_1000.csv. @default beside the checkout, in `shared/data/`
 */
export async function benchAccuracy(options: BenchOptions): Promise<AccuracyBench> {
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const work = join(projectRoot, '.cache', 'bench-accuracy');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  try {
    const python = await peerEnvironment(say);
    await run(python, [join(projectRoot, 'bench', 'linkage', 'febrl-files.py'), work], { maxBuffer: OUTPUT_BYTES });
    const fake = resolve(options.input ?? join(projectRoot, '..', 'shared', 'data', 'fake_1000.csv'));
    if (!existsSync(fake)) say(`fake_1000 is left out: there is no ${fake}; give its path with --input`);
    const bench: Record<string, { ours: AccuracyFigures; splink: AccuracyFigures }> = {};
    for (const set of labeledSets(work, existsSync(fake) ? fake : undefined)) {
      const splink = await linkWithSplink(python, set, join(work, `${set.name}-splink`));
      const ours = await linkWithOurs(set, splink, join(work, `${set.name}-ours`));
      bench[set.name] = { ours: await score(set, ours), splink: await score(set, splink) };
    }
    if (!options.json) printAccuracy(bench);
    return bench;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function linkWithSplink(python: string, set: LabeledSet, out: string): Promise<string> {
  await mkdir(out, { recursive: true });
  const task = { kind: set.kind, inputs: set.files, out, threshold: THRESHOLD, id: set.idColumn };
  await run(python, [join(projectRoot, 'bench', 'linkage', 'splink-accuracy.py'), JSON.stringify(task)], {
    maxBuffer: OUTPUT_BYTES,
  });
  return out;
}

async function linkWithOurs(set: LabeledSet, splink: string, out: string): Promise<string> {
  const sources = set.files.map((_, index) => `source_${index}`);
  const settings: unknown = JSON.parse(await readFile(join(splink, 'settings.json'), 'utf8'));
  const { model } = importSplinkSettings(settings, { sources });
  await linkFiles({
    model: parseLinkModel(prepared(model, set)),
    inputs: set.files.map((path, index) => ({ source: sources[index]!, path })),
    out,
    idColumn: set.idColumn,
    threads: availableParallelism(),
  });
  return out;
}

/** At the threshold, and taught by the same pairs as Splink, which its settings do not hold. */
function prepared(model: LinkModelFile, set: LabeledSet): LinkModelFile {
  return {
    ...model,
    source_pairs: model.source_pairs.map((pair) => ({
      ...pair,
      passes: pair.passes.map((pass) =>
        pass.type === 'fellegi_sunter'
          ? {
              ...pass,
              thresholds: { link: THRESHOLD, review: THRESHOLD },
              training_rules: set.trainingRules.map((columns) => ({ columns: [...columns] })),
            }
          : pass,
      ),
    })),
  };
}

async function score(set: LabeledSet, folder: string): Promise<AccuracyFigures> {
  const warehouse = await openDuckDb({ path: ':memory:' });
  const parquet = (name: string) => `read_parquet(${textLiteral(join(folder, `${name}.parquet`))})`;
  const counted = (left: string, right: string) => set.files.length === 1 || left !== right;
  try {
    return await warehouse.session(async (session) => {
      const files = set.files.map(
        (path, index) =>
          `SELECT 'source_${index}' AS source, ${set.idColumn} AS id, ${set.truthColumn} AS truth FROM read_csv(${textLiteral(path)}, header = TRUE, all_varchar = TRUE)`,
      );
      await session.execute(
        `CREATE TEMPORARY TABLE truth AS SELECT source || ' ' || id AS e, source, truth FROM (${files.join(' UNION ALL ')}) AS record`,
      );
      const edges = await scoreEdges(
        session,
        'truth',
        `(SELECT DISTINCT source_l || ' ' || record_id_l AS el, source_r || ' ' || record_id_r AS er FROM ${parquet('edges')})`,
        counted,
      );
      const clusters = await scoreClusters(
        session,
        `(SELECT truth.source, truth.truth, CAST(cluster.cluster_id AS VARCHAR) AS label
          FROM ${parquet('clusters')} AS cluster JOIN truth ON truth.e = cluster.source || ' ' || cluster.record_id)`,
        counted,
      );
      return { ...pairScore(edges), clusters: pairScore(clusters) };
    });
  } finally {
    await warehouse.close();
  }
}

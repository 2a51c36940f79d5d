import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism, cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { ContractBreachError, UsageError } from '../schemas/errors.ts';
import { projectRoot } from '../schemas/project-root.ts';
import { openDuckDb } from '../warehouse/duckdb/duckdb-warehouse.ts';
import { textLiteral } from '../warehouse/identifier.ts';
import type { Session } from '../warehouse/warehouse.ts';
import type { BenchOptions } from './bench-options.ts';
import { peerEnvironment } from './linkage/peer-environment.ts';
import { type Ceiling, type ContenderScore, createPermittedTruth, scoreContender } from './linkage/permitted-truth.ts';
import { printLinkage } from './linkage/print-linkage.ts';
import { type ContenderRun, type ContenderTask, runHubLink, runSplink } from './linkage/run-contender.ts';

const THRESHOLD = 0.9;
const ROUNDS = 3;

export interface ContenderFigures extends Omit<ContenderScore, 'nameOnlyWageEdges'> {
  /** Median of the rounds, from the start of the process to its end. */
  readonly seconds: number;
  readonly everyRound: readonly number[];
  /** Of the round whose time is the median. */
  readonly stages: Readonly<Record<string, number>>;
  readonly peakMemoryMb: number;
  readonly nameOnlyWageEdges: number;
  readonly untrained: readonly string[];
  readonly versions: Readonly<Record<string, string>>;
}

export interface LinkageBench {
  readonly records: number;
  readonly cpus: string;
  readonly threads: number;
  readonly rounds: number;
  readonly threshold: number;
  readonly ceiling: Ceiling;
  readonly splink?: ContenderFigures;
  /** The same rules and comparisons as Splink's. */
  readonly ours: ContenderFigures;
  /** Our own model. */
  readonly best: ContenderFigures;
  /** Our own model on keyed hashes in place of SSNs. */
  readonly bestTokenized: ContenderFigures;
  readonly speedup?: number;
  readonly speedupBest?: number;
}

/**
 * Links a file (see `linkage-data`) with Splink and with ours by the same rules and comparisons, then with our own
 * model. The contenders alternate; medians count.
 * @throws ContractBreachError when ours links a wage record by name alone
 */
export async function benchLinkage(options: BenchOptions): Promise<LinkageBench> {
  if (options.input === undefined)
    throw new UsageError('Give --input FILE.csv', { hint: 'Make one with linkage-data.' });
  const say = (text: string) => process.stderr.write(`${text}\n`);
  const input = resolve(options.input);
  const work = join(projectRoot, '.cache', 'bench-linkage');
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  const threads = options.threads ?? availableParallelism();
  const python = options.peer ? await peerEnvironment(say) : undefined;
  const warehouse = await openDuckDb({ path: ':memory:', threads, spillDirectory: join(work, 'spill') });
  try {
    const prepared = await warehouse.session((session) => prepare(session, input, work));
    const contenders = contendersFor(python, { input, tokenized: prepared.tokenized, work, threads });
    const runs = await alternate(contenders, options.rounds ?? ROUNDS, say);
    const bench = await warehouse.session(async (session): Promise<LinkageBench> => {
      const ceiling = await createPermittedTruth(session, input);
      const figures = new Map<string, ContenderFigures>();
      for (const [name, all] of runs) figures.set(name, await contenderFigures(session, all));
      const of = (name: string) => figures.get(name)!;
      const splink = figures.get('splink');
      return {
        records: prepared.records,
        cpus: `${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown'}`,
        threads,
        rounds: options.rounds ?? ROUNDS,
        threshold: THRESHOLD,
        ceiling,
        ...(splink === undefined ? {} : { splink }),
        ours: of('ours'),
        best: of('best'),
        bestTokenized: of('bestTokenized'),
        ...(splink === undefined
          ? {}
          : {
              speedup: hundredths(splink.seconds / of('ours').seconds),
              speedupBest: hundredths(splink.seconds / of('best').seconds),
            }),
      };
    });
    if (!options.json) printLinkage(bench);
    refuseNameOnlyEdges(bench);
    return bench;
  } finally {
    await warehouse.close();
    await rm(work, { recursive: true, force: true });
  }
}

/** Counts the records and writes the file a second time with keyed hashes in place of SSNs. */
async function prepare(
  session: Session,
  input: string,
  work: string,
): Promise<{ readonly records: number; readonly tokenized: string }> {
  const tokenized = join(work, 'tokenized.csv');
  const scan = `read_csv(${textLiteral(input)}, header = TRUE, all_varchar = TRUE)`;
  await session.execute(`
    COPY (SELECT * REPLACE (sha256('bench' || sha256('bench' || ssn)) AS ssn) FROM ${scan})
    TO ${textLiteral(tokenized)} (FORMAT csv, HEADER)`);
  const [row] = await session.query<{ records: number }>(`SELECT COUNT(*) AS records FROM ${scan}`);
  return { records: row?.records ?? 0, tokenized };
}

type Contender = readonly [name: string, run: () => Promise<ContenderRun>];

function contendersFor(
  python: string | undefined,
  files: { readonly input: string; readonly tokenized: string; readonly work: string; readonly threads: number },
): readonly Contender[] {
  const model = (name: string) => join(projectRoot, 'bench', 'linkage', `${name}.json`);
  const task = (name: string, input = files.input): ContenderTask => ({
    input,
    folder: join(files.work, name),
    threshold: THRESHOLD,
    threads: files.threads,
  });
  const ours: Contender[] = [
    ['ours', () => runHubLink(model('same-model'), task('ours'))],
    ['best', () => runHubLink(model('best-model'), task('best'))],
    ['bestTokenized', () => runHubLink(model('best-model'), task('bestTokenized', files.tokenized))],
  ];
  if (python === undefined) return ours;
  return [['splink', () => runSplink(python, 'splink-linkage.py', task('splink'))], ...ours];
}

async function alternate(
  contenders: readonly Contender[],
  rounds: number,
  say: (text: string) => void,
): Promise<ReadonlyMap<string, readonly ContenderRun[]>> {
  const runs = new Map<string, ContenderRun[]>();
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of contenders) {
      const result = await run();
      say(`${name}: ${result.seconds.toFixed(2)} s`);
      runs.set(name, [...(runs.get(name) ?? []), result]);
    }
  }
  return runs;
}

async function contenderFigures(session: Session, runs: readonly ContenderRun[]): Promise<ContenderFigures> {
  const middle = runs.toSorted((a, b) => a.seconds - b.seconds)[Math.floor(runs.length / 2)]!;
  return {
    seconds: hundredths(middle.seconds),
    everyRound: runs.map(({ seconds }) => hundredths(seconds)),
    stages: middle.stages,
    peakMemoryMb: Math.max(...runs.map(({ peakMemoryMb }) => peakMemoryMb)),
    untrained: middle.untrained,
    versions: middle.versions,
    ...(await scoreContender(session, middle.folder)),
  };
}

function refuseNameOnlyEdges(bench: LinkageBench): void {
  for (const name of ['ours', 'best', 'bestTokenized'] as const) {
    const found = bench[name].nameOnlyWageEdges;
    if (found > 0) {
      throw new ContractBreachError(`${name} links ${found} pairs with a wage record by name alone`, {
        hint: 'Such a link needs an equal SSN or a birth date on both sides.',
      });
    }
  }
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}

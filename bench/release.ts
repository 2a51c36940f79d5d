import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { watchMemory } from '../cli/peak-memory.ts';
import { RELEASE_ATTACK } from '../disclosure/ledger/attack-limits.ts';
import { attackRelease, type ReleasedTable } from '../disclosure/ledger/attack-release.ts';
import { protectTables } from '../disclosure/protect-tables.ts';
import type { PublicRow } from '../disclosure/tables/concept.ts';
import { defaultDisclosurePolicy as policy } from '../schemas/disclosure/default-policy.ts';
import { projectRoot } from '../schemas/project-root.ts';
import type { BenchOptions } from './bench-options.ts';
import { scipyPython } from './disclosure/peer-intervals.ts';
import { GROUP_LINES, GROUPS, realShapedData, SPEC, STATE } from './disclosure/real-shaped.ts';

const run = promisify(execFile);
const SHAPE = { cohorts: 13, years: 6, seed: 5 } as const;
const OPTIONS = { tieBreakKey: 'bench', programLimit: 600, componentLimit: 400, attack: RELEASE_ATTACK };
/** Withheld numbers that SciPy bounds. */
const SAMPLE = 4;

/**
 * Protects and attacks a release of a real shape on top of a ledger with one earlier release: the same years, of which
 * one was revised, and one cohort less.
 * @param options.records districts. @default 400
 */
export async function benchRelease({ records, peer }: BenchOptions) {
  const memory = watchMemory();
  const districts = records ?? 400;
  const data = realShapedData({ ...SHAPE, districts });
  say(`${districts} districts, ${data.second.length} rows with anybody in them`);
  const older = await timed('the release before', () => protect(data.first, []));
  const before = released('R1', data.first, older.result.tables[0]!.rows);
  const newer = await timed('protection', () => protect(data.second, [before]));
  const staged = released('R2', data.second, newer.result.tables[0]!.rows);
  const attack = await timed('attack', () =>
    attackRelease([staged], [before], policy, { progress: (done, of) => say(`  attack: ${done} of ${of} parts`) }),
  );
  const { counts, tables } = newer.result.report;
  const { exposed, disclosed, proven, unproven, sensitive } = attack.result;
  const figures = {
    districts,
    rows: tables[0]!.rows,
    cells: counts.cells,
    equations: counts.equations,
    sensitive,
    largestComponent: counts.largestComponent,
    suppressed: tables[0]!.statuses.suppressed,
    published: tables[0]!.statuses.ok,
    protectSeconds: newer.seconds,
    attackSeconds: attack.seconds,
    attackCells: attack.result.cells,
    exposed: exposed.length,
    disclosed: disclosed.length,
    proven,
    unproven,
    peakMemoryMb: memory.stop(),
  };
  say(JSON.stringify(figures));
  return { ...figures, peer: peer ? await check(before, staged) : null };
}

function protect(rows: readonly PublicRow[], earlier: readonly ReleasedTable[]) {
  return protectTables([{ spec: SPEC, rows }, ...earlier], policy, { ...OPTIONS, listWithheld: false });
}

function released(release: string, rows: readonly PublicRow[], shown: readonly PublicRow[]): ReleasedTable {
  return { spec: SPEC, rows, earlier: { release, released: shown } };
}

async function timed<T>(what: string, work: () => Promise<T>): Promise<{ result: T; seconds: number }> {
  const started = performance.now();
  const result = await work();
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  say(`${what}: ${seconds} s`);
  return { result, seconds };
}

/** Has SciPy bound withheld numbers of one cohort, from the rows of both releases alone. */
async function check(before: ReleasedTable, staged: ReleasedTable) {
  const cohort = 2012;
  const shown = ({ earlier }: ReleasedTable) =>
    earlier.released
      .filter((row) => row.cohort === cohort)
      .map((row) => [row.district, row.year, row.group, row.graduates, row.enrolled]);
  const truth = new Map(
    staged.rows
      .filter((row) => row.cohort === cohort)
      .map((row) => [`${row.district}|${row.year}|${row.group}`, Number(row.enrolled)]),
  );
  const few = staged.earlier.released.filter((row) => {
    const value = truth.get(`${row.district}|${row.year}|${row.group}`) ?? 0;
    return row.cohort === cohort && row.enrolled === null && value > 0 && value < policy.defaults.minimumCount;
  });
  const step = Math.max(1, Math.floor(few.length / SAMPLE));
  const sample = Array.from({ length: Math.min(SAMPLE, few.length) }, (_, at) => few[at * step + (step >> 1)]!).map(
    (row) => {
      const value = truth.get(`${row.district}|${row.year}|${row.group}`)!;
      return [row.district, row.year, row.group, value, 1, 5];
    },
  );
  const folder = join(projectRoot, '.cache', 'bench-disclosure');
  await mkdir(folder, { recursive: true });
  const input = join(folder, 'release.json');
  await writeFile(
    input,
    JSON.stringify({
      state: STATE,
      groups: GROUPS,
      lines: GROUP_LINES,
      revisedYear: SHAPE.years,
      older: shown(before),
      newer: shown(staged),
      sample,
    }),
  );
  const { stdout } = await run(await scipyPython(), [
    join(projectRoot, 'bench', 'disclosure', 'check-release.py'),
    input,
  ]);
  return JSON.parse(stdout) as Record<string, number>;
}

const say = (text: string): void => void process.stderr.write(`${text}\n`);

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { projectRoot } from '../schemas/project-root.ts';
import { COMPETITORS, type DisclosureFigures, measure } from './disclosure/competitors.ts';
import { type GroupsTable, groupsTable } from './disclosure/groups-table.ts';
import { peerIntervals } from './disclosure/peer-intervals.ts';

export type DisclosureBench = readonly ({ readonly cells: number; readonly primaries: number } & Readonly<
  Record<string, unknown>
>)[];

/** Region × district × race × gender, and in the largest × program: the nearest sizes to those that peers report. */
const SIZES = [
  { cells: 750, regions: 4, districts: 18, programs: 0 },
  { cells: 3_500, regions: 12, districts: 98, programs: 0 },
  { cells: 14_000, regions: 40, districts: 400, programs: 0 },
  { cells: 50_000, regions: 24, districts: 290, programs: 4 },
] as const;
const SEED = 7;
/** Sensitive cells whose bounds an independent solver finds again. */
const SAMPLE = 20;

/**
 * Protects synthetic tables in four ways and attacks each result; of the engine's, a sample of bounds is held against
 * SciPy's HiGHS, which shares no code with ours. Only the engine's result is attacked by whole numbers as well.
 * @param options.rows cells of the largest table. @default 14000
 */
export async function benchDisclosure(options: {
  readonly rows: number | undefined;
  readonly json: boolean;
  readonly peer: boolean;
}): Promise<DisclosureBench> {
  const bench: (DisclosureBench[number] & Record<string, unknown>)[] = [];
  for (const size of SIZES.filter(({ cells }) => cells <= (options.rows ?? 14_000))) {
    const table: GroupsTable = groupsTable({ ...size, seed: SEED });
    const entry: Record<string, unknown> & { cells: number; primaries: number } = {
      cells: table.system.size,
      primaries: table.needs.size,
    };
    for (const [name, protect] of Object.entries(COMPETITORS)) {
      const { hidden, ...figures } = await measure(table, protect, name === 'engine');
      entry[name] = figures;
      tell(`${table.system.size} cells, ${name}`, figures);
      if (name !== 'engine' || !options.peer) continue;
      const folder = join(projectRoot, '.cache', 'bench-disclosure');
      await mkdir(folder, { recursive: true });
      entry.peer = await peerIntervals(folder, table, hidden, SAMPLE);
      process.stderr.write(`  checked by SciPy: ${JSON.stringify(entry.peer)}\n`);
    }
    bench.push(entry);
    await mkdir(join(projectRoot, '.cache', 'bench-disclosure'), { recursive: true });
    await writeFile(join(projectRoot, '.cache', 'bench-disclosure', 'figures.json'), JSON.stringify(bench));
  }
  return bench;
}

function tell(name: string, figures: DisclosureFigures): void {
  const { seconds, secondaries, exact, narrow, cellsLost, peopleLost, peakMemoryMb } = figures;
  process.stderr.write(
    `${name}: ${seconds} s, ${secondaries} secondaries, ${exact} exact, ${narrow} narrow, ` +
      `${(100 * cellsLost).toFixed(1)} % of cells and ${(100 * peopleLost).toFixed(1)} % of people lost, ${peakMemoryMb} MB\n`,
  );
}

import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { openNameBook } from '../fixtures/names.ts';
import { createRandom } from '../fixtures/random.ts';
import { UsageError } from '../schemas/errors.ts';
import type { BenchOptions } from './bench-options.ts';
import { inventHousehold } from './linkage/invent-households.ts';
import { LINKAGE_COLUMNS, type LinkageRecord } from './linkage/linkage-record.ts';
import { reportRecords } from './linkage/report-records.ts';

const HOUSEHOLD_STREAM = 101;
const ROWS_A_CHUNK = 5000;

export interface LinkageData {
  readonly out: string;
  readonly records: number;
  readonly people: number;
}

/**
 * Writes a linkage file of invented people in four sources: `--records N --seed S --out FILE.csv`, and `--rows-each M`
 * for 1 to M rows a person and source. The same seed writes the same bytes.
 */
export async function writeLinkageData(options: BenchOptions): Promise<LinkageData> {
  const { records, out } = options;
  if (records === undefined || out === undefined) throw new UsageError('Give --records N and --out FILE.csv');
  const mostRows = options.rowsEach ?? 1;
  if (mostRows > 40) throw new UsageError('--rows-each takes 1 to 40');
  const path = resolve(out);
  await mkdir(dirname(path), { recursive: true });
  const counts = { people: 0 };
  await pipeline(fileText(records, options.seed ?? 1, mostRows, counts), createWriteStream(path));
  if (!options.json) process.stdout.write(`${records} records of ${counts.people} people in ${path}\n`);
  return { out: path, records, people: counts.people };
}

async function* fileText(
  records: number,
  seed: number,
  mostRows: number,
  counts: { people: number },
): AsyncGenerator<string> {
  const random = createRandom(seed);
  const names = openNameBook();
  yield `${LINKAGE_COLUMNS.join(',')}\n`;
  let written = 0;
  let lines: string[] = [];
  let household = 0;
  let firstId = 1;
  while (written < records) {
    random.aim(household++, HOUSEHOLD_STREAM);
    const people = inventHousehold(random, names, firstId);
    firstId += people.length;
    for (const person of people) {
      counts.people++;
      for (const record of reportRecords(random, names, person, mostRows)) {
        if (written === records) break;
        lines.push(csvLine({ record_id: `R${++written}`, ...record }));
      }
    }
    if (lines.length >= ROWS_A_CHUNK) {
      yield lines.join('');
      lines = [];
    }
  }
  yield lines.join('');
}

function csvLine(record: LinkageRecord): string {
  return `${LINKAGE_COLUMNS.map((column) => record[column]).join(',')}\n`;
}

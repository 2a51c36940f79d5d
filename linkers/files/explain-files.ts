import { FileRefusedError, UsageError } from '../../schemas/errors.ts';
import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import { explainPairs } from '../explain/explain-pairs.ts';
import { maskColumns } from '../explain/mask-values.ts';
import type { PairExplanation } from '../explain/pair-explanation.ts';
import { encodeRecords } from './encode-records.ts';
import { standardizedModel } from './link-files.ts';
import { checkInputs, type LinkInput } from './link-input.ts';
import { INPUT_TABLE, type ReadSource, readInputs } from './read-inputs.ts';
import { type FileResults, loadResultTables, readFileResults } from './read-results.ts';

export interface ExplainFilesOptions {
  /** The folder of a run. */
  readonly from: string;
  /** Two records: `SOURCE:ID`, or the id alone where no other source has it. */
  readonly records: readonly [string, string];
  /** @default the files that the run read */
  readonly inputs?: readonly LinkInput[];
  readonly threads: number;
  /** Which values the explanation carries; strong keys are always masked. */
  readonly values: 'shown' | 'masked' | 'none';
}

/**
 * Explains two records of a run: reads its files again, scores the pair by the trained model and looks up what became
 * of it. Writes nothing.
 * @throws UsageError, FileRefusedError when the files are not those of the run
 */
export async function explainFiles(options: ExplainFilesOptions): Promise<PairExplanation> {
  const results = await readFileResults(options.from);
  const inputs = options.inputs ?? readAgain(results);
  checkInputs(results.model, inputs);
  const warehouse = await openDuckDb({ path: ':memory:', threads: options.threads });
  try {
    return await warehouse.session(async (session) => {
      const { dialect } = warehouse;
      const read = await readInputs(session, dialect, {
        model: results.model,
        inputs,
        idColumn: results.report.idColumn,
        truthColumn: undefined,
      });
      refuseOthers(results, read);
      const model = standardizedModel(results.model);
      const sources = await encodeRecords(session, dialect, model, read);
      await loadResultTables(session, results);
      const [a, b] = [await find(session, model, options.records[0]), await find(session, model, options.records[1])];
      if (a.e === b.e) throw new UsageError(`${options.records[0]} and ${options.records[1]} are one record`);
      const [explanation] = await explainPairs(
        { session, dialect, model, sources, idOf: (e) => recordId(session, e), showValues: options.values !== 'none' },
        [[a.e, b.e]],
      );
      const columns = Object.entries(model.columns);
      // Keys such as an SSN are never shown whole: whether they agree is all that matters of them.
      return maskColumns(
        explanation!,
        (column) =>
          options.values === 'masked' || columns.some(([name, { role }]) => name === column && role === 'strong_key'),
      );
    });
  } finally {
    await warehouse.close();
  }
}

function readAgain({ report }: FileResults): readonly LinkInput[] {
  return report.inputs.map(({ source, path }) => ({ source: source ?? undefined, path }));
}

function refuseOthers({ report, folder }: FileResults, read: readonly ReadSource[]): void {
  for (const { source, records } of report.sources) {
    const found = read.find((one) => one.source === source)?.records ?? 0;
    if (found === records) continue;
    throw new FileRefusedError(`Source ${source} has ${found} records now, and ${records} when ${folder} was written`, {
      hint: 'Give the files of the run by --input, or link again.',
    });
  }
}

async function recordId(session: Session, e: number): Promise<string> {
  const [row] = await session.query<{ record_id: string }>(`SELECT record_id FROM ${INPUT_TABLE} WHERE rowid = $e`, {
    e,
  });
  return row?.record_id ?? '';
}

async function find(session: Session, model: LinkModel, text: string): Promise<{ readonly e: number }> {
  const at = text.indexOf(':');
  const named = at > 0 && model.sources[text.slice(0, at)] !== undefined;
  const rows = await session.query<{ e: number; source: string }>(
    `SELECT rowid AS e, source FROM ${INPUT_TABLE} WHERE record_id = $id ${named ? 'AND source = $source' : ''} ORDER BY rowid`,
    named ? { id: text.slice(at + 1), source: text.slice(0, at) } : { id: text },
  );
  const [row] = rows;
  if (row === undefined) throw new UsageError(`The run has no record ${text}`, { hint: 'Write SOURCE:ID.' });
  if (rows.length > 1) {
    throw new UsageError(`${text} names records of ${rows.map(({ source }) => source).join(' and ')}`, {
      hint: `Write ${row.source}:${text}.`,
    });
  }
  return { e: row.e };
}

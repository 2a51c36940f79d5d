import { FileRefusedError } from '../../schemas/errors.ts';
import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import type { Dialect } from '../../warehouse/dialect.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import type { EncodedSource } from '../encode-entities.ts';
import { encodeRecords } from './encode-records.ts';
import { standardizedModel } from './link-files.ts';
import { checkInputs, type LinkInput } from './link-input.ts';
import { type ReadSource, readInputs } from './read-inputs.ts';
import { type FileResults, loadResultTables, readFileResults } from './read-results.ts';

/** A run's records, encoded again, with its results beside them. */
export interface OpenResults {
  readonly session: Session;
  readonly dialect: Dialect;
  readonly results: FileResults;
  /** The trained model over `link_input`. */
  readonly model: LinkModel;
  readonly sources: readonly EncodedSource[];
}

export interface OpenResultsOptions {
  /** The folder of a run. */
  readonly from: string;
  /** @default the files that the run read */
  readonly inputs?: readonly LinkInput[];
  readonly threads: number;
}

/**
 * Reads the files of a run again and its results with them, for as long as `work` takes. Writes nothing.
 * @throws UsageError, FileRefusedError when the files are not those of the run
 */
export async function withFileResults<T>(
  options: OpenResultsOptions,
  work: (open: OpenResults) => Promise<T>,
): Promise<T> {
  const results = await readFileResults(options.from);
  const inputs =
    options.inputs ?? results.report.inputs.map(({ source, path }) => ({ source: source ?? undefined, path }));
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
      return work({ session, dialect, results, model, sources });
    });
  } finally {
    await warehouse.close();
  }
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

import { UsageError } from '../../schemas/errors.ts';
import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import { explainPairs } from '../explain/explain-pairs.ts';
import type { ShownValues } from '../explain/explain-version.ts';
import { maskColumns } from '../explain/mask-values.ts';
import type { PairExplanation } from '../explain/pair-explanation.ts';
import { type OpenResultsOptions, withFileResults } from './open-results.ts';
import { INPUT_TABLE } from './read-inputs.ts';

export interface ExplainFilesOptions extends OpenResultsOptions {
  /** Two records: `SOURCE:ID`, or the id alone where no other source has it. */
  readonly records: readonly [string, string];
  /** Strong keys are always masked. */
  readonly values: ShownValues;
}

/**
 * Explains two records of a run: scores the pair by the trained model and looks up what became of it.
 * @throws UsageError, FileRefusedError when the files are not those of the run
 */
export function explainFiles(options: ExplainFilesOptions): Promise<PairExplanation> {
  return withFileResults(options, async ({ session, dialect, model, sources }) => {
    const [a, b] = [await find(session, model, options.records[0]), await find(session, model, options.records[1])];
    if (a === b) throw new UsageError(`${options.records[0]} and ${options.records[1]} are one record`);
    const [explanation] = await explainPairs(
      { session, dialect, model, sources, idOf: (e) => recordId(session, e), showValues: options.values !== 'none' },
      [[a, b]],
    );
    // Keys such as an SSN are never shown whole: whether they agree is all that matters of them.
    const masks = (column: string) => options.values === 'masked' || model.columns[column]?.role === 'strong_key';
    return maskColumns(explanation!, masks);
  });
}

async function recordId(session: Session, e: number): Promise<string> {
  const [row] = await session.query<{ record_id: string }>(`SELECT record_id FROM ${INPUT_TABLE} WHERE rowid = $e`, {
    e,
  });
  return row?.record_id ?? '';
}

/** The number of the record that a text names. */
async function find(session: Session, model: LinkModel, text: string): Promise<number> {
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
  return row.e;
}

import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import { UsageError } from '../../schemas/errors.ts';
import { nameSchema } from '../../schemas/link-model/condition.ts';
import type { LinkModel } from '../../schemas/link-model/link-model.ts';

/** A file of records. */
export interface LinkInput {
  /** The source all its records belong to; undefined when the file's `source` column says it. */
  readonly source: string | undefined;
  readonly path: string;
}

const FORMATS = new Set(['.csv', '.parquet']);

/**
 * Reads `NAME=FILE`, or `FILE` alone for a file whose column `source` names the source of each record.
 * @throws UsageError when the name is none or the file is not there
 */
export function parseLinkInput(text: string): LinkInput {
  const at = text.indexOf('=');
  const named = at > 0 && nameSchema.safeParse(text.slice(0, at)).success;
  const input = named ? { source: text.slice(0, at), path: text.slice(at + 1) } : { source: undefined, path: text };
  if (!FORMATS.has(extname(input.path).toLowerCase())) {
    throw new UsageError(`--input ${text} names neither a .csv nor a .parquet file`, {
      hint: 'Write --input NAME=FILE, NAME being a source of the model in lower-case letters.',
    });
  }
  if (!existsSync(input.path)) throw new UsageError(`There is no file ${input.path}`);
  return input;
}

/** @throws UsageError when inputs and the model's sources do not belong together. */
export function checkInputs(model: LinkModel, inputs: readonly LinkInput[]): void {
  const sources = Object.keys(model.sources);
  for (const { source } of inputs) {
    if (source !== undefined && !sources.includes(source)) {
      throw new UsageError(`The model has no source ${source}`, { hint: `sources: ${sources.join(', ')}.` });
    }
  }
  if (inputs.some(({ source }) => source === undefined)) return;
  const missing = sources.filter((source) => !inputs.some((input) => input.source === source));
  if (missing.length > 0) {
    throw new UsageError(`No --input for the model's source ${missing.join(', ')}`, {
      hint: 'Give one file for each entry of sources, or take the source out of the model.',
    });
  }
}

import { compareVersions } from '../linkers/compare-versions.ts';
import { type ComparisonRequest, comparisonRequestSchema } from '../schemas/link-versions.ts';
import type { FileAnswer } from '../schemas/linkage-requests.ts';
import { writeAnswer } from './answer-file.ts';
import type { HubContext } from './hub-context.ts';
import { tableEffects } from './table-effects.ts';

/** Compares two link versions: what became of people, and what the linked tables would come to on either. */
export async function compareLinkVersions(context: HubContext, given: ComparisonRequest): Promise<FileAnswer> {
  const { from, to, sample, tables, file } = comparisonRequestSchema.parse(given);
  const comparison = await compareVersions(context.warehouse, from, to, { sample });
  const effects = tables
    ? await tableEffects(context.warehouse, context.graph, { from, to }, context.parameters)
    : null;
  await writeAnswer(context, file, { ...comparison, tables: effects });
  return { file, linkVersion: to };
}

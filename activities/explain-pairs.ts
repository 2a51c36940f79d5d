import { explainVersion } from '../linkers/explain/explain-version.ts';
import { type ExplainRequest, explainRequestSchema, type FileAnswer } from '../schemas/linkage-requests.ts';
import { writeAnswer } from './answer-file.ts';
import type { HubContext } from './hub-context.ts';
import { requirePromoted } from './table-step.ts';

/** Explains pairs of source entities, with as much of their values as the settings let staff see. */
export async function explainPairs(context: HubContext, given: ExplainRequest): Promise<FileAnswer> {
  const { pairs, file, ...request } = explainRequestSchema.parse(given);
  const linkVersion = request.linkVersion ?? (await requirePromoted(context));
  const explanations = await explainVersion(context.warehouse, {
    linkVersion,
    entityTable: 'vault.entity_variant',
    pairs,
    values: context.reviewValues,
  });
  await writeAnswer(context, file, explanations);
  return { file, linkVersion };
}

import { buildEntitiesStep } from './build-entities-step.ts';
import { ingestStep } from './ingest-step.ts';
import { linkStep } from './link-step.ts';
import { loadReferenceStep } from './load-reference-step.ts';
import { protectStep } from './protect-step.ts';
import type { Step } from './step.ts';

/** The steps that assets name, beside SQL. */
export const steps: ReadonlyMap<string, Step> = new Map<string, Step>([
  ['ingest', ingestStep],
  ['load-reference', loadReferenceStep],
  ['build-entities', buildEntitiesStep],
  ['link', linkStep],
  ['protect-public-tables', protectStep],
]);

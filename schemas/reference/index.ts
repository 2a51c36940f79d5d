export { type ReferenceData, type ReferenceRow, readReference } from './read-reference.ts';
export type { ReferenceSet } from './reference-set.ts';
export { referenceSets } from './reference-sets.ts';

import { referenceSets } from '../../schemas/reference/index.ts';
import { readReference } from '../../schemas/reference/read-reference.ts';

const SOURCES: readonly {
  readonly dimensions: readonly string[];
  readonly set: string;
  readonly code: string;
  readonly name: string;
}[] = Object.freeze([
  { dimensions: ['cip2', 'cipcode'], set: 'cip_family', code: 'cip2', name: 'family_name' },
  { dimensions: ['degree_level'], set: 'degree_level', code: 'degree_level', name: 'label' },
  { dimensions: ['institution'], set: 'college', code: 'opeid8', name: 'college_name' },
]);

/** Names of fields of study, degrees and colleges, from the public lists that the project ships, by dimension. */
export async function readCodeNames(): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const names = new Map<string, ReadonlyMap<string, string>>();
  for (const { dimensions, set, code, name } of SOURCES) {
    const reference = referenceSets.get(set);
    if (!reference) continue;
    const { rows } = await readReference(reference);
    const byCode = new Map(rows.flatMap((row) => (row[code] && row[name] ? [[row[code], row[name]] as const] : [])));
    for (const dimension of dimensions) names.set(dimension, byCode);
  }
  return names;
}

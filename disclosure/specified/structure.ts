import type { PublishedStructure } from '../../schemas/disclosure/certificate.ts';
import type { SuppressionSpec } from '../../schemas/disclosure/suppression-spec.ts';
import type { ReadTable } from './compile-specified.ts';

/** What is public about how the tables are made up. */
export function structureOf(spec: SuppressionSpec, tables: readonly ReadTable[]): PublishedStructure {
  return {
    tables: spec.tables.map(({ name, meaning, count, value, dimensions }, index) => ({
      name,
      file: `${name}.csv`,
      meaning: meaning ?? name,
      measures: value === undefined ? [count] : [count, value],
      dimensions: dimensions.map(({ column, concept }, at) => {
        const { root, lines } = tables[index]!.hierarchies[at]!;
        return {
          column,
          concept: concept ?? column,
          root,
          lines: lines.map(({ total, parts }) => ({ total, parts: [...parts] })),
        };
      }),
    })),
    relations: spec.relations ?? [],
  };
}

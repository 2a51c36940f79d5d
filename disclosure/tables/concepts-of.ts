import { buildConcepts, type Concept, codeOf } from './concept.ts';
import type { TableToProtect } from './key-grid.ts';

/** What the dimensions of all tables mean, those of earlier releases among them. */
export function conceptsOf(tables: readonly TableToProtect[]): ReadonlyMap<string, Concept> {
  return buildConcepts(tables.flatMap(dimensionUses));
}

/** Every code that a dimension has in a table, in its rows, its keys or its list. */
function dimensionUses({ spec, rows, keys, earlier }: TableToProtect) {
  return spec.dimensions.map((dimension) => {
    const codes = new Set(dimension.codes ?? []);
    for (const row of rows) codes.add(codeOf(dimension, row));
    for (const row of keys ?? earlier?.released ?? []) {
      if (dimension.columns.every((column) => row[column] !== undefined)) codes.add(codeOf(dimension, row));
    }
    return { dimension, codes };
  });
}

import { conceptName, type PublicRow } from './concept.ts';
import type { TableToProtect } from './key-grid.ts';

/** Rows of some tables that no equation ties to the other rows of the release. */
export interface Slice {
  /** With the position of each table among those given. */
  readonly tables: readonly (TableToProtect & { readonly position: number })[];
  readonly rows: number;
}

/**
 * Cuts a release into parts that can be protected one after the other with the same result: tables belong together when
 * they share a population, and rows when they have one code in every dimension over which nothing adds up (years).
 * @returns small slices first, the same for the same rows in any order
 */
export function slicesOf(tables: readonly TableToProtect[]): Slice[] {
  return families(tables)
    .flatMap((family) => cutFamily(tables, family))
    .sort((a, b) => a.slice.rows - b.slice.rows || (a.name < b.name ? -1 : 1))
    .map(({ slice }) => slice);
}

/** Tables by the bonds they share and the ties between them, each as positions. */
function families(tables: readonly TableToProtect[]): number[][] {
  const found: { members: number[]; bonds: Set<string> }[] = [];
  tables.forEach(({ spec }, position) => {
    const bonds = new Set(
      spec.measures.flatMap((measure) =>
        measure.kind === 'count' && measure.population !== undefined ? [`population ${measure.population}`] : [],
      ),
    );
    const tables = [spec.name, ...(spec.ties ?? []).flatMap(({ parts }) => parts.map(({ table }) => table))];
    for (const table of tables) bonds.add(`table ${table}`);
    const joined = { members: [position], bonds };
    for (const family of found.filter((other) => [...other.bonds].some((name) => bonds.has(name)))) {
      joined.members.push(...family.members);
      for (const name of family.bonds) bonds.add(name);
      found.splice(found.indexOf(family), 1);
    }
    found.push(joined);
  });
  return found.map(({ members }) => members.sort((a, b) => a - b));
}

interface Part {
  readonly rows: PublicRow[];
  readonly keys: PublicRow[];
  readonly released: PublicRow[];
}

function cutFamily(tables: readonly TableToProtect[], family: readonly number[]): { name: string; slice: Slice }[] {
  const concepts = independentConcepts(
    tables,
    family.map((position) => tables[position]!),
  );
  const slices = new Map<string, Map<number, Part>>();
  const bucket = (code: string, position: number) => {
    const slice = slices.get(code) ?? new Map<number, Part>();
    slices.set(code, slice);
    const part = slice.get(position) ?? { rows: [], keys: [], released: [] };
    slice.set(position, part);
    return part;
  };
  for (const position of family) {
    const { spec, rows, keys, earlier } = tables[position]!;
    const columns = concepts.map(
      (name) => spec.dimensions.find((dimension) => conceptName(dimension) === name)!.columns[0]!,
    );
    const codeOf = (row: PublicRow): string => columns.map((column) => String(row[column])).join('\u001e');
    for (const row of rows) bucket(codeOf(row), position).rows.push(row);
    for (const row of keys ?? []) bucket(codeOf(row), position).keys.push(row);
    for (const row of earlier?.released ?? []) bucket(codeOf(row), position).released.push(row);
  }
  return [...slices].map(([code, parts]) => ({
    name: `${tables[family[0]!]!.spec.name}\u001e${code}`,
    slice: {
      rows: [...parts.values()].reduce((sum, { rows }) => sum + rows.length, 0),
      tables: [...parts].map(([position, { rows, keys, released }]) => {
        const { spec, keys: given, earlier } = tables[position]!;
        return {
          position,
          spec,
          rows,
          ...(given === undefined ? {} : { keys }),
          ...(earlier === undefined ? {} : { earlier: { ...earlier, released } }),
        };
      }),
    },
  }));
}

/** Concepts that all tables of a family have, without lines in any table, and that no count is taken over all codes of. */
function independentConcepts(tables: readonly TableToProtect[], family: readonly TableToProtect[]): string[] {
  const additive = new Set(
    tables.flatMap(({ spec }) =>
      spec.dimensions
        .filter(({ codes, lines, nesting, columns }) => codes ?? lines ?? nesting ?? columns.length > 1)
        .map(conceptName),
    ),
  );
  return family[0]!.spec.dimensions
    .map(conceptName)
    .filter((concept) => !additive.has(concept) && family.every(({ spec }) => cutsAlong(spec, concept)))
    .sort();
}

function cutsAlong(spec: TableToProtect['spec'], concept: string): boolean {
  const dimension = spec.dimensions.find((candidate) => conceptName(candidate) === concept);
  return (
    dimension !== undefined &&
    spec.measures.every((measure) => measure.kind !== 'count' || (measure.over?.includes(dimension.name) ?? true)) &&
    (spec.ties ?? []).every(({ at }) => !(dimension.name in at)) &&
    (spec.equations ?? []).every(({ total, parts }) =>
      [total, ...parts].every(({ at }) => at === undefined || !(dimension.name in at)),
    )
  );
}

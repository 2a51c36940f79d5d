import type { DimensionLine, ProtectedDimension, Relation } from '../../schemas/disclosure/protected-table.ts';
import { ContractBreachError } from '../../schemas/errors.ts';

/** A line of a concept, over code numbers. */
export interface ConceptLine {
  readonly total: number;
  readonly parts: readonly number[];
  readonly relation: Relation;
}

/** A dimension as all tables of a release share it: its codes in order, and how they add up. */
export interface Concept {
  readonly name: string;
  readonly codes: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly linesByTotal: ReadonlyMap<number, readonly ConceptLine[]>;
  readonly linesByPart: ReadonlyMap<number, readonly ConceptLine[]>;
  /** Lines above each code: 0 for one that is part of none. */
  readonly depth: readonly number[];
  /** Whether none and all of a total at one of its parts are sensitive. */
  readonly attribute: boolean;
}

export type PublicRow = Readonly<Record<string, unknown>>;

export const conceptName = (dimension: ProtectedDimension): string => dimension.concept ?? dimension.name;

const SEPARATOR = '\u001f';

/**
 * The code of a row in a dimension. Two nested columns make one code; a row that repeats its upper code is that upper
 * code, so that a table of schools and a table of districts mean the same district by it.
 */
export function codeOf({ columns }: ProtectedDimension, row: PublicRow): string {
  const upper = String(row[columns[0]!]);
  if (columns.length === 1) return upper;
  const lower = String(row[columns[1]!]);
  return lower === upper ? upper : `${upper}${SEPARATOR}${lower}`;
}

type Nesting = NonNullable<ProtectedDimension['nesting']>;

/** A dimension of one table, with the codes it has there. */
export interface DimensionUse {
  readonly dimension: ProtectedDimension;
  readonly codes: ReadonlySet<string>;
}

export function buildConcepts(uses: readonly DimensionUse[]): ReadonlyMap<string, Concept> {
  const concepts = new Map<string, Concept>();
  for (const name of new Set(uses.map((use) => conceptName(use.dimension)))) {
    const own = uses.filter((use) => conceptName(use.dimension) === name);
    const lines = [...own.flatMap(({ dimension }) => dimension.lines ?? []), ...nestingLines(own)];
    const codes = new Set(own.flatMap((use) => [...use.codes]));
    for (const line of lines) for (const code of [line.total, ...line.parts]) codes.add(code);
    const attribute = own.some(({ dimension }) => dimension.attribute === true);
    concepts.set(name, buildConcept(name, [...codes].sort(), lines, attribute));
  }
  return concepts;
}

/**
 * The lines of codes that nest. They are drawn over the codes of all tables together: a district that one table does
 * not show is a part of the state all the same.
 */
function nestingLines(uses: readonly DimensionUse[]): DimensionLine[] {
  const nested = new Map<string, { nesting: Nesting; codes: Set<string> }>();
  for (const { dimension, codes } of uses) {
    if (dimension.nesting === undefined) continue;
    const { nesting } = dimension;
    const key = `${nesting.top} ${nesting.relation}`;
    const family = nested.get(key) ?? { nesting, codes: new Set<string>() };
    nested.set(key, family);
    for (const code of codes) family.codes.add(code);
  }
  return [...nested.values()].flatMap(({ nesting, codes }) => linesOfNesting(nesting, codes));
}

function linesOfNesting(nesting: Nesting, codes: ReadonlySet<string>): DimensionLine[] {
  const upper: string[] = [];
  const lower = new Map<string, string[]>();
  for (const code of [...codes].sort()) {
    if (code === nesting.top) continue;
    const [parent, below] = code.split(SEPARATOR) as [string, string | undefined];
    if (below === undefined) {
      upper.push(code);
      continue;
    }
    const siblings = lower.get(parent);
    if (siblings === undefined) lower.set(parent, [code]);
    else siblings.push(code);
  }
  const uppers = [...new Set([...upper, ...lower.keys()])].sort();
  return [
    ...(uppers.length > 0 ? [{ total: nesting.top, parts: uppers, relation: nesting.relation }] : []),
    ...[...lower].map(([total, parts]) => ({ total, parts, relation: nesting.relation })),
  ];
}

function buildConcept(
  name: string,
  codes: readonly string[],
  lines: readonly DimensionLine[],
  attribute: boolean,
): Concept {
  const indexOf = new Map(codes.map((code, index) => [code, index]));
  const linesByTotal = new Map<number, ConceptLine[]>();
  const linesByPart = new Map<number, ConceptLine[]>();
  const seen = new Set<string>();
  for (const line of lines) {
    const numeric = {
      total: indexOf.get(line.total)!,
      parts: line.parts.map((part) => indexOf.get(part)!),
      relation: line.relation,
    };
    const identity = `${numeric.total}:${[...numeric.parts].sort((a, b) => a - b).join(',')}`;
    if (seen.has(identity)) continue;
    seen.add(identity);
    push(linesByTotal, numeric.total, numeric);
    for (const part of numeric.parts) push(linesByPart, part, numeric);
  }
  return Object.freeze({
    name,
    codes,
    indexOf,
    linesByTotal,
    linesByPart,
    depth: depths(name, codes.length, linesByPart),
    attribute,
  });
}

function depths(name: string, size: number, linesByPart: ReadonlyMap<number, readonly ConceptLine[]>): number[] {
  const depth = new Array<number>(size).fill(-1);
  const visit = (code: number, above: ReadonlySet<number>): number => {
    if (depth[code]! >= 0) return depth[code]!;
    if (above.has(code)) {
      throw new ContractBreachError(`The lines of ${name} run in a circle`, {
        hint: 'A code may not be part of its own total.',
      });
    }
    const lines = linesByPart.get(code) ?? [];
    const path = new Set(above).add(code);
    depth[code] = lines.length === 0 ? 0 : 1 + Math.min(...lines.map((line) => visit(line.total, path)));
    return depth[code]!;
  };
  for (let code = 0; code < size; code++) visit(code, new Set());
  return depth;
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

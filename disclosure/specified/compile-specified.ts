import type { CellReference, SuppressionSpec } from '../../schemas/disclosure/suppression-spec.ts';
import { ContractBreachError } from '../../schemas/errors.ts';
import { isDominated, isEstimable, isFew, type Reason } from '../rules/primary-rules.ts';
import type { HiddenGroup } from '../suppress/exact-protection.ts';
import { type CellSystem, cellSystemBuilder, type Need } from '../system/cell-system.ts';
import type { Hierarchy } from './hierarchy.ts';

/** A table as read: one row a cell, hierarchies in the order of its dimensions. */
export interface ReadTable {
  readonly hierarchies: readonly Hierarchy[];
  readonly rows: readonly ReadRow[];
}

export interface ReadRow {
  readonly codes: readonly string[];
  readonly count: number;
  readonly value: number;
  readonly largest: readonly number[];
  readonly cost: number | undefined;
  /** Whether an earlier release shows it. */
  readonly isPublic: boolean;
}

/** One number of the tables, wherever it is shown. */
export interface SpecifiedCell {
  /** Where it is shown: table and codes, the first place first. */
  readonly places: readonly { readonly table: string; readonly codes: readonly string[] }[];
  readonly count: number;
  readonly value: number;
}

/** All tables as one system of cells, once for what is counted and once for amounts. */
export interface CompiledSpec {
  readonly cells: readonly SpecifiedCell[];
  readonly counts: CellSystem;
  /** Absent when no table has an amount. */
  readonly amounts: CellSystem | undefined;
  readonly countNeeds: ReadonlyMap<number, Need>;
  readonly amountNeeds: ReadonlyMap<number, Need>;
  readonly reasons: ReadonlyMap<number, Reason>;
  readonly groups: readonly HiddenGroup[];
  cellAt(reference: CellReference): number;
}

interface Line {
  readonly name: string;
  readonly total: number;
  readonly parts: readonly number[];
  /** Whether a table that has it shows amounts. */
  readonly hasAmounts: boolean;
}

interface Draft {
  places: { table: string; codes: readonly string[] }[];
  hasRow: boolean;
  count: number;
  value: number;
  largest: readonly number[];
  cost: number;
  isPublic: boolean;
}

/** @throws ContractBreachError naming table and cell, when rows repeat, codes are unknown, or totals do not add up */
export function compileSpecified(spec: SuppressionSpec, tables: readonly ReadTable[]): CompiledSpec {
  const drafts: Draft[] = [];
  const byMeaning = new Map<string, number>();
  const lines = new Map<string, Line>();
  const numberOf = tables.map((table, index) => readCells(spec, index, table, drafts, byMeaning));
  tables.forEach(({ hierarchies }, index) => {
    addLines(spec.tables[index]!, hierarchies, numberOf[index]!, lines);
  });
  const cellAt = ({ table, at }: CellReference): number => {
    const index = spec.tables.findIndex(({ name }) => name === table);
    const dimensions = spec.tables[index]?.dimensions ?? [];
    const cell = numberOf[index]?.(dimensions.map(({ column }) => at[column] ?? ''));
    if (cell !== undefined) return cell;
    throw new ContractBreachError(
      `A declared relation or kept cell names ${table} ${JSON.stringify(at)}, which is no cell`,
      {
        hint: 'Give a code of every dimension’s column.',
      },
    );
  };
  for (const { name, total, parts } of lines.values()) {
    const sum = parts.reduce((added, part) => added + drafts[part]!.count, 0);
    if (drafts[total]!.hasRow || sum === 0) continue;
    throw new ContractBreachError(`${name} has no row, and its parts add up to ${sum}`, {
      hint: 'Only cells that hold nobody may be left out.',
    });
  }
  const kept = new Set((spec.keep ?? []).map(cellAt));
  const relations = (spec.relations ?? []).map(({ left, right, relation }) => ({
    relation,
    left: left.map(cellAt),
    right: right.map(cellAt),
  }));

  const build = (of: (draft: Draft) => number, unit: 'count' | 'amount'): CellSystem => {
    const builder = cellSystemBuilder();
    drafts.forEach((draft, cell) => {
      const isKept = draft.isPublic || kept.has(cell);
      builder.addCell({
        value: of(draft),
        publishable: true,
        cost: isKept ? Number.POSITIVE_INFINITY : draft.cost,
        tie: cell,
      });
    });
    for (const { name, total, parts, hasAmounts } of lines.values()) {
      if (unit === 'amount' && !hasAmounts) continue;
      const sum = parts.reduce((added, part) => added + of(drafts[part]!), 0);
      const expected = of(drafts[total]!);
      if (Math.abs(sum - expected) > 1e-6 * Math.max(1, expected)) {
        throw new ContractBreachError(`${name}: the ${unit} is ${expected}, and its parts add up to ${sum}`, {
          hint: 'Every total of a hierarchy needs a row, and must be the sum of its children.',
        });
      }
      builder.addEquation([total], parts);
    }
    for (const { left, right, relation } of unit === 'count' ? relations : []) {
      const sum = (cells: readonly number[]) => cells.reduce((added, cell) => added + of(drafts[cell]!), 0);
      const rest = sum(right) - sum(left);
      if (relation === 'equal' ? Math.abs(rest) > 1e-6 * Math.max(1, sum(left)) : rest < 0) {
        const { table, codes } = drafts[left[0]!]!.places[0]!;
        throw new ContractBreachError(
          `A declared relation at ${table} ${codes.join(' × ')} does not hold for the ${unit}`,
        );
      }
      const slack = relation === 'equal' ? [] : [builder.addCell({ value: rest, publishable: false })];
      builder.addEquation([...left, ...slack], right);
    }
    return builder.build();
  };
  const { countNeeds, amountNeeds, reasons } = primaries(spec, drafts);
  for (const cell of reasons.keys()) {
    const { isPublic, places } = drafts[cell]!;
    if (!isPublic && !kept.has(cell)) continue;
    throw new ContractBreachError(
      `${nameOf(places[0]!)} is ${isPublic ? 'public already' : 'to stay published'}, and the rules would withhold it`,
      { hint: 'Decide which of the two holds: nothing can protect a number that is out.' },
    );
  }
  return {
    cells: drafts,
    counts: build(({ count }) => count, 'count'),
    amounts: spec.tables.some(({ value }) => value !== undefined) ? build(({ value }) => value, 'amount') : undefined,
    countNeeds,
    amountNeeds,
    reasons,
    groups: [...lines.values()].map(({ total, parts }) => ({
      total,
      parts,
      persons: parts.map((part) => drafts[part]!.count),
      minimum: spec.rules.minimumCount,
    })),
    cellAt,
  };
}

const nameOf = ({ table, codes }: { table: string; codes: readonly string[] }): string =>
  `${table} ${codes.join(' × ')}`;

/** Gives every combination of codes a cell, shared with other tables where they mean the same. */
function readCells(
  spec: SuppressionSpec,
  index: number,
  { hierarchies, rows }: ReadTable,
  drafts: Draft[],
  byMeaning: Map<string, number>,
): (codes: readonly string[]) => number | undefined {
  const table = spec.tables[index]!;
  const known = hierarchies.map(({ codes }) => new Set(codes));
  const given = new Map<string, ReadRow>();
  for (const row of rows) {
    const unknown = row.codes.findIndex((code, at) => !known[at]!.has(code));
    const place = nameOf({ table: table.name, codes: row.codes });
    if (unknown >= 0) {
      throw new ContractBreachError(
        `${place}: ${row.codes[unknown]} is no code of ${table.dimensions[unknown]!.column}`,
        {
          hint: 'Add it to the hierarchy file, or correct the row.',
        },
      );
    }
    if (!Number.isSafeInteger(row.count) || row.count < 0)
      throw new ContractBreachError(`${place}: a count must be a whole number that is not negative`);
    if (!(row.value >= 0)) throw new ContractBreachError(`${place}: an amount must be a number that is not negative`);
    const key = row.codes.join('\u001f');
    if (given.has(key)) throw new ContractBreachError(`${place} has two rows`);
    given.set(key, row);
  }
  const numbers = new Map<string, number>();
  for (const codes of combinations(hierarchies.map(({ codes: all }) => all))) {
    const key = codes.join('\u001f');
    const row = given.get(key);
    const count = row?.count ?? 0;
    const value = row?.value ?? 0;
    const place = { table: table.name, codes };
    const meaning = [
      table.meaning ?? table.name,
      ...codes
        .flatMap((code, at) =>
          code === hierarchies[at]!.root
            ? []
            : [`${table.dimensions[at]!.concept ?? table.dimensions[at]!.column}=${code}`],
        )
        .sort(),
    ].join('\u001f');
    const shared = byMeaning.get(meaning);
    const totals = codes.filter((code, at) => hierarchies[at]!.lines.some(({ total }) => total === code)).length;
    const cost = row?.cost ?? Math.log1p(count === 0 ? spec.rules.minimumCount : count) * (1 + totals / 2);
    if (shared === undefined) {
      byMeaning.set(meaning, drafts.length);
      numbers.set(key, drafts.length);
      const isPublic = row?.isPublic ?? false;
      drafts.push({
        places: [place],
        hasRow: row !== undefined,
        count,
        value,
        largest: row?.largest ?? [],
        cost,
        isPublic,
      });
      continue;
    }
    const other = drafts[shared]!;
    if (other.count !== count || (table.value !== undefined && other.value !== 0 && other.value !== value)) {
      throw new ContractBreachError(`${nameOf(place)} and ${nameOf(other.places[0]!)} mean one number and differ`, {
        hint: 'Give the tables different meanings, or correct one of them.',
      });
    }
    numbers.set(key, shared);
    other.places.push(place);
    other.hasRow ||= row !== undefined;
    other.cost += cost;
    other.isPublic ||= row?.isPublic ?? false;
    if (table.value !== undefined) Object.assign(other, { value, largest: row?.largest ?? other.largest });
  }
  return (codes) => numbers.get(codes.join('\u001f'));
}

function addLines(
  { name: table, value }: SuppressionSpec['tables'][number],
  hierarchies: readonly Hierarchy[],
  numberOf: (codes: readonly string[]) => number | undefined,
  lines: Map<string, Line>,
): void {
  for (const codes of combinations(hierarchies.map(({ codes: all }) => all))) {
    hierarchies.forEach((hierarchy, at) => {
      for (const { total, parts } of hierarchy.lines) {
        if (codes[at] !== total) continue;
        const of = numberOf(codes)!;
        const cells = parts.map((part) => numberOf(codes.map((code, place) => (place === at ? part : code)))!);
        const key = `${of}:${[...cells].sort((a, b) => a - b).join(',')}`;
        if (cells.length === 1 && cells[0] === of) continue;
        const hasAmounts = value !== undefined || (lines.get(key)?.hasAmounts ?? false);
        lines.set(key, { name: nameOf({ table, codes }), total: of, parts: cells, hasAmounts });
      }
    });
  }
}

function primaries(spec: SuppressionSpec, drafts: readonly Draft[]) {
  const { minimumCount, dominance, contributorShare, amountShare = 0.2 } = spec.rules;
  const countNeeds = new Map<number, Need>();
  const amountNeeds = new Map<number, Need>();
  const reasons = new Map<number, Reason>();
  drafts.forEach(({ count, value, largest }, cell) => {
    const around = { low: value * (1 - amountShare), high: value * (1 + amountShare) };
    if (isFew(count, minimumCount)) {
      countNeeds.set(cell, { low: 1, high: Math.max(count, minimumCount - 1) });
      if (value > 0) amountNeeds.set(cell, around);
      reasons.set(cell, 'few_persons');
      return;
    }
    const [first = 0, second = 0] = largest;
    if (dominance !== undefined && largest.length > 0 && isDominated(value, largest, dominance.n, dominance.k)) {
      reasons.set(cell, 'dominant_employer');
    } else if (contributorShare !== undefined && isEstimable(value, first, second, contributorShare)) {
      reasons.set(cell, 'estimable_contribution');
    } else return;
    amountNeeds.set(cell, around);
  });
  return { countNeeds, amountNeeds, reasons };
}

function* combinations(lists: readonly (readonly string[])[]): Generator<string[]> {
  const [first, ...rest] = lists;
  if (first === undefined) {
    yield [];
    return;
  }
  for (const code of first) for (const others of combinations(rest)) yield [code, ...others];
}

import type { DisclosurePolicy } from '../../schemas/disclosure/policy.ts';
import type { AmountMeasure, EmployerColumns, MeanMeasure } from '../../schemas/disclosure/protected-table.ts';
import { ContractBreachError } from '../../schemas/errors.ts';
import { amountReason, type Contributors, isFew, type Reason } from '../rules/primary-rules.ts';
import { resolveBounds } from '../rules/resolve-bounds.ts';
import type { HiddenGroup } from '../suppress/exact-protection.ts';
import type { Need } from '../system/cell-system.ts';
import type { CompiledCounts } from './compile-counts.ts';
import type { Concept, PublicRow } from './concept.ts';
import { conceptName } from './concept.ts';
import type { GridRow } from './key-grid.ts';
import { addMissingTotals, type Layer, type LayerCell, layerKey, layerLines, newLayer } from './layer.ts';
import {
  type Absence,
  absenceOf,
  codeLookup,
  type PreparedTable,
  statusColumnOf,
  type Vintage,
} from './prepared-table.ts';
import { tieRevisions } from './revisions.ts';
import { type SystemDraft, systemDraft } from './system-draft.ts';
import { tiedCells } from './tied-cells.ts';

export type MoneyMeasure = AmountMeasure | MeanMeasure;

/** The amounts of all tables (wages, credits) as one system. */
export interface CompiledAmounts {
  readonly draft: SystemDraft;
  cellOf(prepared: PreparedTable, row: GridRow, measure: MoneyMeasure): LayerCell | Absence;
  readonly sensitive: ReadonlyMap<number, Need>;
  readonly reasons: Map<number, Reason>;
  /** Amounts whose count is withheld. */
  readonly followers: readonly number[];
  readonly groups: readonly HiddenGroup[];
}

export const sumColumn = (measure: MoneyMeasure): string => (measure.kind === 'mean' ? measure.sum : measure.name);

export function amountMeasures(prepared: PreparedTable): MoneyMeasure[] {
  return prepared.table.spec.measures.filter((measure) => measure.kind === 'amount' || measure.kind === 'mean');
}

/**
 * @param vintages as {@link compileCounts} has them
 * @param isCountHidden whether the counts' protection withheld a cell of the tables to be protected
 */
export function compileAmounts(
  vintages: readonly Vintage[],
  concepts: ReadonlyMap<string, Concept>,
  policy: DisclosurePolicy,
  counts: CompiledCounts,
  isCountHidden: (cell: LayerCell) => boolean,
  tieBreakKey: string,
): CompiledAmounts {
  const draft = systemDraft(tieBreakKey, vintages.length > 1);
  const sensitive = new Map<number, Need>();
  const reasons = new Map<number, Reason>();
  const followers: number[] = [];
  const groups: HiddenGroup[] = [];
  const mark = (cell: number, value: number, reason: Reason): void => {
    const { amountShare } = policy.interval;
    sensitive.set(cell, { low: value * (1 - amountShare), high: value * (1 + amountShare) });
    reasons.set(cell, reason);
  };

  const addLine = (name: string, total: LayerCell, parts: readonly LayerCell[], minimumPersons: number): void => {
    const members = parts.map((part) => part.cell);
    if (!draft.isNew('sum', total.cell, members)) return;
    const persons = parts.map((part) => part.persons);
    const rest = total.value - sum(parts.map((part) => part.value));
    const restPersons = total.persons - sum(persons);
    const tolerance = 1e-6 * Math.max(1, total.value);
    if (rest < -tolerance || restPersons < 0) {
      throw new ContractBreachError(`A part of ${name} is larger than its total`, {
        hint: 'Amounts must be of one sign and add up along the lines of their table.',
      });
    }
    if (rest > tolerance || restPersons > 0) {
      const cell = draft.addWorkedOut(Math.max(0, rest), `the rest of ${name}`);
      if (isFew(restPersons, minimumPersons)) mark(cell, Math.max(0, rest), 'few_others');
      members.push(cell);
      persons.push(restPersons);
    }
    draft.addEquation([total.cell], members);
    groups.push({ total: total.cell, parts: members, persons, minimum: minimumPersons });
  };

  const compileVintage = ({ release, tables }: Vintage): CompiledAmounts['cellOf'] => {
    const layers = new Map<string, Layer>();
    const countOf = counts.cellsOf(release);
    for (const prepared of tables) {
      for (const measure of amountMeasures(prepared)) {
        const bounds = resolveBounds(policy, measure.owners, measure.product);
        const { layer, primary, following } = readAmounts(
          prepared,
          measure,
          concepts,
          countOf,
          release === undefined ? isCountHidden : () => false,
          (who) => amountReason(who, bounds),
        );
        layers.set(layer.name, layer);
        addMissingTotals(layer);
        for (const cell of layer.cells.values()) draft.addLayerCell(layer, cell, release);
        for (const [cell, reason] of primary) mark(cell.cell, cell.value, reason);
        for (const cell of following) {
          followers.push(cell.cell);
          if (!reasons.has(cell.cell)) reasons.set(cell.cell, 'follows_count');
        }
        for (const { total, parts, relation } of layerLines(layer)) {
          if (relation !== 'overlap') addLine(layer.name, total, parts, bounds.minimumPersons);
        }
      }
    }
    for (const prepared of tables) {
      for (const { name, total, parts } of tiedCells(prepared, tables, (...of) => layers.get(of.join('.')))) {
        const { owners, product } = amountMeasures(prepared).find((measure) => name.endsWith(`.${measure.name}`))!;
        addLine(name, total, parts, resolveBounds(policy, owners, product).minimumPersons);
      }
    }
    return (prepared, row, measure) => {
      const absence = amountAbsence(prepared, row, measure, countOf);
      if (absence !== undefined) return absence;
      const layer = layers.get(`${prepared.table.spec.name}.${measure.name}`)!;
      return layer.cells.get(layerKey(layer, codeLookup(prepared, row))!) ?? 'not_available';
    };
  };
  const [cellOf, ...earlier] = vintages.map(compileVintage);
  for (const [index, of] of earlier.entries()) knowAmounts(vintages[index + 1]!, of, draft);
  tieRevisions(draft, policy, sensitive, reasons);
  return {
    draft,
    cellOf: cellOf!,
    sensitive,
    reasons,
    followers: followers.filter((cell) => !draft.isKnown(cell)),
    groups,
  };
}

/** Marks the amounts that an earlier release showed: a mean tells the sum behind it, up to its rounding. */
function knowAmounts({ release, tables }: Vintage, cellOf: CompiledAmounts['cellOf'], draft: SystemDraft): void {
  for (const prepared of tables) {
    for (const row of prepared.grid) {
      const released = prepared.released?.(row);
      if (released === undefined) continue;
      for (const measure of amountMeasures(prepared)) {
        if (released[statusColumnOf(measure)] !== 'ok') continue;
        const cell = cellOf(prepared, row, measure);
        if (typeof cell !== 'string') draft.know(cell.cell, release!);
      }
    }
  }
}

function amountAbsence(
  prepared: PreparedTable,
  row: GridRow,
  measure: MoneyMeasure,
  countOf: CompiledCounts['cellOf'],
): Absence | undefined {
  const count = countOf(prepared, row, measure.persons);
  if (typeof count === 'string') return count;
  if (row.source === undefined || count.value === 0) return undefined;
  return absenceOf(row, sumColumn(measure), statusColumnOf(measure));
}

function readAmounts(
  prepared: PreparedTable,
  measure: MoneyMeasure,
  concepts: ReadonlyMap<string, Concept>,
  countOf: CompiledCounts['cellOf'],
  isCountHidden: (cell: LayerCell) => boolean,
  reasonOf: (contributors: Contributors) => Reason | undefined,
): { layer: Layer; primary: Map<LayerCell, Reason>; following: LayerCell[] } {
  const { spec } = prepared.table;
  const notAdditive = (measure.notAdditiveOver ?? []).map((name) =>
    conceptName(spec.dimensions.find((dimension) => dimension.name === name)!),
  );
  const own = spec.dimensions.map((dimension) => concepts.get(conceptName(dimension))!);
  const layer = newLayer(`${spec.name}.${measure.name}`, own, notAdditive);
  const about = { table: spec.name, name: measure.name, minimum: 0, attribute: false };
  const primary = new Map<LayerCell, Reason>();
  const following: LayerCell[] = [];
  for (const row of prepared.grid) {
    const count = countOf(prepared, row, measure.persons);
    if (typeof count === 'string' || amountAbsence(prepared, row, measure, countOf) !== undefined) continue;
    const persons = count.value;
    const value = persons === 0 ? 0 : number(row.source!, sumColumn(measure));
    if (value < 0) {
      throw new ContractBreachError(`${layer.name} holds a negative total`, { hint: 'Amounts must not be negative.' });
    }
    const key = layerKey(layer, codeLookup(prepared, row))!;
    const cell = { key, value, persons, shown: row.shown ? 1 : 0, measure: about, cell: -1 };
    layer.cells.set(key, cell);
    const reason = persons === 0 ? undefined : reasonOf(contributors(row.source!, measure, persons, value));
    if (reason !== undefined) primary.set(cell, reason);
    if (isCountHidden(count)) following.push(cell);
  }
  return { layer, primary, following };
}

function contributors(row: PublicRow, measure: MoneyMeasure, persons: number, total: number): Contributors {
  return {
    persons,
    total,
    ...(measure.largest === undefined
      ? {}
      : { largest: { first: number(row, measure.largest.first), second: number(row, measure.largest.second) } }),
    ...(measure.employer === undefined ? {} : { employer: employerContributions(row, measure.employer) }),
  };
}

export function employerContributions(row: PublicRow, columns: EmployerColumns): NonNullable<Contributors['employer']> {
  return {
    employers: number(row, columns.employers),
    topPersons: number(row, columns.topEmployerPersons),
    topAmount: number(row, columns.topEmployerAmount),
    ...(columns.secondEmployerAmount === undefined ? {} : { secondAmount: number(row, columns.secondEmployerAmount) }),
  };
}

function number(row: PublicRow, column: string): number {
  const value = row[column];
  if (value === null || value === undefined) return 0;
  const converted = Number(value);
  if (Number.isFinite(converted)) return converted;
  throw new ContractBreachError(`${column} holds something that is not a number`, {
    hint: 'Disclosure control needs the contributors of every amount as numbers.',
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

import type { DisclosurePolicy } from '../../schemas/disclosure/policy.ts';
import type { PercentilesMeasure, ProtectedMeasure, ShareMeasure } from '../../schemas/disclosure/protected-table.ts';
import type { CellStatus } from '../../schemas/releases/status.ts';
import { amountReason, type Reason } from '../rules/primary-rules.ts';
import { rateBand } from '../rules/rate-bands.ts';
import { type ResolvedBounds, resolveBounds } from '../rules/resolve-bounds.ts';
import { type CompiledAmounts, employerContributions, type MoneyMeasure } from './compile-amounts.ts';
import type { CompiledCounts } from './compile-counts.ts';
import type { PublicRow } from './concept.ts';
import type { GridRow } from './key-grid.ts';
import { type LayerCell, layerLines } from './layer.ts';
import { type PreparedTable, statusColumnOf } from './prepared-table.ts';

export interface RenderContext {
  readonly policy: DisclosurePolicy;
  readonly counts: CompiledCounts;
  readonly amounts: CompiledAmounts;
  hiddenCount(cell: LayerCell): Reason | undefined;
  hiddenAmount(cell: LayerCell): Reason | undefined;
}

/** What one measure of one row becomes. `reason` is for the private report alone. */
interface Rendered {
  readonly status: CellStatus;
  readonly columns: Readonly<Record<string, number | null>>;
  readonly reason?: Reason;
}

type Renderer = (row: GridRow) => Rendered;

/** A cell of the private report: which one was withheld, and why. */
export interface WithheldCell {
  readonly table: string;
  readonly measure: string;
  readonly codes: readonly string[];
  readonly reason: Reason;
}

/**
 * The public rows: keys, and for each measure a number and a status. A withheld number is not in the row at all, so
 * that nothing downstream can carry it along.
 */
export function renderRows(
  prepared: PreparedTable,
  context: RenderContext,
): { rows: Record<string, unknown>[]; withheld: WithheldCell[]; statuses: Record<CellStatus, number> } {
  const { spec } = prepared.table;
  const renderers = spec.measures
    .filter((measure) => !(measure.kind === 'count' && measure.published === false))
    .map((measure) => ({ measure, render: rendererOf(prepared, measure, context) }));
  const keyColumns = spec.dimensions.flatMap((dimension) => dimension.columns);
  const withheld: WithheldCell[] = [];
  const statuses: Record<CellStatus, number> = { ok: 0, banded: 0, suppressed: 0, not_applicable: 0, not_available: 0 };
  const rows: Record<string, unknown>[] = [];
  for (const row of prepared.grid) {
    if (!row.shown) continue;
    const out: Record<string, unknown> = {};
    for (const column of keyColumns) out[column] = row.keys[column];
    for (const { measure, render } of renderers) {
      const { status, columns, reason } = render(row);
      Object.assign(out, columns);
      out[statusColumnOf(measure)] = status;
      statuses[status]++;
      if (reason !== undefined) withheld.push({ table: spec.name, measure: measure.name, codes: row.codes, reason });
    }
    rows.push(out);
  }
  return { rows, withheld, statuses };
}

function rendererOf(prepared: PreparedTable, measure: ProtectedMeasure, context: RenderContext): Renderer {
  switch (measure.kind) {
    case 'count':
      return (row) => renderCount(prepared, row, measure.name, context);
    case 'share':
      return (row) => renderShare(prepared, row, measure, context);
    case 'amount':
    case 'mean':
      return (row) => renderAmount(prepared, row, measure, context);
    case 'percentiles':
      return percentilesRenderer(prepared, measure, context);
  }
}

function without(status: CellStatus, columns: readonly string[], reason?: Reason): Rendered {
  const empty = Object.fromEntries(columns.map((column) => [column, null]));
  return { status, columns: empty, ...(reason === undefined ? {} : { reason }) };
}

function renderCount(prepared: PreparedTable, row: GridRow, name: string, context: RenderContext): Rendered {
  const cell = context.counts.cellOf(prepared, row, name);
  if (typeof cell === 'string') return without(cell, [name]);
  const reason = context.hiddenCount(cell);
  if (reason !== undefined) return without('suppressed', [name], reason);
  return { status: 'ok', columns: { [name]: cell.value } };
}

function renderShare(prepared: PreparedTable, row: GridRow, measure: ShareMeasure, context: RenderContext): Rendered {
  const columns = [measure.name, `${measure.name}_low`, `${measure.name}_high`];
  const numerator = context.counts.cellOf(prepared, row, measure.numerator);
  const denominator = context.counts.cellOf(prepared, row, measure.denominator);
  if (typeof denominator === 'string') return without(denominator, columns);
  if (typeof numerator === 'string') return without(numerator, columns);
  const hidden = context.hiddenCount(denominator);
  if (hidden !== undefined) return without('suppressed', columns, hidden);
  if (denominator.value === 0) return without('not_applicable', columns);
  const isPublished = prepared.counts.get(measure.numerator)!.published !== false;
  if (isPublished) {
    const reason = context.hiddenCount(numerator);
    if (reason !== undefined) return without('suppressed', columns, reason);
    if (numerator.value > 0 && numerator.value < denominator.value) {
      const share = Number((numerator.value / denominator.value).toFixed(context.policy.shareDecimals));
      if (share > 0 && share < 1) {
        return { status: 'ok', columns: { [columns[0]!]: share, [columns[1]!]: null, [columns[2]!]: null } };
      }
    }
  }
  const band = rateBand(context.policy, numerator.value, denominator.value);
  if (band === undefined) return without('suppressed', columns, 'narrow_band');
  return { status: 'banded', columns: { [columns[0]!]: null, [columns[1]!]: band.low, [columns[2]!]: band.high } };
}

function renderAmount(prepared: PreparedTable, row: GridRow, measure: MoneyMeasure, context: RenderContext): Rendered {
  const persons = context.counts.cellOf(prepared, row, measure.persons);
  if (typeof persons === 'string') return without(persons, [measure.name]);
  const cell = context.amounts.cellOf(prepared, row, measure);
  if (typeof cell === 'string') return without(cell, [measure.name]);
  const reason = context.hiddenCount(persons) === undefined ? context.hiddenAmount(cell) : 'follows_count';
  if (reason !== undefined) return without('suppressed', [measure.name], reason);
  if (measure.kind === 'amount') return { status: 'ok', columns: { [measure.name]: cell.value } };
  if (persons.value === 0) return without('not_applicable', [measure.name]);
  return {
    status: 'ok',
    columns: { [measure.name]: roundTo(cell.value / persons.value, context.policy.dollarRounding) },
  };
}

function percentilesRenderer(prepared: PreparedTable, measure: PercentilesMeasure, context: RenderContext): Renderer {
  const bounds = resolveBounds(context.policy, measure.owners, measure.product);
  const minimum = Math.max(
    ...measure.values.map((value) =>
      value.minimum === 'median' ? bounds.minimumForMedian : bounds.minimumForQuartiles,
    ),
  );
  const columns = measure.values.map((value) => value.column);
  const differing = cellsThatDifferByFew(prepared, measure.persons, minimum, context);
  return (row) => {
    const persons = context.counts.cellOf(prepared, row, measure.persons);
    if (typeof persons === 'string') return without(persons, columns);
    if (context.hiddenCount(persons) !== undefined) return without('suppressed', columns, 'follows_count');
    if (persons.value === 0) return without('not_applicable', columns);
    if (persons.value < minimum) return without('suppressed', columns, 'few_persons');
    if (differing.has(persons)) return without('suppressed', columns, 'differs_by_few');
    const values = columns.map((column) => row.source?.[column]);
    if (values.some((value) => value === null || value === undefined)) return without('not_available', columns);
    const reason = employerReason(row.source!, measure, persons.value, bounds);
    if (reason !== undefined) return without('suppressed', columns, reason);
    const rounded = values.map((value) => roundTo(Number(value), context.policy.dollarRounding));
    return { status: 'ok', columns: Object.fromEntries(columns.map((column, index) => [column, rounded[index]!])) };
  };
}

/** Parts of a group that lack only a few of its persons: two distributions would tell those few apart. */
function cellsThatDifferByFew(
  prepared: PreparedTable,
  persons: string,
  minimum: number,
  context: RenderContext,
): ReadonlySet<LayerCell> {
  const differing = new Set<LayerCell>();
  for (const { total, parts } of layerLines(context.counts.layerOf(prepared.table.spec.name, persons))) {
    for (const part of parts) {
      const difference = total.value - part.value;
      if (difference > 0 && difference < minimum) differing.add(part);
    }
  }
  return differing;
}

function employerReason(
  row: PublicRow,
  measure: PercentilesMeasure,
  persons: number,
  bounds: ResolvedBounds,
): Reason | undefined {
  if (measure.employer === undefined) return undefined;
  const employer = employerContributions(row, measure.employer);
  return amountReason({ persons, total: Number(row[measure.employer.sum] ?? 0), employer }, bounds);
}

function roundTo(value: number, unit: number): number {
  return Math.round(value / unit) * unit;
}

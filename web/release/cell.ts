import type { CellStatus } from '../../schemas/releases/status.ts';

/** What a page says of a cell: its status, or that the table has no row for it. Files hold no such status. */
export type ShownStatus = CellStatus | 'absent';

/** A cell that says why it holds no number. */
export interface HiddenCell {
  readonly status: Exclude<ShownStatus, 'ok' | 'banded'>;
}

export interface ExactCell {
  readonly status: 'ok';
  readonly value: number;
}

/** A value known only to lie between two ends, both included; an end of null is open. */
export interface BandedCell {
  readonly status: 'banded';
  readonly low: number | null;
  readonly high: number | null;
}

/** One measure of one row of a public table. A number exists here only when it is published. */
export type Cell = ExactCell | BandedCell | HiddenCell;

export const NOT_AVAILABLE: HiddenCell = Object.freeze({ status: 'not_available' });
/** Stands where a figure has a point that its table has no row for. */
export const ABSENT: HiddenCell = Object.freeze({ status: 'absent' });
const SUPPRESSED: HiddenCell = Object.freeze({ status: 'suppressed' });
const NOT_APPLICABLE: HiddenCell = Object.freeze({ status: 'not_applicable' });

/**
 * Makes a cell of what a file holds. A number beside a status that hides it is dropped here, so that nothing further
 * on (a scale, an order, a tooltip) can depend on it.
 */
export function cellOf(status: string, value: number | null, low: number | null, high: number | null): Cell {
  if (status === 'ok') return value === null ? NOT_AVAILABLE : { status, value };
  if (status === 'banded') return { status, low, high };
  if (status === 'suppressed') return SUPPRESSED;
  if (status === 'not_applicable') return NOT_APPLICABLE;
  return NOT_AVAILABLE;
}

/**
 * A share from two published cells. Whatever hides either part hides the share; a banded numerator gives a banded share.
 * A share of zero people is not applicable, since there is nobody to take a share of.
 */
export function shareOf(numerator: Cell, denominator: Cell): Cell {
  if (denominator.status === 'banded') return SUPPRESSED;
  if (denominator.status !== 'ok') return denominator;
  if (numerator.status !== 'ok' && numerator.status !== 'banded') return numerator;
  if (denominator.value === 0) return NOT_APPLICABLE;
  if (numerator.status === 'ok') return { status: 'ok', value: numerator.value / denominator.value };
  const part = (end: number | null) => (end === null ? null : end / denominator.value);
  return { status: 'banded', low: part(numerator.low), high: part(numerator.high) };
}

export function isPublished(cell: Cell): cell is ExactCell {
  return cell.status === 'ok';
}

import { type ExtractContract, ROW_COUNT_FLOOR } from '../../schemas/contract/extract-contract.ts';
import {
  ConflictError,
  ContractBreachError,
  FileRefusedError,
  HeldForApprovalError,
  UsageError,
} from '../../schemas/errors.ts';
import type { EdgeSummary } from './edge-table.ts';
import { countReasons } from './load-register.ts';
import { type Slot, WRONG_PERIOD, WRONG_SUBMITTER } from './slot.ts';
import type { SlotRegister } from './slot-register.ts';

/** A decision to accept more quarantined rows than the contract does. Recorded with the load. */
export interface QuarantineOverride {
  /** Share of rows, 0–1, up to which the load is accepted. */
  readonly rate: number;
  readonly reason: string;
}

/** A decision to accept a row count far from the last period's. Recorded with the load. */
export interface RowCountApproval {
  readonly reason: string;
}

/**
 * Refuses a file whose rows show that it is not what it claims: a record spans lines, or most rows name another
 * period or institution.
 * @throws FileRefusedError
 */
export function refuseMisplaced(name: string, slot: Slot, summary: EdgeSummary): void {
  if (summary.rows === 0) {
    throw new FileRefusedError(`${name} has no records, only a header`, {
      hint: 'Ask the submitter to send it again.',
    });
  }
  const open = summary.combinations.find(({ reasons }) => reasons === 'line.open_quote');
  if (open !== undefined) {
    throw new FileRefusedError(`${name} has a record that does not end on its line: line ${open.first_line}`, {
      hint: 'A quote is opened and not closed. Remove line ends inside values and stray quotes.',
      fields: { line: open.first_line, lines: open.rows },
    });
  }
  const counts = countReasons(summary.combinations);
  const most = (code: string) => (counts[code] ?? 0) * 2 > summary.rows;
  if (most(WRONG_PERIOD)) {
    throw new FileRefusedError(`${name} is not a file of ${slot.period}: most of its rows name another period`, {
      hint: 'Check the period the file was sent under.',
      fields: { rows: counts[WRONG_PERIOD] ?? 0 },
    });
  }
  if (most(WRONG_SUBMITTER)) {
    throw new FileRefusedError(`${name} is not from ${slot.submitter}: most of its rows name another institution`, {
      hint: 'Check under whose name the file was sent.',
      fields: { rows: counts[WRONG_SUBMITTER] ?? 0 },
    });
  }
}

/**
 * @throws ContractBreachError when more rows are quarantined than the contract, or its override, accepts
 */
export function checkQuarantineShare(
  contract: ExtractContract,
  slot: Slot,
  summary: EdgeSummary,
  override: QuarantineOverride | undefined,
): void {
  if (override !== undefined && (override.reason.trim() === '' || !(override.rate >= 0 && override.rate <= 1))) {
    throw new UsageError('Accepting more quarantined rows needs a rate from 0 to 1 and a reason');
  }
  const share = summary.quarantined / summary.rows;
  const accepted = Math.max(contract.quarantineThreshold, override?.rate ?? 0);
  if (share <= accepted) return;
  const reasons = Object.entries(countReasons(summary.combinations)).slice(0, 12);
  throw new ContractBreachError(
    `${contract.key} of ${slot.submitter} for ${slot.period}: ${summary.quarantined} of ${summary.rows} rows ` +
      `(${percent(share)}) break the contract, more than the ${percent(accepted)} it accepts`,
    {
      hint: 'Have the file corrected, or accept the load with a rate and a reason. Former data stay in place.',
      fields: {
        rows: summary.rows,
        quarantined: summary.quarantined,
        reasons: reasons.map(([reason, rows]) => `${reason}: ${rows} (first on line ${firstLine(summary, reason)})`),
      },
    },
  );
}

/**
 * A cumulative file older than the current one would take away what is known since.
 * @throws ConflictError
 */
export function refuseOutdated(contract: ExtractContract, slot: Slot, register: SlotRegister): void {
  if (contract.coverage !== 'cumulative') return;
  const later = register.latestCurrentPeriod(slot.submitter);
  if (later === undefined || later <= slot.period) return;
  throw new ConflictError(
    `${slot.extract} of ${slot.submitter} is already loaded up to ${later}, later than ${slot.period}`,
    {
      hint: 'Retract the later load first, if the earlier file is to count.',
      fields: { current: later },
    },
  );
}

/**
 * @throws HeldForApprovalError when the row count is far from that of the submitter's last period
 */
export function checkRowCount(
  contract: ExtractContract,
  slot: Slot,
  rows: number,
  register: SlotRegister,
  approval: RowCountApproval | undefined,
): void {
  if (approval !== undefined) {
    if (approval.reason.trim() === '') throw new UsageError('Approving a row count needs a reason');
    return;
  }
  const last = register.comparable(slot);
  if (last === undefined || last.rows_read === 0) return;
  if (Math.abs(rows - last.rows_read) <= (contract.rowCountFloor ?? ROW_COUNT_FLOOR)) return;
  const change = (rows - last.rows_read) / last.rows_read;
  if (Math.abs(change) <= contract.rowCountTolerance) return;
  throw new HeldForApprovalError(
    `${contract.key} of ${slot.submitter} for ${slot.period} has ${rows} rows, ${percent(Math.abs(change))} ` +
      `${change < 0 ? 'fewer' : 'more'} than the ${last.rows_read} of ${last.period}`,
    {
      hint: 'If the file is right, approve the row count with a reason.',
      fields: { rows, lastRows: last.rows_read, lastPeriod: last.period, tolerance: contract.rowCountTolerance },
    },
  );
}

function firstLine(summary: EdgeSummary, reason: string): number {
  const lines = summary.combinations
    .filter(({ reasons }) => reasons.split(',').includes(reason))
    .map(({ first_line }) => first_line);
  return Math.min(...lines);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)}%`;
}

import { type ExtractContract, periodSchema } from '../../schemas/contract/extract-contract.ts';
import { periodOpens } from '../../schemas/contract/period-opens.ts';
import { UsageError } from '../../schemas/errors.ts';
import { identifier, textLiteral } from '../../warehouse/identifier.ts';
import type { Judgment } from '../validation/compile-contract.ts';

/** What a load fills: one extract, of one submitter, for one period. */
export interface Slot {
  readonly extract: string;
  readonly submitter: string;
  readonly period: string;
}

const SUBMITTERS: Readonly<Record<'district' | 'institution', { readonly pattern: RegExp; readonly looks: string }>> = {
  district: { pattern: /^[0-9]{8}$/, looks: 'an 8-digit org code such as 00350000' },
  institution: { pattern: /^[0-9]{6}$/, looks: 'a 6-digit UnitID such as 166629' },
};

/**
 * The slot a request names.
 * @throws UsageError when the period or the submitter is not of the contract's grammar
 */
export function slotOf(contract: ExtractContract, submitter: string, period: string): Slot {
  const parsed = periodSchema(contract.period).safeParse(period);
  if (!parsed.success) {
    throw new UsageError(`${JSON.stringify(period)} is not a period of ${contract.key}`, {
      hint: parsed.error.issues[0]?.message ?? '',
    });
  }
  if (contract.submitter === 'agency') {
    if (submitter.toUpperCase() !== contract.agency) {
      throw new UsageError(`${contract.key} is sent by ${contract.agency}, not by ${JSON.stringify(submitter)}`, {
        hint: `Name ${contract.agency} as the submitter.`,
      });
    }
    return Object.freeze({ extract: contract.key, submitter: contract.agency, period });
  }
  const { pattern, looks } = SUBMITTERS[contract.submitter];
  if (!pattern.test(submitter)) {
    throw new UsageError(`${JSON.stringify(submitter)} is not a submitter of ${contract.key}`, {
      hint: `A ${contract.submitter} is ${looks}.`,
    });
  }
  return Object.freeze({ extract: contract.key, submitter, period });
}

/**
 * A period that has not opened yet is a slip of the pen, and would count as the latest of its submitter.
 * @throws UsageError
 */
export function refuseFuture(contract: ExtractContract, { period }: Slot, now: Date): void {
  const opens = periodOpens(contract.period, period);
  if (opens <= now.toISOString().slice(0, 10)) return;
  throw new UsageError(`${period} of ${contract.key} lies in the future: it opens on ${opens}`, {
    hint: 'Check the period the file was sent under.',
    fields: { opens },
  });
}

export const WRONG_SUBMITTER = 'slot.submitter';
export const WRONG_PERIOD = 'slot.period';

/**
 * What rows themselves say about the slot, where the contract has the columns: the institution, and the period. A few
 * rows that say otherwise are quarantined; a file of them is in the wrong slot.
 * @param slots of the files validated together, by `file_no` from 1
 */
export function slotJudgments(contract: ExtractContract, slots: readonly Slot[]): readonly Judgment[] {
  const says = (code: string, name: string, textOf: (slot: Slot) => string): readonly Judgment[] => {
    const format = contract.columns.find((column) => column.name === name)?.format.kind;
    if (format === undefined || format === 'date' || format === 'flag' || format === 'ssn') return [];
    const isNumber = format === 'integer' || format === 'decimal';
    const literal = (slot: Slot) => (isNumber ? String(Number(textOf(slot))) : textLiteral(textOf(slot)));
    const expected = perFileSql(slots.map(literal));
    return [
      { columns: [name], sql: `CASE WHEN NOT (${identifier(name)} = ${expected}) THEN ${textLiteral(code)} END` },
    ];
  };
  const period = (name: string, textOf: (period: string) => string) =>
    says(WRONG_PERIOD, name, (slot) => textOf(slot.period));
  return Object.freeze([
    ...(contract.submitter === 'institution' ? says(WRONG_SUBMITTER, 'unitid', (slot) => slot.submitter) : []),
    ...(contract.period === 'term' ? period('term', (term) => term) : []),
    ...(contract.period === 'school-year' ? period('admin_year', (year) => year) : []),
    ...(contract.period === 'quarter'
      ? [...period('year', (quarter) => quarter.slice(0, 4)), ...period('quarter', (quarter) => quarter.slice(5))]
      : []),
  ]);
}

/** The literal of a row's file, by `file_no` from 1. One that all files share is not looked up for each row. */
export function perFileSql(literals: readonly string[]): string {
  const [first = 'NULL'] = literals;
  return literals.every((literal) => literal === first) ? first : `[${literals.join(', ')}][file_no]`;
}

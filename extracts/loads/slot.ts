import { type ExtractContract, periodSchema } from '../../schemas/contract/extract-contract.ts';
import type { RowRule } from '../../schemas/contract/rule.ts';
import { UsageError } from '../../schemas/errors.ts';

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

export const WRONG_SUBMITTER = 'slot.submitter';
export const WRONG_PERIOD = 'slot.period';

/**
 * What rows themselves say about the slot, where the contract has the columns: the institution, and the period. A few
 * rows that say otherwise are quarantined; a file of them is in the wrong slot.
 */
export function slotRules(contract: ExtractContract, slot: Slot): readonly RowRule[] {
  const says = (code: string, name: string, value: string, message: string): readonly RowRule[] => {
    const format = contract.columns.find((column) => column.name === name)?.format.kind;
    if (format === undefined || format === 'date' || format === 'flag' || format === 'ssn') return [];
    const right = { value: format === 'integer' || format === 'decimal' ? Number(value) : value };
    return [{ code, message, require: { op: 'eq', left: { column: name }, right } }];
  };
  const period = (name: string, value: string) =>
    says(WRONG_PERIOD, name, value, 'The row is of another period than its file.');
  const rules = [
    ...(contract.submitter === 'institution'
      ? says(WRONG_SUBMITTER, 'unitid', slot.submitter, 'The row is of another institution than its file.')
      : []),
    ...(contract.period === 'term' ? period('term', slot.period) : []),
    ...(contract.period === 'school-year' ? period('admin_year', slot.period) : []),
    ...(contract.period === 'quarter'
      ? [...period('year', slot.period.slice(0, 4)), ...period('quarter', slot.period.slice(5))]
      : []),
  ];
  return Object.freeze(rules);
}

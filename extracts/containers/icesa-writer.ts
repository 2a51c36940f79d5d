import type { ExtractContract } from '../../schemas/contract/extract-contract.ts';
import { UsageError } from '../../schemas/errors.ts';
import { ICESA_E, ICESA_F, ICESA_S, ICESA_T, icesaRecord } from './icesa-layout.ts';
import type { ExtractHeader, RawRow, RecordFormatter } from './record-writer.ts';

/**
 * ICESA: rows of one employer that follow one another share an E and a T record. Wages are written in cents without a
 * point; `gross_wages` may be given as `1234.56` or as cents are not: a value without point counts as whole dollars.
 */
export function icesaFormatter(contract: ExtractContract, header: ExtractHeader): RecordFormatter {
  for (const name of ['ssn', 'employer_account', 'gross_wages', 'year', 'quarter']) {
    if (!contract.columns.some((column) => column.name === name)) {
      throw new UsageError(`${contract.key} has no column ${name}, which an ICESA file needs`);
    }
  }
  let employer: { readonly key: string; employees: number; cents: bigint } | undefined;
  let employers = 0;
  let employees = 0;
  let total = 0n;

  const closeEmployer = (): string => {
    if (employer === undefined) return '';
    return icesaRecord('T', [
      [ICESA_T.employees, String(employer.employees)],
      [ICESA_T.gross_wages, String(employer.cents)],
    ]);
  };

  const openEmployer = (row: RawRow, key: string): string => {
    const closed = closeEmployer();
    employer = { key, employees: 0, cents: 0n };
    employers += 1;
    const account = row.employer_account ?? '';
    const opened = icesaRecord('E', [
      [ICESA_E.year, row.year ?? ''],
      [ICESA_E.fein, row.fein ?? ''],
      [ICESA_E.employer_name, header.employerName?.(account) ?? ''],
      [ICESA_E.employer_account, account],
      [ICESA_E.month, lastMonth(row.quarter ?? '')],
    ]);
    return closed + opened;
  };

  return {
    opening: '',
    record: (row) => {
      const key = [row.employer_account, row.fein, row.year, row.quarter].join('|');
      const opened = employer?.key === key ? '' : openEmployer(row, key);
      const cents = wagesInCents(row.gross_wages ?? '');
      if (employer !== undefined && cents !== undefined) employer.cents += cents;
      if (employer !== undefined) employer.employees += 1;
      employees += 1;
      total += cents ?? 0n;
      return (
        opened +
        icesaRecord('S', [
          [ICESA_S.ssn, row.ssn ?? ''],
          [ICESA_S.last_name, row.last_name ?? ''],
          [ICESA_S.first_name, row.first_name ?? ''],
          [ICESA_S.middle_initial, row.middle_initial ?? ''],
          [{ start: 46, length: 1, fill: 'text' }, '0'],
          [ICESA_S.gross_wages, cents === undefined ? (row.gross_wages ?? '') : String(cents)],
          [ICESA_S.hours, row.hours ?? ''],
          [ICESA_S.employer_account, row.employer_account ?? ''],
          [ICESA_S.unit, row.unit ?? ''],
          [ICESA_S.adjustment_code, row.adjustment_code ?? ''],
          [ICESA_S.reporting_period, `${lastMonth(row.quarter ?? '')}${row.year ?? ''}`],
        ])
      );
    },
    closing: () =>
      closeEmployer() +
      icesaRecord('F', [
        [ICESA_F.employees, String(employees)],
        [ICESA_F.employers, String(employers)],
        [ICESA_F.gross_wages, String(total)],
      ]),
  };
}

function lastMonth(quarter: string): string {
  return /^[1-4]$/.test(quarter) ? String(Number(quarter) * 3).padStart(2, '0') : '';
}

/** Non-negative dollars as cents; anything else is written as it stands and counts nothing. */
function wagesInCents(dollars: string): bigint | undefined {
  const parts = /^(\d{1,12})(?:\.(\d{1,2}))?$/.exec(dollars);
  if (parts === null) return undefined;
  return BigInt(parts[1] ?? '0') * 100n + BigInt((parts[2] ?? '').padEnd(2, '0'));
}

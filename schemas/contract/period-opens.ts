import type { PeriodGrammar } from './extract-contract.ts';

const TERM_OPENS: Readonly<Record<string, string>> = Object.freeze({
  F: '08-01',
  W: '01-01',
  S: '01-01',
  U: '05-01',
});
const SATURDAY = 6;

/**
 * The first day on which a file of the period can exist: when a collection opens, by the rule of the reporting
 * calendar, or when what the period covers begins.
 * @param period of the grammar
 * @returns ISO date
 */
export function periodOpens(grammar: PeriodGrammar, period: string): string {
  const year = Number(period.slice(0, 4));
  switch (grammar) {
    case 'collection':
      return period.endsWith('-06') ? `${period}-01` : weekday(`${period}-01`);
    case 'school-year':
      return `${year - 1}-07-01`;
    case 'term':
      return `${year}-${TERM_OPENS[period.slice(4)]}`;
    case 'quarter':
      return `${year}-${String(Number(period.slice(5)) * 3 - 2).padStart(2, '0')}-01`;
    case 'month':
      return `${period}-01`;
    case 'as-of':
      return period;
  }
}

/** The day itself, or the Monday after when it is on a weekend. */
function weekday(date: string): string {
  const day = new Date(`${date}T00:00:00Z`);
  const ofWeek = day.getUTCDay();
  if (ofWeek === 0 || ofWeek === SATURDAY) day.setUTCDate(day.getUTCDate() + (ofWeek === 0 ? 1 : 2));
  return day.toISOString().slice(0, 10);
}

import type { ReleaseOrganization, ReleaseTable } from '../schemas/releases/release-manifest.ts';
import { messagesIn } from './messages/catalog.ts';
import type { Language, Messages, YearKind } from './messages/messages.ts';
import type { Cell } from './release/cell.ts';
import { STATE_CODE } from './release/place-index.ts';

export type ValueKind = 'count' | 'share' | 'dollars' | 'credits';

/** Turns codes, numbers and dates into the words of one language. */
export interface Wording {
  readonly language: Language;
  readonly t: Messages;
  place(place: ReleaseOrganization): string;
  /** A school with its district; a district or the state by name. */
  placeInFull(place: ReleaseOrganization): string;
  group(code: string): string;
  /**
   * A value of any dimension, standing alone: a year, a group, a destination. The catalog's own word goes before a name
   * that the data give, since that is in English.
   */
  value(dimension: string, value: string, dataName?: string): string;
  /** When something was, for the middle of a sentence. */
  when(dimension: string, year: string): string;
  /** A year for an axis. */
  shortYear(dimension: string, year: string): string;
  column(table: ReleaseTable, name: string): string;
  tableTitle(table: ReleaseTable): string;
  tableDescription(table: ReleaseTable): string;
  number(value: number, kind: ValueKind): string;
  /** A number for a crowded axis. */
  shortNumber(value: number, kind: ValueKind): string;
  /** What the screen shows for a cell: a number, a range or a bracketed symbol. */
  cell(cell: Cell, kind: ValueKind): string;
  /** A number for a column of numbers, where every share has as many decimals. */
  tableNumber(value: number, kind: ValueKind): string;
  /** Why a table has no figure where its status says that none is available. */
  unavailable(table: ReleaseTable): string;
  /** How many records of a pair of sources were matched, as a sentence without its full stop. */
  matched(pair: string, rate: number): string;
  date(iso: string): string;
  integer(value: number): string;
  percent(share: number): string;
}

const YEAR_COLUMNS: Readonly<Record<string, YearKind>> = {
  sy: 'school-year',
  hs_grad_year: 'class',
  outcome_year: 'plain',
  earnings_year: 'plain',
};

/** How the years of a column are written; undefined for a column that holds no years. */
export function yearKindOf(column: string): YearKind | undefined {
  return YEAR_COLUMNS[column];
}

const wordings = new Map<Language, Wording>();

export function wordingIn(language: Language): Wording {
  const known = wordings.get(language);
  if (known) return known;
  const made = makeWording(language);
  wordings.set(language, made);
  return made;
}

function makeWording(language: Language): Wording {
  const t = messagesIn(language);
  const formats: Readonly<Record<ValueKind, Intl.NumberFormat>> = {
    count: new Intl.NumberFormat(t.locale, { maximumFractionDigits: 0 }),
    share: new Intl.NumberFormat(t.locale, { style: 'percent', maximumFractionDigits: 1 }),
    dollars: new Intl.NumberFormat(t.locale, { style: 'currency', currency: 'USD', maximumFractionDigits: 0 }),
    credits: new Intl.NumberFormat(t.locale, { maximumFractionDigits: 1 }),
  };
  const tableShares = new Intl.NumberFormat(t.locale, {
    style: 'percent',
    minimumFractionDigits: 1,
    maximumFractionDigits: 1,
  });
  const shortFormats: Readonly<Record<ValueKind, Intl.NumberFormat>> = {
    count: new Intl.NumberFormat(t.locale, { maximumSignificantDigits: 4 }),
    share: new Intl.NumberFormat(t.locale, { style: 'percent', maximumFractionDigits: 0 }),
    dollars: new Intl.NumberFormat(t.locale, {
      style: 'currency',
      currency: 'USD',
      notation: 'compact',
      minimumFractionDigits: 0,
      maximumFractionDigits: 1,
    }),
    credits: formats.credits,
  };
  const days = new Intl.DateTimeFormat(t.locale, { dateStyle: 'long', timeZone: 'America/New_York' });
  const number = (value: number, kind: ValueKind) => formats[kind].format(value);

  const place = (one: ReleaseOrganization) => (one.orgCode === STATE_CODE ? t.places.state : one.name);
  const group = (code: string) => {
    const [race = code, gender] = code.split('_');
    const whole = t.groups[code];
    if (whole !== undefined) return whole;
    const [first, second] = [t.groups[race], gender === undefined ? undefined : t.groups[gender]];
    return first !== undefined && second !== undefined ? `${first}, ${second.toLowerCase()}` : code;
  };
  const shortYear = (dimension: string, value: string) =>
    yearKindOf(dimension) === 'school-year' ? `${Number(value) - 1}–${value.slice(2)}` : value;

  return Object.freeze({
    language,
    t,
    place,
    placeInFull: (one: ReleaseOrganization) =>
      one.type === 'School' && one.districtName !== one.name ? `${one.name} (${one.districtName})` : place(one),
    group,
    value: (dimension: string, value: string, dataName?: string) => {
      if (dimension === 'stu_grp') return group(value);
      const kind = yearKindOf(dimension);
      if (kind === 'class') return t.years.classOf(value);
      if (kind) return shortYear(dimension, value);
      return t.values[`${dimension}:${value}`] ?? dataName ?? t.values[value] ?? value;
    },
    when: (dimension: string, year: string) =>
      t.finding.when(shortYear(dimension, year), yearKindOf(dimension) ?? 'plain'),
    shortYear,
    column: (table: ReleaseTable, name: string) =>
      t.columns[name] ??
      table.dimensions.find((one) => one.name === name)?.label ??
      table.measures.find((one) => one.name === name)?.label ??
      name,
    tableTitle: (table: ReleaseTable) => t.tables[table.name]?.title ?? table.title,
    tableDescription: (table: ReleaseTable) => t.tables[table.name]?.description ?? table.description,
    number,
    shortNumber: (value: number, kind: ValueKind) => shortFormats[kind].format(value),
    cell: (cell: Cell, kind: ValueKind) => {
      if (cell.status === 'ok') return number(cell.value, kind);
      if (cell.status !== 'banded') return t.status.symbols[cell.status];
      const { low, high } = cell;
      if (low === null && high === null) return t.status.symbols.suppressed;
      if (high === null) return t.status.atLeast(number(low!, kind));
      if (low === null || low === 0) return t.status.atMost(number(high, kind));
      if (kind === 'share' && high === 1) return t.status.atLeast(number(low, kind));
      return t.status.between(number(low, kind), number(high, kind));
    },
    tableNumber: (value: number, kind: ValueKind) =>
      kind === 'share' ? tableShares.format(value) : number(value, kind),
    unavailable: (table: ReleaseTable) => t.status.unavailable[table.name] ?? t.status.explained.not_available,
    matched: (pair: string, rate: number) =>
      t.figure.matched[pair]?.(number(rate, 'share')) ?? t.figure.matchedOther(pair, number(rate, 'share')),
    date: (iso: string) => days.format(new Date(iso)),
    integer: (value: number) => number(value, 'count'),
    percent: (share: number) => number(share, 'share'),
  });
}

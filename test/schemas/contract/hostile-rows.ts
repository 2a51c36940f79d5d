import fc from 'fast-check';
import type { Column } from '../../../schemas/contract/column.ts';
import { defineColumns } from '../../../schemas/contract/column.ts';
import type { RowRule } from '../../../schemas/contract/rule.ts';

const about = { meaning: 'A column of the property test.', identifying: 'none' } as const;

/** One column of every format, presence and pattern, and rules over all of them. */
export const hostileColumns = defineColumns({
  name: { ...about, format: { kind: 'text', maxLength: 8, pattern: "[A-Za-z .'-]+" }, nullCodes: ['NMN'] },
  note: { ...about, format: { kind: 'text', maxLength: 6 }, blankAllowed: true },
  sasid: { ...about, format: { kind: 'digits', length: 10 } },
  town: { ...about, format: { kind: 'digits', length: 3, padZeros: true }, blankAllowed: true },
  grade: { ...about, format: { kind: 'codes', codes: ['PK', '01', '12'] } },
  plan: { ...about, format: { kind: 'codes', codes: ['01', '02'] }, nullCodes: ['500', '00'] },
  days: { ...about, format: { kind: 'integer', min: -5, max: 400 }, nullCodes: ['555', '999'] },
  member: { ...about, format: { kind: 'integer', min: 0, max: 2_147_483_647 }, blankAllowed: true },
  wages: { ...about, format: { kind: 'decimal', precision: 11, scale: 2, min: -1000, max: 999_999_999.99 } },
  cents: {
    ...about,
    format: { kind: 'decimal', precision: 9, scale: 2, min: 0.05, max: 9_999_999.99, impliedDecimals: 2 },
    blankAllowed: true,
  },
  gpa: { ...about, format: { kind: 'decimal', precision: 4, scale: 3, min: 0, max: 4 }, blankAllowed: true },
  whole: { ...about, format: { kind: 'decimal', precision: 5, scale: 0, min: 0, max: 99_999 }, blankAllowed: true },
  born: { ...about, format: { kind: 'date', pattern: 'MM/dd/yyyy', min: '1900-01-01', max: '2030-12-31' } },
  begun: {
    ...about,
    format: { kind: 'date', pattern: 'yyyyMMdd', min: '1990-01-01', max: '2030-12-31' },
    blankAllowed: true,
  },
  seen: { ...about, format: { kind: 'date', pattern: 'yyyy-MM-dd', min: '1990-01-01', max: '2030-12-31' } },
  month: {
    ...about,
    format: { kind: 'date', pattern: 'yyyyMM', min: '1990-01-01', max: '2030-12-31' },
    blankAllowed: true,
  },
  active: { ...about, format: { kind: 'flag', trueCodes: ['Y', '1'], falseCodes: ['N', '0'] }, blankAllowed: true },
  ssn: { ...about, format: { kind: 'ssn' }, blankAllowed: true, nullCodes: ['999999998'] },
  taxpayer: { ...about, format: { kind: 'ssn' } },
});

const column = (name: string) => ({ column: name });

export const hostileRules: readonly RowRule[] = [
  {
    code: 'days_over_membership',
    message: 'Attendance is above membership.',
    require: { op: 'le', left: column('days'), right: column('member') },
  },
  {
    code: 'sum_over',
    message: 'The parts exceed the whole.',
    require: { op: 'sumLe', columns: ['gpa', 'wages'], right: column('cents') },
  },
  {
    code: 'plan_needed',
    message: 'A plan is needed.',
    when: { op: 'in', left: column('grade'), values: ['12', 'PK'] },
    require: { op: 'isNotNull', column: 'plan' },
  },
  {
    code: 'begun_early',
    message: 'Begun before birth.',
    when: { op: 'not', condition: { op: 'eq', left: column('active'), right: { value: false } } },
    require: {
      op: 'or',
      conditions: [
        { op: 'gt', left: column('begun'), right: column('born') },
        { op: 'lt', left: column('month'), right: { value: '2001-02-01' } },
        { op: 'in', left: column('days'), values: [0, 1, 2] },
      ],
    },
  },
  {
    code: 'text_order',
    message: 'Out of order.',
    require: {
      op: 'and',
      conditions: [
        { op: 'le', left: column('note'), right: { value: 'm\u{ff21}' } },
        { op: 'ne', left: column('town'), right: { value: '035' } },
        { op: 'ge', left: column('wages'), right: { value: -0.3 } },
      ],
    },
  },
];

/** Text near a column's format: mostly well-formed, often just off, sometimes anything at all. */
function valueFor(target: Column): fc.Arbitrary<string> {
  const digits = (min: number, max: number) =>
    fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });
  const likely = ((): fc.Arbitrary<string> => {
    const { format } = target;
    switch (format.kind) {
      case 'text':
        return fc.string({ unit: fc.constantFrom(..."ABcd .'-é"), maxLength: format.maxLength + 1 });
      case 'digits':
        return digits(1, format.length + 1);
      case 'codes':
        return fc.constantFrom(...format.codes, ...format.codes.map((code) => code.toLowerCase()));
      case 'flag':
        return fc.constantFrom(...format.trueCodes, ...format.falseCodes, 'y', 'true');
      case 'integer':
        return fc.oneof(fc.integer({ min: -10, max: 500 }).map(String), digits(1, 22));
      case 'decimal':
        return fc.oneof(
          fc
            .tuple(fc.constantFrom('', '-', '0', '00'), digits(1, 12), fc.constantFrom('', '.'), digits(0, 3))
            .map((parts) => parts.join('')),
          fc.constantFrom('0.1', '0.3', '4.000', '4.001', '0.05', '-0.30', '-0', '999999999.99', '9999999.99'),
        );
      case 'date':
        return dateText(format.pattern);
      case 'ssn':
        return fc.oneof(
          digits(7, 10),
          fc
            .tuple(
              fc.constantFrom('000', '666', '900', '999', '078', '012'),
              fc.constantFrom('00', '05', '50', '66', '88', '93', '94'),
              fc.constantFrom('0000', '1120', '4321'),
            )
            .map(([area, group, serial]) => `${area}${group}${serial}`),
          fc.constantFrom('123456789', '078051120', '219099999', '111111111', '999999999', '012-34-5678', '012-345678'),
        );
    }
  })();
  const hostile = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '',
      ' ',
      '  ',
      '\t',
      '\u00a0',
      '\u3000',
      'NULL',
      'null',
      'NaN',
      'Infinity',
      '1e3',
      '1.01E+09',
      '+5',
      '--5',
      '1_000',
      '1,000',
      '0x10',
      '５５',
      '٣٤',
      '１２３４５６７８９',
      '02/30/2010',
      '2010-02-30',
      '20100230',
      '13/01/2010',
      '00/10/2010',
      '2/29/2000',
      '2/29/1900',
      '1/5/2010',
      '1/5/10',
      '2010-2-3',
      '2010-02-03 ',
      '201013',
      '201000',
      '999912',
      '12:00',
      "'",
      '"',
      "O''",
      '\\',
      '.5',
      '5.',
      '1.',
      '9223372036854775808',
      '170141183460469231731687303715884105728',
      '\u0000',
      'a\u0000b',
      '😀😀😀😀😀😀',
      '😀😀😀😀😀😀😀',
      'e\u0301e\u0301e\u0301',
      '500',
      '555',
      '999',
      '00',
      '-00.30',
      'NMN',
      ' NMN ',
      '\u007f',
    ),
  );
  const spaced = fc
    .tuple(fc.constantFrom('', ' ', '   '), likely, fc.constantFrom('', ' ', '  '))
    .map((parts) => parts.join(''));
  const listed = fc.constantFrom('', ...(target.nullCodes ?? []));
  return fc.oneof(
    { weight: 6, arbitrary: likely },
    { weight: 1, arbitrary: spaced },
    { weight: 1, arbitrary: listed },
    { weight: 2, arbitrary: hostile },
  );
}

function dateText(pattern: string): fc.Arbitrary<string> {
  const part = (min: number, max: number, width: number) =>
    fc.integer({ min, max }).map((value) => String(value).padStart(width, '0'));
  return fc.tuple(part(1985, 2035, 4), part(0, 13, 2), part(0, 32, 2)).map(([year, month, day]) => {
    switch (pattern) {
      case 'MM/dd/yyyy':
        return `${month}/${day}/${year}`;
      case 'yyyyMMdd':
        return `${year}${month}${day}`;
      case 'yyyyMM':
        return `${year}${month}`;
      default:
        return `${year}-${month}-${day}`;
    }
  });
}

export const hostileRow: fc.Arbitrary<Record<string, string>> = fc.record(
  Object.fromEntries(hostileColumns.map((target) => [target.name, valueFor(target)])),
);

import type { RowRule } from '../../contract/rule.ts';

/** Case does not excuse a birth city that is a country. */
const NOT_A_CITY = ['US', 'Us', 'us', 'USA', 'Usa', 'usa', 'AMERICA', 'America', 'america'];

/**
 * DESE's own edits on a record. Codes are those of its error list v6.0 where it has one; the rest name the elements
 * they compare.
 */
export const simsRules: readonly RowRule[] = Object.freeze([
  {
    code: '1323',
    message: 'The city of birth (DOE008) names a country.',
    require: { op: 'not', condition: { op: 'in', left: { column: 'birth_city' }, values: NOT_A_CITY } },
  },
  {
    code: 'DOE017-DOE018',
    message: 'Days in attendance (DOE017) exceed days in membership (DOE018).',
    require: { op: 'le', left: { column: 'days_in_attendance' }, right: { column: 'days_in_membership' } },
  },
  {
    code: 'DOE017-DOE047',
    message: 'Days in attendance (DOE017) and truant (DOE047) together exceed days in membership (DOE018).',
    require: {
      op: 'sumLe',
      columns: ['days_in_attendance', 'days_truant'],
      right: { column: 'days_in_membership' },
    },
  },
  {
    code: 'DOE022-DOE023',
    message: 'An immigrant student (DOE022) has no country of origin (DOE023).',
    when: { op: 'eq', left: { column: 'immigrant_status' }, right: { value: '01' } },
    require: { op: 'isNotNull', column: 'country_of_origin' },
  },
  {
    code: '1326',
    message: 'A graduate (DOE012) has no plans after high school (DOE033).',
    when: { op: 'eq', left: { column: 'enrollment_status' }, right: { value: '04' } },
    require: { op: 'isNotNull', column: 'hs_completer_plans' },
  },
  {
    code: 'DOE012-DOE037',
    message: 'A graduate (DOE012) is marked as no graduate for MassCore (DOE037).',
    when: { op: 'eq', left: { column: 'enrollment_status' }, right: { value: '04' } },
    require: { op: 'ne', left: { column: 'masscore' }, right: { value: '00' } },
  },
]);

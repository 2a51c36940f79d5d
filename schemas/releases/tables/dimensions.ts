import type { ProtectedDimension } from '../../disclosure/protected-table.ts';
import { SCHOOL_STUDENT_GROUPS, STUDENT_GROUPS, studentGroupLines } from '../../disclosure/student-groups.ts';
import type { PublicDimension, PublicMeasure } from '../public-table.ts';

/** Code of the whole state, as district and as school. */
export const STATE_CODE = '00000000';

function dimension(name: string, label: string, meaning: string, type: PublicDimension['type']): PublicDimension {
  return { name, label, meaning, type };
}

export const shown = {
  schoolYear: dimension('sy', 'School year', 'School year, by its ending year.', 'integer'),
  period: dimension('period', 'Half-year', 'Fall, or winter and spring together.', 'text'),
  distCode: dimension('dist_code', 'District', 'Eight-digit district code; 00000000 is the state.', 'text'),
  orgCode: dimension(
    'org_code',
    'School',
    "Eight-digit school code; the district's own code is its total, 00000000 the state's.",
    'text',
  ),
  districtCode: dimension('district_code', 'District', 'Eight-digit district code; 00000000 is the state.', 'text'),
  studentGroup: dimension(
    'stu_grp',
    'Student group',
    'ALL, a race, a gender, a race and gender together such as HL_F, or a selected population and the rest (LI and NLI).',
    'text',
  ),
  schoolStudentGroup: dimension(
    'stu_grp',
    'Student group',
    'ALL, a race, a gender, or a selected population and the rest (LI and NLI). For districts and the state also a race and gender together such as HL_F.',
    'text',
  ),
  gradYear: dimension('hs_grad_year', 'High-school class', 'School year of graduation, by its ending year.', 'integer'),
  earningsYear: dimension('earnings_year', 'Earnings year', 'Calendar year in which the wages were paid.', 'integer'),
  outcomeYear: dimension(
    'outcome_year',
    'Outcome year',
    'Calendar year after graduation that is looked at.',
    'integer',
  ),
} as const;

export const protectedBy = {
  schoolYear: { name: 'sy', columns: ['sy'] },
  period: { name: 'period', columns: ['period'] },
  school: {
    name: 'place',
    columns: ['dist_code', 'org_code'],
    nesting: { top: STATE_CODE, relation: 'partition' },
  },
  district: { name: 'district', columns: ['district_code'], nesting: { top: STATE_CODE, relation: 'partition' } },
  studentGroup: { name: 'stu_grp', columns: ['stu_grp'], codes: [...STUDENT_GROUPS], lines: studentGroupLines() },
  /** Beside `school`: schools have fewer groups than districts. */
  schoolStudentGroup: {
    name: 'stu_grp',
    columns: ['stu_grp'],
    codes: [...STUDENT_GROUPS],
    codesBelow: { dimension: 'place', codes: [...SCHOOL_STUDENT_GROUPS] },
    lines: studentGroupLines(),
  },
  gradYear: { name: 'hs_grad_year', columns: ['hs_grad_year'] },
  earningsYear: { name: 'earnings_year', columns: ['earnings_year'] },
  outcomeYear: { name: 'outcome_year', columns: ['outcome_year'] },
} as const satisfies Record<string, ProtectedDimension | object>;

/** A measure as it is shown; its status stands beside it unless a column is named. */
export function measure(
  name: string,
  label: string,
  kind: PublicMeasure['kind'],
  meaning: string,
  options: { readonly banded?: boolean; readonly statusColumn?: string } = {},
): PublicMeasure {
  return {
    name,
    label,
    meaning,
    kind,
    statusColumn: options.statusColumn ?? `${name}_status`,
    banded: options.banded ?? false,
  };
}

/** How withheld cells are explained on every method page. */
export const SUPPRESSION =
  'Counts of few people are withheld, and so is the rest of a group where the rest is few. Further cells are withheld so ' +
  'that none can be worked out from totals. The same mark stands for every reason.';

/** Added where a table has schools. */
export const SCHOOL_SUPPRESSION = `${SUPPRESSION} A race and a gender together are shown for districts and the state alone.`;

export const LINKAGE_SOURCES =
  'Records of one person are brought together by record linkage; a match rate stands beside each table.';

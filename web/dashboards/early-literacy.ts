import type { DashboardDefinition } from './definition.ts';

const share = { kind: 'measure', measure: 'm_plus_e_pct' } as const;
const support = ['m_plus_e_cnt', 'stu_cnt'] as const;

export const earlyLiteracy: DashboardDefinition = {
  id: 'early-literacy',
  figures: [
    {
      id: 'lit-trend',
      table: 'third_grade_reading',
      value: share,
      display: 'lines',
      along: 'sy',
      placeColumn: 'org_code',
      groupColumn: 'stu_grp',
      support,
    },
    {
      id: 'lit-programs',
      table: 'third_grade_reading',
      value: share,
      display: 'bars',
      along: 'ec_program',
      alongOnly: ['All children', 'Any program', 'CCFA', 'CFCE', 'EI', 'HV', 'PPK', 'WIC', 'No program found'],
      yearColumn: 'sy',
      placeColumn: 'org_code',
      groupColumn: 'stu_grp',
      support,
    },
    {
      id: 'lit-groups',
      table: 'third_grade_reading',
      value: share,
      display: 'bars',
      along: 'stu_grp',
      yearColumn: 'sy',
      placeColumn: 'org_code',
      support,
    },
  ],
};

import { defineTable } from '../../contract/table-contract.ts';
import { DEGREE_LEVELS, flag, linkVersion, personKey, SECTORS, toLearner } from '../columns.ts';

export const credential = defineTable({
  table: 'learn_to_earn.credential',
  title: 'Credentials',
  grain: 'One row a person, college, level and award date; a double major is one credential.',
  columns: [
    linkVersion,
    personKey,
    { name: 'college_key', type: 'text', meaning: 'The college: its UnitID, else NSC: and the OPEID.' },
    {
      name: 'degree_level',
      type: 'text',
      meaning: 'LEHD degree level; 99 where a Clearinghouse title names none.',
      codes: DEGREE_LEVELS,
    },
    {
      name: 'award_date',
      type: 'date',
      meaning: 'Day of the award; as the college states it where both sources report it.',
    },
    { name: 'award_year', type: 'integer', meaning: 'Calendar year of the award.', min: 1950, max: 2100 },
    { name: 'unitid', type: 'text', meaning: 'IPEDS UnitID, where known.', nullable: true },
    { name: 'opeid8', type: 'text', meaning: 'Eight-digit OPEID, where known.', nullable: true },
    { name: 'sector', type: 'text', meaning: 'Sector of the college.', codes: SECTORS },
    { name: 'cip6', type: 'text', meaning: 'Field of the first major, 99.9999.', nullable: true },
    { name: 'cip2', type: 'text', meaning: 'Two-digit family of the first major.', nullable: true },
    { name: 'majors', type: 'integer', meaning: 'Majors of the credential.', min: 1, max: 10 },
    flag('in_heirs', 'Reported by the college to HEIRS.'),
    flag('in_clearinghouse', 'Reported by the Clearinghouse.'),
  ],
  primaryKey: ['person_key', 'college_key', 'degree_level', 'award_date'],
  references: [toLearner],
  owners: ['DHE', 'NSC'],
});

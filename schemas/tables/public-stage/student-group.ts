import { defineTable } from '../../contract/table-contract.ts';
import { STUDENT_GROUPS } from '../../disclosure/student-groups.ts';
import { flag, GENDERS, RACE_GROUPS } from '../columns.ts';

export const studentGroup = defineTable({
  table: 'public_stage.student_group',
  title: 'Student groups',
  grain: 'One row a student group of public tables, with what a person must have to be in it; empty means any.',
  columns: [
    { name: 'stu_grp', type: 'text', meaning: 'Code of the group.', codes: STUDENT_GROUPS },
    { name: 'race_group', type: 'text', meaning: 'Race group of its members.', nullable: true, codes: RACE_GROUPS },
    { name: 'gender', type: 'text', meaning: 'Gender of its members.', nullable: true, codes: GENDERS },
    flag('low_income', 'Whether its members are from low-income families.', true),
    flag('english_learner', 'Whether its members are English learners.', true),
    flag('swd', 'Whether its members have a disability.', true),
  ],
  primaryKey: ['stu_grp'],
  references: [],
  owners: ['HUB'],
});

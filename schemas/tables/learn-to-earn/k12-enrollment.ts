import { defineTable } from '../../contract/table-contract.ts';
import { flag, linkVersion, personKey, schoolYear, toLearner } from '../columns.ts';

export const GRADES = Object.freeze([
  ...['PK', 'KP', 'KF', 'KT', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', 'SP'],
]);

export const k12Enrollment = defineTable({
  table: 'learn_to_earn.k12_enrollment',
  title: 'K-12 enrollment',
  grain: 'One row a person, school year and school attended; one of them a year is the attributed school.',
  columns: [
    linkVersion,
    personKey,
    schoolYear,
    { name: 'school_code', type: 'text', meaning: 'Eight-digit code of the school.', ceds: 'School Identifier' },
    { name: 'district_code', type: 'text', meaning: 'Eight-digit code of the district the school belongs to.' },
    flag(
      'is_attributed',
      "The one school that answers for the person's year: latest collection, then responsible for the student, then most days.",
    ),
    {
      name: 'grade',
      type: 'text',
      meaning: 'Grade in the last collection of the year at this school.',
      codes: GRADES,
      ceds: 'Grade Level',
    },
    flag('in_october', 'Enrolled here on the October collection date.'),
    flag('in_march', 'Enrolled here on the March collection date.'),
    flag('in_end_of_year', 'Enrolled here, or completed here, at the end of the year.'),
    { name: 'last_status', type: 'text', meaning: 'SIMS enrollment status in the last collection of the year here.' },
    flag('transferred_out', 'The last status here is a transfer (20 to 24).'),
    flag('dropped_out', 'The last status here is a dropout (30 to 36).'),
    flag('duplicate_claim', 'Another district reported the person as enrolled on the same collection date.'),
    {
      name: 'days_in_attendance',
      type: 'integer',
      meaning: 'Days attended here, by the last collection that states them.',
      nullable: true,
      min: 0,
      max: 366,
    },
    {
      name: 'days_in_membership',
      type: 'integer',
      meaning: 'Days enrolled here, by the last collection that states them.',
      nullable: true,
      min: 0,
      max: 366,
    },
    {
      name: 'attendance_rate',
      type: 'decimal',
      precision: 5,
      scale: 4,
      meaning: 'Days attended over days enrolled; empty when the person was a member for no day.',
      nullable: true,
      min: 0,
      max: 1,
      ceds: 'Attendance Rate',
    },
    flag('low_income', 'Reported as low income here in any collection of the year.'),
    flag('english_learner', 'Reported as an English learner here in any collection of the year.'),
    flag('swd', 'Had an active special-education placement here in any collection of the year.'),
    { name: 'records', type: 'integer', meaning: 'SIMS records merged into the row.', min: 1 },
  ],
  primaryKey: ['person_key', 'school_year', 'school_code'],
  references: [toLearner],
  owners: ['DESE'],
});

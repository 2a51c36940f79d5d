import * as tables from '../schemas/tables/ecids/index.ts';
import type { Asset } from './define-asset.ts';
import { blockingCheck, linkedTable, warningCheck } from './linked-table.ts';

const CHILD = 'ecids.child';
const PARTICIPATION = 'ecids.participation';

/** Early childhood to third grade, in the order in which they build. School facts come from the K-12 tables. */
export const ecidsAssets: readonly Asset[] = Object.freeze([
  linkedTable(tables.child, {
    loads: ['eec.child', 'eec.participation', 'dese.mcas', 'dese.screening'],
    tables: ['learn_to_earn.student_record', 'learn_to_earn.k12_enrollment', 'learn_to_earn.learner'],
  }),
  linkedTable(tables.participation, {
    loads: ['eec.participation'],
    tables: [CHILD],
    checks: [
      blockingCheck('rows_reconcile', 'ecids/participation_reconciles'),
      blockingCheck('spells_apart', 'ecids/participation_apart'),
    ],
  }),
  linkedTable(tables.programOverlap, {
    tables: [CHILD, PARTICIPATION],
    checks: [blockingCheck('agrees_with_participation', 'ecids/program_overlap_agrees')],
  }),
  linkedTable(tables.screening, {
    loads: ['dese.screening'],
    tables: [CHILD],
    checks: [blockingCheck('rows_reconcile', 'ecids/screening_reconciles')],
  }),
  linkedTable(tables.thirdGradeReading, {
    loads: ['dese.mcas'],
    tables: [CHILD],
    checks: [
      blockingCheck('rows_reconcile', 'ecids/third_grade_reading_reconciles'),
      warningCheck('scores_fit_levels', 'ecids/third_grade_reading_levels'),
    ],
  }),
  linkedTable(tables.childOutcome, {
    tables: [CHILD, PARTICIPATION, 'ecids.screening', 'ecids.third_grade_reading'],
    checks: [blockingCheck('every_kindergartner', 'ecids/child_outcome_reconciles')],
  }),
  linkedTable(tables.attrition, {
    loads: ['eec.child', 'eec.participation', 'dese.screening', 'dese.mcas'],
    checks: [blockingCheck('rows_reconcile', 'ecids/attrition_reconciles')],
  }),
]);

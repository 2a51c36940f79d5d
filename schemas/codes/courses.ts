import type { CodeList } from './code-list.ts';

/** SCS08. Names public, codes assumed. */
export const COURSE_ENROLLMENT_STATUS: CodeList = Object.freeze({
  '01': 'Enrolled',
  '02': 'Completed',
  '03': 'Withdrawn',
  '04': 'Incomplete',
});

/** SCS09. Names public, codes assumed. */
export const COURSE_LEVEL: CodeList = Object.freeze({
  '01': 'Basic or remedial',
  '02': 'General',
  '03': 'Advanced or honors',
  '04': 'Advanced Placement',
  '05': 'International Baccalaureate',
  '06': 'Dual college credit',
  '07': 'No specified level',
});

/** SCS12. Assumed. */
export const LETTER_MARK: CodeList = Object.freeze({
  '01': 'A+',
  '02': 'A',
  '03': 'A-',
  '04': 'B+',
  '05': 'B',
  '06': 'B-',
  '07': 'C+',
  '08': 'C',
  '09': 'C-',
  '10': 'D+',
  '11': 'D',
  '12': 'D-',
  '13': 'F',
  '20': 'Pass',
  '21': 'Fail',
  '30': 'Withdrawn',
  '31': 'Incomplete',
});

/** SCS14. That it marks Early College, Innovation Pathway and MyCAP courses is public, codes assumed; 500 is none. */
export const PATHWAYS_COURSE: CodeList = Object.freeze({
  '01': 'Early College',
  '02': 'Innovation Pathway',
  '03': 'My Career and Academic Plan',
});

import type { CodeList } from './code-list.ts';

/** LEHD `degree_level`, which public earnings tables use too. */
export const DEGREE_LEVEL: CodeList = Object.freeze({
  '01': 'Certificate, under 1 year',
  '02': 'Certificate, 1–2 years',
  '03': "Associate's",
  '04': 'Certificate, 2–4 years',
  '05': "Bachelor's",
  '06': 'Post-baccalaureate certificate',
  '07': "Master's",
  '08': "Post-master's certificate",
  '17': 'Doctorate, research',
  '18': 'Doctorate, professional practice',
});

/** What a student seeks: an award of `DEGREE_LEVEL`, or none. */
export const DEGREE_SOUGHT: CodeList = Object.freeze({ '00': 'Not seeking a degree', ...DEGREE_LEVEL });

/** Assumed. */
export const STUDENT_LEVEL: CodeList = Object.freeze({ UG: 'Undergraduate', GR: 'Graduate' });

/** Assumed. */
export const RESIDENCY: CodeList = Object.freeze({
  I: 'Massachusetts resident',
  O: 'Other state',
  F: 'Other country',
});

export const ENROLLMENT_INTENSITY: CodeList = Object.freeze({ F: 'Full time', P: 'Part time' });

/** StudentTracker. A and D assumed. */
export const NSC_ENROLLMENT_STATUS: CodeList = Object.freeze({
  F: 'Full time',
  Q: 'Three-quarter time',
  H: 'Half time',
  L: 'Less than half time',
  W: 'Withdrawn',
  A: 'Leave of absence',
  D: 'Deceased',
});

export const NSC_LEVEL: CodeList = Object.freeze({
  '2-year': 'Two-year college',
  '4-year': 'Four-year college',
  L: 'Less than two years',
});

export const NSC_CONTROL: CodeList = Object.freeze({ Public: 'Public', Private: 'Private' });

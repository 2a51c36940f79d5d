import type { CodeList } from './code-list.ts';

/** Consecutive codes of `width` digits whose labels no public document gives. */
export function unlabeled(from: number, to: number, width = 2): CodeList {
  const entries = Array.from({ length: to - from + 1 }, (_, index) => {
    const code = String(from + index).padStart(width, '0');
    return [code, `Code ${code}, label not published`] as const;
  });
  return Object.freeze(Object.fromEntries(entries));
}

/** DOE016. */
export const GRADE: CodeList = Object.freeze({
  PK: 'Pre-kindergarten',
  KP: 'Kindergarten, part day',
  KF: 'Kindergarten, full day',
  KT: 'Kindergarten, transition',
  '01': 'Grade 1',
  '02': 'Grade 2',
  '03': 'Grade 3',
  '04': 'Grade 4',
  '05': 'Grade 5',
  '06': 'Grade 6',
  '07': 'Grade 7',
  '08': 'Grade 8',
  '09': 'Grade 9',
  '10': 'Grade 10',
  '11': 'Grade 11',
  '12': 'Grade 12',
  SP: 'Special education beyond grade 12',
});

/** DOE011. */
export const REASON_FOR_REPORTING: CodeList = Object.freeze({
  '01': 'Financially responsible, resident and enrolled',
  '02': 'Financially responsible, sending out to a private school, collaborative or other state',
  '03': 'Code 03, label not published',
});

/** DOE012. The label of 04 may have changed after the ballot question of November 2024. */
export const ENROLLMENT_STATUS: CodeList = Object.freeze({
  '01': 'Enrolled',
  '04': 'Graduate with Competency Determination',
  '05': 'Expelled',
  '06': 'Deceased',
  '09': 'Reached maximum age, no diploma or certificate',
  '10': 'Certificate of Attainment',
  '11': 'Completed grade 12 and district program',
  '20': 'Transferred, in-state public',
  '21': 'Transferred, in-state private',
  '22': 'Transferred, out of state',
  '23': 'Transferred, home school',
  '24': 'Transferred, adult diploma program',
  '30': 'Dropout, non-diploma adult education or HiSET',
  '31': 'Dropout, Job Corps',
  '32': 'Dropout, military',
  '33': 'Dropout, incarcerated',
  '34': 'Dropout, employment',
  '35': 'Dropout, confirmed, plans unknown',
  '36': 'Dropout, status or location unknown',
  '40': 'Not enrolled, special education services only',
  '41': 'Transferred, no longer special education services only',
});

/** DOE013. Which codes are tuitioned in (02, 04, 05, 08–10) and out (06, 07) is public; labels are assumed. */
export const REASON_FOR_ENROLLMENT: CodeList = Object.freeze({
  '01': 'Resident',
  '02': 'School choice',
  '03': 'Child of a non-resident staff member',
  '04': 'METCO',
  '05': 'Tuitioned in, vocational',
  '06': 'Tuitioned out, special education',
  '07': 'Tuitioned out, other',
  '08': 'Tuitioned in, special education',
  '09': 'Charter or regional agreement',
  '10': 'Tuitioned in, other',
  '11': 'Foreign exchange student',
});

/** DOE019. Labels assumed; the definition changed in 2014-15 and 2021-22. */
export const LOW_INCOME: CodeList = Object.freeze({ '00': 'No', '01': 'Free', '02': 'Reduced' });

/** DOE021, DOE022. */
export const EL_FIRST_YEAR: CodeList = Object.freeze({ '00': 'Not applicable', '01': 'Yes', '02': 'No' });

/** DOE024, those whose codes are public; the handbook's appendix B lists about 110. */
export const FIRST_LANGUAGE: CodeList = Object.freeze({
  '002': 'Chinese',
  '007': 'Spanish',
  '135': 'Arabic',
  '225': 'Haitian Creole',
  '267': 'English',
  '430': 'Khmer',
  '665': 'Russian',
  '825': 'Vietnamese',
});

/** DOE026. */
export const EL_PROGRAM: CodeList = Object.freeze({
  '00': 'None',
  '01': 'Sheltered English immersion',
  '02': 'Dual language',
  '03': 'Other bilingual',
  '04': 'Opted out',
  '05': 'Transitional bilingual',
});

/** DOE029. */
export const MILITARY_FAMILY: CodeList = Object.freeze({
  '00': 'No',
  '01': 'Active duty',
  '02': 'Medically discharged or retired within a year',
  '03': 'Perished within a year',
});

/** DOE032. */
export const SPED_PLACEMENT_3_5: CodeList = Object.freeze({
  '00': 'Never',
  '01': 'Previously',
  ...Object.fromEntries(
    ['05', '30', '31', '32', '34', '36', '38', '42', '44', '45', '46', '48'].map((code) => [
      code,
      `Placement ${code}, label not published`,
    ]),
  ),
});

/** DOE033. */
export const COMPLETER_PLANS: CodeList = Object.freeze({
  '01': 'Four-year public college',
  '02': 'Two-year public college',
  '03': 'Four-year private college',
  '04': 'Two-year private college',
  '05': 'Other postsecondary or trade school',
  '06': 'Work',
  '07': 'Military',
  '08': 'Other',
  '09': 'Unknown',
  '10': 'Registered apprenticeship',
});

/** DOE034. Any code above 01 is a student with disabilities served now. */
export const SPED_PLACEMENT_6_21: CodeList = Object.freeze({
  '00': 'No',
  '01': 'Previously',
  '10': 'Full inclusion, under 21% outside',
  '20': 'Partial inclusion, 21–60% outside',
  '40': 'Substantially separate, over 60% outside',
  '41': 'Public separate day school',
  '50': 'Private day school',
  '60': 'Private residential school',
  '70': 'Homebound or hospital',
  '90': 'Public residential institution',
});

/** DOE035. */
export const CVTE_PROGRAM_TYPE: CodeList = Object.freeze({
  '00': 'None',
  '02': 'Type 02, label not published',
  '04': 'Type 04, label not published',
  '14': 'Type 14, label not published',
});

/** DOE036. Labels assumed. */
export const SPED_DISABILITY: CodeList = Object.freeze({
  '01': 'Intellectual',
  '02': 'Sensory, hearing',
  '03': 'Communication',
  '04': 'Sensory, vision',
  '05': 'Emotional',
  '06': 'Physical',
  '07': 'Health',
  '08': 'Specific learning',
  '09': 'Sensory, deafblind',
  '10': 'Multiple',
  '11': 'Autism',
  '12': 'Neurological',
  '13': 'Developmental delay',
});

/** DOE037. */
export const MASSCORE: CodeList = Object.freeze({
  '00': 'Not a graduate',
  '01': 'Completed',
  '02': 'Not completed',
});

/** DOE038. Assumed: the published validator stops at 02 and lags the handbook. */
export const SPED_LEVEL_OF_NEED: CodeList = Object.freeze({
  '00': 'None',
  '01': 'Low, under 2 hours',
  '02': 'Low, 2 hours or more',
  '03': 'Moderate',
  '04': 'High',
});

/** DOE039. */
export const PLAN_504: CodeList = Object.freeze({ '00': 'None', '01': 'Current', '02': 'Earlier this year' });

/** DOE042. Only that 02 and 500 exist is public. */
export const CVTE_SPECIAL_POPULATIONS: CodeList = unlabeled(0, 9);

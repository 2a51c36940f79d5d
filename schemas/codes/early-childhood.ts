import type { CodeList } from './code-list.ts';

/** That the Early Childhood Integrated Data System links six programs is public; which six is assumed. */
export const EARLY_CHILDHOOD_PROGRAM: CodeList = Object.freeze({
  CCFA: 'Child care financial assistance',
  CFCE: 'Coordinated family and community engagement',
  EI: 'Early intervention',
  HV: 'Home visiting',
  PPK: 'Public preschool',
  WIC: 'Women, infants and children nutrition program',
});

/** Assumed. */
export const EARLY_CHILDHOOD_FUNDING: CodeList = Object.freeze({
  VOUCHER: 'Voucher',
  CONTRACT: 'Contracted slot',
  GRANT: 'Grant',
  PUBLIC: 'Publicly provided',
});

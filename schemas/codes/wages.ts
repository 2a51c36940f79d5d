import type { CodeList } from './code-list.ts';

/** Why a wage row was filed again. */
export const WAGE_ADJUSTMENT: CodeList = Object.freeze({
  '0': 'Original filing',
  '1': 'Wages not taxable',
  '2': 'Hired or terminated',
  '3': 'System or data-entry error',
  '4': 'Wrong state',
  '5': 'Different business',
  '6': 'Employer not subject',
  '7': 'Employment adjusted',
  '8': 'Other',
});

/** QCEW ownership. */
export const OWNERSHIP: CodeList = Object.freeze({
  '1': 'Federal government',
  '2': 'State government',
  '3': 'Local government',
  '5': 'Private',
});

import { type DisclosurePolicy, disclosurePolicySchema } from './policy.ts';

/**
 * The policy the hub ships with. Minimum counts follow DESE's practice (6 for enrollment that DESE alone owns), NCES
 * 2011-603 (mode of the states: 10) and DESE's college-enrollment reports (15); wage cells follow the ADRF export rule
 * (10 persons, 3 employers) and the QCEW 80 per cent rule; quartiles follow PSEO (30 persons).
 */
export const defaultDisclosurePolicy: DisclosurePolicy = disclosurePolicySchema.parse({
  version: '2026-11-2',
  defaults: {
    minimumCount: 10,
    minimumPersons: 10,
    minimumEmployers: 3,
    maximumEmployerShare: 0.8,
    contributorShare: 0.1,
    minimumForMedian: 20,
    minimumForQuartiles: 30,
  },
  rules: [
    { owner: 'DESE', product: 'enrollment', minimumCount: 6, basis: 'DESE course and enrollment tables: fewer than 6' },
    { owner: 'DHE', product: 'college-enrollment', minimumCount: 15, basis: 'Practice for college enrollment' },
    { owner: 'NSC', product: 'college-enrollment', minimumCount: 15, basis: 'Practice for college enrollment' },
    {
      owner: 'DUA',
      product: '*',
      minimumPersons: 10,
      minimumEmployers: 3,
      maximumEmployerShare: 0.8,
      basis: '20 CFR 603.4(b); ADRF export rule; QCEW 80 per cent rule',
    },
  ],
  rateBands: [
    { fromDenominator: 10, end: 0.2, width: 0.6 },
    { fromDenominator: 20, end: 0.1, width: 0.2 },
    { fromDenominator: 40, end: 0.05, width: 0.1 },
    { fromDenominator: 100, end: 0.02, width: 0.05 },
    { fromDenominator: 300, end: 0.01, width: 0.01 },
  ],
  dollarRounding: 100,
  shareDecimals: 3,
  interval: { amountShare: 0.2, minimumNumerators: 3 },
  revision: { count: 15, share: 0.1 },
});

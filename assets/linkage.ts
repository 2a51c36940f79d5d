import { type Asset, defineAsset } from './define-asset.ts';

/** The extracts that have people in them. The list of employers has none. */
const EXTRACTS_OF_PEOPLE = [
  'dese.sims',
  'dese.mcas',
  'dese.scs',
  'dese.screening',
  'dhe.enrollment',
  'dhe.course',
  'dhe.degree',
  'nsc.studenttracker',
  'eec.child',
  'eec.participation',
  'dua.wage',
  'bridge.roster',
];

/** From rows to people: source entities, then the link version that says which of them are one person. */
export const linkageAssets: readonly Asset[] = Object.freeze([
  defineAsset({
    key: 'linkage.entities',
    kind: 'entities',
    group: 'linkage',
    description:
      'Source entities, one person in one source each, with the rows that are theirs and those that can be nobody’s.',
    upstream: [...EXTRACTS_OF_PEOPLE.map((extract) => ({ key: `load.${extract}` })), { key: 'reference.school' }],
    maker: { kind: 'step', step: 'build-entities' },
    owners: ['DESE', 'DHE', 'NSC', 'EEC', 'DUA', 'HUB'],
    codeVersion: '1',
  }),
  defineAsset({
    key: 'linkage.version',
    kind: 'link-version',
    group: 'linkage',
    description: 'The link version in force: which source entities are one person, by the Massachusetts link model.',
    upstream: [{ key: 'linkage.entities' }],
    maker: { kind: 'step', step: 'link' },
    owners: ['HUB'],
    codeVersion: '1',
  }),
]);

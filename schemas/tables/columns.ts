import type { TableColumn, TableReference } from '../contract/table-contract.ts';

/** The version of the linkage a row stands on. No table mixes two. */
export const linkVersion: TableColumn = {
  name: 'link_version',
  type: 'integer',
  meaning: 'Version of the record linkage that the row stands on.',
  min: 1,
};

/** The hub's own key of a person. Random, so it says nothing about who that is. */
export const personKey: TableColumn = {
  name: 'person_key',
  type: 'bigint',
  meaning: "The hub's random key of the person; stable across link versions, never derived from an identifier.",
  min: 0,
};

export const schoolYear: TableColumn = {
  name: 'school_year',
  type: 'integer',
  meaning: 'School year, by its ending year.',
  min: 1990,
  max: 2100,
  ceds: 'School Year',
};

/** Race groups as DESE publishes them; `HL` is any race, `MNHL` two or more races and not Hispanic. */
export const RACE_GROUPS = Object.freeze(['AIAN', 'AS', 'BAA', 'HL', 'MNHL', 'NHPI', 'WH'] as const);
/** `N` is nonbinary. */
export const GENDERS = Object.freeze(['F', 'M', 'N'] as const);

export const gender: TableColumn = {
  name: 'gender',
  type: 'text',
  meaning: 'Gender in the most recent school record that states one; N is nonbinary.',
  nullable: true,
  codes: GENDERS,
  ceds: 'Sex',
};

export const raceGroup: TableColumn = {
  name: 'race_group',
  type: 'text',
  meaning:
    'Race and ethnicity group in the most recent record that states one: Hispanic of any race, else one race, else multi-race.',
  nullable: true,
  codes: RACE_GROUPS,
  ceds: 'Race',
};

/** A yes-or-no column. `options` as in {@link TableColumn}. */
export function flag(name: string, meaning: string, nullable = false): TableColumn {
  return { name, type: 'boolean', meaning, nullable };
}

export const SECTORS = Object.freeze([
  'In-State Public 2-Year',
  'In-State Public 4-Year',
  'In-State Private',
  'Out-of-State',
] as const);

/** The 20 NAICS sectors, with manufacturing, retail and transportation folded into one code each. */
export const NAICS_SECTORS = Object.freeze([
  ...['11', '21', '22', '23', '31-33', '42', '44-45', '48-49', '51', '52'],
  ...['53', '54', '55', '56', '61', '62', '71', '72', '81', '92'],
]);

/** LEHD degree levels, plus `99` for a credential whose level the source does not state. */
export const DEGREE_LEVELS = Object.freeze(['01', '02', '03', '04', '05', '06', '07', '08', '17', '18', '99']);

/** Terms of a calendar year, in their order within it: winter, spring, summer, fall. */
export const TERMS = Object.freeze(['W', 'S', 'U', 'F'] as const);

/** A row's person is one of `learn_to_earn.learner`. */
export const toLearner: TableReference = Object.freeze({
  columns: ['person_key'],
  table: 'learn_to_earn.learner',
  tableColumns: ['person_key'],
});

/** A row's person is one of `ecids.child`. */
export const toChild: TableReference = Object.freeze({
  columns: ['person_key'],
  table: 'ecids.child',
  tableColumns: ['person_key'],
});

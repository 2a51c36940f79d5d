import { type LinkModel, type LinkModelFile, parseLinkModel } from '../../schemas/link-model/link-model.ts';

export const syntheticModelFile = {
  name: 'synthetic',
  version: 1,
  sources: {
    early: { max_per_cluster: 1 },
    school: { max_per_cluster: 1 },
    college: {},
    wage: { max_per_cluster: 1, never_by_name_alone: true },
  },
  columns: {
    first_name: { expression: '{{ fold(first_name) }}', role: 'name' },
    middle_name: { expression: '{{ fold(middle_name) }}', role: 'name' },
    last_name: { expression: '{{ fold(last_name) }}', role: 'name' },
    first_initial: { expression: 'SUBSTR({{ fold(first_name) }}, 1, 1)', role: 'name' },
    last_start: { expression: 'SUBSTR({{ fold(last_name) }}, 1, 3)', role: 'name' },
    birth_date: { type: 'date', role: 'birth_date' },
    birth_year: { expression: 'EXTRACT(YEAR FROM birth_date)', type: 'integer', role: 'other' },
    gender: { role: 'other' },
    zip: { role: 'other' },
    sasid: { role: 'strong_key' },
    ssn_token: { role: 'strong_key' },
  },
  comparisons: {
    first_name: {
      columns: ['first_name'],
      comparison_levels: [
        { label: 'exact', when: { type: 'exact' } },
        { label: 'nickname', when: { type: 'nickname' } },
        { label: 'similar', when: { type: 'jaro_winkler', at_least: 0.9 } },
        {
          label: 'near',
          when: {
            type: 'any',
            of: [
              { type: 'jaro_winkler', at_least: 0.82 },
              { type: 'damerau_levenshtein', at_most: 1 },
            ],
          },
        },
        { label: 'different', when: 'else' },
      ],
      term_frequency: { weight: 1, minimum: 0.0005, inexact: 0.5 },
    },
    last_name: {
      columns: ['last_name'],
      comparison_levels: [
        { label: 'exact', when: { type: 'exact' } },
        { label: 'part', when: { type: 'name_parts' } },
        { label: 'similar', when: { type: 'jaro_winkler', at_least: 0.92 } },
        {
          label: 'near',
          when: {
            type: 'any',
            of: [
              { type: 'jaro_winkler', at_least: 0.85 },
              { type: 'damerau_levenshtein', at_most: 1 },
            ],
          },
        },
        { label: 'different', when: 'else' },
      ],
      term_frequency: { weight: 1, minimum: 0.0005, inexact: 0.5 },
    },
    birth_date: {
      columns: ['birth_date'],
      comparison_levels: [
        { label: 'exact', when: { type: 'exact' } },
        { label: 'swapped', when: { type: 'day_month_swapped' } },
        { label: 'year and month', when: { type: 'date_parts', parts: ['year', 'month'] } },
        { label: 'year', when: { type: 'date_parts', parts: ['year'] } },
        { label: 'different', when: 'else' },
      ],
    },
    middle_name: {
      columns: ['middle_name'],
      comparison_levels: [
        { label: 'exact', when: { type: 'exact' } },
        { label: 'initial', when: { type: 'prefix', at_least: 1 } },
        { label: 'different', when: 'else' },
      ],
    },
    gender: {
      columns: ['gender'],
      comparison_levels: [
        { label: 'exact', when: { type: 'exact' } },
        { label: 'different', when: 'else' },
      ],
    },
    zip: {
      columns: ['zip'],
      comparison_levels: [
        { label: 'exact', when: { type: 'exact' } },
        { label: 'different', when: 'else' },
      ],
    },
  },
  source_pairs: [
    { left: 'early', right: 'school', link_type: 'link_only', passes: [names()] },
    {
      left: 'school',
      right: 'college',
      link_type: 'link_only',
      passes: [
        {
          type: 'deterministic',
          name: 'strong',
          rules: [
            {
              name: 'sasid',
              keys: ['sasid'],
              require: {
                type: 'any',
                of: [
                  { type: 'exact', column: 'birth_date' },
                  { type: 'jaro_winkler', column: 'last_name', at_least: 0.85 },
                ],
              },
              otherwise: 'review',
            },
          ],
        },
        names(),
      ],
    },
    {
      left: 'college',
      right: 'wage',
      link_type: 'link_only',
      passes: [
        {
          type: 'deterministic',
          name: 'strong',
          rules: [
            {
              name: 'ssn',
              keys: ['ssn_token'],
              require: {
                type: 'any',
                of: [
                  { type: 'jaro_winkler', column: 'last_name', at_least: 0.8 },
                  { type: 'jaro_winkler', column: 'first_name', at_least: 0.8 },
                  { type: 'nickname', column: 'first_name' },
                ],
              },
              otherwise: 'review',
            },
          ],
        },
      ],
    },
  ],
  constraints: [{ type: 'one_value_per_cluster', column: 'ssn_token' }],
  budgets: { u_value_pairs: 100_000 },
} satisfies LinkModelFile;

function names() {
  return {
    type: 'fellegi_sunter' as const,
    name: 'names',
    comparisons: ['first_name', 'last_name', 'birth_date', 'middle_name', 'gender', 'zip'],
    blocking_rules: [
      { columns: ['last_name', 'birth_date'] },
      { columns: ['first_name', 'birth_date'] },
      { columns: ['last_start', 'first_initial', 'birth_year'] },
      { columns: ['first_name', 'last_name'], skip_blocks_over: 2000 },
      { columns: ['first_name', 'last_name', 'birth_date'], right: ['last_name', 'first_name', 'birth_date'] },
    ],
    thresholds: { link: 0.95, review: 0.5 },
    link_only_if: [{ any: [{ comparison: 'first_name', level: 'near' }] }],
  };
}

export const syntheticModel: LinkModel = parseLinkModel(syntheticModelFile);

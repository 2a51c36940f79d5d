import { describe, expect, test } from 'vitest';
import { importSplinkSettings } from '../../../linkers/splink/import-settings.ts';
import { parseLinkModel } from '../../../schemas/link-model/link-model.ts';

const level = (sql_condition: string, more: object = {}) => ({
  sql_condition,
  label_for_charts: sql_condition,
  ...more,
});
const nulls = (column: string) => level(`"${column}_l" IS NULL OR "${column}_r" IS NULL`, { is_null_level: true });
const comparison = (name: string, ...levels: object[]) => ({ output_column_name: name, comparison_levels: levels });
const settings = (parts: object = {}) => ({
  link_type: 'dedupe_only',
  probability_two_random_records_match: 0.0001,
  blocking_rules_to_generate_predictions: [
    { blocking_rule: '(l."first_name" = r."first_name") AND (l."surname" = r."surname")', sql_dialect: 'duckdb' },
    'SUBSTRING(l.first_name, 1, 3) = SUBSTRING(r.first_name, 1, 3) and l."dob" = r."dob"',
  ],
  comparisons: [
    comparison(
      'first_name',
      nulls('first_name'),
      level('"first_name_l" = "first_name_r"', {
        tf_adjustment_column: 'first_name',
        tf_adjustment_weight: 0.5,
        m_probability: 0.8,
        u_probability: 0.01,
      }),
      level('jaro_winkler_similarity("first_name_l", "first_name_r") >= 0.92', {
        m_probability: 0.1,
        u_probability: 0.02,
      }),
      level('ELSE', { m_probability: 0.1, u_probability: 0.97 }),
    ),
  ],
  ...parts,
});
const only = (parts: object) => importSplinkSettings(settings({ comparisons: [parts] }), { sources: ['people'] });
const dob = (sql: string) =>
  only(comparison('dob', nulls('dob'), level('"dob_l" = "dob_r"'), level(sql), level('ELSE')));
const second = ({ model }: ReturnType<typeof dob>) =>
  Object.values(model.comparisons ?? {})[0]?.comparison_levels[1]?.when;

describe('importing the settings of Splink', () => {
  test('keeps levels, probabilities, term frequencies and blocking rules', () => {
    const { model } = importSplinkSettings(settings(), { sources: ['people'] });
    expect(parseLinkModel(model)).toBeTruthy();
    expect(model.comparisons?.first_name).toEqual({
      columns: ['first_name'],
      term_frequency: { weight: 0.5, minimum: 1e-9 },
      comparison_levels: [
        { label: '"first_name_l" = "first_name_r"', when: { type: 'exact' }, m_probability: 0.8, u_probability: 0.01 },
        {
          label: 'jaro_winkler_similarity("first_name_l", "first_name_r") >= 0.92',
          when: { type: 'jaro_winkler', column: 'first_name', at_least: 0.92 },
          m_probability: 0.1,
          u_probability: 0.02,
        },
        { label: 'ELSE', when: 'else', m_probability: 0.1, u_probability: 0.97 },
      ],
    });
    expect(model.source_pairs[0]).toMatchObject({ left: 'people', right: 'people', link_type: 'dedupe_only' });
    const [pass] = model.source_pairs[0]!.passes;
    expect(pass).toMatchObject({ probability_two_random_records_match: 0.0001 });
    expect(pass?.type === 'fellegi_sunter' && pass.blocking_rules).toEqual([
      { columns: ['first_name', 'surname'] },
      { columns: ['substring_first_name_1_3', 'dob'] },
    ]);
    expect(model.columns.substring_first_name_1_3?.expression).toBe('SUBSTRING(first_name, 1, 3)');
  });

  test.each([
    ['levenshtein("dob_l", "dob_r") <= 1', { type: 'levenshtein', column: 'dob', at_most: 1 }],
    [
      'levenshtein(CAST("dob_l" AS TEXT), CAST("dob_r" AS TEXT)) <= 2',
      { type: 'levenshtein', column: 'dob', at_most: 2 },
    ],
    ['damerau_levenshtein("dob_l", "dob_r") <= 1', { type: 'damerau_levenshtein', column: 'dob', at_most: 1 }],
    [
      `ABS(EPOCH(try_strptime("dob_l", '%Y-%m-%d')) - EPOCH(try_strptime("dob_r", '%Y-%m-%d'))) <= 2629800.0`,
      {
        type: 'custom',
        sql: 'ABS({{ days_between(TRY_CAST(l.dob AS DATE), TRY_CAST(r.dob AS DATE)) }}) <= 30',
      },
    ],
    [
      'substr("dob_l", 1, 4) = substr("dob_r", 1, 4)',
      { type: 'custom', sql: 'substr(l.dob, 1, 4) = substr(r.dob, 1, 4)' },
    ],
  ])('understands %s', (sql, condition) => {
    expect(second(dob(sql))).toEqual(condition);
  });

  test('understands two columns together, and reversed', () => {
    const { model } = only(
      comparison(
        'name',
        level('("f_l" IS NULL OR "f_r" IS NULL) AND ("s_l" IS NULL OR "s_r" IS NULL)', { is_null_level: true }),
        level('("f_l" = "f_r") AND ("s_l" = "s_r")'),
        level('"f_l" = "s_r" AND "f_r" = "s_l"'),
        level('(jaro_winkler_similarity("f_l", "f_r") >= 0.9) AND ("s_l" = "s_r")'),
        level('ELSE'),
      ),
    );
    expect(model.comparisons?.name?.columns).toEqual(['f', 's']);
    const { comparison_levels } = parseLinkModel(model).comparisons.name!;
    expect(comparison_levels.map(({ when }) => (when === 'else' ? when : when.type))).toEqual([
      'exact',
      'columns_reversed',
      'all',
      'else',
    ]);
  });

  test('leaves λ to training where the settings are not trained', () => {
    const { model } = dob('levenshtein("dob_l", "dob_r") <= 1');
    expect(model.source_pairs[0]?.passes[0]).not.toHaveProperty('probability_two_random_records_match');
  });

  test('links every two sources, and each with itself where Splink would', () => {
    const linked = (link_type: string) =>
      importSplinkSettings(settings({ link_type }), { sources: ['a', 'b'] }).model.source_pairs.map(
        ({ left, right }) => left + right,
      );
    expect(linked('link_only')).toEqual(['ab']);
    expect(linked('link_and_dedupe')).toEqual(['aa', 'bb', 'ab']);
  });

  test.each([
    [
      'lists',
      () => dob('array_length(list_intersect("dob_l", "dob_r")) >= 1'),
      /comparisons\.0\.comparison_levels\.1: .* works on lists/,
    ],
    [
      'a comparison without an exact level',
      () => only(comparison('x', level('levenshtein("x_l", "x_r") <= 1'), level('ELSE'))),
      /comparisons\.0: its first level is not exact agreement on x/,
    ],
    [
      'a blocking rule that is no equality',
      () =>
        importSplinkSettings(settings({ blocking_rules_to_generate_predictions: ['abs(l.age - r.age) < 2'] }), {
          sources: ['people'],
        }),
      /blocking_rules_to_generate_predictions\.0: .* is not an equality/,
    ],
    [
      'something else',
      () => importSplinkSettings({ a: 1 }, { sources: ['people'] }),
      /The settings are not Splink's: link_type/,
    ],
    [
      'link_only of one source',
      () => importSplinkSettings(settings({ link_type: 'link_only' }), { sources: ['people'] }),
      /link_only needs two sources/,
    ],
  ])('refuses %s with its place', (_, run, message) => {
    expect(run).toThrow(message);
  });
});

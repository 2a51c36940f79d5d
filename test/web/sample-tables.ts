import type { PublicTable } from '../../schemas/releases/public-table.ts';
import { publicTables } from '../../schemas/releases/tables/index.ts';
import { GROUP_FAMILIES } from '../../web/dashboards/student-groups.ts';
import { SAMPLE_DISTRICTS, SAMPLE_PLACES, sizeOf } from './sample-places.ts';

export type SampleValue = string | number | null;
export type SampleRow = Readonly<Record<string, SampleValue>>;

export interface SampleTable {
  readonly contract: PublicTable;
  /** Rows by column; measures carry their number and status. */
  readonly rows: readonly SampleRow[];
}

type Key = Readonly<Record<string, string | number>>;
type Measures = (key: Key) => SampleRow;

/** Every family of groups, with the crossings of two races only. */
const GROUPS = ['ALL', ...Object.values(GROUP_FAMILIES).flat()].filter(
  (group) => !/_/.test(group) || /^(HL|WH)_/.test(group),
);
const COLLEGES = new Map([
  ['ALL', 'All partner colleges'],
  ['003123', 'Bunker Hill Community College'],
  ['003099', 'Worcester State University'],
]);
const placeByCode = new Map(SAMPLE_PLACES.map((place) => [place.orgCode, place]));

/** A share between 0 and 1 that depends on its words alone, so that samples never change. */
function steady(...words: readonly (string | number | undefined)[]): number {
  let hash = 2166136261;
  for (const character of words.join('|')) hash = Math.imul(hash ^ character.charCodeAt(0), 16777619);
  hash = Math.imul(hash ^ (hash >>> 15), 2246822507);
  return ((hash ^ (hash >>> 13)) >>> 0) / 2 ** 32;
}

const GROUP_SHARES: Readonly<Record<string, number>> = {
  ALL: 1,
  AIAN: 0.003,
  AS: 0.08,
  BAA: 0.12,
  HL: 0.26,
  MNHL: 0.04,
  NHPI: 0.001,
  WH: 0.5,
  F: 0.53,
  M: 0.46,
  NB: 0.01,
  LI: 0.45,
  NLI: 0.55,
  EL: 0.12,
  NEL: 0.88,
  SWD: 0.17,
  NSWD: 0.83,
};

/** How many of everybody a row counts: its place and its group. */
function partOf(key: Key): number {
  const code = String(key.org_code ?? key.district_code ?? '00000000');
  const [first = '', second] = String(key.stu_grp ?? 'ALL').split('_');
  return sizeOf(placeByCode.get(code)!) * (GROUP_SHARES[first] ?? 0) * (second ? (GROUP_SHARES[second] ?? 0) : 1);
}

function count(name: string, value: number): SampleRow {
  return value < 10
    ? { [name]: null, [`${name}_status`]: 'suppressed' }
    : { [name]: Math.round(value), [`${name}_status`]: 'ok' };
}

function hidden(names: readonly string[], status: string): SampleRow {
  return Object.assign({}, ...names.map((name) => ({ [name]: null, [`${name}_status`]: status })));
}

/** A share: withheld where few are counted, a band where some are, a number where many are. */
function share(name: string, value: number, base: number): SampleRow {
  const low = Math.floor(value * 10) / 10;
  const banded = base >= 10 && base < 60;
  return {
    [name]: base >= 60 ? Math.round(value * 100) / 100 : null,
    [`${name}_low`]: banded ? low : null,
    [`${name}_high`]: banded ? Math.round((low + 0.1) * 10) / 10 : null,
    [`${name}_status`]: base >= 60 ? 'ok' : banded ? 'banded' : 'suppressed',
  };
}

/** Every combination of values. */
function grid(dimensions: Readonly<Record<string, readonly (string | number)[]>>): readonly Key[] {
  return Object.entries(dimensions).reduce<readonly Key[]>(
    (keys, [name, values]) => keys.flatMap((key) => values.map((value) => ({ ...key, [name]: value }))),
    [{}],
  );
}

const SCHOOL_YEARS = [2022, 2023, 2024, 2025];
const SCHOOLS = SAMPLE_PLACES.map(({ orgCode }) => orgCode);
const DISTRICTS = SAMPLE_DISTRICTS.map(({ orgCode }) => orgCode);
const elementary = (key: Key) => / Elementary$/.test(placeByCode.get(String(key.org_code))?.name ?? '');
const highSchool = (key: Key) => {
  const place = placeByCode.get(String(key.org_code));
  return place?.type === 'School' && !elementary(key);
};

const GRADE_PARTS = { g09_cnt: 0.1, g10_cnt: 0.2, g11_cnt: 0.35, g12_cnt: 0.35, all_cnt: 1 };
const participants = (key: Key) =>
  4200 *
  1.17 ** (Number(key.sy) - 2021) *
  (0.9 + 0.2 * steady(key.org_code, key.sy)) *
  partOf(key) *
  (key.ceeb_code === undefined || key.ceeb_code === 'ALL' ? 1 : 0.25 + 0.2 * steady(key.ceeb_code)) *
  (key.period === 'Fall' ? 0.95 : 1);
const gradeCounts: Measures = (key) =>
  elementary(key)
    ? hidden(Object.keys(GRADE_PARTS), 'not_applicable')
    : Object.assign({}, ...Object.entries(GRADE_PARTS).map(([name, part]) => count(name, participants(key) * part)));

const OUTCOMES: Readonly<Record<string, readonly [first: number, yearly: number]>> = {
  'In-State Private': [0.13, -0.012],
  'In-State Public 2-Year': [0.18, -0.02],
  'In-State Public 4-Year': [0.24, -0.02],
  'Out-of-State': [0.17, -0.014],
  'Total Postsecondary Enrollment': [0.72, -0.066],
  'Total Employed': [0.17, 0.062],
  'Total Missing': [0.11, 0.004],
};
const graduates = (key: Key) =>
  68_000 * partOf(key) * (0.95 + 0.1 * steady(key.district_code, key.org_code, key.hs_grad_year));

/** Earnings of a class some years on; `trait` moves them. */
function earned(key: Key, trait: string, part: number): SampleRow {
  const after = Number(key.earnings_year) - Number(key.hs_grad_year);
  const people = graduates(key) * part;
  const average =
    (9000 + 5600 * after) * (0.85 + 0.3 * steady(key.stu_grp, trait)) * (0.93 + 0.14 * steady(key.district_code));
  return {
    ...count('grad_count', people),
    ...count('covered_count', people * 0.8),
    ...count('employed_count', people * 0.62),
    ...(people * 0.62 < 30
      ? hidden(['average_earnings'], 'suppressed')
      : { average_earnings: Math.round(average), average_earnings_status: 'ok' }),
  };
}

const CLASSES = [2014, 2016, 2018, 2019];
const followed = (key: Key, lags: readonly number[] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]) =>
  lags.includes(Number(key.earnings_year) - Number(key.hs_grad_year));
const EARNINGS_YEARS = [2015, 2016, 2017, 2018, 2019, 2020, 2021, 2022, 2023, 2024];
const statewide = (trait: string, values: readonly string[]) =>
  grid({ [trait]: values, hs_grad_year: CLASSES, earnings_year: EARNINGS_YEARS, stu_grp: GROUPS }).filter((key) =>
    followed(key, [1, 5, 10]),
  );
const byTrait =
  (trait: string): Measures =>
  (key) =>
    earned(key, String(key[trait]), key[trait] === 'ALL' ? 1 : 0.1 + 0.2 * steady(key[trait]));

const PROGRAMS = ['All children', 'Any program', 'No program found', 'CCFA', 'CFCE', 'EI', 'HV', 'PPK', 'WIC'];

/** Keys and measures of each table, by its name. */
const SAMPLES: Readonly<Record<string, { readonly keys: () => readonly Key[]; readonly measures: Measures }>> = {
  early_college_participation: {
    keys: () =>
      grid({
        sy: SCHOOL_YEARS,
        period: ['Fall', 'Spring'],
        org_code: SCHOOLS,
        ceeb_code: [...COLLEGES.keys()],
        stu_grp: GROUPS,
      }),
    measures: gradeCounts,
  },
  early_college_credits: {
    keys: () =>
      grid({
        sy: SCHOOL_YEARS,
        period: ['Fall', 'Spring'],
        org_code: SCHOOLS,
        ceeb_code: [...COLLEGES.keys()].slice(1),
        stu_grp: GROUPS,
      }),
    measures: (key) => {
      const people = participants(key);
      if (people < 10) return hidden(['stu_cnt', 'reg_credits_cnt', 'earned_credit_cnt'], 'suppressed');
      return {
        ...count('stu_cnt', people),
        ...count('reg_credits_cnt', people * 5.5),
        ...count('earned_credit_cnt', people * 4.9),
      };
    },
  },
  early_college_outcomes: {
    keys: () =>
      grid({
        hs_grad_year: [2019, 2020, 2021, 2022, 2023],
        org_code: SCHOOLS,
        ec_participation: ['All graduates', 'Early College', 'Not Early College'],
        stu_grp: GROUPS,
      }),
    measures: (key) => {
      const part = { 'All graduates': 1, 'Early College': 0.05 }[String(key.ec_participation)] ?? 0.95;
      const rate =
        (key.ec_participation === 'Early College' ? 0.78 : 0.64) -
        0.01 * (Number(key.hs_grad_year) - 2019) +
        0.04 * steady(key.org_code, key.hs_grad_year);
      const people = elementary(key) ? 0 : graduates(key) * part;
      return {
        ...count('grad_cnt', people),
        ...count('college_cnt', people * rate),
        ...share('college_pct', rate, people),
        ...count('persist_cnt', people * rate * 0.85),
        ...share('persist_pct', 0.85, people * rate),
        ...count('degree_cnt', people * 0.4),
        ...share('degree_pct', 0.4, people),
      };
    },
  },
  innovation_pathways_participation: {
    keys: () => grid({ sy: SCHOOL_YEARS, org_code: SCHOOLS, stu_grp: GROUPS }),
    measures: gradeCounts,
  },
  college_career_outcomes: {
    keys: () =>
      grid({
        district_code: DISTRICTS,
        hs_grad_year: [2018, 2019, 2020],
        outcome_year: [2019, 2020, 2021, 2022, 2023, 2024],
        outcome_type: Object.keys(OUTCOMES),
        stu_grp: GROUPS,
      }).filter((key) => Number(key.outcome_year) > Number(key.hs_grad_year)),
    measures: (key) => {
      const [first = 0, yearly = 0] = OUTCOMES[String(key.outcome_type)] ?? [];
      const after = Number(key.outcome_year) - Number(key.hs_grad_year);
      const local = key.district_code === '00000000' ? 1 : 0.9 + 0.2 * steady(key.district_code, key.outcome_type);
      return {
        ...count('grad_count', graduates(key)),
        ...count('outcome_count', graduates(key) * (first + yearly * (after - 1)) * local),
      };
    },
  },
  earnings_by_group: {
    keys: () =>
      grid({ district_code: DISTRICTS, hs_grad_year: CLASSES, earnings_year: EARNINGS_YEARS, stu_grp: GROUPS }).filter(
        (key) => followed(key),
      ),
    measures: (key) => earned(key, '', 1),
  },
  earnings_by_attainment: {
    keys: () =>
      statewide('attainment', [
        'ALL',
        'No college found',
        'Some college, no credential',
        'Certificate',
        'Associate degree',
        "Bachelor's degree or higher",
      ]),
    measures: byTrait('attainment'),
  },
  earnings_by_high_school_type: {
    keys: () => statewide('high_school_type', ['ALL', 'charter', 'traditional', 'vocational']),
    measures: byTrait('high_school_type'),
  },
  earnings_by_major: {
    keys: () => statewide('cip2', ['ALL', '11', '13', '14', '24', '51', '52']),
    measures: byTrait('cip2'),
  },
  third_grade_reading: {
    keys: () => grid({ sy: SCHOOL_YEARS, org_code: SCHOOLS, ec_program: PROGRAMS, stu_grp: GROUPS }),
    measures: (key) => {
      if (highSchool(key))
        return {
          ...hidden(['stu_cnt', 'm_plus_e_cnt', 'm_plus_e_pct'], 'not_applicable'),
          m_plus_e_pct_low: null,
          m_plus_e_pct_high: null,
        };
      const tested =
        66_000 * partOf(key) * (key.ec_program === 'All children' ? 1 : 0.1 + 0.3 * steady(key.ec_program));
      const rate =
        0.28 +
        0.24 * steady(key.stu_grp, key.ec_program) +
        (Number(key.sy) - 2021) * 0.008 +
        0.06 * steady(key.org_code, key.sy);
      return {
        ...count('stu_cnt', tested),
        ...count('m_plus_e_cnt', tested * rate),
        ...share('m_plus_e_pct', rate, tested),
      };
    },
  },
  pseo_earnings: {
    keys: () =>
      grid({
        institution: ['00221000', '00217000'],
        degree_level: ['03', '05'],
        cipcode: ['00', '11', '13', '14', '51', '52'],
        grad_cohort: ['0000', '2016'],
      }).filter(({ institution, cipcode }) => institution !== '00221000' || cipcode !== '14'),
    measures: (key) =>
      Object.assign(
        {},
        ...[1, 5, 10].map((years) => {
          const people = 900 * steady(key.cipcode, key.institution, key.grad_cohort);
          const middle = (32_000 + 3800 * years) * (0.8 + 0.6 * steady(key.cipcode, key.degree_level));
          const shown = people >= 60;
          return {
            [`y${years}_p25_earnings`]: shown ? Math.round(middle * 0.72) : null,
            [`y${years}_p50_earnings`]: shown ? Math.round(middle) : null,
            [`y${years}_p75_earnings`]: shown ? Math.round(middle * 1.3) : null,
            [`status_y${years}_earnings`]: shown ? 'ok' : 'suppressed',
            [`y${years}_grads_earn`]: shown ? Math.round(people * 0.8) : null,
            [`status_y${years}_grads_earn`]: shown ? 'ok' : 'suppressed',
            [`y${years}_ipeds_count`]: Math.round(people) + 10,
            [`status_y${years}_ipeds_count`]: 'ok',
          };
        }),
      ),
  },
};

/** Rows for the real contracts of the public tables, made by rule: no person stands behind them. */
export function sampleTables(): readonly SampleTable[] {
  return publicTables.map(({ table: contract }) => {
    const sample = SAMPLES[contract.name];
    if (!sample) throw new Error(`No sample for the public table ${contract.name}`);
    const rows = sample.keys().map((key): SampleRow => {
      const org = placeByCode.get(String(key.org_code));
      const attributes = Object.fromEntries(
        contract.attributes.map(({ name, type }) => [
          name,
          name === 'ceeb_name' ? (COLLEGES.get(String(key.ceeb_code)) ?? null) : type === 'integer' ? 38 : 'N',
        ]),
      );
      return { ...key, ...(org ? { dist_code: org.districtCode } : {}), ...attributes, ...sample.measures(key) };
    });
    return { contract, rows };
  });
}

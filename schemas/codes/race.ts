import type { CodeList } from './code-list.ts';

/** The race and ethnicity groups Massachusetts publishes, by the codes of its public hub. */
export const RACE_GROUPS = Object.freeze({
  AIAN: 'American Indian or Alaska Native',
  AS: 'Asian',
  BAA: 'Black or African American',
  HL: 'Hispanic or Latino',
  MNHL: 'Multi-race, not Hispanic or Latino',
  NHPI: 'Native Hawaiian or Other Pacific Islander',
  WH: 'White',
}) satisfies CodeList;
export type RaceGroup = keyof typeof RACE_GROUPS;

const RACES = [
  { name: 'White', group: 'WH' },
  { name: 'Black or African American', group: 'BAA' },
  { name: 'Asian', group: 'AS' },
  { name: 'American Indian or Alaska Native', group: 'AIAN' },
  { name: 'Native Hawaiian or Other Pacific Islander', group: 'NHPI' },
] as const satisfies readonly { name: string; group: RaceGroup }[];

/** Hispanic codes are the other code of the same races plus this. */
const HISPANIC_OFFSET = 32;

export interface RaceCode {
  /** Two digits of DOE010. */
  readonly code: string;
  readonly label: string;
  readonly hispanic: boolean;
  readonly races: readonly string[];
  readonly group: RaceGroup;
}

/**
 * The 62 codes of DOE010: every non-empty set of five races (01–31), and each again with Hispanic ethnicity (33–63).
 * That there are 62 is public; their order (by number of races, then as listed) and the offset of 32 are assumed.
 */
export const RACE_CODES: readonly RaceCode[] = Object.freeze(raceCodes());

/** Code → label of DOE010. */
export const RACE_CODE_LABELS: CodeList = Object.freeze(
  Object.fromEntries(RACE_CODES.map(({ code, label }) => [code, label])),
);

function raceCodes(): RaceCode[] {
  const sets = [1, 2, 3, 4, 5].flatMap((size) => combinations(RACES, size));
  return [false, true].flatMap((hispanic) =>
    sets.map((races, index) => {
      const number = index + 1 + (hispanic ? HISPANIC_OFFSET : 0);
      const names = races.map((race) => race.name);
      return Object.freeze({
        code: String(number).padStart(2, '0'),
        label: `${names.join('; ')}${hispanic ? '; Hispanic or Latino' : ''}`,
        hispanic,
        races: Object.freeze(names),
        group: hispanic ? ('HL' as const) : groupOf(races),
      });
    }),
  );
}

function groupOf(races: readonly (typeof RACES)[number][]): RaceGroup {
  const [only] = races;
  return races.length === 1 && only !== undefined ? only.group : 'MNHL';
}

function combinations<T>(items: readonly T[], size: number): T[][] {
  if (size === 0) return [[]];
  return items.flatMap((item, index) => combinations(items.slice(index + 1), size - 1).map((rest) => [item, ...rest]));
}

/** IPEDS student-file codes, as colleges report. */
export const IPEDS_RACE: CodeList = Object.freeze({
  '1': 'U.S. nonresident',
  '2': 'Hispanic or Latino',
  '3': 'American Indian or Alaska Native',
  '4': 'Asian',
  '5': 'Black or African American',
  '6': 'Native Hawaiian or Other Pacific Islander',
  '7': 'White',
  '8': 'Two or more races',
  '9': 'Unknown',
});

/** The single letter of MCAS result files, a rollup of DOE010. Letters assumed. */
export const MCAS_RACE: CodeList = Object.freeze({
  A: 'Asian',
  B: 'Black or African American',
  H: 'Hispanic or Latino',
  M: 'Multi-race, not Hispanic or Latino',
  N: 'American Indian or Alaska Native',
  P: 'Native Hawaiian or Other Pacific Islander',
  W: 'White',
});

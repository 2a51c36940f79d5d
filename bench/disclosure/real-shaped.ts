import type { PublicRow } from '../../disclosure/tables/concept.ts';
import type { DimensionLine, ProtectedTableSpec } from '../../schemas/disclosure/protected-table.ts';

const RACES = ['AIAN', 'AS', 'BAA', 'HL', 'MNHL', 'NHPI', 'WH'] as const;
const RACE_WEIGHTS = [0.003, 0.07, 0.1, 0.24, 0.04, 0.002, 0.545] as const;
const GENDERS = ['F', 'M'] as const;
const CROSSED = RACES.flatMap((race) => GENDERS.map((gender) => `${race}_${gender}`));
const PAIRS = [
  ['LI', 'NLI'],
  ['EL', 'NEL'],
  ['SWD', 'NSWD'],
] as const;
/** Thirty groups: all, races, genders, both together, and three populations with the rest. */
export const GROUPS: readonly string[] = ['ALL', ...RACES, ...GENDERS, ...CROSSED, ...PAIRS.flat()];
export const STATE = '0000';

const exactly = (total: string, parts: readonly string[]): DimensionLine => ({
  total,
  parts: [...parts],
  relation: 'partition',
});
export const GROUP_LINES: readonly DimensionLine[] = [
  exactly('ALL', RACES),
  exactly('ALL', GENDERS),
  ...RACES.map((race) =>
    exactly(
      race,
      GENDERS.map((gender) => `${race}_${gender}`),
    ),
  ),
  ...GENDERS.map((gender) =>
    exactly(
      gender,
      RACES.map((race) => `${race}_${gender}`),
    ),
  ),
  ...PAIRS.map((pair) => exactly('ALL', pair)),
];

export const SPEC: ProtectedTableSpec = {
  name: 'outcomes',
  dimensions: [
    { name: 'district', columns: ['district'], nesting: { top: STATE, relation: 'partition' } },
    { name: 'cohort', columns: ['cohort'] },
    { name: 'year', columns: ['year'] },
    { name: 'group', columns: ['group'], codes: [...GROUPS], lines: [...GROUP_LINES] },
  ],
  measures: [
    {
      kind: 'count',
      name: 'graduates',
      product: 'enrollment',
      owners: ['DESE'],
      over: ['district', 'cohort', 'group'],
    },
    { kind: 'count', name: 'enrolled', product: 'enrollment', owners: ['DESE'], of: 'graduates', attribute: true },
  ],
};

export interface RealShape {
  readonly districts: number;
  readonly cohorts: number;
  readonly years: number;
  readonly seed: number;
}

export interface RealShapedData {
  /** What the first release was made from: without the last cohort. */
  readonly first: readonly PublicRow[];
  /** What the second is made from: one in a hundred of the last outcome year has been revised. */
  readonly second: readonly PublicRow[];
}

/** Invented graduates of districts of very different size, and in which years after they were enrolled. */
export function realShapedData({ districts, cohorts, years, seed }: RealShape): RealShapedData {
  let state = seed >>> 0 || 1;
  const random = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
  const sizes = Array.from({ length: districts }, () =>
    Math.round(20 + 110 * Math.exp(0.9 * (random() + random() + random() - 1.5) * 2)),
  );
  const counts = { first: new Map<string, Float64Array>(), second: new Map<string, Float64Array>() };
  const add = (to: keyof typeof counts, place: string, cohort: number, group: string, enrolled: Uint8Array): void => {
    const key = `${place}|${cohort}|${group}`;
    const cells = counts[to].get(key) ?? new Float64Array(years + 1);
    counts[to].set(key, cells);
    cells[0]!++;
    for (let year = 0; year < years; year++) cells[year + 1]! += enrolled[year]!;
  };
  for (let district = 1; district <= districts; district++) {
    const lean = random();
    for (let cohort = 0; cohort < cohorts; cohort++) {
      for (let person = 0; person < sizes[district - 1]!; person++) {
        const race = raceOf(random(), lean);
        const gender = random() < 0.5 ? 'F' : 'M';
        const inPairs = PAIRS.map(([one, other], at) => (random() < [0.2 + 0.4 * lean, 0.09, 0.17][at]! ? one : other));
        const groups = ['ALL', race, gender, `${race}_${gender}`, ...inPairs];
        const enrolled = new Uint8Array(years).map((_, year) => (random() < 0.72 - 0.09 * year ? 1 : 0));
        const revised = enrolled.slice();
        if (random() < 0.01) revised[years - 1] = 1 - revised[years - 1]!;
        for (const place of [STATE, String(district).padStart(4, '0')]) {
          for (const group of groups) {
            if (cohort < cohorts - 1) add('first', place, cohort, group, enrolled);
            add('second', place, cohort, group, revised);
          }
        }
      }
    }
  }
  return { first: rowsOf(counts.first, years), second: rowsOf(counts.second, years) };
}

function raceOf(draw: number, lean: number): string {
  let left = draw;
  for (const [at, race] of RACES.entries()) {
    // Districts differ: in some almost everybody is of one race.
    left -= race === 'WH' ? 1 : RACE_WEIGHTS[at]! * 2 * lean;
    if (left < 0) return race;
  }
  return 'WH';
}

function rowsOf(counts: ReadonlyMap<string, Float64Array>, years: number): PublicRow[] {
  return [...counts].flatMap(([key, cells]) => {
    const [district, cohort, group] = key.split('|');
    return Array.from({ length: years }, (_, year) => ({
      district,
      cohort: Number(cohort) + 2012,
      year: year + 1,
      group,
      graduates: cells[0],
      enrolled: cells[year + 1],
    }));
  });
}

import type { DimensionLine } from './protected-table.ts';

const RACES = ['AIAN', 'AS', 'BAA', 'HL', 'MNHL', 'NHPI', 'WH'] as const;
const GENDERS = ['F', 'M', 'NB'] as const;
const crossed = RACES.flatMap((race) => GENDERS.map((gender) => `${race}_${gender}`));

/** Every student group that public tables show, total first. */
export const STUDENT_GROUPS: readonly string[] = Object.freeze([
  'ALL',
  ...RACES,
  ...GENDERS,
  ...crossed,
  'LI',
  'NLI',
  'EL',
  'NEL',
  'SWD',
  'NSWD',
]);

/** The groups shown for single schools: a race and a gender together are too few people there to be shown. */
export const SCHOOL_STUDENT_GROUPS: readonly string[] = Object.freeze(
  STUDENT_GROUPS.filter((code) => !crossed.includes(code)),
);

/**
 * How the groups add up: races, genders and their crossings are disjoint, and so are a selected population and the
 * rest. `partial`, because a source may leave a race or a gender blank: nobody blank makes a line exact.
 */
export const STUDENT_GROUP_LINES: readonly DimensionLine[] = Object.freeze([
  disjoint('ALL', [...RACES]),
  disjoint('ALL', [...GENDERS]),
  ...RACES.map((race) =>
    disjoint(
      race,
      crossed.filter((code) => code.startsWith(`${race}_`)),
    ),
  ),
  ...GENDERS.map((gender) =>
    disjoint(
      gender,
      crossed.filter((code) => code.endsWith(`_${gender}`)),
    ),
  ),
  disjoint('ALL', ['LI', 'NLI']),
  disjoint('ALL', ['EL', 'NEL']),
  disjoint('ALL', ['SWD', 'NSWD']),
]);

/** The lines among `codes` alone, for tables that show fewer groups. */
export function studentGroupLines(codes: readonly string[] = STUDENT_GROUPS): DimensionLine[] {
  const shown = new Set(codes);
  return STUDENT_GROUP_LINES.filter((line) => [line.total, ...line.parts].every((code) => shown.has(code)));
}

function disjoint(total: string, parts: string[]): DimensionLine {
  return { total, parts, relation: 'partial' };
}

/** The student groups of the public tables, by family. `ALL` is everybody. */
export const EVERYBODY = 'ALL';

const RACES = ['AIAN', 'AS', 'BAA', 'HL', 'MNHL', 'NHPI', 'WH'] as const;
const GENDERS = ['F', 'M', 'NB'] as const;

export const GROUP_FAMILIES = Object.freeze({
  race: RACES as readonly string[],
  gender: GENDERS as readonly string[],
  race_gender: RACES.flatMap((race) => GENDERS.map((gender) => `${race}_${gender}`)) as readonly string[],
  program: ['LI', 'NLI', 'EL', 'NEL', 'SWD', 'NSWD'] as readonly string[],
});

export type GroupFamily = keyof typeof GROUP_FAMILIES;
export const GROUP_FAMILY_NAMES = Object.freeze(Object.keys(GROUP_FAMILIES) as GroupFamily[]);

const ORDER = [EVERYBODY, ...GROUP_FAMILY_NAMES.flatMap((family) => GROUP_FAMILIES[family])];

/** Puts groups in their standard order, which never depends on their figures; groups it does not know come last. */
export function inGroupOrder(groups: readonly string[]): readonly string[] {
  const rank = (group: string) => {
    const at = ORDER.indexOf(group);
    return at < 0 ? ORDER.length : at;
  };
  return [...groups].sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

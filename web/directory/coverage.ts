import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { GROUP_FAMILIES, type GroupFamily } from '../dashboards/student-groups.ts';
import type { OpenRelease } from '../release/open-release.ts';
import { publicIdentifier } from '../release/public-identifier.ts';
import { yearKindOf } from '../wording.ts';

export type CoverageGroup = 'ALL' | GroupFamily;
export type PlaceLevel = 'State' | 'District' | 'School';

export interface CoverageCell {
  readonly cells: number;
  readonly published: number;
}

/** How much of a table is published, by year, kind of place and family of groups. Counts cells, never people. */
export interface Coverage {
  readonly yearColumn: string | undefined;
  readonly years: readonly string[];
  readonly levels: readonly PlaceLevel[];
  readonly groups: readonly CoverageGroup[];
  cell(year: string, level: PlaceLevel, group: CoverageGroup): CoverageCell | undefined;
}

const LEVELS: readonly PlaceLevel[] = ['State', 'District', 'School'];

const known = new WeakMap<OpenRelease, Map<string, Promise<Coverage>>>();

/** Worked out once a release, which never changes. */
export function coverageOf(release: OpenRelease, table: ReleaseTable): Promise<Coverage> {
  const tables = known.get(release) ?? new Map<string, Promise<Coverage>>();
  known.set(release, tables);
  const before = tables.get(table.name);
  if (before) return before;
  const counting = countCoverage(release, table);
  tables.set(table.name, counting);
  counting.catch(() => tables.delete(table.name));
  return counting;
}

async function countCoverage(release: OpenRelease, table: ReleaseTable): Promise<Coverage> {
  const has = (name: string) => table.dimensions.some((dimension) => dimension.name === name);
  const yearColumn = table.dimensions.find(({ name }) => yearKindOf(name) !== undefined)?.name;
  const placeColumn = ['org_code', 'district_code'].find(has);
  const keys = [yearColumn, placeColumn, has('stu_grp') ? 'stu_grp' : undefined].filter((name) => name !== undefined);
  const published = table.measures
    .map(({ statusColumn }) => `count(*) FILTER (WHERE ${publicIdentifier(statusColumn)} IN ('ok', 'banded'))`)
    .join(' + ');
  const columns = keys.map(publicIdentifier).join(', ');
  const rows = await release.select(
    `SELECT ${keys.length > 0 ? `${columns}, ` : ''}count(*) AS row_count, ${published} AS published
     FROM ${publicIdentifier(table.name)} ${keys.length > 0 ? `GROUP BY ${columns}` : ''}`,
  );
  const sums = new Map<string, { cells: number; published: number }>();
  for (const row of rows) {
    const place = placeColumn ? release.places.find(String(row[placeColumn])) : undefined;
    const level = placeColumn ? place?.type : 'State';
    const group = familyOf(has('stu_grp') ? String(row.stu_grp) : 'ALL');
    if (!level || !group) continue;
    const key = `${yearColumn ? row[yearColumn] : ''}|${level}|${group}`;
    const sum = sums.get(key) ?? { cells: 0, published: 0 };
    sum.cells += Number(row.row_count) * table.measures.length;
    sum.published += Number(row.published);
    sums.set(key, sum);
  }
  const present = (part: (key: string) => string) => new Set([...sums.keys()].map(part));
  const levels = present((key) => key.split('|')[1]!);
  const groups = present((key) => key.split('|')[2]!);
  return {
    yearColumn,
    years: yearColumn ? release.values(table.name, yearColumn) : [''],
    levels: LEVELS.filter((level) => levels.has(level)),
    groups: (['ALL', ...(Object.keys(GROUP_FAMILIES) as GroupFamily[])] as const).filter((group) => groups.has(group)),
    cell: (year, level, group) => sums.get(`${year}|${level}|${group}`),
  };
}

function familyOf(group: string): CoverageGroup | undefined {
  if (group === 'ALL') return 'ALL';
  return (Object.keys(GROUP_FAMILIES) as GroupFamily[]).find((family) => GROUP_FAMILIES[family].includes(group));
}

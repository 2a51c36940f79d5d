import type { ReleaseOrganization } from '../../schemas/releases/release-manifest.ts';

export const STATE_CODE = '00000000';

/** Finds the schools and districts of a release by code and by name. */
export interface PlaceIndex {
  readonly all: readonly ReleaseOrganization[];
  find(code: string): ReleaseOrganization | undefined;
  /** Places whose name has a word that starts with each word of the query, the nearest first. */
  search(query: string, limit: number): readonly ReleaseOrganization[];
  schoolsOf(districtCode: string): readonly ReleaseOrganization[];
  /** Whether some table has a row for the place. */
  hasFigures(code: string): boolean;
}

const RANK_OF_TYPE: Readonly<Record<ReleaseOrganization['type'], number>> = { State: 0, District: 1, School: 2 };

function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

interface Entry {
  readonly place: ReleaseOrganization;
  readonly name: string;
  readonly words: readonly string[];
}

/** @param held codes that some table has a row for @default every place */
export function buildPlaceIndex(places: readonly ReleaseOrganization[], held?: ReadonlySet<string>): PlaceIndex {
  const byCode = new Map(places.map((place) => [place.orgCode, place]));
  const byDistrict = new Map<string, ReleaseOrganization[]>();
  for (const place of places) {
    if (place.type !== 'School') continue;
    const schools = byDistrict.get(place.districtCode) ?? [];
    schools.push(place);
    byDistrict.set(place.districtCode, schools);
  }
  const entries: readonly Entry[] = places.map((place) => {
    const name = fold(place.name);
    const district = place.type === 'School' ? fold(place.districtName) : '';
    return { place, name, words: `${name} ${district}`.trim().split(' ') };
  });

  const search = (query: string, limit: number): readonly ReleaseOrganization[] => {
    const wanted = fold(query);
    if (wanted === '') return [];
    if (byCode.has(query.trim())) return [byCode.get(query.trim())!];
    const words = wanted.split(' ');
    return entries
      .filter((entry) => words.every((word) => entry.words.some((own) => own.startsWith(word))))
      .map((entry) => ({ entry, distance: entry.name === wanted ? 0 : entry.name.startsWith(wanted) ? 1 : 2 }))
      .sort(
        (a, b) =>
          a.distance - b.distance ||
          RANK_OF_TYPE[a.entry.place.type] - RANK_OF_TYPE[b.entry.place.type] ||
          a.entry.name.localeCompare(b.entry.name),
      )
      .slice(0, limit)
      .map(({ entry }) => entry.place);
  };

  return Object.freeze({
    all: places,
    find: (code: string) => byCode.get(code),
    search,
    hasFigures: (code: string) => held?.has(code) ?? true,
    schoolsOf: (districtCode: string) => byDistrict.get(districtCode) ?? [],
  });
}

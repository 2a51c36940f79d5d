import type { ReleaseOrganization } from '../../schemas/releases/release-manifest.ts';

type SampleSchool = readonly [code: string, name: string];

const DISTRICTS: readonly (readonly [code: string, name: string, schools: readonly SampleSchool[]])[] = [
  [
    '00350000',
    'Boston',
    [
      ['00350560', 'Boston Latin School'],
      ['00350535', 'English High School'],
      ['00350006', 'Mather Elementary'],
    ],
  ],
  ['00490000', 'Cambridge', [['00490506', 'Cambridge Rindge and Latin']]],
  ['00950000', 'Fall River', [['00950505', 'B M C Durfee High']]],
  ['01600000', 'Lowell', [['01600505', 'Lowell High']]],
  [
    '01630000',
    'Lynn',
    [
      ['01630510', 'Lynn English High'],
      ['01630505', 'Classical High'],
    ],
  ],
  [
    '01970000',
    'Nantucket',
    [
      ['01970505', 'Nantucket High'],
      ['01970010', 'Nantucket Elementary'],
    ],
  ],
  ['02740000', 'Somerville', [['02740505', 'Somerville High']]],
  [
    '02810000',
    'Springfield',
    [
      ['02810500', 'High School of Commerce'],
      ['02810475', 'Springfield Central High'],
    ],
  ],
  [
    '03480000',
    'Worcester',
    [
      ['03480512', 'South High Community'],
      ['03480515', 'Worcester Technical High'],
    ],
  ],
];

/** The state, nine districts and their schools, by their public names and codes. */
export const SAMPLE_PLACES: readonly ReleaseOrganization[] = [
  { orgCode: '00000000', name: 'State', type: 'State', districtCode: '00000000', districtName: 'State' },
  ...DISTRICTS.flatMap(([code, name, schools]): readonly ReleaseOrganization[] => [
    { orgCode: code, name, type: 'District', districtCode: code, districtName: name },
    ...schools.map(
      ([orgCode, school]): ReleaseOrganization => ({
        orgCode,
        name: school,
        type: 'School',
        districtCode: code,
        districtName: name,
      }),
    ),
  ]),
];

/** A school and its district that no table has a row for. */
export const PLACES_WITHOUT_FIGURES: readonly ReleaseOrganization[] = [
  { orgCode: '00010000', name: 'Abington', type: 'District', districtCode: '00010000', districtName: 'Abington' },
  { orgCode: '00010505', name: 'Abington High', type: 'School', districtCode: '00010000', districtName: 'Abington' },
];

export const SAMPLE_DISTRICTS = SAMPLE_PLACES.filter(({ type }) => type !== 'School');

/** How large a place is, as a share of the state. Only for making numbers. */
export function sizeOf(place: ReleaseOrganization): number {
  if (place.type === 'State') return 1;
  const rank = Number(place.orgCode.slice(2, 4)) % 7;
  const district = place.districtCode === '01970000' ? 0.004 : 0.02 + rank * 0.008;
  return place.type === 'District' ? district : district * 0.4;
}

import type { ReleaseOrganization } from '../schemas/releases/release-manifest.ts';
import type { Session } from '../warehouse/warehouse.ts';

const STATE = '00000000';

/** The state, its districts and its schools by their latest names, from the reference tables: public facts only. */
export async function readOrganizations(warehouse: Session): Promise<ReleaseOrganization[]> {
  const rows = await warehouse.query<{
    code: string;
    name: string;
    type: 'District' | 'School';
    district: string;
    district_name: string;
  }>(
    `SELECT district_code AS code, max(district_name) AS name, 'District' AS type,
            district_code AS district, max(district_name) AS district_name
     FROM reference.school
     GROUP BY district_code
     UNION ALL
     SELECT org_code, school_name, 'School', district_code, district_name
     FROM (
       SELECT org_code, school_name, district_code, district_name,
              row_number() OVER (PARTITION BY org_code ORDER BY valid_from_sy DESC NULLS LAST, school_name) AS recency
       FROM reference.school
       WHERE org_code <> district_code
     ) AS latest
     WHERE recency = 1
     ORDER BY type, code`,
  );
  return [
    { orgCode: STATE, name: 'Massachusetts', type: 'State', districtCode: STATE, districtName: 'Massachusetts' },
    ...rows.map((row) => ({
      orgCode: row.code,
      name: row.name,
      type: row.type,
      districtCode: row.district,
      districtName: row.district_name,
    })),
  ];
}

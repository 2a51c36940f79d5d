import { defineReference, PUBLIC_FACTS } from './reference-set.ts';

const SCHOOLS = 'DESE enrollment by school and grade, school year 2025-26';
const GRADES = ['PK', 'K', '01', '02', '03', '04', '05', '06', '07', '08', '09', '10', '11', '12', 'SP'];

export const townReference = defineReference({
  name: 'town',
  title: 'Cities and towns of Massachusetts',
  grain: 'A city or town.',
  version: 1,
  source:
    'The 351 municipalities in alphabetical order, which is how DESE numbers them; Aquinnah keeps the place of Gay Head.',
  licence: PUBLIC_FACTS,
  assumed: 'Code 000 for outside Massachusetts.',
  columns: [
    { name: 'town_code', type: 'text', meaning: 'Three digits, 001–351; 000 is outside Massachusetts.' },
    { name: 'town_name', type: 'text', meaning: 'Name of the city or town.' },
  ],
  primaryKey: ['town_code'],
});

export const districtReference = defineReference({
  name: 'district',
  title: 'School districts',
  grain: 'A district, those since merged included.',
  version: 1,
  source: SCHOOLS,
  licence: PUBLIC_FACTS,
  columns: [
    { name: 'district_code', type: 'text', meaning: 'Eight digits, the last four 0000.' },
    { name: 'district_name', type: 'text', meaning: 'Name of the district.' },
    {
      name: 'town',
      type: 'text',
      nullable: true,
      meaning: 'Its city or town, for districts numbered after one; none for charter and regional districts.',
    },
    {
      name: 'is_charter',
      type: 'boolean',
      meaning: 'A charter school is a district of its own: numbered 04 or 35, with Charter in its name.',
    },
    {
      name: 'is_regional_vocational',
      type: 'boolean',
      meaning: 'Vocational technical or agricultural district: numbered 08, 0406, 0910, 0913 or 0915.',
    },
  ],
  primaryKey: ['district_code'],
  references: [{ columns: ['town'], table: 'reference.town', tableColumns: ['town_code'] }],
});

export const schoolReference = defineReference({
  name: 'school',
  title: 'Public schools',
  grain: 'A school under one organization code, from its first to its last school year.',
  version: 1,
  source: SCHOOLS,
  licence: PUBLIC_FACTS,
  assumed:
    'College Board codes are invented; schools start in 2006 unless a merger says otherwise; the six closed high schools and their four successors are real mergers whose codes and years are from memory.',
  columns: [
    { name: 'org_code', type: 'text', meaning: 'Eight digits, the first four those of the district.' },
    { name: 'school_name', type: 'text', meaning: 'Name of the school.' },
    { name: 'district_code', type: 'text', meaning: 'District of the school.' },
    { name: 'district_name', type: 'text', meaning: 'Name of the district.' },
    { name: 'org_type', type: 'text', meaning: 'Kind of school.', codes: ['Public School', 'Charter School'] },
    {
      name: 'lowest_grade',
      type: 'text',
      nullable: true,
      codes: GRADES,
      meaning: 'Lowest grade with students; none for a school without students this year.',
    },
    { name: 'highest_grade', type: 'text', nullable: true, codes: GRADES, meaning: 'Highest grade with students.' },
    {
      name: 'is_vocational',
      type: 'boolean',
      meaning:
        'In a regional vocational district, or a school with grade 12 and Vocational, Technical or Agricultural in its name, community colleges aside.',
    },
    {
      name: 'ceeb_code',
      type: 'text',
      nullable: true,
      meaning: 'College Board code of a school with grade 12. Invented: 22 and a running number.',
    },
    { name: 'valid_from_sy', type: 'integer', meaning: 'First school year of the code.', min: 2006, max: 2100 },
    {
      name: 'valid_to_sy',
      type: 'integer',
      nullable: true,
      meaning: 'Last school year of the code; none while it is in use.',
      min: 2006,
      max: 2100,
    },
    {
      name: 'successor_org_code',
      type: 'text',
      nullable: true,
      meaning: 'School that took its students after a merger.',
    },
    { name: 'is_assumed', type: 'boolean', meaning: 'Whether the row rests on memory and not on the published file.' },
  ],
  primaryKey: ['org_code'],
  references: [
    { columns: ['district_code'], table: 'reference.district', tableColumns: ['district_code'] },
    { columns: ['successor_org_code'], table: 'reference.school', tableColumns: ['org_code'] },
  ],
});

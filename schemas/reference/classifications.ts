import { NAICS_SECTORS } from '../tables/columns.ts';
import { defineReference, PUBLIC_FACTS } from './reference-set.ts';

export const naicsSectorReference = defineReference({
  name: 'naics_sector',
  title: 'Industry sectors',
  grain: 'The first two digits of a NAICS code; several may share a sector.',
  version: 1,
  source: 'LEHD label_industry, NAICS sectors',
  licence: 'CC0',
  columns: [
    { name: 'naics2', type: 'text', meaning: 'First two digits of the code.' },
    {
      name: 'sector_code',
      type: 'text',
      meaning: 'Sector: 31-33, 44-45 and 48-49 each fold into one.',
      codes: NAICS_SECTORS,
    },
    { name: 'sector_name', type: 'text', meaning: 'Name of the sector.' },
  ],
  primaryKey: ['naics2'],
});

export const cipFamilyReference = defineReference({
  name: 'cip_family',
  title: 'Fields of study',
  grain: 'A two-digit family of the Classification of Instructional Programs.',
  version: 1,
  source: 'National Center for Education Statistics, CIP 2020',
  licence: PUBLIC_FACTS,
  columns: [
    { name: 'cip2', type: 'text', meaning: 'First two digits of the code.' },
    { name: 'family_name', type: 'text', meaning: 'Name of the family.' },
  ],
  primaryKey: ['cip2'],
});

export const degreeLevelReference = defineReference({
  name: 'degree_level',
  title: 'Degree levels',
  grain: 'A level of award, as LEHD and the public earnings tables code it.',
  version: 1,
  source: 'LEHD label_degree_level',
  licence: 'CC0',
  columns: [
    { name: 'degree_level', type: 'text', meaning: 'Two digits.' },
    { name: 'label', type: 'text', meaning: 'Name of the level.' },
    {
      name: 'cohort_years',
      type: 'integer',
      meaning: 'Years of graduates that public earnings tables pool: three for bachelor’s degrees, five otherwise.',
      min: 1,
      max: 10,
    },
  ],
  primaryKey: ['degree_level'],
});

export const raceCodeReference = defineReference({
  name: 'race_code',
  title: 'Race and ethnicity codes of SIMS',
  grain: 'A code of DOE010.',
  version: 1,
  source: 'schemas/codes/race.ts',
  licence: PUBLIC_FACTS,
  assumed: 'The order of the codes; that there are 62 is public.',
  columns: [
    { name: 'code', type: 'text', meaning: 'Two digits.' },
    { name: 'label', type: 'text', meaning: 'The races it stands for.' },
    { name: 'race_group', type: 'text', meaning: 'The public group it belongs to.' },
    { name: 'is_hispanic', type: 'boolean', meaning: 'Hispanic or Latino of any race.' },
  ],
  primaryKey: ['code'],
});

import { SECTORS } from '../tables/columns.ts';
import { defineReference, PUBLIC_FACTS } from './reference-set.ts';

export const collegeReference = defineReference({
  name: 'college',
  title: 'Colleges',
  grain: 'An institution, by its UnitID; two may share an OPEID.',
  version: 1,
  source:
    'Massachusetts: IPEDS UnitID and OPEID list of 2018. Elsewhere: 30 colleges that Massachusetts graduates often choose.',
  licence: PUBLIC_FACTS,
  assumed:
    'College Board codes are invented; UnitIDs and OPEIDs of colleges in other states are from memory; some of the list of 2018 have closed or been renamed since.',
  columns: [
    { name: 'unitid', type: 'text', meaning: 'IPEDS UnitID.', ceds: 'InstitutionIpedsUnitId' },
    {
      name: 'opeid8',
      type: 'text',
      meaning: 'OPEID: six digits and a two-digit branch. StudentTracker writes it with a hyphen.',
      ceds: 'InstitutionOpeId',
    },
    { name: 'college_name', type: 'text', meaning: 'Name of the college.' },
    {
      name: 'control',
      type: 'text',
      meaning: 'Who controls it.',
      codes: ['Public', 'Private Not-For-Profit', 'Private For-Profit'],
    },
    { name: 'level', type: 'text', meaning: 'Longest program.', codes: ['4 Year', '2 Year', 'Less Than 2 Years'] },
    { name: 'city', type: 'text', meaning: 'City.' },
    { name: 'state', type: 'text', meaning: 'State, two letters.' },
    { name: 'status', type: 'text', meaning: 'Whether it was active in the list.', codes: ['Active', 'Inactive'] },
    {
      name: 'sector',
      type: 'text',
      meaning:
        'Sector of the outcome tables: in Massachusetts public by level (under 2 years counts as 2-year) or private; otherwise out of state.',
      codes: SECTORS,
    },
    {
      name: 'is_heirs',
      type: 'boolean',
      meaning:
        'One of the 28 public institutions that report to HEIRS, by an explicit list: being public is not enough.',
    },
    { name: 'ceeb_code', type: 'text', meaning: 'College Board code. Invented: 30 and a running number.' },
  ],
  primaryKey: ['unitid'],
});

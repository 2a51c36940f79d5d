import { defineReference, PUBLIC_FACTS } from './reference-set.ts';

const schoolYear = {
  name: 'school_year',
  type: 'integer',
  meaning: 'School year, by its ending year.',
  min: 2000,
  max: 2100,
} as const;

export const reportingCalendarReference = defineReference({
  name: 'reporting_calendar',
  title: 'SIMS reporting calendar',
  grain: 'A collection of a school year.',
  version: 1,
  source: 'DESE SIMS schedule of 14 August 2024 for school year 2024-25',
  licence: PUBLIC_FACTS,
  assumed:
    'All other school years, by the same rule: as of 1 October and 1 March, or the Monday after when that is a weekend.',
  columns: [
    { name: 'collection', type: 'text', meaning: 'Collection.', codes: ['October', 'March', 'EOY'] },
    schoolYear,
    { name: 'period', type: 'text', meaning: 'Period of the load slot, such as 2024-10.' },
    {
      name: 'as_of_date',
      type: 'date',
      nullable: true,
      meaning: "Day the collection describes; none at the end of the year, which is each school's last day.",
    },
    { name: 'opens', type: 'date', meaning: 'First day to submit.' },
    { name: 'certifies', type: 'date', meaning: 'Day by which districts certify.' },
    { name: 'recertifies', type: 'date', meaning: 'Day by which they certify again after duplicates are settled.' },
    { name: 'is_assumed', type: 'boolean', meaning: 'Whether the row follows from the rule and not from a schedule.' },
  ],
  primaryKey: ['collection', 'school_year'],
});

export const schoolYearCalendarReference = defineReference({
  name: 'school_year_calendar',
  title: 'School years',
  grain: 'A school year, 1 July to 30 June.',
  version: 1,
  source: 'Computed',
  licence: PUBLIC_FACTS,
  columns: [
    schoolYear,
    { name: 'label', type: 'text', meaning: 'As public files print it, such as 2024-25.' },
    { name: 'starts_on', type: 'date', meaning: 'First day, 1 July.' },
    { name: 'ends_on', type: 'date', meaning: 'Last day, 30 June.' },
    { name: 'fall_term', type: 'text', meaning: 'Fall term of colleges.' },
    { name: 'spring_term', type: 'text', meaning: 'Spring term of colleges.' },
    { name: 'first_quarter', type: 'text', meaning: 'First wage quarter in it.' },
    { name: 'last_quarter', type: 'text', meaning: 'Last wage quarter in it.' },
  ],
  primaryKey: ['school_year'],
});

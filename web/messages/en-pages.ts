import type { Messages } from './messages.ts';

export const enPages: Pick<
  Messages,
  'places' | 'data' | 'method' | 'codebook' | 'problems' | 'glossary' | 'accessibilityPage'
> = {
  places: {
    title: 'Find a school or district',
    lead: 'Type the first letters of a name. You can also type the eight-digit code.',
    state: 'Massachusetts',
    types: { State: 'State', District: 'District', School: 'School' },
    inDistrict: (district) => `School in ${district}`,
    schools: 'Schools in this district',
    code: (code) => `Code ${code}`,
    noFigures: 'no figures',
    noFiguresHere: 'The current release has no figures for this place.',
    districtInstead: (district) => `See its district, ${district}.`,
  },
  data: {
    title: 'Data directory',
    lead: 'Every table behind the dashboards. Look at any part of a table, see how much of it is hidden, and download it.',
    rows: (rows) => `${rows} rows`,
    hiddenShare: (share) => `${share} of the figures are published`,
    withdrawn: 'Withdrawn releases',
    withdrawnOn: (published, withdrawn, id) =>
      `The release of ${published} (${id}) was withdrawn on ${withdrawn}. Please do not use its figures.`,
    explore: 'Explore and download',
    method: 'Method',
    codebook: 'Codebook',
    coverage: 'What this table covers',
    coverageLead: 'Share of figures that are published, by year, kind of place and student groups.',
    coverageNone: 'none',
    build: 'Choose a part of the table',
    selection: (rows, share) => `Your choice has ${rows} rows; ${share} of its figures are published.`,
    empty: 'No row fits these choices. Take one of them away.',
    wholeTable: 'Download the whole table',
    thisSelection: 'Download this choice',
    formats: { csv: 'CSV', xlsx: 'Excel', parquet: 'Parquet', zip: 'CSV with notes (ZIP)', json: 'JSON' },
    previous: 'Previous page',
    next: 'Next page',
    pageOf: (page, pages) => `Page ${page} of ${pages}`,
    permanentLabel: 'Address',
    permanent: 'The address of this page always shows these choices.',
    citation: 'How to cite',
    notes: 'Notes',
    holds: 'What this file holds',
    holdsAll: 'The whole table',
    liveDataset: 'Has the same columns as the state data set',
    chooseHint: 'Tick nothing to keep all values.',
    levels: { State: 'State', District: 'Districts', School: 'Schools' },
    tooMany: (rows) => `An Excel sheet holds ${rows} rows at most here. Choose a smaller part, or take CSV or Parquet.`,
  },
  method: {
    title: (table) => `Method: ${table}`,
    formula: 'How it is worked out',
    universe: 'Who is counted',
    exclusions: 'Who is left out',
    sources: 'Sources',
    suppression: 'How privacy is protected',
    limits: 'What to keep in mind',
    matchRates: 'Match rates',
    matchRatesLead:
      'The share of records that could be matched to the other source. Records that could not be matched are missing from the figures that need both.',
    pair: 'Sources matched',
    pairs: {
      'dhe-dese': 'Public college students with school records',
      'nsc-dese': 'National college records with school records',
      'eec-dese': 'Children in early programs with school records',
      'dhe-dua': 'Public college students, who have a Social Security number, with wage records',
      'dese-roster': 'High school graduates with the roster of residents, which leads to wage records',
    },
    eligible: 'Records that could match',
    linked: 'Matched',
    rate: 'Match rate',
    noMatchRates: 'This table needs no matching between sources.',
    codebookSheet: 'Codebook',
    revision: 'Version',
    revisionText: (release, date, link, code) =>
      `Release ${release} of ${date}, from link version ${link} and code version ${code}.`,
  },
  codebook: {
    title: (table) => `Codebook: ${table}`,
    lead: 'Every column of the files, with its meaning and its codes.',
    column: 'Column',
    label: 'Name',
    type: 'Kind',
    meaning: 'Meaning',
    codes: 'Codes',
    types: {
      text: 'text',
      integer: 'whole number',
      count: 'count',
      share: 'share from 0 to 1',
      dollars: 'US dollars',
      credits: 'credits',
      status: 'status code',
    },
    statusCodes: 'Status codes',
    groupCodes: 'Student groups',
  },
  problems: {
    notFoundTitle: 'This page does not exist',
    notFoundText: 'The address may be old or mistyped.',
    badFilterTitle: 'That choice does not exist here',
    badFilter: (filter) => `The address asks for a value of “${filter}” that the current data do not have.`,
    tooManyPlaces: (most) => `You can compare up to ${most} places at once. Take some away from the address.`,
    unknownName: (name) => `The address chooses by “${name}”, which is no column here.`,
    exist: 'These exist:',
    backToDefaults: 'Start over with the usual choices',
    noReleaseTitle: 'No data have been published yet',
    noReleaseText: 'The site is ready. The dashboards will appear here as soon as the first release is published.',
    refusedTitle: 'The data cannot be shown right now',
    refusedText: 'The published files did not pass their checks, so nothing of them is shown. The team has been told.',
    failedTitle: 'Something went wrong on our side',
    failedText: 'The page could not be made. Please try again in a while.',
    home: 'Go to the home page',
    more: (count) => `and ${count} more`,
  },
  glossary: {
    title: 'Glossary',
    lead: 'The words these pages use, in plain language.',
    entries: [
      {
        id: 'band',
        term: 'Band',
        meaning: 'A range, such as 10% or less, shown in place of an exact number to protect privacy.',
      },
      {
        id: 'cohort',
        term: 'Class (graduation cohort)',
        meaning:
          'Everyone who finished high school in the same school year. The class of 2020 finished in the year that ended in summer 2020.',
      },
      {
        id: 'early-college',
        term: 'Early College',
        meaning: 'A program in which high school students take college courses, at no cost, and earn college credit.',
      },
      {
        id: 'earnings',
        term: 'Earnings',
        meaning:
          'Wages that employers in Massachusetts report each quarter. Work for yourself, for the federal government or in another state is not in these records.',
      },
      {
        id: 'english-learner',
        term: 'English learner',
        meaning: 'A student who is learning English and gets help at school to do so.',
      },
      {
        id: 'hidden',
        term: 'Hidden [c]',
        meaning:
          'A number that is not shown, because it is small or because it could be used to work out a small one. It may be zero or more: do not read it as zero.',
      },
      {
        id: 'link',
        term: 'Link (match)',
        meaning:
          'To find out which records in two sources are about the same person. It is done inside the hub, without names in any result.',
      },
      {
        id: 'low-income',
        term: 'Low income',
        meaning: 'A student whose family takes part in a state program for families with low income.',
      },
      {
        id: 'match-rate',
        term: 'Match rate',
        meaning: 'The share of records that could be linked to the other source.',
      },
      {
        id: 'meeting-expectations',
        term: 'Meeting expectations',
        meaning: 'Scoring in the top two of four levels on the state test (MCAS): Meeting or Exceeding Expectations.',
      },
      {
        id: 'not-applicable',
        term: 'Does not apply [z]',
        meaning:
          'The figure cannot exist, such as grade 12 in a school that ends with grade 8, or average pay where nobody had wages.',
      },
      {
        id: 'not-available',
        term: 'Not available [x]',
        meaning:
          'The source has not been collected or linked yet for this table and year, or does not reach these people, such as wages of graduates who never enrolled in a public college.',
      },
      {
        id: 'not-found',
        term: 'Not found in our records',
        meaning:
          'Graduates who appear neither in college records nor in Massachusetts wage records that year. They may work or study where our sources do not reach, such as in another state.',
      },
      {
        id: 'release',
        term: 'Release',
        meaning:
          'A set of tables that was checked, approved and published together. A release never changes; a newer one takes its place.',
      },
      {
        id: 'school-year',
        term: 'School year',
        meaning: 'From July to June. In the files it is named for the year in which it ends: 2025 means 2024–25.',
      },
      {
        id: 'student-group',
        term: 'Student group',
        meaning:
          'Students who share a trait that schools report, such as gender, race and ethnicity, or learning English.',
      },
    ],
  },
  accessibilityPage: {
    title: 'Accessibility',
    sections: [
      {
        heading: 'Our aim',
        paragraphs: [
          'We want everybody to be able to use this site. It is built to meet the Web Content Accessibility Guidelines (WCAG) 2.1 at level AA.',
        ],
      },
      {
        heading: 'What we do',
        paragraphs: [
          'Every chart is followed by a table with the same figures, and its title says in words what it shows.',
          'Nothing is told by color alone: lines and bars also differ in pattern, marker and label.',
          'All pages work with a keyboard, at 320 pixels wide, at 400 percent zoom, in print, and without JavaScript.',
          'Hidden numbers are read out as “hidden to protect privacy”.',
          'Each page is checked with automated tests (axe) in a real browser before a version goes out.',
        ],
      },
      {
        heading: 'What we know is missing',
        paragraphs: [
          'Descriptions of methods and columns are in English only.',
          'Automated tests find only part of all problems. A review with people who use screen readers has yet to be done.',
        ],
      },
      {
        heading: 'Tell us',
        paragraphs: [
          'If something does not work for you, please write to the agency that gave you this address. Say which page, and what you use to read it.',
        ],
      },
    ],
  },
};

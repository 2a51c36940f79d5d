import { enPages } from './en-pages.ts';
import { enVocabulary } from './en-vocabulary.ts';
import type { Messages } from './messages.ts';

export const en: Messages = {
  languageName: 'English',
  locale: 'en-US',
  site: {
    name: 'Education-to-Career Hub',
    tagline: 'Massachusetts, from early childhood to work',
    owner: 'Massachusetts Education-to-Career Research and Data Hub',
    skip: 'Skip to the main content',
    menu: 'Main menu',
    home: 'Home',
    data: 'Data',
    glossary: 'Glossary',
    accessibility: 'Accessibility',
    syntheticStrong: 'Practice data.',
    synthetic: 'The people behind these figures are invented. Do not use them as facts about any school.',
    refreshed: (date) => `Data last refreshed ${date}`,
    release: (id) => `Release ${id}`,
    footer: 'Figures describe groups, never one person. Small numbers are hidden to protect privacy.',
    englishOnly: 'This part is written in English.',
  },
  home: {
    heading: 'From the first classroom to the first paycheck',
    lead: 'See how children in Massachusetts learn to read, finish high school, go on to college and start to earn. Choose a school, a district or the whole state.',
    stages: ['Early learning', 'School', 'College', 'Work'],
    findPlace: 'Find a school or district',
    dashboards: 'Four dashboards',
    promiseHeading: 'What you can count on',
    promise: [
      {
        heading: 'Nobody can be singled out',
        text: 'Every figure is about a group. Where a group is small, the number is hidden and the page says so.',
      },
      {
        heading: 'Hidden does not mean zero',
        text: 'A hidden number is shown as [c]. It is never left blank. It may be zero or more.',
      },
      {
        heading: 'You can check the work',
        text: 'Each table has a page on its method, its match rate and its limits, and every chart can be downloaded as shown.',
      },
    ],
    dataHeading: 'Take the data with you',
    dataText: (tables) => `All ${tables} tables can be filtered, and downloaded as CSV, Excel or Parquet, with notes.`,
    dataLink: 'Go to the data directory',
  },
  filters: {
    heading: 'Choose what to show',
    place: 'Places',
    placeHint: (most) => `You can compare up to ${most} places.`,
    findLabel: 'Find a school or district by name',
    findButton: 'Find',
    group: 'Student group',
    by: 'Compare groups by',
    families: {
      race: 'Race and ethnicity',
      gender: 'Gender',
      race_gender: 'Race and gender',
      program: 'Income, language, disability',
    },
    apply: 'Show',
    reset: 'Start over',
    remove: (name) => `Remove ${name}`,
    add: (name) => `Add ${name}`,
    show: (name) => `Show only ${name}`,
    found: (count, words) => `${count} ${count === 1 ? 'place has' : 'places have'} a name like “${words}”.`,
    firstFound: (listed) => `The first ${listed} are listed; type more of the name to see others.`,
    noneFound: (words) => `No place has a name like “${words}”. Try the first letters of one word of the name.`,
    full: (most) => `You already compare ${most} places. Remove one to add another.`,
    shown: 'Places shown',
    yearsAfter: (years) => (years === '1' ? '1 year after high school' : `${years} years after high school`),
    all: 'All',
    names: {
      year: 'year',
      place: 'place',
      group: 'student group',
      by: 'compare groups by',
      after: 'time since high school',
    },
  },
  figure: {
    table: (name) => `Table: ${name}`,
    about: 'About these figures',
    unit: 'Unit',
    universe: 'Who is counted',
    years: 'Years',
    source: 'Sources',
    updated: 'Updated',
    method: 'Method',
    methodLink: 'How this is worked out',
    matchRate: 'Match rate',
    matched: {
      'dhe-dese': (rate) => `${rate} of public college students were matched to a school record`,
      'nsc-dese': (rate) => `${rate} of students in the national college records were matched to a school record`,
      'eec-dese': (rate) => `${rate} of children in early programs were matched to a school record`,
      'dhe-dua': (rate) =>
        `${rate} of public college students with a Social Security number were matched to a wage record`,
      'dese-roster': (rate) =>
        `${rate} of high school graduates were found on the roster of residents, which leads to wage records`,
    },
    matchedOther: (pair, rate) => `${pair}: ${rate} of records were matched`,
    coverage: {
      term: 'How much can be seen',
      followed: 'Graduates who could be followed (the rest count as graduates and have no outcome)',
      wagesSeen:
        'Graduates whose wages can be seen (a public college or a roster of residents holds their Social Security number)',
      partOf: (share, seen, of) => `${share} (${seen} of ${of})`,
      unseen:
        'Only college enrollment can be seen of everybody. Wages of graduates who never enrolled in a public college cannot, so it is not known who of them works',
      hidden: 'not published for this choice',
    },
    downloadShown: 'What is shown here',
    wholeTable: 'Explore the whole table',
    numerator: 'Number',
    denominator: 'Out of',
    share: 'Share',
    low: 'Lower quarter',
    middle: 'Middle',
    high: 'Upper quarter',
    substituted: (from, to) => `There are no figures for ${from} in this table. Its district, ${to}, is shown instead.`,
    noStandIn: (from) => `There are no figures for ${from} in this table.`,
    noneHere: (places, figures) => `There are no figures for ${places} here: ${figures}. Choose another place above.`,
    unmet: {
      year: 'This table has no figures for the year you chose. Choose another year above.',
      after:
        'This table has no figures that long after high school for the class you chose. Choose another time or class above.',
      group: 'This table has no figures for the student group you chose. Choose another group above.',
      place: 'This table has no figures for the places you chose. Choose another place above.',
      value: 'This table has no figures for what you chose. Change the choices above.',
    },
    missing: 'The current release does not hold the data for this chart.',
    glance: 'At a glance',
    seriesOnlyFirst: (place) => `This chart shows one place at a time: ${place}.`,
    legend: 'Key',
    year: 'Year',
  },
  status: {
    symbols: { ok: '', banded: '≤ ≥', suppressed: '[c]', not_available: '[x]', not_applicable: '[z]', absent: '–' },
    spoken: {
      suppressed: 'hidden to protect privacy',
      not_available: 'not available',
      not_applicable: 'does not apply',
      absent: 'nothing here',
    },
    explained: {
      ok: 'The number as it was counted or worked out, rounded where the method says so.',
      suppressed:
        'Hidden to protect privacy. The number may be small, or it could be used to work out a small one. It may be zero or more: do not read it as zero.',
      not_available: 'Not available: the source has not been collected or linked for this table and year.',
      not_applicable:
        'Does not apply: there is nobody to work it out for, such as average pay where nobody had wages, or a grade that the school does not have.',
      absent: 'No such program, place or students in this year, or a year that the sources do not reach.',
      banded: 'A range is shown in place of the exact number, to protect privacy.',
    },
    unavailable: {
      college_career_outcomes:
        'Not available: school records hold no Social Security number. Wages can be seen only of people whose number a public college or a roster of residents holds, so it cannot be told who of the others works and who is in no record. Or the records of this year are not all there.',
      early_college_outcomes:
        'Not available: this class has not been followed for long enough, or the college records of the year are not all there.',
      pseo_earnings:
        'Not available: these graduates have not been followed for so many years, or the wages of the year are not all there.',
    },
    heading: 'Symbols in this table',
    atMost: (value) => `≤ ${value}`,
    atLeast: (value) => `≥ ${value}`,
    between: (low, high) => `${low} to ${high}`,
  },
  finding: {
    rose: ({ subject, where, from, fromWhen, to, toWhen }) =>
      `${subject}${where} rose from ${from}${fromWhen} to ${to}${toWhen}`,
    fell: ({ subject, where, from, fromWhen, to, toWhen }) =>
      `${subject}${where} fell from ${from}${fromWhen} to ${to}${toWhen}`,
    steady: ({ subject, where, from, fromWhen, to, toWhen }) =>
      from === to
        ? `${subject}${where} was ${from} both${fromWhen} and${toWhen}`
        : `${subject}${where} changed little: ${from}${fromWhen}, ${to}${toWhen}`,
    single: (subject, where, value, when) => `${subject}${where} was ${value}${when}`,
    extremes: ({ subject, where, when, highest, highestValue, lowest }) =>
      `${subject}${where}${when} was highest for ${highest} (${highestValue})${lowest ? ` and lowest for ${lowest.name} (${lowest.value})` : ''}`,
    only: (subject, where, names, value, when) => `${subject}${where}${when} was ${value} for ${names}`,
    range: (subject, where, low, high, when) => `${subject}${where}${when} lies between ${low} and ${high}`,
    allHidden: (subject, where) => `${subject}${where}: no figure is published for this choice`,
    hiddenCount: (hidden, total) =>
      `${hidden} of ${total} figures ${hidden === 1 ? 'is' : 'are'} not shown; the symbols in the table say why.`,
    inPlace: (place) => ` in ${place}`,
    forGroup: (group) => ` (${group})`,
    ofClass: (year) => ` of the class of ${year}`,
    when: (year, kind) => (kind === 'class' ? ` for the class of ${year}` : ` in ${year}`),
    amongShown: 'Highest and lowest are among the published figures shown here.',
    list: (items) => new Intl.ListFormat('en', { type: 'conjunction' }).format(items),
  },
  years: { classOf: (year) => `Class of ${year}` },
  ...enPages,
  ...enVocabulary,
};

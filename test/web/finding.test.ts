import { expect, test } from 'vitest';
import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { publicTables } from '../../schemas/releases/tables/index.ts';
import { earlyCollege } from '../../web/dashboards/early-college.ts';
import { earlyLiteracy } from '../../web/dashboards/early-literacy.ts';
import { earnings } from '../../web/dashboards/earnings.ts';
import type { FigureData } from '../../web/dashboards/figure-data.ts';
import { findingOf } from '../../web/dashboards/finding.ts';
import { outcomes } from '../../web/dashboards/outcomes.ts';
import { type Cell, cellOf } from '../../web/release/cell.ts';
import { wordingIn } from '../../web/wording.ts';
import { SAMPLE_PLACES } from './sample-places.ts';

const words = wordingIn('en');
const table = publicTables.find(({ table: { name } }) => name === 'third_grade_reading')!
  .table as unknown as ReleaseTable;
const state = SAMPLE_PLACES[0]!;

function data(id: 'lit-trend' | 'lit-programs', cells: Readonly<Record<string, Cell>>): FigureData {
  return {
    figure: earlyLiteracy.figures.find((figure) => figure.id === id)!,
    table,
    scope: { places: [state], year: '2024', group: 'ALL', after: undefined, free: {} },
    along: Object.keys(cells),
    codeNames: new Map(),
    series: [{ key: state.orgCode, place: state }],
    cells: (along) => [cells[along]!],
    filters: [],
    substituted: [],
    firstPlaceOnly: false,
    unmet: undefined,
  };
}

const ok = (value: number) => cellOf('ok', value, null, null);
const band = (low: number, high: number) => cellOf('banded', null, low, high);
const hidden = cellOf('suppressed', null, null, null);
const title = (id: 'lit-trend' | 'lit-programs', cells: Readonly<Record<string, Cell>>) =>
  findingOf(data(id, cells), words).title.replace(
    'The share of grade 3 students who meet reading expectations in Massachusetts',
    '…',
  );

test('a line tells its first and last published values', () => {
  expect(title('lit-trend', { 2022: hidden, 2023: ok(0.3), 2024: ok(0.4) })).toBe(
    '… rose from 30% in 2022–23 to 40% in 2023–24',
  );
  expect(title('lit-trend', { 2022: ok(0.4), 2023: ok(0.3), 2024: hidden })).toBe(
    '… fell from 40% in 2021–22 to 30% in 2022–23',
  );
  expect(title('lit-trend', { 2022: ok(0.4), 2023: ok(0.402) })).toBe(
    '… changed little: 40% in 2021–22, 40.2% in 2022–23',
  );
});

test('a list tells its highest and lowest, and leaves its total out', () => {
  expect(title('lit-programs', { 'All children': ok(0.9), EI: ok(0.3), PPK: ok(0.5) })).toBe(
    '… in 2023–24 was highest for Public preschool (50%) and lowest for Early intervention (30%)',
  );
});

test('a lowest of zero is not named, nor one of many that share the highest', () => {
  expect(title('lit-programs', { EI: ok(0), PPK: ok(0.5), WIC: ok(0.4) })).toBe(
    '… in 2023–24 was highest for Public preschool (50%)',
  );
  expect(title('lit-programs', { EI: ok(0.5), PPK: ok(0.5), WIC: ok(0.4) })).toBe(
    '… in 2023–24 was highest for Early intervention and Public preschool (50%) and lowest for WIC nutrition program (40%)',
  );
});

test('a single published part gives way to everybody together, and is named where they are hidden', () => {
  expect(title('lit-programs', { 'All children': ok(0.4), EI: ok(0.3), PPK: hidden })).toBe('… was 40% in 2023–24');
  expect(title('lit-programs', { 'All children': hidden, EI: ok(0.3), PPK: hidden })).toBe(
    '… in 2023–24 was 30% for Early intervention',
  );
  expect(title('lit-programs', { 'All children': ok(0.4), EI: hidden })).toBe('… was 40% in 2023–24');
});

test('what is zero is not named, and parts that are all zero give way to everybody together', () => {
  expect(title('lit-programs', { 'All children': ok(0.4), EI: ok(0), WIC: ok(0), PPK: hidden })).toBe(
    '… was 40% in 2023–24',
  );
  expect(title('lit-programs', { EI: ok(0), WIC: ok(0), PPK: ok(0.3) })).toBe(
    '… in 2023–24 was 30% for Public preschool',
  );
});

test('a count that moves by a few people has changed little', () => {
  const participation = publicTables.find(({ table: { name } }) => name === 'early_college_participation')!;
  const counted = (from: number, to: number) =>
    findingOf(
      {
        ...data('lit-trend', { 2018: ok(from), 2024: ok(to) }),
        figure: earlyCollege.figures.find(({ id }) => id === 'ec-trend')!,
        table: participation.table as unknown as ReleaseTable,
      },
      words,
    ).title.replace('The number of Early College students in Massachusetts', '…');
  expect(counted(47, 46)).toBe('… changed little: 47 in 2017–18, 46 in 2023–24');
  expect(counted(259, 251)).toBe('… changed little: 259 in 2017–18, 251 in 2023–24');
  expect(counted(12, 15)).toBe('… rose from 12 in 2017–18 to 15 in 2023–24');
  expect(counted(0, 3)).toBe('… rose from 0 in 2017–18 to 3 in 2023–24');
  expect(counted(400, 360)).toBe('… fell from 400 in 2017–18 to 360 in 2023–24');
});

test('districts are compared with one another, and not with the state they are in', () => {
  const [boston, lynn] = ['Boston', 'Lynn'].map((name) => SAMPLE_PLACES.find((place) => place.name === name)!);
  const among = (
    id: 'lit-trend' | 'lit-programs',
    along: readonly string[],
    values: Readonly<Record<string, number>>,
  ) =>
    findingOf(
      {
        ...data(id, Object.fromEntries(along.map((one) => [one, hidden]))),
        scope: { places: [state, boston!, lynn!], year: '2024', group: 'ALL', after: undefined, free: {} },
        series: [state, boston!, lynn!].map((place) => ({ key: place.orgCode, place })),
        cells: (_, series) => [values[series] === undefined ? hidden : ok(values[series])],
      },
      words,
    ).title;
  expect(among('lit-trend', ['2024'], { [state.orgCode]: 0.9, [boston!.orgCode]: 0.4, [lynn!.orgCode]: 0.3 })).toBe(
    'The share of grade 3 students who meet reading expectations in 2023–24 was highest for Boston (40%) and lowest for Lynn (30%)',
  );
  expect(among('lit-programs', ['EI', 'PPK'], { [state.orgCode]: 0.9, [lynn!.orgCode]: 0.3 })).toContain('in Lynn');
  expect(among('lit-trend', ['2024'], { [state.orgCode]: 0.9 })).toContain('in Massachusetts was 90%');
});

test('pay by field of study says that it is of graduates with a credential', () => {
  const fields = earnings.figures.find(({ id }) => id === 'earn-fields')!;
  for (const language of ['en', 'es'] as const) {
    const { figures } = wordingIn(language).t;
    expect(figures[fields.id]!.subject).not.toBe(figures['earn-growth']!.subject);
    expect(figures[fields.id]!.subject).toMatch(/college credential|título universitario/);
  }
});

test('the only published one of several lines is told by what it counts, and where it is', () => {
  const place = SAMPLE_PLACES[1]!;
  const two: FigureData = {
    ...data('lit-trend', { 2023: ok(0.3), 2024: ok(0.4) }),
    scope: { places: [state, place], year: undefined, group: 'ALL', after: undefined, free: {} },
    series: [state, place].map((one) => ({ key: one.orgCode, place: one })),
    cells: (along, series) => [series === place.orgCode ? ok(along === '2023' ? 0.3 : 0.4) : hidden],
  };
  expect(findingOf(two, words).title).toBe(
    `The share of grade 3 students who meet reading expectations in ${place.name} rose from 30% in 2022–23 to 40% in 2023–24`,
  );
  const parts: FigureData = {
    ...data('lit-trend', { 2019: ok(0.6), 2024: ok(0.1) }),
    figure: outcomes.figures.find(({ id }) => id === 'cco-path')!,
    table: publicTables.find(({ table: { name } }) => name === 'college_career_outcomes')!
      .table as unknown as ReleaseTable,
    scope: { places: [state], year: '2018', group: 'ALL', after: undefined, free: {} },
    series: ['Total Postsecondary Enrollment', 'Total Employed'].map((key) => ({ key, place: undefined })),
    cells: (along, series) => [series === 'Total Employed' ? hidden : ok(along === '2019' ? 0.628 : 0.116)],
  };
  expect(findingOf(parts, words).title).toBe(
    'The share of graduates of the class of 2018 in Massachusetts who were in college fell from 62.8% in 2019 to 11.6% in 2024',
  );
});

test('a highest is named only where no band could lie above it', () => {
  expect(title('lit-programs', { EI: ok(0.3), PPK: ok(0.5), WIC: band(0.5, 0.6) })).toBe(
    '… in 2023–24 was highest for WIC nutrition program (50% to 60%) and lowest for Early intervention (30%)',
  );
  expect(title('lit-programs', { EI: ok(0.3), PPK: ok(0.55), WIC: band(0.5, 0.6) })).toBe(
    '… in 2023–24 lies between 30% and 60%',
  );
});

test('where every figure is hidden the title says so and guesses nothing', () => {
  expect(title('lit-programs', { EI: hidden, PPK: hidden })).toBe('…: no figure is published for this choice');
});

test('the summary counts what is hidden and says what a highest is among', () => {
  const { summary } = findingOf(data('lit-programs', { EI: ok(0.3), PPK: ok(0.5), WIC: hidden }), words);
  expect(summary).toContain('1 of 3 figures is not shown');
  expect(summary).toContain('among the published figures');
});

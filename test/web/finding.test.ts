import { expect, test } from 'vitest';
import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { publicTables } from '../../schemas/releases/tables/index.ts';
import { earlyLiteracy } from '../../web/dashboards/early-literacy.ts';
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

test('the only published part of a list is named, and a total alone is not called a part', () => {
  expect(title('lit-programs', { 'All children': ok(0.4), EI: ok(0.3), PPK: hidden })).toBe(
    '… in 2023–24 was 30% for Early intervention',
  );
  expect(title('lit-programs', { 'All children': ok(0.4), EI: hidden })).toBe('… was 40% in 2023–24');
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

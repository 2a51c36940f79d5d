import { expect, test } from 'vitest';
import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { publicTables } from '../../schemas/releases/tables/index.ts';
import { coverageStatement } from '../../web/dashboards/coverage-statement.ts';
import type { FigureDefinition } from '../../web/dashboards/definition.ts';
import { earlyLiteracy } from '../../web/dashboards/early-literacy.ts';
import { earnings } from '../../web/dashboards/earnings.ts';
import type { FigureData, Series } from '../../web/dashboards/figure-data.ts';
import { outcomes } from '../../web/dashboards/outcomes.ts';
import { type Cell, cellOf } from '../../web/release/cell.ts';
import { wordingIn } from '../../web/wording.ts';
import { SAMPLE_PLACES } from './sample-places.ts';

const words = wordingIn('en');
const [state, boston] = SAMPLE_PLACES as [(typeof SAMPLE_PLACES)[0], (typeof SAMPLE_PLACES)[0]];
const figureOf = (id: string) =>
  [...outcomes.figures, ...earnings.figures, ...earlyLiteracy.figures].find((figure) => figure.id === id)!;

function data(figure: FigureDefinition, along: string[], series: Series[], cells: FigureData['cells']): FigureData {
  return {
    figure,
    table: publicTables.find(({ table }) => table.name === figure.table)!.table as unknown as ReleaseTable,
    scope: { places: [state], year: '2019', group: 'ALL', after: undefined, free: {} },
    along,
    codeNames: new Map(),
    series,
    cells,
    filters: [],
    substituted: [],
    firstPlaceOnly: false,
    unmet: undefined,
  };
}

const ok = (value: number) => cellOf('ok', value, null, null);
const hidden = cellOf('suppressed', null, null, null);
const unseen = cellOf('not_available', null, null, null);
const totals = ['Total Postsecondary Enrollment', 'Total Employed', 'Total Missing'];
const path = (shares: (year: string, outcome: string) => Cell) =>
  data(
    figureOf('cco-path'),
    ['2020', '2021'],
    totals.map((key) => ({ key, place: undefined })),
    (year, outcome) => [shares(year, outcome)],
  );
const place = (one: typeof state): Series => ({ key: one.orgCode, place: one });

test('outcomes say what share could be followed, in the last year that shows all of them', () => {
  const shares = [0.5, 0.3, 0.15];
  const all = path((_, outcome) => ok(shares[totals.indexOf(outcome)]!));
  expect(coverageStatement(all, words)).toBe(
    'Graduates who could be followed (the rest count as graduates and have no outcome): 95% in 2021.',
  );
  const first = path((year, outcome) => (year === '2021' ? hidden : ok(shares[totals.indexOf(outcome)]!)));
  expect(coverageStatement(first, words)).toContain('95% in 2020');
  expect(
    coverageStatement(
      path(() => hidden),
      words,
    ),
  ).toContain('not published for this choice');
});

test('outcomes without a roster say why it is not known who works', () => {
  const enrollmentAlone = path((_, outcome) => (outcome === totals[0] ? ok(0.6) : unseen));
  expect(coverageStatement(enrollmentAlone, words)).toContain('never enrolled in a public college');
  expect(coverageStatement(enrollmentAlone, wordingIn('es'))).toContain('nunca se inscribieron');
});

test('earnings say of how many graduates wages can be seen, for each place, from published numbers alone', () => {
  const counts = (seen: Cell, graduates: Cell) => [ok(40_000), ok(200), seen, graduates];
  const growth = data(figureOf('earn-growth'), ['2020', '2024'], [place(state), place(boston)], (_, code) =>
    code === state.orgCode ? counts(ok(331), ok(623)) : counts(hidden, ok(60)),
  );
  const told = coverageStatement(growth, words)!;
  expect(told).toContain('Massachusetts 53.1% (331 of 623); Boston not published');
  const groups = data(figureOf('earn-groups'), ['ALL', 'F'], [place(state)], (along) =>
    along === 'ALL' ? counts(ok(331), ok(623)) : counts(ok(1), ok(2)),
  );
  expect(coverageStatement(groups, words)).toContain('53.1% (331 of 623).');
});

test('a figure that needs no such words has none', () => {
  expect(
    coverageStatement(
      data(figureOf('lit-trend'), [], [place(state)], () => []),
      words,
    ),
  ).toBeUndefined();
});

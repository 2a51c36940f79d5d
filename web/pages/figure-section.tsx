import { LINKAGE_SOURCES } from '../../schemas/releases/tables/dimensions.ts';
import { coverageStatement } from '../dashboards/coverage-statement.ts';
import type { DashboardDefinition } from '../dashboards/definition.ts';
import type { FigureData } from '../dashboards/figure-data.ts';
import { findingOf } from '../dashboards/finding.ts';
import { scopePhrases } from '../dashboards/scope-words.ts';
import { type Wording, yearKindOf } from '../wording.ts';
import { chartModel, FigureChart } from './figure-chart.tsx';
import { FigureTable, isWideTable } from './figure-table.tsx';
import { href, type PageContext } from './page-context.ts';

export const FIGURE_FORMATS = ['csv', 'xlsx', 'parquet', 'zip'] as const;

export interface FigureSectionProps {
  readonly context: PageContext;
  readonly dashboard: DashboardDefinition;
  readonly data: FigureData;
  /** The selection as an address says it. */
  readonly params: URLSearchParams;
}

/** A figure: its finding, chart, table, and all that a reader needs to judge and take it. */
export function FigureSection({ context, dashboard, data, params }: FigureSectionProps) {
  const { words } = context;
  const { t } = words;
  const { id } = data.figure;
  const figureWords = t.figures[id];
  const name = figureWords?.name ?? words.tableTitle(data.table);
  const finding = findingOf(data, words);
  return (
    <section class="figure" id={id} aria-labelledby={`${id}-name ${id}-title`}>
      <p class="kicker" id={`${id}-name`}>
        {name}
      </p>
      <h2 id={`${id}-title`}>{finding.title}</h2>
      <p class="scope">{scopePhrases(data, words).join(' · ')}</p>
      <p class="summary">{finding.summary}</p>
      <FigureNotes context={context} data={data} />
      {data.unmet ? (
        <p class="notice">{t.figure.unmet[data.unmet]}</p>
      ) : (
        <div class={bodyClass(finding.anyShown, isWideTable(data, words))}>
          {finding.anyShown ? (
            <FigureChart model={chartModel(data, finding.title, words)} legendLabel={t.figure.legend} />
          ) : null}
          <FigureTable data={data} words={words} caption={`${name} (${figureWords?.unit ?? ''})`} />
        </div>
      )}
      <FigureFacts context={context} data={data} />
      {data.unmet ? null : (
        <p class="downloads">
          <span class="downloads-label" id={`${id}-download`}>
            {t.figure.downloadShown}:
          </span>
          {FIGURE_FORMATS.map((format) => (
            <a
              key={format}
              href={href(context, `/dashboards/${dashboard.id}/${id}.${format}`, params)}
              aria-describedby={`${id}-title`}
              rel="nofollow"
            >
              {t.data.formats[format]}
            </a>
          ))}
        </p>
      )}
    </section>
  );
}

function bodyClass(hasChart: boolean, isWide: boolean): string {
  if (isWide) return 'figure-body stacked';
  return hasChart ? 'figure-body' : 'figure-body without-chart';
}

function FigureNotes({ context, data }: { context: PageContext; data: FigureData }) {
  const { words } = context;
  const { t } = words;
  const notes = data.substituted.map(({ from, to }) =>
    to ? t.figure.substituted(words.placeInFull(from), words.place(to)) : t.figure.noStandIn(words.placeInFull(from)),
  );
  const [first] = data.scope.places;
  if (data.firstPlaceOnly && first) notes.push(t.figure.seriesOnlyFirst(words.place(first)));
  if (notes.length === 0) return null;
  return (
    <div class="notice">
      {notes.map((note) => (
        <p key={note}>{note}</p>
      ))}
    </div>
  );
}

function FigureFacts({ context, data }: { context: PageContext; data: FigureData }) {
  const { words, manifest } = context;
  const { t } = words;
  const figureWords = t.figures[data.figure.id];
  const years = yearsOf(data, words);
  const coverage = coverageStatement(data, words);
  const rates = data.table.matchRates.map(({ pair, rate }) => words.matched(pair, rate));
  return (
    <dl class="facts" aria-label={t.figure.about}>
      <Fact term={t.figure.unit} text={figureWords?.unit ?? ''} />
      <Fact term={t.figure.universe} text={figureWords?.universe ?? data.table.method.universe} />
      {years === '' ? null : <Fact term={t.figure.years} text={years} />}
      <Fact
        term={t.figure.source}
        text={data.table.method.sources.filter((source) => source !== LINKAGE_SOURCES).join('; ')}
      />
      {manifest ? <Fact term={t.figure.updated} text={words.date(manifest.createdAt)} /> : null}
      <div>
        <dt>{t.figure.method}</dt>
        <dd>
          <a href={href(context, `/data/${data.table.name}/method`)}>
            {t.figure.methodLink}
            <span class="spoken">: {figureWords?.name}</span>
          </a>
          {' · '}
          <a href={href(context, `/data/${data.table.name}`)}>
            {t.figure.wholeTable}
            <span class="spoken">: {figureWords?.name}</span>
          </a>
        </dd>
      </div>
      {coverage === undefined ? null : <Fact term={t.figure.coverage.term} text={coverage} broad={true} />}
      {rates.length > 0 ? <Fact term={t.figure.matchRate} text={`${rates.join('. ')}.`} broad={true} /> : null}
    </dl>
  );
}

/** The years a figure covers: one class or year and the time it is looked at, or the ends of a line; empty where its table tells none. */
function yearsOf(data: FigureData, words: Wording): string {
  const { along, yearColumn, lag, display } = data.figure;
  const { year, after } = data.scope;
  const ends = (column: string, years: readonly (string | undefined)[]) =>
    [...new Set(years)]
      .filter((one) => one !== undefined)
      .map((one) => words.value(column, one))
      .join(' – ');
  const lines = display === 'lines' && yearKindOf(along) ? ends(along, [data.along[0], data.along.at(-1)]) : '';
  const seen = lag && year && after ? words.value(lag.later, String(Number(year) + Number(after))) : '';
  const chosen = yearColumn && year ? words.value(yearColumn, year) : '';
  return [chosen, lines, seen].filter((part) => part !== '').join(', ');
}

function Fact({ term, text, broad = false }: { term: string; text: string; broad?: boolean }) {
  return (
    <div class={broad ? 'broad' : undefined}>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
}

import { LINKAGE_SOURCES } from '../../schemas/releases/tables/dimensions.ts';
import type { DashboardDefinition } from '../dashboards/definition.ts';
import type { FigureData } from '../dashboards/figure-data.ts';
import { findingOf } from '../dashboards/finding.ts';
import { scopePhrases } from '../dashboards/scope-words.ts';
import { chartModel, FigureChart } from './figure-chart.tsx';
import { FigureTable } from './figure-table.tsx';
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
        <div class="figure-body">
          <FigureChart model={chartModel(data, finding.title, words)} legendLabel={t.figure.legend} />
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
  const years = data.figure.yearColumn ? [data.scope.year ?? ''] : [data.along[0] ?? '', data.along.at(-1) ?? ''];
  const written = years
    .filter((year, index) => year !== '' && years.indexOf(year) === index)
    .map((year) => words.value(data.figure.yearColumn ?? data.figure.along, year));
  const rates = data.table.matchRates.map(({ pair, rate }) => `${pair} ${words.percent(rate)}`);
  return (
    <dl class="facts" aria-label={t.figure.about}>
      <Fact term={t.figure.unit} text={figureWords?.unit ?? ''} />
      <Fact term={t.figure.universe} text={figureWords?.universe ?? data.table.method.universe} />
      <Fact term={t.figure.years} text={written.join(' – ')} />
      <Fact
        term={t.figure.source}
        text={data.table.method.sources.filter((source) => source !== LINKAGE_SOURCES).join('; ')}
      />
      {rates.length > 0 ? <Fact term={t.figure.matchRate} text={rates.join('; ')} /> : null}
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
    </dl>
  );
}

function Fact({ term, text }: { term: string; text: string }) {
  return (
    <div>
      <dt>{term}</dt>
      <dd>{text}</dd>
    </div>
  );
}

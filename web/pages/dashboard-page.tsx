import type { DashboardDefinition } from '../dashboards/definition.ts';
import type { FigureData } from '../dashboards/figure-data.ts';
import { findingOf } from '../dashboards/finding.ts';
import { type FilterChoices, type Selection, selectionParams } from '../dashboards/selection.ts';
import type { PlaceIndex } from '../release/place-index.ts';
import { FigureSection } from './figure-section.tsx';
import { FilterForm } from './filter-form.tsx';
import type { PageContext } from './page-context.ts';
import { renderPage } from './site-page.tsx';

export interface DashboardView {
  readonly dashboard: DashboardDefinition;
  readonly choices: FilterChoices;
  readonly selection: Selection;
  readonly figures: readonly FigureData[];
  /** Figures of the definition that the release has no data for. */
  readonly missing: readonly string[];
  readonly places: PlaceIndex;
}

export function dashboardPage(context: PageContext, view: DashboardView): string {
  const { words, manifest } = context;
  const { t } = words;
  const { dashboard } = view;
  const nowhere = view.figures.filter(({ unmet }) => unmet === 'place');
  const figures = view.figures.filter((data) => !nowhere.includes(data));
  const own = t.dashboards[dashboard.id];
  const params = selectionParams(view.selection);
  const names = view.selection.places.map((code) => view.places.find(code)).filter((place) => place !== undefined);
  const title = `${own.title}: ${t.finding.list(names.map((place) => words.place(place)))}`;
  return renderPage({
    context,
    title,
    accent: dashboard.id,
    children: (
      <>
        <div class="page-head">
          <h1>{own.title}</h1>
          <p class="question">{own.question}</p>
          <p class="lead">{own.lead}</p>
          {manifest ? <p class="stamp">{t.site.refreshed(words.date(manifest.createdAt))}</p> : null}
        </div>
        <FilterForm context={context} {...view} />
        {figures.length > 1 ? (
          <nav class="glance" aria-labelledby="glance-heading">
            <h2 id="glance-heading">{t.figure.glance}</h2>
            <ul>
              {figures.map((data) => (
                <li key={data.figure.id}>
                  <a href={`#${data.figure.id}`}>{findingOf(data, words).title}</a>
                </li>
              ))}
            </ul>
          </nav>
        ) : null}
        {nowhere.length > 0 ? (
          <p class="notice">
            {t.figure.noneHere(
              t.finding.list(names.map((place) => words.placeInFull(place))),
              nowhere.map(({ figure, table }) => t.figures[figure.id]?.name ?? words.tableTitle(table)).join(', '),
            )}
          </p>
        ) : null}
        {figures.map((data) => (
          <FigureSection context={context} dashboard={dashboard} data={data} params={params} key={data.figure.id} />
        ))}
        {view.missing.map((id) => (
          <section class="figure" key={id} aria-labelledby={`${id}-title`}>
            <h2 id={`${id}-title`}>{t.figures[id]?.name ?? id}</h2>
            <p class="notice">{t.figure.missing}</p>
          </section>
        ))}
      </>
    ),
  });
}

import type { DashboardDefinition } from '../dashboards/definition.ts';
import { type FigureData, figureData } from '../dashboards/figure-data.ts';
import { drawableFigures, filterChoices, parseSelection } from '../dashboards/selection.ts';
import type { DashboardView } from '../pages/dashboard-page.tsx';
import type { OpenRelease } from '../release/open-release.ts';

/** Reads what a dashboard shows for a query: every figure, or the one named. */
export async function dashboardView(
  dashboard: DashboardDefinition,
  release: OpenRelease,
  query: unknown,
  only?: string,
): Promise<DashboardView> {
  const drawable = drawableFigures(dashboard, release);
  const choices = await filterChoices(dashboard, drawable, release);
  const selection = await parseSelection(query, choices, drawable, release);
  const figures: FigureData[] = [];
  for (const one of drawable) {
    if (only === undefined || one.figure.id === only) figures.push(await figureData(one, selection, release));
  }
  const drawn = new Set(drawable.map(({ figure }) => figure.id));
  const missing = dashboard.figures.map(({ id }) => id).filter((id) => !drawn.has(id));
  return { dashboard, choices, selection, figures, missing, places: release.places };
}

import type { FastifyInstance } from 'fastify';
import { DASHBOARDS, findDashboard } from '../dashboards/catalog.ts';
import type { DashboardDefinition, DashboardId } from '../dashboards/definition.ts';
import { figureData } from '../dashboards/figure-data.ts';
import { findingOf } from '../dashboards/finding.ts';
import { drawableFigures, filterChoices, parseSelection } from '../dashboards/selection.ts';
import { type DashboardView, dashboardPage } from '../pages/dashboard-page.tsx';
import { homePage } from '../pages/home-page.tsx';
import type { OpenRelease } from '../release/open-release.ts';
import { pageContext, type Site, sendHtml } from './site.ts';

export function addDashboardRoutes(app: FastifyInstance, site: Site): void {
  app.get('/', (request, reply) =>
    site.releases.use(async (release) => {
      const context = pageContext(request, release);
      const findings: Partial<Record<DashboardId, string>> = {};
      for (const dashboard of DASHBOARDS) {
        const view = await dashboardView(dashboard, release, {}, 1);
        const [first] = view.figures;
        if (first && !first.unmet) findings[dashboard.id] = findingOf(first, context.words).title;
      }
      return sendHtml(reply, homePage(context, { findings, tableCount: release.manifest.tables.length }));
    }),
  );

  app.get<{ Params: { id: string } }>('/dashboards/:id', (request, reply) =>
    site.releases.use(async (release) => {
      const dashboard = findDashboard(request.params.id);
      if (!dashboard) return reply.callNotFound();
      const view = await dashboardView(dashboard, release, request.query);
      return sendHtml(reply, dashboardPage(pageContext(request, release), view));
    }),
  );
}

/** Reads all that a dashboard shows for a query. */
export async function dashboardView(
  dashboard: DashboardDefinition,
  release: OpenRelease,
  query: unknown,
  mostFigures = Number.POSITIVE_INFINITY,
): Promise<DashboardView> {
  const drawable = drawableFigures(dashboard, release);
  const choices = await filterChoices(dashboard, drawable, release);
  const selection = parseSelection(query, choices, release);
  const figures = [];
  for (const one of drawable.slice(0, mostFigures)) figures.push(await figureData(one, selection, release));
  const drawn = new Set(drawable.map(({ figure }) => figure.id));
  const missing = dashboard.figures.map(({ id }) => id).filter((id) => !drawn.has(id));
  return { dashboard, choices, selection, figures, missing, places: release.places };
}

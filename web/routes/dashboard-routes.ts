import type { FastifyInstance } from 'fastify';
import { DASHBOARDS, findDashboard } from '../dashboards/catalog.ts';
import type { DashboardId } from '../dashboards/definition.ts';
import { findingOf } from '../dashboards/finding.ts';
import { dashboardPage } from '../pages/dashboard-page.tsx';
import { homePage } from '../pages/home-page.tsx';
import { dashboardView } from './dashboard-view.ts';
import { pageContext, type Site, sendHtml } from './site.ts';

export function addDashboardRoutes(app: FastifyInstance, site: Site): void {
  app.get('/', (request, reply) =>
    site.releases.use(async (release) => {
      const html = await site.pages.page(release.manifest.id, request.url, async () => {
        const context = pageContext(request, release);
        const findings: Partial<Record<DashboardId, string>> = {};
        for (const dashboard of DASHBOARDS) {
          const { figures } = await dashboardView(dashboard, release, {}, dashboard.figures[0]?.id);
          const [first] = figures;
          if (first && !first.unmet) findings[dashboard.id] = findingOf(first, context.words).title;
        }
        return homePage(context, { findings, tableCount: release.manifest.tables.length });
      });
      return sendHtml(reply, html);
    }),
  );

  app.get<{ Params: { id: string } }>('/dashboards/:id', (request, reply) =>
    site.releases.use(async (release) => {
      const dashboard = findDashboard(request.params.id);
      if (!dashboard) return reply.callNotFound();
      const html = await site.pages.page(release.manifest.id, request.url, async () =>
        dashboardPage(pageContext(request, release), await dashboardView(dashboard, release, request.query)),
      );
      return sendHtml(reply, html);
    }),
  );
}

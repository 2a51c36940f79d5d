import type { FastifyInstance } from 'fastify';
import { findDashboard } from '../dashboards/catalog.ts';
import { type FigureData, mainCell } from '../dashboards/figure-data.ts';
import { findingOf, seriesName, valueKind } from '../dashboards/finding.ts';
import { scopePhrases } from '../dashboards/scope-words.ts';
import { selectionParams } from '../dashboards/selection.ts';
import { DOWNLOAD_FORMATS, makeDownload } from '../downloads/download.ts';
import type { Wording } from '../wording.ts';
import { dashboardView } from './dashboard-view.ts';
import { sendDownload } from './send-download.ts';
import { pageContext, type Site } from './site.ts';

/** A figure's rows as files, and a dashboard's figures as JSON: the same selection, in the same address. */
export function addFigureRoutes(app: FastifyInstance, site: Site): void {
  for (const format of DOWNLOAD_FORMATS) {
    app.get<{ Params: { id: string; figure: string } }>(`/dashboards/:id/:figure.${format}`, (request, reply) =>
      site.releases.use(async (release) => {
        const dashboard = findDashboard(request.params.id);
        if (!dashboard) return reply.callNotFound();
        const { figures, selection } = await dashboardView(dashboard, release, request.query, request.params.figure);
        const [data] = figures;
        if (!data || data.unmet) return reply.callNotFound();
        const { words, origin } = pageContext(request, release);
        return sendDownload(
          reply,
          await makeDownload({
            release,
            table: data.table,
            filters: data.filters,
            format,
            words,
            choices: figureChoices(data, words),
            address: `${origin}/dashboards/${dashboard.id}?${selectionParams(selection)}#${data.figure.id}`,
            exchangeFolder: site.exchangeFolder,
          }),
        );
      }),
    );
  }

  app.get<{ Params: { id: string } }>('/dashboards/:id/figures.json', (request, reply) =>
    site.releases.use(async (release) => {
      const dashboard = findDashboard(request.params.id);
      if (!dashboard) return reply.callNotFound();
      const { figures } = await dashboardView(dashboard, release, request.query);
      const { words } = pageContext(request, release);
      return reply.header('cache-control', 'public, max-age=60').send({
        release: release.manifest.id,
        synthetic: release.manifest.synthetic,
        figures: figures.map((data) => ({
          id: data.figure.id,
          table: data.table.name,
          kind: valueKind(data),
          finding: findingOf(data, words).title,
          unmet: data.unmet ?? null,
          points: data.along.flatMap((along) =>
            data.series.map(({ key }) => ({ [data.figure.along]: along, series: key, ...mainCell(data, along, key) })),
          ),
        })),
      });
    }),
  );
}

/** What a figure shows, as lines of a notes file. */
function figureChoices(data: FigureData, words: Wording): readonly string[] {
  const name = words.t.figures[data.figure.id]?.name ?? data.figure.id;
  const series =
    typeof data.figure.series === 'object' ? data.series.map(({ key }) => seriesName(data, key, words)) : [];
  return [name, ...scopePhrases(data, words), ...series];
}

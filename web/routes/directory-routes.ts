import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { coverageOf } from '../directory/coverage.ts';
import { PAGE_SIZE, parseTableQuery, tableParams } from '../directory/table-query.ts';
import { DOWNLOAD_FORMATS, makeDownload } from '../downloads/download.ts';
import { citationOf } from '../downloads/notes.ts';
import { codebookPage } from '../pages/codebook-page.tsx';
import { directoryPage } from '../pages/directory-page.tsx';
import { methodPage } from '../pages/method-page.tsx';
import { tablePage } from '../pages/table-page.tsx';
import { keyName } from '../pages/table-view.ts';
import type { OpenRelease } from '../release/open-release.ts';
import { measureSelection, selectRows } from '../release/select-rows.ts';
import { MOST_SHEET_ROWS, sendDownload } from './send-download.ts';
import { pageContext, type Site, sendHtml } from './site.ts';

interface TableParams {
  Params: { table: string };
}

/** The data directory: every table, its method, its codebook, and any part of it as a file. */
export function addDirectoryRoutes(app: FastifyInstance, site: Site): void {
  const withTable = (
    request: FastifyRequest<TableParams>,
    reply: FastifyReply,
    answer: (release: OpenRelease, table: ReleaseTable) => Promise<unknown>,
  ) =>
    site.releases.use(async (release) => {
      const table = release.table(request.params.table);
      return table ? answer(release, table) : reply.callNotFound();
    });

  app.get('/data', (request, reply) =>
    site.releases.use(async (release) =>
      sendHtml(
        reply,
        directoryPage(pageContext(request, release), release.manifest.tables, await site.releases.withdrawals()),
      ),
    ),
  );
  app.get('/data/withdrawn.json', async (_, reply) =>
    reply.header('cache-control', 'public, max-age=60').send(await site.releases.withdrawals()),
  );
  app.get<TableParams>('/data/:table', (request, reply) =>
    withTable(request, reply, async (release, table) => {
      const query = parseTableQuery(request.query, table, release);
      const [size, rows, coverage, names] = [
        await measureSelection(release, table, query.filters),
        await selectRows(release, table, query.filters, { limit: PAGE_SIZE, offset: (query.page - 1) * PAGE_SIZE }),
        await coverageOf(release, table),
        await namesByDimension(release, table),
      ];
      const values = (dimension: string) => release.values(table.name, dimension);
      const view = { table, query, rows, size, coverage, places: release.places, values, names };
      return sendHtml(reply, tablePage(pageContext(request, release), view));
    }),
  );
  app.get<TableParams>('/data/:table/method', (request, reply) =>
    withTable(request, reply, async (release, table) =>
      sendHtml(reply, methodPage(pageContext(request, release), table)),
    ),
  );
  app.get<TableParams>('/data/:table/codebook', (request, reply) =>
    withTable(request, reply, async (release, table) =>
      sendHtml(reply, codebookPage(pageContext(request, release), table, release.values(table.name, 'stu_grp'))),
    ),
  );
  app.get<TableParams>('/data/:table/rows.json', (request, reply) =>
    withTable(request, reply, async (release, table) => {
      const { filters, page } = parseTableQuery(request.query, table, release);
      const size = await measureSelection(release, table, filters);
      const limit = jsonLimitSchema.parse(request.query).limit;
      const rows = await selectRows(release, table, filters, { limit, offset: (page - 1) * limit });
      const context = pageContext(request, release);
      return reply.header('cache-control', 'public, max-age=60').send({
        release: release.manifest.id,
        synthetic: release.manifest.synthetic,
        table: table.name,
        citation: citationOf(
          release.manifest,
          context.words.tableTitle(table),
          context.words,
          `${context.origin}/data/${table.name}`,
        ),
        rows: size.rows,
        page,
        limit,
        data: rows.map(({ key, cells }) => ({ ...key, ...cells })),
      });
    }),
  );
  for (const format of DOWNLOAD_FORMATS) {
    app.get<TableParams>(`/data/:table/rows.${format}`, (request, reply) =>
      withTable(request, reply, async (release, table) => {
        const { filters } = parseTableQuery(request.query, table, release);
        const context = pageContext(request, release);
        if (format === 'xlsx') {
          const { rows } = await measureSelection(release, table, filters);
          if (rows > MOST_SHEET_ROWS)
            return sendTooLarge(reply, context.words.t.data.tooMany(context.words.integer(MOST_SHEET_ROWS)));
        }
        const names = await namesByDimension(release, table);
        const choices = filters.map(({ column, values }) => {
          const written = values.map((value) => keyName({ places: release.places, names }, context, column, value));
          return `${context.words.column(table, column)}: ${written.join(', ')}`;
        });
        const address = `${context.origin}/data/${table.name}?${tableParams({ filters })}`.replace(/\?$/, '');
        const { words } = context;
        const { exchangeFolder } = site;
        return sendDownload(
          reply,
          await makeDownload({ release, table, filters, format, words, choices, address, exchangeFolder }),
        );
      }),
    );
  }
}

const jsonLimitSchema = z.object({ limit: z.coerce.number().int().min(1).max(5000).catch(1000) });

function sendTooLarge(reply: FastifyReply, text: string) {
  return reply.code(413).type('text/plain; charset=utf-8').send(text);
}

async function namesByDimension(release: OpenRelease, table: ReleaseTable) {
  const names = new Map<string, ReadonlyMap<string, string>>();
  for (const { name } of table.dimensions) names.set(name, await release.namesOf(table.name, name));
  return names;
}

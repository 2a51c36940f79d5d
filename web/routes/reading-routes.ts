import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { placePage, placesPage } from '../pages/places-page.tsx';
import { accessibilityPage, glossaryPage } from '../pages/reading-pages.tsx';
import { contextWithRelease, pageContext, type Site, sendHtml } from './site.ts';

const searchSchema = z.object({ q: z.string().max(200).catch('') });

/** Places, glossary and accessibility. */
export function addReadingRoutes(app: FastifyInstance, site: Site): void {
  app.get('/places', (request, reply) =>
    site.releases.use(async (release) => {
      const { q } = searchSchema.parse(request.query);
      return sendHtml(reply, placesPage(pageContext(request, release), q.trim(), release.places));
    }),
  );
  app.get<{ Params: { code: string } }>('/places/:code', (request, reply) =>
    site.releases.use(async (release) => {
      const place = release.places.find(request.params.code);
      if (!place) return reply.callNotFound();
      return sendHtml(reply, placePage(pageContext(request, release), place, release.places));
    }),
  );
  app.get('/glossary', async (request, reply) =>
    sendHtml(reply, glossaryPage(await contextWithRelease(request, site))),
  );
  app.get('/accessibility', async (request, reply) =>
    sendHtml(reply, accessibilityPage(await contextWithRelease(request, site))),
  );
}

import type { FastifyReply, FastifyRequest } from 'fastify';
import { HubError } from '../../schemas/errors.ts';
import { languageOf } from '../messages/catalog.ts';
import type { PageContext } from '../pages/page-context.ts';
import type { OpenRelease } from '../release/open-release.ts';
import type { ReleaseStore } from '../release/release-store.ts';
import { wordingIn } from '../wording.ts';
import type { PageCache } from './page-cache.ts';

/** What the routes share. */
export interface Site {
  readonly releases: ReleaseStore;
  readonly pages: PageCache;
  /** Where downloads are written before they are sent. */
  readonly exchangeFolder: string;
}

export function pageContext(request: FastifyRequest, release?: OpenRelease): PageContext {
  const [path = '/', search = ''] = request.url.split('?', 2);
  const query = new URLSearchParams(search);
  query.delete('lang');
  return {
    words: wordingIn(languageOf(request.query)),
    path,
    query,
    origin: originOf(request),
    manifest: release?.manifest,
  };
}

/** Empty where the request names a host that is none, so that nothing of its making gets into a file. */
function originOf(request: FastifyRequest): string {
  return /^[\w.-]+(:\d+)?$/.test(request.host) ? `${request.protocol}://${request.host}` : '';
}

export function sendHtml(reply: FastifyReply, html: string, status = 200): FastifyReply {
  return reply.code(status).type('text/html; charset=utf-8').header('cache-control', 'public, max-age=60').send(html);
}

/** The frame shows the release's banner where a release can be read, and does without it where none can. */
export async function contextWithRelease(request: FastifyRequest, site: Site): Promise<PageContext> {
  try {
    return await site.releases.use(async (release) => pageContext(request, release));
  } catch (error) {
    if (error instanceof HubError) return pageContext(request);
    throw error;
  }
}

import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import Fastify from 'fastify';
import { projectRoot } from '../schemas/project-root.ts';
import { readCodeNames } from './release/code-names.ts';
import { followReleases } from './release/release-store.ts';
import { addDashboardRoutes } from './routes/dashboard-routes.ts';
import { addDirectoryRoutes } from './routes/directory-routes.ts';
import { addFigureRoutes } from './routes/figure-routes.ts';
import { createPageCache } from './routes/page-cache.ts';
import { addProblemHandling } from './routes/problem-handling.ts';
import { addReadingRoutes } from './routes/reading-routes.ts';
import type { Site } from './routes/site.ts';
import { addSecurityHeaders } from './security-headers.ts';

export interface WebServerOptions {
  /** `DATA/releases`: the only data the site opens. It may not exist yet. */
  readonly releasesFolder: string;
  /** Where downloads are written before they are sent; emptied of each after sending. */
  readonly exchangeFolder: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** Told of failures: an error's name, message and fields, never a query. @default silent */
  readonly report?: (problem: { readonly event: string; readonly error: unknown }) => void;
}

export interface WebServer {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts the public site. It reads released files alone: no warehouse, no control store, no key. */
export async function startWebServer(options: WebServerOptions): Promise<WebServer> {
  const report = options.report ?? (() => undefined);
  const releases = followReleases({
    folder: options.releasesFolder,
    exchangeFolder: options.exchangeFolder,
    codeNames: await readCodeNames(),
    onRefused: (error) => report({ event: 'release refused', error }),
  });
  const site: Site = {
    releases,
    pages: createPageCache(),
    exchangeFolder: options.exchangeFolder,
  };
  const app = Fastify({ logger: false, routerOptions: { ignoreTrailingSlash: true, maxParamLength: 120 } });
  await addSecurityHeaders(app);
  await app.register(fastifyStatic, {
    root: join(projectRoot, 'web', 'assets'),
    prefix: '/assets/',
    index: false,
    maxAge: '1h',
  });
  addProblemHandling(app, site, report);
  app.get('/health', async (_request, reply) => {
    const id = await releases.use(async ({ manifest }) => manifest.id).catch(() => undefined);
    return reply.header('cache-control', 'no-store').send({ status: 'up', release: id ?? null });
  });
  addDashboardRoutes(app, site);
  addFigureRoutes(app, site);
  addDirectoryRoutes(app, site);
  addReadingRoutes(app, site);
  const url = await app.listen({ port: options.port, host: options.host ?? '127.0.0.1' });
  return {
    url,
    close: async () => {
      await app.close();
      await releases.close();
    },
  };
}

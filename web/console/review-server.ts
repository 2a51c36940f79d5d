import { randomBytes, timingSafeEqual } from 'node:crypto';
import { join } from 'node:path';
import { parse as parseForm } from 'node:querystring';
import fastifyStatic from '@fastify/static';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { projectRoot } from '../../schemas/project-root.ts';
import { addSecurityHeaders } from '../security-headers.ts';
import { reviewPage } from './review-page.tsx';
import type { ReviewQueue } from './review-queue.ts';

export interface ReviewServerOptions {
  readonly session: ReviewQueue;
  /** 0 takes any free port. */
  readonly port: number;
}

export interface ReviewServer {
  /** With the key that opens the page: for the reviewer alone. */
  readonly url: string;
  close(): Promise<void>;
}

const COOKIE = 'review';

const decisionSchema = z.object({
  key: z.string(),
  l: z.coerce.number().int().nonnegative(),
  r: z.coerce.number().int().nonnegative(),
  decision: z.enum(['match', 'no_match', 'unsure']),
});

/**
 * Serves the review page of one reviewer, to this machine alone. Whoever opens it must know the key in its address, made
 * anew at each start; a cookie stands for it from then on, and every form carries a second one. The page opens no store
 * and holds no key of the hub: pairs and answers go through `session`.
 */
export async function startReviewServer({ session, port }: ReviewServerOptions): Promise<ReviewServer> {
  const [openKey, cookieKey, formKey] = [newKey(), newKey(), newKey()];
  const app = Fastify({ logger: false });
  await addSecurityHeaders(app);
  await app.register(fastifyStatic, { root: join(projectRoot, 'web', 'assets'), prefix: '/assets/', index: false });
  app.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: 4096 },
    (_, body, done) => done(null, parseForm(String(body))),
  );
  app.addHook('onRequest', async (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (request.url.startsWith('/assets/') || holdsCookie(request, cookieKey)) return;
    const { key } = request.query as { key?: string };
    if (request.method !== 'GET' || typeof key !== 'string' || !same(key, openKey)) {
      return reply.code(403).type('text/plain').send('Open the address that `hub link review page` printed.');
    }
    return reply.header('set-cookie', `${COOKIE}=${cookieKey}; HttpOnly; SameSite=Strict; Path=/`).redirect('/', 303);
  });
  addPages(app, session, formKey);
  const address = await app.listen({ port, host: '127.0.0.1' });
  return { url: `${address}/?key=${openKey}`, close: () => app.close() };
}

function addPages(app: FastifyInstance, session: ReviewQueue, formKey: string): void {
  const refuse = (reply: FastifyReply) => reply.code(400).type('text/plain').send('That form is not of this page.');
  app.get('/', async (_, reply) => {
    const card = await session.next();
    return reply.type('text/html; charset=utf-8').send(reviewPage({ queue: session, card, formKey }));
  });
  app.post('/decide', async (request, reply) => {
    const form = decisionSchema.safeParse(request.body);
    if (!form.success || !same(form.data.key, formKey)) return refuse(reply);
    const card = await session.next();
    // Sent twice, or from an older copy of the page: the pair has its answer, and the next one is shown.
    if (card !== undefined && card.entityIdL === form.data.l && card.entityIdR === form.data.r) {
      await session.decide(card, form.data.decision);
    }
    return reply.redirect('/', 303);
  });
  app.post('/back', async (request, reply) => {
    const { key } = (request.body ?? {}) as { key?: unknown };
    if (typeof key !== 'string' || !same(key, formKey)) return refuse(reply);
    session.back();
    return reply.redirect('/', 303);
  });
}

function newKey(): string {
  return randomBytes(24).toString('base64url');
}

function same(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function holdsCookie(request: FastifyRequest, wanted: string): boolean {
  const cookies = (request.headers.cookie ?? '').split(/;\s*/);
  return cookies.some((cookie) => cookie.startsWith(`${COOKIE}=`) && same(cookie.slice(COOKIE.length + 1), wanted));
}

import type { FastifyError, FastifyInstance } from 'fastify';
import { UnknownFilterError } from '../dashboards/unknown-filter-error.ts';
import { UnknownColumnError } from '../directory/unknown-column-error.ts';
import { problemPage, unknownColumnPage, unknownFilterPage } from '../pages/problem-page.tsx';
import { NoReleaseError, ReleaseRefusedError } from '../release/release-error.ts';
import { contextWithRelease, pageContext, type Site, sendHtml } from './site.ts';

/** Turns every failure into a page that says in plain words what is wrong and where to go on. */
export function addProblemHandling(
  app: FastifyInstance,
  site: Site,
  report: (problem: { readonly event: string; readonly error: unknown }) => void,
): void {
  app.setNotFoundHandler(async (request, reply) => {
    const context = await contextWithRelease(request, site);
    const { problems } = context.words.t;
    return sendHtml(reply, problemPage(context, problems.notFoundTitle, problems.notFoundText), 404);
  });

  app.setErrorHandler(async (error: FastifyError | Error, request, reply) => {
    reply.header('cache-control', 'no-store');
    if (error instanceof UnknownFilterError) {
      const html = await site.releases.use(async (release) =>
        unknownFilterPage(pageContext(request, release), error, release.places),
      );
      return sendHtml(reply, html, 400);
    }
    if (error instanceof UnknownColumnError) {
      const html = await site.releases.use(async (release) => unknownColumnPage(pageContext(request, release), error));
      return sendHtml(reply, html, 400);
    }
    const context = pageContext(request);
    const { problems } = context.words.t;
    if (error instanceof NoReleaseError) {
      const [newest] = await site.releases.withdrawals();
      const { words } = context;
      const text =
        newest === undefined
          ? problems.noReleaseText
          : `${words.t.data.withdrawnOn(words.date(newest.createdAt), words.date(newest.withdrawnAt), newest.id)} ${newest.notice}`;
      return sendHtml(reply, problemPage(context, problems.noReleaseTitle, text), 503);
    }
    if ('statusCode' in error && typeof error.statusCode === 'number' && error.statusCode < 500) {
      return sendHtml(reply, problemPage(context, problems.notFoundTitle, problems.notFoundText), error.statusCode);
    }
    report({ event: 'page failed', error });
    const refused = error instanceof ReleaseRefusedError;
    const title = refused ? problems.refusedTitle : problems.failedTitle;
    const text = refused ? problems.refusedText : problems.failedText;
    return sendHtml(reply, problemPage(context, title, text), refused ? 503 : 500);
  });
}

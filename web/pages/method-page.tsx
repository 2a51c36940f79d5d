import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { citationOf, sourcesText } from '../downloads/notes.ts';
import { EnglishNote, EnglishPart } from './english-part.tsx';
import { href, type PageContext } from './page-context.ts';
import { renderPage } from './site-page.tsx';

/** How a table comes about, and what it rests on. */
export function methodPage(context: PageContext, table: ReleaseTable): string {
  const { words, manifest } = context;
  const { t } = words;
  const title = t.method.title(words.tableTitle(table));
  const parts = [
    [t.method.formula, table.method.formula],
    [t.method.universe, table.method.universe],
    [t.method.exclusions, table.method.exclusions],
    [t.method.sources, sourcesText(table)],
    [t.method.suppression, table.method.suppression],
    [t.method.limits, table.method.limits],
  ] as const;
  return renderPage({
    context,
    title,
    accent: table.dashboard,
    children: (
      <div class="prose">
        <h1>{title}</h1>
        <p class="lead">{words.tableDescription(table)}</p>
        <ul class="links">
          <li>
            <a href={href(context, `/data/${table.name}`)}>{t.data.explore}</a>
          </li>
          <li>
            <a href={href(context, `/data/${table.name}/codebook`)}>{t.data.codebook}</a>
          </li>
        </ul>
        <EnglishNote words={words} />
        {parts.map(([heading, text]) => (
          <section key={heading}>
            <h2>{heading}</h2>
            <EnglishPart words={words}>
              <p>{text}</p>
            </EnglishPart>
          </section>
        ))}
        <MatchRates context={context} table={table} />
        {manifest ? (
          <>
            <h2>{t.method.revision}</h2>
            <p>
              {t.method.revisionText(
                manifest.id,
                words.date(manifest.createdAt),
                words.integer(manifest.linkVersion),
                manifest.codeVersion,
              )}
            </p>
            {table.liveDataset ? (
              <p>
                {t.data.liveDataset} <code>{table.liveDataset}</code>.
              </p>
            ) : null}
            <h2>{t.data.citation}</h2>
            <p class="citation">
              {citationOf(manifest, words.tableTitle(table), words, `${context.origin}/data/${table.name}`)}
            </p>
          </>
        ) : null}
      </div>
    ),
  });
}

function MatchRates({ context, table }: { context: PageContext; table: ReleaseTable }) {
  const { words } = context;
  const { t } = words;
  return (
    <section>
      <h2>{t.method.matchRates}</h2>
      {table.matchRates.length === 0 ? (
        <p>{t.method.noMatchRates}</p>
      ) : (
        <>
          <p>{t.method.matchRatesLead}</p>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
          <section class="table-scroll" tabIndex={0} aria-label={t.method.matchRates}>
            <table>
              <caption class="spoken">{t.method.matchRates}</caption>
              <thead>
                <tr>
                  <th scope="col">{t.method.pair}</th>
                  <th scope="col" class="number">
                    {t.method.eligible}
                  </th>
                  <th scope="col" class="number">
                    {t.method.linked}
                  </th>
                  <th scope="col" class="number">
                    {t.method.rate}
                  </th>
                </tr>
              </thead>
              <tbody>
                {table.matchRates.map(({ pair, eligible, linked, rate }) => (
                  <tr key={pair}>
                    <th scope="row">{t.method.pairs[pair] ?? pair}</th>
                    <td class="number">{words.integer(eligible)}</td>
                    <td class="number">{words.integer(linked)}</td>
                    <td class="number">{words.percent(rate)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        </>
      )}
    </section>
  );
}

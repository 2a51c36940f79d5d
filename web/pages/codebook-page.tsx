import { writtenStatus } from '../../schemas/releases/file-columns.ts';
import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import { CELL_STATUSES } from '../../schemas/releases/status.ts';
import { inGroupOrder } from '../dashboards/student-groups.ts';
import { codebookOf } from '../downloads/codebook.ts';
import { EnglishNote } from './english-part.tsx';
import { href, type PageContext } from './page-context.ts';
import { renderPage } from './site-page.tsx';

/** Every column of a table's files, and every code in them. */
export function codebookPage(context: PageContext, table: ReleaseTable, groups: readonly string[]): string {
  const { words } = context;
  const { t } = words;
  const title = t.codebook.title(words.tableTitle(table));
  return renderPage({
    context,
    title,
    accent: table.dashboard,
    children: (
      <>
        <div class="page-head">
          <h1>{title}</h1>
          <p class="lead">{t.codebook.lead}</p>
          <ul class="links">
            <li>
              <a href={href(context, `/data/${table.name}`)}>{t.data.explore}</a>
            </li>
            <li>
              <a href={href(context, `/data/${table.name}/method`)}>{t.data.method}</a>
            </li>
          </ul>
          <EnglishNote words={words} />
        </div>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
        <section class="table-scroll" tabIndex={0} aria-label={title}>
          <table>
            <caption class="spoken">{title}</caption>
            <thead>
              <tr>
                {[t.codebook.column, t.codebook.label, t.codebook.type, t.codebook.meaning].map((heading) => (
                  <th scope="col" key={heading}>
                    {heading}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {codebookOf(table, words).map(({ column, label, type, meaning }) => (
                <tr key={column}>
                  <th scope="row">
                    <code>{column}</code>
                  </th>
                  <td>{label}</td>
                  <td>{type}</td>
                  <td>{meaning}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
        <div class="prose">
          <h2>{t.codebook.statusCodes}</h2>
          <dl>
            {CELL_STATUSES.map((status) => (
              <div key={status}>
                <dt>
                  <code>{writtenStatus(table, status)}</code> {t.status.symbols[status]}
                </dt>
                <dd>{status === 'not_available' ? words.unavailable(table) : t.status.explained[status]}</dd>
              </div>
            ))}
          </dl>
          {groups.length > 0 ? (
            <>
              <h2>{t.codebook.groupCodes}</h2>
              <ul class="choices">
                {inGroupOrder(groups).map((group) => (
                  <li key={group}>
                    <code>{group}</code> {words.group(group)}
                  </li>
                ))}
              </ul>
            </>
          ) : null}
        </div>
      </>
    ),
  });
}

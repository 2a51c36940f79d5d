import { isDependent } from '../dashboards/table-roles.ts';
import { PAGE_SIZE, type TableQuery, tableParams } from '../directory/table-query.ts';
import { citationOf } from '../downloads/notes.ts';
import { CellText, SymbolNotes } from './cell-text.tsx';
import { CoverageTable } from './coverage-table.tsx';
import { href, type PageContext } from './page-context.ts';
import { renderPage } from './site-page.tsx';
import { TableFilters } from './table-filters.tsx';
import { keyName, type TableView } from './table-view.ts';

export function tablePage(context: PageContext, view: TableView): string {
  const { words, manifest } = context;
  const { t } = words;
  const { table, query, size } = view;
  const path = `/data/${table.name}`;
  const title = words.tableTitle(table);
  const chosen = query.filters.length > 0;
  const share = size.cells === 0 ? 0 : size.published / size.cells;
  return renderPage({
    context,
    title,
    accent: table.dashboard,
    children: (
      <>
        <div class="page-head">
          <h1>{title}</h1>
          <p class="lead">{words.tableDescription(table)}</p>
          {manifest ? <p class="stamp">{t.site.refreshed(words.date(manifest.createdAt))}</p> : null}
          <ul class="links">
            <li>
              <a href={href(context, `${path}/method`)}>{t.data.method}</a>
            </li>
            <li>
              <a href={href(context, `${path}/codebook`)}>{t.data.codebook}</a>
            </li>
          </ul>
        </div>
        <TableFilters context={context} view={view} />
        <section aria-labelledby="rows-heading">
          <div role="status">
            <h2 id="rows-heading" class="section-title">
              {size.rows === 0 ? t.data.empty : t.data.selection(words.integer(size.rows), words.percent(share))}
            </h2>
          </div>
          {size.rows === 0 ? null : (
            <>
              <Downloads
                context={context}
                path={path}
                query={query}
                label={chosen ? t.data.thisSelection : t.data.wholeTable}
              />
              <RowsTable context={context} view={view} caption={title} />
              <Pager context={context} path={path} query={query} rows={size.rows} />
            </>
          )}
          {chosen ? (
            <Downloads context={context} path={path} query={{ filters: [] }} label={t.data.wholeTable} />
          ) : null}
          <p class="quiet">{t.data.permanent}</p>
        </section>
        <CoverageTable context={context} table={table} coverage={view.coverage} />
        {manifest ? (
          <section>
            <h2 class="section-title">{t.data.citation}</h2>
            <p class="citation">{citationOf(manifest, title, words, context.origin + path)}</p>
          </section>
        ) : null}
      </>
    ),
  });
}

interface DownloadsProps {
  readonly context: PageContext;
  readonly path: string;
  readonly query: Pick<TableQuery, 'filters'>;
  readonly label: string;
}

function Downloads({ context, path, query, label }: DownloadsProps) {
  return (
    <p class="downloads">
      <span class="downloads-label">{label}:</span>
      {(['csv', 'xlsx', 'parquet', 'zip', 'json'] as const).map((format) => (
        <a key={format} href={href(context, `${path}/rows.${format}`, tableParams(query))} rel="nofollow">
          {context.words.t.data.formats[format]}
          <span class="spoken">: {label}</span>
        </a>
      ))}
    </p>
  );
}

function RowsTable({ context, view, caption }: { context: PageContext; view: TableView; caption: string }) {
  const { words } = context;
  const { table, rows } = view;
  const keys = table.dimensions.map(({ name }) => name).filter((name) => !isDependent(table, name));
  const cells = rows.flatMap((row) => Object.values(row.cells));
  return (
    <>
      <SymbolNotes cells={cells} table={table} words={words} />
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section class="table-scroll" tabIndex={0} aria-label={words.t.figure.table(caption)}>
        <table>
          <caption class="spoken">{caption}</caption>
          <thead>
            <tr>
              {keys.map((name) => (
                <th scope="col" key={name}>
                  {words.column(table, name)}
                </th>
              ))}
              {table.measures.map(({ name }) => (
                <th scope="col" class="number" key={name}>
                  {words.column(table, name)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keys.map((name) => row.key[name]).join('|')}>
                {keys.map((name) => (
                  <td key={name}>{keyName(view, context, name, row.key[name] ?? '')}</td>
                ))}
                {table.measures.map(({ name, kind }) => (
                  <td class="number" key={name}>
                    <CellText cell={row.cells[name]!} kind={kind} words={words} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </>
  );
}

function Pager({
  context,
  path,
  query,
  rows,
}: {
  context: PageContext;
  path: string;
  query: TableQuery;
  rows: number;
}) {
  const { words } = context;
  const { t } = words;
  const pages = Math.ceil(rows / PAGE_SIZE);
  if (pages < 2) return null;
  return (
    <nav class="pager" aria-label={t.data.pageOf(words.integer(query.page), words.integer(pages))}>
      <span>{t.data.pageOf(words.integer(query.page), words.integer(pages))}</span>
      {query.page > 1 ? (
        <a href={href(context, path, tableParams(query, query.page - 1))} rel="prev">
          {t.data.previous}
        </a>
      ) : null}
      {query.page < pages ? (
        <a href={href(context, path, tableParams(query, query.page + 1))} rel="next">
          {t.data.next}
        </a>
      ) : null}
    </nav>
  );
}

import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import type { Withdrawal } from '../../schemas/releases/withdrawal.ts';
import { DASHBOARDS } from '../dashboards/catalog.ts';
import type { Wording } from '../wording.ts';
import { href, type PageContext } from './page-context.ts';
import { renderPage } from './site-page.tsx';

/** Every table of the release, by dashboard, and what was taken back. */
export function directoryPage(
  context: PageContext,
  tables: readonly ReleaseTable[],
  withdrawals: readonly Withdrawal[],
): string {
  const { words } = context;
  const { t } = words;
  return renderPage({
    context,
    title: t.data.title,
    children: (
      <>
        <div class="page-head">
          <h1>{t.data.title}</h1>
          <p class="lead">{t.data.lead}</p>
        </div>
        {DASHBOARDS.map(({ id }) => {
          const own = tables.filter((table) => table.dashboard === id);
          if (own.length === 0) return null;
          return (
            <section class={`directory accent-${id}`} key={id} aria-labelledby={`directory-${id}`}>
              <h2 id={`directory-${id}`}>{t.dashboards[id].title}</h2>
              <ul>
                {own.map((table) => (
                  <DirectoryEntry context={context} table={table} key={table.name} />
                ))}
              </ul>
            </section>
          );
        })}
        <WithdrawnReleases withdrawals={withdrawals} words={words} />
      </>
    ),
  });
}

/** Notices of releases that were taken back; nothing where none was. */
export function WithdrawnReleases({
  withdrawals,
  words,
}: {
  readonly withdrawals: readonly Withdrawal[];
  readonly words: Wording;
}) {
  if (withdrawals.length === 0) return null;
  const { t } = words;
  return (
    <section aria-labelledby="withdrawn">
      <h2 id="withdrawn">{t.data.withdrawn}</h2>
      <ul>
        {withdrawals.map(({ id, createdAt, withdrawnAt, notice }) => (
          <li key={id}>
            <p>{t.data.withdrawnOn(words.date(createdAt), words.date(withdrawnAt), id)}</p>
            <p lang="en">{notice}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

function DirectoryEntry({ context, table }: { context: PageContext; table: ReleaseTable }) {
  const { words } = context;
  const { t } = words;
  const path = `/data/${table.name}`;
  const title = words.tableTitle(table);
  const share = table.cells === 0 ? 0 : table.published / table.cells;
  return (
    <li>
      <h3>
        <a href={href(context, path)}>{title}</a>
      </h3>
      <p>{words.tableDescription(table)}</p>
      <p class="quiet">
        {t.data.rows(words.integer(table.rows))} · {t.data.hiddenShare(words.percent(share))}
      </p>
      <ul class="links">
        {(['method', 'codebook'] as const).map((page) => (
          <li key={page}>
            <a href={href(context, `${path}/${page}`)}>
              {t.data[page]}
              <span class="spoken">: {title}</span>
            </a>
          </li>
        ))}
        {(['csv', 'xlsx', 'parquet', 'zip'] as const).map((format) => (
          <li key={format}>
            <a href={href(context, `${path}/rows.${format}`)} rel="nofollow">
              {t.data.formats[format]}
              <span class="spoken">: {title}</span>
            </a>
          </li>
        ))}
      </ul>
    </li>
  );
}

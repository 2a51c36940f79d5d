import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import type { Coverage } from '../directory/coverage.ts';
import type { PageContext } from './page-context.ts';

/** Years × kinds of place × student groups: how much of the table is published. */
export function CoverageTable({
  context,
  table,
  coverage,
}: {
  context: PageContext;
  table: ReleaseTable;
  coverage: Coverage;
}) {
  const { words } = context;
  const { t } = words;
  const columns = coverage.levels.flatMap((level) => coverage.groups.map((group) => ({ level, group })));
  if (columns.length === 0) return null;
  return (
    <div class="coverage-part">
      <h2 id="coverage-heading" class="section-title">
        {t.data.coverage}
      </h2>
      <p>{t.data.coverageLead}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section class="table-scroll" tabIndex={0} aria-label={t.data.coverage}>
        <table class="coverage">
          <caption class="spoken">{t.data.coverage}</caption>
          <thead>
            <tr>
              <td />
              {coverage.levels.map((level) => (
                <th scope="colgroup" colSpan={coverage.groups.length} key={level}>
                  {t.data.levels[level]}
                </th>
              ))}
            </tr>
            <tr>
              <th scope="col">{coverage.yearColumn ? words.column(table, coverage.yearColumn) : t.figure.year}</th>
              {columns.map(({ level, group }) => (
                <th scope="col" class="number" key={`${level}-${group}`}>
                  {group === 'ALL' ? words.group('ALL') : t.filters.families[group]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {coverage.years.map((year) => (
              <tr key={year}>
                <th scope="row" class="nowrap">
                  {coverage.yearColumn ? words.value(coverage.yearColumn, year) : t.filters.all}
                </th>
                {columns.map(({ level, group }) => {
                  const cell = coverage.cell(year, level, group);
                  return (
                    <td key={`${level}-${group}`}>
                      {cell && cell.cells > 0 ? words.percent(cell.published / cell.cells) : t.data.coverageNone}
                    </td>
                  );
                })}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

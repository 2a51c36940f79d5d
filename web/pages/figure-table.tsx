import { type FigureData, mainCell } from '../dashboards/figure-data.ts';
import { alongName, seriesName, valueKind } from '../dashboards/finding.ts';
import { measuresOf } from '../dashboards/table-roles.ts';
import type { Cell } from '../release/cell.ts';
import type { ValueKind, Wording } from '../wording.ts';
import { CellText, SymbolNotes } from './cell-text.tsx';

interface Column {
  readonly key: string;
  readonly heading: string;
  readonly kind: ValueKind;
  readonly cell: (along: string) => Cell;
}

/** Beside a chart there is room for four columns, at 1280 pixels. */
const WIDE_COLUMNS = 5;

/** The figures of a chart as a table, right after it. */
export function FigureTable({ data, words, caption }: { data: FigureData; words: Wording; caption: string }) {
  const columns = columnsOf(data, words);
  const cells = data.along.flatMap((along) => columns.map((column) => column.cell(along)));
  return (
    <div class="figure-table">
      <SymbolNotes cells={cells} table={data.table} words={words} />
      <p class="table-title" id={`${data.figure.id}-table`}>
        {caption}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (WCAG 2.1.1) */}
      <section class="table-scroll" tabIndex={0} aria-label={words.t.figure.table(caption)}>
        <table aria-labelledby={`${data.figure.id}-table`}>
          <thead>
            <tr>
              <th scope="col">{words.column(data.table, data.figure.along)}</th>
              {columns.map(({ key, heading }) => (
                <th scope="col" class="number" key={key}>
                  {heading}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {data.along.map((along) => (
              <tr key={along}>
                <th scope="row" class={data.figure.display === 'lines' ? 'nowrap' : undefined}>
                  {alongName(data, along, words)}
                </th>
                {columns.map((column) => (
                  <td class="number" key={column.key}>
                    <CellText cell={column.cell(along)} kind={column.kind} words={words} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </div>
  );
}

/** Whether the table needs the whole width of the page, so that it stands under its chart and not beside it. */
export function isWideTable(data: FigureData, words: Wording): boolean {
  return 1 + columnsOf(data, words).length >= WIDE_COLUMNS;
}

/** One column a series; for a single series, every part of its value and what it rests on. */
function columnsOf(data: FigureData, words: Wording): readonly Column[] {
  const { figure, table } = data;
  const kind = valueKind(data);
  const [only] = data.series;
  if (data.series.length === 1 && only) {
    const measures = measuresOf(figure).map((name) => ({
      key: name,
      heading: words.column(table, name),
      kind: table.measures.find((measure) => measure.name === name)?.kind ?? kind,
    }));
    const parts =
      figure.value.kind === 'share'
        ? [{ key: 'share', heading: words.t.figure.share, kind: 'share' as const }, ...measures]
        : measures;
    return parts.map((part, index) => ({ ...part, cell: (along) => data.cells(along, only.key)[index]! }));
  }
  return data.series.map(({ key }) => ({
    key,
    heading: seriesName(data, key, words),
    kind,
    cell: (along) => mainCell(data, along, key),
  }));
}

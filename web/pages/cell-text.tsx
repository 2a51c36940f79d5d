import type { ReleaseTable } from '../../schemas/releases/release-manifest.ts';
import type { Cell } from '../release/cell.ts';
import type { ValueKind, Wording } from '../wording.ts';

/** A cell in a table: a number, a range, or a symbol that a screen reader hears in words. */
export function CellText({ cell, kind, words }: { cell: Cell; kind: ValueKind; words: Wording }) {
  if (cell.status === 'ok') return <>{words.tableNumber(cell.value, kind)}</>;
  if (cell.status === 'banded') return <span class="band">{words.cell(cell, kind)}</span>;
  return (
    <span class="hidden-value">
      <span aria-hidden="true">{words.t.status.symbols[cell.status]}</span>
      <span class="spoken">{words.t.status.spoken[cell.status]}</span>
    </span>
  );
}

/** Explains the symbols that occur among the cells, above their table. */
export function SymbolNotes({
  cells,
  table,
  words,
}: {
  readonly cells: readonly Cell[];
  readonly table: ReleaseTable;
  readonly words: Wording;
}) {
  const { t } = words;
  const found = (['suppressed', 'not_available', 'not_applicable', 'absent', 'banded'] as const).filter((status) =>
    cells.some((cell) => cell.status === status),
  );
  if (found.length === 0) return null;
  return (
    <dl class="symbols" aria-label={t.status.heading}>
      {found.map((status) => (
        <div key={status}>
          <dt>{t.status.symbols[status]}</dt>
          <dd>{status === 'not_available' ? words.unavailable(table) : t.status.explained[status]}</dd>
        </div>
      ))}
    </dl>
  );
}

/** Columns of text under their heads; numbers stand to the right. */
export function textTable(head: readonly string[], rows: readonly (readonly (string | number | null)[])[]): string {
  const text = rows.map((row) =>
    row.map((cell) => (cell === null ? '–' : typeof cell === 'number' ? whole(cell) : cell)),
  );
  const widths = head.map((title, column) => Math.max(title.length, ...text.map((row) => (row[column] ?? '').length)));
  const numeric = head.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] !== 'string'));
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => (numeric[column] ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [line(head), ...text.map(line)].join('\n');
}

function whole(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 });
}

/**
 * The one-to-one assignment of greatest total weight. Rows and columns may stay without a partner; absent pairs are
 * `undefined` and never chosen. Successive shortest augmenting paths (Kuhn 1955; Jonker and Volgenant 1987), O(n³).
 * @param weights positive, `weights[row][column]`
 * @returns the column of every row, −1 for none
 */
export function bestAssignment(weights: readonly (readonly (number | undefined)[])[]): Int32Array {
  const rows = weights.length;
  const columns = weights[0]?.length ?? 0;
  // Each row gets a column of its own in which to stay alone, at no gain.
  const width = columns + rows;
  const cost = (row: number, column: number): number => {
    if (column >= columns) return column - columns === row ? 0 : Number.POSITIVE_INFINITY;
    const weight = weights[row]![column];
    return weight === undefined ? Number.POSITIVE_INFINITY : -weight;
  };

  const rowPotential = new Float64Array(rows + 1);
  const columnPotential = new Float64Array(width + 1);
  const owner = new Int32Array(width + 1);
  const previous = new Int32Array(width + 1);
  for (let row = 1; row <= rows; row++) {
    owner[0] = row;
    let at = 0;
    const distance = new Float64Array(width + 1).fill(Number.POSITIVE_INFINITY);
    const visited = new Uint8Array(width + 1);
    do {
      visited[at] = 1;
      const current = owner[at]!;
      let step = Number.POSITIVE_INFINITY;
      let next = 0;
      for (let column = 1; column <= width; column++) {
        if (visited[column]) continue;
        const reduced = cost(current - 1, column - 1) - rowPotential[current]! - columnPotential[column]!;
        if (reduced < distance[column]!) {
          distance[column] = reduced;
          previous[column] = at;
        }
        if (distance[column]! < step) {
          step = distance[column]!;
          next = column;
        }
      }
      for (let column = 0; column <= width; column++) {
        if (visited[column]) {
          rowPotential[owner[column]!] = rowPotential[owner[column]!]! + step;
          columnPotential[column] = columnPotential[column]! - step;
        } else {
          distance[column] = distance[column]! - step;
        }
      }
      at = next;
    } while (owner[at] !== 0);
    do {
      const back = previous[at]!;
      owner[at] = owner[back]!;
      at = back;
    } while (at !== 0);
  }

  const result = new Int32Array(rows).fill(-1);
  for (let column = 1; column <= columns; column++) {
    const row = owner[column]!;
    if (row > 0) result[row - 1] = column - 1;
  }
  return result;
}

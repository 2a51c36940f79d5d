/**
 * Damerau–Levenshtein distance, which Snowflake lacks, as the body of a JavaScript function of `A` and `B`: edits by
 * characters, where a transposition counts one and characters between the two may be edited besides (Damerau 1964; the
 * algorithm of Lowrance and Wagner 1975), as DuckDB's `damerau_levenshtein` counts. It is JavaScript and runs in tests as
 * it is.
 */
export const DAMERAU_LEVENSHTEIN = `
  const a = Array.from(A);
  const b = Array.from(B);
  const far = a.length + b.length;
  const width = b.length + 2;
  const distance = new Int32Array((a.length + 2) * width);
  const at = (i, j) => (i + 1) * width + j + 1;
  distance[0] = far;
  for (let i = 0; i <= a.length; i++) {
    distance[at(i, -1)] = far;
    distance[at(i, 0)] = i;
  }
  for (let j = 0; j <= b.length; j++) {
    distance[at(-1, j)] = far;
    distance[at(0, j)] = j;
  }
  const lastRow = new Map();
  for (let i = 1; i <= a.length; i++) {
    let lastColumn = 0;
    for (let j = 1; j <= b.length; j++) {
      const row = lastRow.get(b[j - 1]) || 0;
      const column = lastColumn;
      let cost = 1;
      if (a[i - 1] === b[j - 1]) {
        cost = 0;
        lastColumn = j;
      }
      distance[at(i, j)] = Math.min(
        distance[at(i - 1, j - 1)] + cost,
        distance[at(i, j - 1)] + 1,
        distance[at(i - 1, j)] + 1,
        distance[at(row - 1, column - 1)] + (i - row - 1) + 1 + (j - column - 1)
      );
    }
    lastRow.set(a[i - 1], i);
  }
  return distance[at(a.length, b.length)];
`;

import type { CellSystem } from '../../disclosure/system/cell-system.ts';

/**
 * An attacker of its own making: a dense two-phase simplex over rationals, sharing no code with the engine. Slow and
 * exact, for small tables.
 */
export interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

export function attackerInterval(system: CellSystem, hidden: Uint8Array, cell: number): [number, number] {
  const variables = [...hidden.keys()].filter((index) => hidden[index] === 1);
  const column = new Map(variables.map((index, position) => [index, position]));
  if (!column.has(cell)) return [system.value[cell]!, system.value[cell]!];
  const rows: Fraction[][] = [];
  for (let equation = 0; equation < system.equations; equation++) {
    const row = variables.map(() => fraction(0));
    let right = fraction(0);
    let touched = false;
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      const member = system.cells[at]!;
      const coefficient = fraction(system.coefficients[at]!);
      const position = column.get(member);
      if (position === undefined) right = minus(right, times(coefficient, fraction(system.value[member]!)));
      else {
        row[position] = plus(row[position]!, coefficient);
        // y = lower + x with x >= 0
        right = minus(right, times(coefficient, fraction(system.lower[member]!)));
        touched = true;
      }
    }
    if (touched) rows.push([...row, right]);
  }
  const target = column.get(cell)!;
  const lower = system.lower[cell]!;
  const most = simplexMaximum(rows, variables.length, target, 1);
  const least = simplexMaximum(rows, variables.length, target, -1);
  return [
    least === undefined ? Number.NEGATIVE_INFINITY : lower - least,
    most === undefined ? Number.POSITIVE_INFINITY : lower + most,
  ];
}

/** Whether rational Gaussian elimination alone gives the cell away. */
export function isExactlyKnown(system: CellSystem, hidden: Uint8Array, cell: number): boolean {
  const variables = [...hidden.keys()].filter((index) => hidden[index] === 1 && index !== cell);
  const column = new Map([...variables, cell].map((index, position) => [index, position]));
  const rows: Fraction[][] = [];
  for (let equation = 0; equation < system.equations; equation++) {
    const row = [...column].map(() => fraction(0));
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      const position = column.get(system.cells[at]!);
      if (position !== undefined) row[position] = plus(row[position]!, fraction(system.coefficients[at]!));
    }
    rows.push(row);
  }
  let rank = 0;
  for (let position = 0; position < variables.length; position++) {
    const pivot = rows.findIndex((row, index) => index >= rank && row[position]!.top !== 0n);
    if (pivot < 0) continue;
    [rows[rank], rows[pivot]] = [rows[pivot]!, rows[rank]!];
    for (let index = rank + 1; index < rows.length; index++) {
      const factor = over(rows[index]![position]!, rows[rank]![position]!);
      if (factor.top === 0n) continue;
      rows[index] = rows[index]!.map((value, at) => minus(value, times(factor, rows[rank]![at]!)));
    }
    rank++;
  }
  return rows.slice(rank).some((row) => row[variables.length]!.top !== 0n);
}

function simplexMaximum(
  rows: readonly Fraction[][],
  columns: number,
  target: number,
  sign: number,
): number | undefined {
  const width = columns + rows.length;
  const tableau = rows.map((row, index) => {
    const flip = row[columns]!.top < 0n ? fraction(-1) : fraction(1);
    return [
      ...row.slice(0, columns).map((value) => times(value, flip)),
      ...rows.map((_, other) => fraction(other === index ? 1 : 0)),
      times(row[columns]!, flip),
    ];
  });
  const basis = rows.map((_, index) => columns + index);
  const artificial = Array.from({ length: width }, (_, at) => fraction(at >= columns ? -1 : 0));
  run(tableau, basis, artificial, width);
  const kept = tableau
    .map((row, index) => ({ row, index }))
    .filter(({ row, index }) => {
      if (basis[index]! < columns) return true;
      const entering = row.findIndex((value, at) => at < columns && value.top !== 0n);
      if (entering < 0) return false;
      pivotOn(tableau, basis, index, entering);
      return true;
    })
    .map(({ index }) => index);
  const phaseTwo = kept.map((index) => [...tableau[index]!.slice(0, columns), tableau[index]![width]!]);
  const phaseTwoBasis = kept.map((index) => basis[index]!);
  const objective = Array.from({ length: columns }, (_, at) => fraction(at === target ? sign : 0));
  const value = run(phaseTwo, phaseTwoBasis, objective, columns);
  return value === undefined ? undefined : Number(value.top) / Number(value.bottom);
}

/** Primal simplex with Bland's rule; undefined when unbounded. */
function run(
  tableau: Fraction[][],
  basis: number[],
  objective: readonly Fraction[],
  width: number,
): Fraction | undefined {
  for (;;) {
    const reduced = objective.map((cost, column) =>
      tableau.reduce((sum, row, index) => minus(sum, times(objective[basis[index]!]!, row[column]!)), cost),
    );
    const entering = reduced.findIndex((cost) => cost.top > 0n);
    if (entering < 0) {
      return tableau.reduce((sum, row, index) => plus(sum, times(objective[basis[index]!]!, row[width]!)), fraction(0));
    }
    let leaving = -1;
    let best: Fraction | undefined;
    tableau.forEach((row, index) => {
      if (row[entering]!.top <= 0n) return;
      const ratio = over(row[width]!, row[entering]!);
      const difference = best === undefined ? -1n : minus(ratio, best).top;
      if (difference < 0n || (difference === 0n && basis[index]! < basis[leaving]!)) {
        best = ratio;
        leaving = index;
      }
    });
    if (leaving < 0) return undefined;
    pivotOn(tableau, basis, leaving, entering);
  }
}

function pivotOn(tableau: Fraction[][], basis: number[], leaving: number, entering: number): void {
  const scale = tableau[leaving]![entering]!;
  tableau[leaving] = tableau[leaving]!.map((value) => over(value, scale));
  tableau.forEach((row, index) => {
    const factor = row[entering]!;
    if (index === leaving || factor.top === 0n) return;
    tableau[index] = row.map((value, column) => minus(value, times(factor, tableau[leaving]![column]!)));
  });
  basis[leaving] = entering;
}

function fraction(value: number): Fraction {
  if (!Number.isInteger(value)) throw new TypeError('the attacker takes whole numbers');
  return { top: BigInt(value), bottom: 1n };
}
const plus = (a: Fraction, b: Fraction) => reduced(a.top * b.bottom + b.top * a.bottom, a.bottom * b.bottom);
const minus = (a: Fraction, b: Fraction) => reduced(a.top * b.bottom - b.top * a.bottom, a.bottom * b.bottom);
const times = (a: Fraction, b: Fraction) => reduced(a.top * b.top, a.bottom * b.bottom);
const over = (a: Fraction, b: Fraction) => reduced(a.top * b.bottom, a.bottom * b.top);

function reduced(top: bigint, bottom: bigint): Fraction {
  if (top === 0n) return { top: 0n, bottom: 1n };
  let [a, b] = [top < 0n ? -top : top, bottom < 0n ? -bottom : bottom];
  while (b !== 0n) [a, b] = [b, a % b];
  const sign = bottom < 0n ? -1n : 1n;
  return { top: (sign * top) / a, bottom: (sign * bottom) / a };
}

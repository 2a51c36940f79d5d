import type { CellSystem } from '../system/cell-system.ts';
import type { LinearProgram, LinearRow, LinearSolver } from './linear-solver.ts';
import { lonelyLines, type Mask } from './mask.ts';

/** Cells to withhold together, and the table that proves the bound they open: cell → value. */
export interface WideningSet {
  readonly cells: readonly number[];
  readonly witness: ReadonlyMap<number, number>;
}

export interface WideningGoal {
  readonly cell: number;
  /** The value that must be possible. */
  readonly reachTo: number;
}

/**
 * Cells a program may move, and those taken from one line: the largest, which have most to give. Every line of a place
 * then offers the same few groups and every line of a group the same few places, so that a small scope closes upon
 * itself; tried in turn.
 */
const SCOPES = Object.freeze([
  { cells: 600, perEquation: 2 },
  { cells: 2500, perEquation: 3 },
  { cells: 8000, perEquation: 8 },
]);
/** Deviations smaller than this, in units of the solved program, are the solver's noise. */
const NOISE = 1e-6;

/**
 * Finds published cells whose withholding lets a cell take a value it cannot take now: the cheapest change of published
 * numbers (by the sum of cost × change) that some whole table with that value needs. What it changes must be withheld.
 * @returns undefined when no table around the cell has that value
 */
export function wideningSet(
  system: CellSystem,
  mask: Mask,
  goal: WideningGoal,
  scale: number,
  solve: LinearSolver,
): WideningSet | undefined {
  for (const scope of SCOPES) {
    const found = solveScope(system, mask, goal, scale, solve, scope);
    if (found !== undefined) return found;
  }
  return undefined;
}

function solveScope(
  system: CellSystem,
  mask: Mask,
  goal: WideningGoal,
  scale: number,
  solve: LinearSolver,
  scope: (typeof SCOPES)[number],
): WideningSet | undefined {
  const { cells, equations } = surroundings(system, goal.cell, scope);
  const step = Math.abs(goal.reachTo - system.value[goal.cell]!);
  const lower: number[] = [];
  const upper: number[] = [];
  const costs: number[] = [];
  /** Columns of a cell: how far it rises and how far it falls. */
  const risingColumn = new Map<number, number>();
  for (const cell of cells) {
    const isHidden = mask.hidden[cell] === 1;
    if (!isHidden && !Number.isFinite(system.cost[cell]!)) continue;
    const unit = isHidden ? 0 : system.cost[cell]! * (1 + lonelyLines(system, mask, cell));
    const fall = Math.min(system.value[cell]! - system.lower[cell]!, step * 8);
    risingColumn.set(cell, lower.length);
    const isGoal = cell === goal.cell;
    const up = goal.reachTo > system.value[cell]!;
    lower.push(isGoal && up ? step / scale : 0, isGoal && !up ? step / scale : 0);
    upper.push(isGoal && !up ? 0 : (step * 8) / scale, isGoal && up ? 0 : Math.max(0, fall) / scale);
    costs.push(unit, unit);
  }
  const rows: LinearRow[] = equations.map((equation) => {
    const columns: number[] = [];
    const values: number[] = [];
    for (let member = system.starts[equation]!; member < system.starts[equation + 1]!; member++) {
      const column = risingColumn.get(system.cells[member]!);
      if (column === undefined) continue;
      columns.push(column, column + 1);
      values.push(system.coefficients[member]!, -system.coefficients[member]!);
    }
    return { columns, values, right: 0 };
  });
  const program: LinearProgram = {
    lower: Float64Array.from(lower),
    upper: Float64Array.from(upper),
    costs: Float64Array.from(costs),
    rows: rows.filter((row) => row.columns.length > 0),
  };
  const optimum = solve(program, (loaded) => loaded.minimize(new Map()));
  if (optimum === undefined) return undefined;
  const withheld: number[] = [];
  const witness = new Map<number, number>();
  for (const [cell, column] of risingColumn) {
    const change = optimum.point[column]! - optimum.point[column + 1]!;
    if (Math.abs(change) < NOISE) continue;
    witness.set(cell, system.value[cell]! + change * scale);
    if (mask.hidden[cell] === 0) withheld.push(cell);
  }
  return { cells: withheld, witness };
}

/** Cells around one, hidden or not, that may move because every equation they stand in is part of the program. */
function surroundings(
  system: CellSystem,
  start: number,
  scope: (typeof SCOPES)[number],
): { cells: number[]; equations: number[] } {
  const reached = new Set([start]);
  const queue = [start];
  const equations = new Set<number>();
  const movable: number[] = [];
  for (let at = 0; at < queue.length; at++) {
    const cell = queue[at]!;
    movable.push(cell);
    for (let entry = system.cellStarts[cell]!; entry < system.cellStarts[cell + 1]!; entry++) {
      const equation = system.cellEquations[entry]!;
      if (equations.has(equation)) continue;
      equations.add(equation);
      const members = [...system.cells.subarray(system.starts[equation]!, system.starts[equation + 1]!)];
      if (members.length > scope.perEquation) members.sort((x, y) => system.value[y]! - system.value[x]! || x - y);
      for (const member of members.slice(0, scope.perEquation)) {
        if (reached.has(member) || queue.length >= scope.cells) continue;
        reached.add(member);
        queue.push(member);
      }
    }
  }
  return { cells: movable, equations: [...equations] };
}

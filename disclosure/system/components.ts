import type { CellSystem } from './cell-system.ts';

/** Hidden cells that bear on one another, with the equations that bind them. */
export interface Component {
  readonly cells: readonly number[];
  readonly equations: readonly number[];
}

/** Splits the hidden cells into the parts that no equation connects. Published cells connect nothing. */
export function hiddenComponents(system: CellSystem, hidden: Uint8Array): Component[] {
  const parent = new Int32Array(system.size).map((_, cell) => cell);
  const find = (cell: number): number => {
    let root = cell;
    while (parent[root] !== root) root = parent[root]!;
    for (let at = cell; parent[at] !== root; ) {
      const next = parent[at]!;
      parent[at] = root;
      at = next;
    }
    return root;
  };
  const firstHidden = new Int32Array(system.equations).fill(-1);
  for (let equation = 0; equation < system.equations; equation++) {
    for (let at = system.starts[equation]!; at < system.starts[equation + 1]!; at++) {
      const cell = system.cells[at]!;
      if (hidden[cell] === 0) continue;
      const first = firstHidden[equation]!;
      if (first < 0) firstHidden[equation] = cell;
      else parent[find(cell)] = find(first);
    }
  }
  const members = new Map<number, { cells: number[]; equations: number[] }>();
  for (let cell = 0; cell < system.size; cell++) {
    if (hidden[cell] === 0) continue;
    const root = find(cell);
    const component = members.get(root);
    if (component === undefined) members.set(root, { cells: [cell], equations: [] });
    else component.cells.push(cell);
  }
  for (let equation = 0; equation < system.equations; equation++) {
    const first = firstHidden[equation]!;
    if (first >= 0) members.get(find(first))!.equations.push(equation);
  }
  return [...members.values()];
}

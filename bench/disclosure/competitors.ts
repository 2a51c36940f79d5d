import { attackCells } from '../../disclosure/attack/attack-cells.ts';
import { protectSystem } from '../../disclosure/protect-system.ts';
import { protectCells } from '../../disclosure/suppress/protect-cells.ts';
import type { GroupsTable } from './groups-table.ts';

export interface DisclosureFigures {
  readonly seconds: number;
  readonly secondaries: number;
  /** Sensitive cells with one possible value. */
  readonly exact: number;
  /** Sensitive cells whose possible values do not cover what policy asks. */
  readonly narrow: number;
  /** Share of the publishable cells that is withheld beyond the sensitive ones. */
  readonly cellsLost: number;
  /** Share of the persons in the table's innermost cells that is withheld beyond the sensitive ones. */
  readonly peopleLost: number;
  readonly peakMemoryMb: number;
}

export const COMPETITORS: Readonly<Record<string, (table: GroupsTable) => Promise<Uint8Array>>> = {
  engine: async ({ system, needs }) => (await protectSystem({ system, needs })).hidden,
  primaryOnly: async ({ system, needs }) => maskOf(system.size, needs.keys()),
  twoPerLine: async (table) => twoPerLine(table),
  gauss: async ({ system, needs }) => protectCells({ system, sensitive: needs }).hidden,
};

/**
 * Measures one way to protect a table, and attacks what comes of it.
 * @param whole whether only tables of whole numbers prove that a cell is open; the stricter attack, and the slower one
 */
export async function measure(
  table: GroupsTable,
  protect: (table: GroupsTable) => Promise<Uint8Array>,
  whole: boolean,
): Promise<DisclosureFigures & { readonly hidden: Uint8Array }> {
  const { system, needs, lines } = table;
  const started = performance.now();
  const hidden = await protect(table);
  const seconds = (performance.now() - started) / 1000;
  const { findings } = await attackCells({ system, hidden, needs, whole });
  const failed = findings.filter(({ outcome }) => outcome !== 'protected');
  const totals = new Set(lines.map(([total]) => total));
  const secondary = [...hidden.keys()].filter((cell) => hidden[cell] === 1 && !needs.has(cell));
  const inner = (cells: Iterable<number>): number => {
    let persons = 0;
    for (const cell of cells) if (!totals.has(cell)) persons += system.value[cell]!;
    return persons;
  };
  return {
    seconds: rounded(seconds, 2),
    secondaries: secondary.length,
    exact: failed.filter(({ outcome, least, most }) => outcome === 'exposed' && most - least < 0.5).length,
    narrow: failed.length,
    cellsLost: rounded(secondary.length / (system.size - needs.size), 4),
    peopleLost: rounded(inner(secondary) / inner(system.value.keys()), 4),
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    hidden,
  };
}

/** The naive rule: no line with one withheld cell, by hiding the smallest other one that holds somebody. */
function twoPerLine({ system, needs, lines }: GroupsTable): Uint8Array {
  const hidden = maskOf(system.size, needs.keys());
  for (let changed = true; changed; ) {
    changed = false;
    for (const line of lines) {
      if (line.filter((cell) => hidden[cell] === 1).length !== 1) continue;
      const open = line.filter((cell) => hidden[cell] === 0);
      const some = open.filter((cell) => system.value[cell]! > 0);
      const [smallest] = (some.length > 0 ? some : open).sort((a, b) => system.value[a]! - system.value[b]! || a - b);
      if (smallest === undefined) continue;
      hidden[smallest] = 1;
      changed = true;
    }
  }
  return hidden;
}

function maskOf(size: number, cells: Iterable<number>): Uint8Array {
  const mask = new Uint8Array(size);
  for (const cell of cells) mask[cell] = 1;
  return mask;
}

const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));

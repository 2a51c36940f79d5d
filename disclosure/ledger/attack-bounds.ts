import { attackCells } from '../attack/attack-cells.ts';
import type { CellSystem, Need } from '../system/cell-system.ts';
import { hiddenComponents } from '../system/components.ts';

/** What an attack by bounds found in the components that are small enough for it. */
export interface BoundsAttack {
  readonly proven: number;
  readonly unproven: number;
  readonly programs: number;
  readonly exposed: readonly {
    readonly cell: number;
    readonly how: 'bounds' | 'infeasible' | 'unfinished' | 'published';
    readonly least: number | null;
    readonly most: number | null;
    readonly equations: readonly number[];
  }[];
}

export interface BoundsLimits {
  /** Whether values are whole numbers. */
  readonly whole: boolean;
  /** Linear programs at most. */
  readonly programs: number;
  /** Hidden cells of the largest component that is attacked. */
  readonly componentLimit: number;
}

const HOW = { exposed: 'bounds', infeasible: 'infeasible', unfinished: 'unfinished', published: 'published' } as const;

/** Bounds every sensitive cell of the components within a limit; those of larger ones are counted as unproven. */
export async function attackBounds(
  system: CellSystem,
  hidden: Uint8Array,
  needs: ReadonlyMap<number, Need>,
  limits: BoundsLimits,
): Promise<BoundsAttack> {
  const attacked = new Map<number, Need>();
  for (const { cells } of hiddenComponents(system, hidden)) {
    if (cells.length > limits.componentLimit) continue;
    for (const cell of cells) {
      const need = needs.get(cell);
      if (need !== undefined) attacked.set(cell, need);
    }
  }
  if (attacked.size === 0 || limits.programs <= 0) return { proven: 0, unproven: needs.size, programs: 0, exposed: [] };
  const { findings, programs } = await attackCells({
    system,
    hidden,
    needs: attacked,
    whole: limits.whole,
    limits: { programs: limits.programs },
  });
  const exposed = findings.flatMap(({ cell, outcome, least, most, equations }) =>
    outcome === 'protected'
      ? []
      : [{ cell, how: HOW[outcome], least: finite(least), most: finite(most), equations: equations ?? [] }],
  );
  return { proven: attacked.size - exposed.length, unproven: needs.size - attacked.size, programs, exposed };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

import type { Highs } from 'highs';
import { insiderFindings } from '../attack/insider-attack.ts';
import type { CellSystem, Need } from '../system/cell-system.ts';
import { hiddenComponents } from '../system/components.ts';
import { type Demand, demandsOf } from '../system/shift.ts';
import type { HiddenGroup } from './exact-protection.ts';
import type { Mask } from './mask.ts';
import { meetDemands } from './meet-demands.ts';
import { undoSuppressions } from './undo-suppressions.ts';

export interface IntervalProtection {
  /** Cells withheld to widen what an attacker can bound, in the order chosen. */
  readonly widened: readonly number[];
  /** Cells published after all: withheld, as it turned out, without need. */
  readonly released: readonly number[];
  /** Sensitive cells whose bounds stay narrower than they need, with nothing left near them to withhold. */
  readonly narrow: readonly number[];
  /** Sensitive cells, never exactly known, whose bounds were not looked at: the programs ran out, or the component is too large. */
  readonly unproven: readonly number[];
  /** What must stay possible, each with the shift that proves it unless its cell is narrow or unproven. */
  readonly demands: readonly Demand[];
  /** Linear programs solved. */
  readonly programs: number;
  /** Of those, how many ended with fractions where values are whole, and were solved again. */
  readonly fractional: number;
}

export interface IntervalOptions {
  /** Linear programs at most that widen bounds, and as many that look for needless suppressions. */
  readonly programs: number;
  /** Hidden cells of the largest component whose bounds are looked at. */
  readonly component: number;
  /** Whether values are whole numbers: then every shift is. */
  readonly whole: boolean;
  /** Whether single persons, who know a cell that is theirs alone, must learn no other one. */
  readonly insiders: boolean;
  /** Cells that stay withheld whether or not a bound needs them. */
  readonly kept: Iterable<number>;
  readonly groups: readonly HiddenGroup[];
}

/** Rounds of withholding against single persons; who is left is a finding of the attack. */
const INSIDER_ROUNDS = 12;

/**
 * Withholds cells, marking them in `mask`, until every sensitive cell can change as far as it needs, whoever looks, and
 * publishes again what that made needless.
 */
export function protectIntervals(
  system: CellSystem,
  mask: Mask,
  needs: ReadonlyMap<number, Need>,
  highs: Highs,
  options: IntervalOptions,
): IntervalProtection {
  const { whole } = options;
  const all = demandsOf(system, needs);
  const demands = options.component < system.size ? inSmallComponents(system, mask, all, options.component) : all;
  const withheld = new Set<number>();
  let programs = 0;
  let fractional = 0;
  const meet = (wanted: readonly Demand[]) => {
    const met = meetDemands(system, mask, wanted, highs, { programs: options.programs - programs, whole });
    programs += met.programs;
    fractional += met.fractional;
    for (const cell of met.widened) withheld.add(cell);
    return met;
  };
  const known = new Map<string, Demand>();
  const meetInsiders = (): void => {
    for (let round = 0; options.insiders && round < INSIDER_ROUNDS; round++) {
      const found = insiderFindings(system, mask.hidden, needs.keys());
      const wanted = found.flatMap(({ insider, learned }): Demand[] => {
        const key = `${insider} ${learned}`;
        // Nothing near them could be withheld against those of an earlier round.
        if (known.has(key) && known.get(key)!.shift === undefined) return [];
        // Whoever it is, one person more must stay possible.
        const demand = { cell: learned, change: 1, still: insider, shift: undefined };
        known.set(key, demand);
        return [demand];
      });
      if (wanted.length === 0 || meet(wanted).widened.length === 0) return;
    }
  };

  const narrow = new Set([...meet(demands).unmet].map(({ cell }) => cell));
  meetInsiders();
  const insiders = [...known.values()].filter(({ shift }) => shift !== undefined);
  const undone = undoSuppressions(system, mask, highs, {
    demands: [...all, ...insiders],
    kept: [...needs.keys(), ...options.kept],
    groups: options.groups,
    programs: options.programs,
    whole,
  });
  for (const cell of undone.exchanged) withheld.add(cell);
  if (undone.released.length > 0) meetInsiders();
  const unproven = new Set<number>();
  for (const { cell, shift } of all) if (shift === undefined && !narrow.has(cell)) unproven.add(cell);
  return {
    widened: [...withheld].filter((cell) => mask.hidden[cell] === 1),
    released: undone.released.filter((cell) => mask.hidden[cell] === 0),
    narrow: [...narrow],
    unproven: [...unproven],
    demands: all,
    programs: programs + undone.programs,
    fractional,
  };
}

function inSmallComponents(system: CellSystem, { hidden }: Mask, demands: readonly Demand[], limit: number): Demand[] {
  const size = new Map<number, number>();
  for (const { cells } of hiddenComponents(system, hidden)) for (const cell of cells) size.set(cell, cells.length);
  return demands.filter(({ cell }) => (size.get(cell) ?? 1) <= limit);
}

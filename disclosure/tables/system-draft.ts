import { createHash } from 'node:crypto';
import { type CellSystem, cellSystemBuilder } from '../system/cell-system.ts';
import { codeAt, type Layer, type LayerCell } from './layer.ts';

/** A cell system in the making, with costs and tie-breaks drawn from where a cell stands in its lines. */
export interface SystemDraft {
  readonly equations: number;
  addLayerCell(layer: Layer, cell: LayerCell): void;
  addWorkedOut(value: number): number;
  addEquation(left: readonly number[], right: readonly number[]): void;
  build(): CellSystem;
}

/** Extra cost of a code by the lines above it: totals are what most readers come for. */
const HEADLINE_COST = [1, 0.4] as const;
/** Extra cost of a cell that several rows or tables show. */
const REPEAT_COST = 3;

export function systemDraft(tieBreakKey: string): SystemDraft {
  const builder = cellSystemBuilder();
  let equations = 0;
  const seeds = new Map<Layer, number>();
  return {
    addLayerCell(layer, cell) {
      const seed = seeds.get(layer) ?? tieSeed(tieBreakKey, layer.name);
      seeds.set(layer, seed);
      cell.cell = builder.addCell({
        value: cell.value,
        publishable: cell.shown > 0,
        cost: costOf(layer, cell),
        tie: mix(cell.key, seed),
      });
    },
    addWorkedOut: (value) => builder.addCell({ value, publishable: false }),
    get equations() {
      return equations;
    },
    addEquation(left, right) {
      equations++;
      builder.addEquation(left, right);
    },
    build: () => builder.build(),
  };
}

/** An empty cell is withheld as if it held so many: zeros may be, or a withheld cell would be known not to be zero. */
const EMPTY_COUNTS_AS = 5;

function costOf(layer: Layer, cell: LayerCell): number {
  let factor = 1;
  layer.concepts.forEach((concept, at) => {
    if (concept.linesByTotal.size > 0) factor += HEADLINE_COST[concept.depth[codeAt(layer, cell.key, at)]!] ?? 0;
  });
  return (
    Math.log1p(cell.value === 0 ? EMPTY_COUNTS_AS : cell.value) * factor +
    REPEAT_COST * Math.log(Math.max(1, cell.shown))
  );
}

function tieSeed(key: string, layer: string): number {
  return createHash('sha256').update(`${key}\u0000${layer}`).digest().readUInt32LE(0);
}

/** Spreads a key over 2^52 tie values (MurmurHash3's finalizer on both halves). */
function mix(key: number, seed: number): number {
  const scramble = (value: number): number => {
    let hash = value;
    hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
    hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
    return (hash ^ (hash >>> 16)) >>> 0;
  };
  const low = scramble((key >>> 0) ^ seed);
  const high = scramble(Math.floor(key / 2 ** 32) ^ low ^ 0x9e3779b9);
  return (high & 0xfffff) * 2 ** 32 + low;
}

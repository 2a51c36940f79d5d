import { createHash } from 'node:crypto';
import { type CellSystem, cellSystemBuilder, type NewCell } from '../system/cell-system.ts';
import { codeAt, type Layer, type LayerCell } from './layer.ts';

/** What a number of a system is: a cell of a layer, or what is worked out from others. */
export type CellOrigin =
  | { readonly layer: Layer; readonly cell: LayerCell; readonly release: string | undefined }
  | { readonly about: string };

/**
 * A cell system in the making, with costs and tie-breaks drawn from where a cell stands in its lines. With earlier
 * releases in it, one meaning with one value is one number in all of them, and each line is written down once.
 */
export interface SystemDraft {
  readonly size: number;
  readonly equations: number;
  /** @param release that showed or withheld the cell; the one to be protected when left out */
  addLayerCell(layer: Layer, cell: LayerCell, release?: string): void;
  /** @param about what it is, for whoever reads an attack */
  addWorkedOut(value: number, about: string): number;
  /** A number that everybody knows, such as the size of a revision at most. */
  addKnown(value: number, about: string): number;
  addEquation(left: readonly number[], right: readonly number[]): void;
  /** Whether a sum over numbers is met for the first time; always true while there are no earlier releases. */
  isNew(kind: string, total: number, parts: readonly number[]): boolean;
  /** Marks what a release has published: it stays known, whatever is withheld later. Releases go from new to old. */
  know(cell: number, release: string): void;
  /** The oldest release that published a number. */
  knownSince(cell: number): string | undefined;
  isKnown(cell: number): boolean;
  /** Whether earlier releases have published anything. */
  readonly hasKnown: boolean;
  /** Whether a number may be published or withheld. */
  isOpen(cell: number): boolean;
  valueOf(cell: number): number;
  originOf(cell: number): CellOrigin;
  /** Numbers of one meaning that releases show or withhold with different values, the newest first. */
  versions(): Iterable<readonly number[]>;
  build(): CellSystem;
}

/** Extra cost of a code by the lines above it: totals are what most readers come for. */
const HEADLINE_COST = [1, 0.4] as const;
/** Extra cost of a cell that several rows or tables show. */
const REPEAT_COST = 3;

/** @param shared whether cells of earlier releases are added as well */
export function systemDraft(tieBreakKey: string, shared = false): SystemDraft {
  const cells: { -readonly [key in keyof NewCell]: NewCell[key] }[] = [];
  const origins: CellOrigin[] = [];
  const known = new Map<number, string>();
  const builder = cellSystemBuilder();
  const seeds = new Map<Layer['name'], number>();
  const lines = new Set<string>();
  /** By layer and key: the numbers of one meaning. */
  const meanings = new Map<string, Map<number, number[]>>();
  let equations = 0;
  const add = (cell: NewCell, origin: CellOrigin): number => {
    cells.push({ ...cell });
    origins.push(origin);
    return cells.length - 1;
  };
  const meaningOf = (layer: Layer, cell: LayerCell): number[] => {
    const ofLayer = meanings.get(layer.name) ?? new Map<number, number[]>();
    meanings.set(layer.name, ofLayer);
    const numbers = ofLayer.get(cell.key) ?? [];
    ofLayer.set(cell.key, numbers);
    return numbers;
  };
  return {
    get size() {
      return cells.length;
    },
    get equations() {
      return equations;
    },
    addLayerCell(layer, cell, release) {
      const versions = shared ? meaningOf(layer, cell) : [];
      const same = versions.find((number) => cells[number]!.value === cell.value);
      if (same !== undefined) {
        cell.cell = same;
        return;
      }
      const seed = seeds.get(layer.name) ?? tieSeed(tieBreakKey, layer.name);
      seeds.set(layer.name, seed);
      const publishable = release === undefined && cell.shown > 0;
      cell.cell = add(
        { value: cell.value, publishable, cost: costOf(layer, cell), tie: mix(cell.key, seed) },
        { layer, cell, release },
      );
      versions.push(cell.cell);
    },
    addWorkedOut: (value, about) => add({ value, publishable: false }, { about }),
    addKnown(value, about) {
      const number = add({ value, publishable: true, cost: Number.POSITIVE_INFINITY }, { about });
      known.set(number, '');
      return number;
    },
    addEquation(left, right) {
      equations++;
      builder.addEquation(left, right);
    },
    isNew(kind, total, parts) {
      if (!shared) return true;
      const line = `${kind} ${total}:${[...parts].sort((a, b) => a - b).join()}`;
      if (lines.has(line)) return false;
      lines.add(line);
      return true;
    },
    know(number, release) {
      known.set(number, release);
      Object.assign(cells[number]!, { publishable: true, cost: Number.POSITIVE_INFINITY });
    },
    knownSince: (number) => known.get(number),
    isKnown: (number) => known.has(number),
    get hasKnown() {
      return known.size > 0;
    },
    isOpen: (number) => cells[number]!.publishable && !known.has(number),
    valueOf: (number) => cells[number]!.value,
    originOf: (number) => origins[number]!,
    *versions() {
      for (const ofLayer of meanings.values())
        for (const numbers of ofLayer.values()) if (numbers.length > 1) yield numbers;
    },
    build() {
      for (const cell of cells) builder.addCell(cell);
      return builder.build();
    },
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

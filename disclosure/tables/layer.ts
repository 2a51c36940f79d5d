import { InvariantError } from '../../schemas/errors.ts';
import type { Concept, ConceptLine } from './concept.ts';

/** One cell of a layer: one number that may be shown in many places, or in none. */
export interface LayerCell {
  readonly key: number;
  value: number;
  /** Persons behind it; for a count, the count. */
  persons: number;
  /** Places where it is shown, and numbers there that go with it; 0 for a cell that is only worked out. */
  shown: number;
  measure: LayerMeasure;
  /** Its number in the cell system, once compiled. */
  cell: number;
}

/** What the cells of a layer have in common by the measure they came from. */
export interface LayerMeasure {
  readonly table: string;
  readonly name: string;
  readonly minimum: number;
  /** Whether none and all are sensitive. */
  readonly attribute: boolean;
}

/** All cells of one population (or one amount) over its concepts. */
export interface Layer {
  readonly name: string;
  readonly concepts: readonly Concept[];
  readonly strides: readonly number[];
  /** Concepts whose lines do not hold for this layer. */
  readonly notAdditive: ReadonlySet<string>;
  readonly cells: Map<number, LayerCell>;
}

export function newLayer(name: string, concepts: readonly Concept[], notAdditive: readonly string[]): Layer {
  const ordered = [...concepts].sort((a, b) => (a.name < b.name ? -1 : 1));
  const strides: number[] = [];
  let stride = 1;
  for (const concept of ordered) {
    strides.push(stride);
    stride *= Math.max(1, concept.codes.length);
  }
  if (!Number.isSafeInteger(stride)) throw new InvariantError(`${name} has more combinations of codes than fit a key`);
  return { name, concepts: ordered, strides, notAdditive: new Set(notAdditive), cells: new Map() };
}

/** The key of a combination of codes; undefined when the concept lacks one. */
export function layerKey(layer: Layer, codeOfConcept: (concept: string) => string | undefined): number | undefined {
  let key = 0;
  for (let at = 0; at < layer.concepts.length; at++) {
    const concept = layer.concepts[at]!;
    const code = codeOfConcept(concept.name);
    const index = code === undefined ? undefined : concept.indexOf.get(code);
    if (index === undefined) return undefined;
    key += index * layer.strides[at]!;
  }
  return key;
}

export function codeAt(layer: Layer, key: number, at: number): number {
  return Math.floor(key / layer.strides[at]!) % layer.concepts[at]!.codes.length;
}

/** One additive line of a layer, with the cells that exist. An absent part counts nobody. */
export interface LayerLine {
  readonly total: LayerCell;
  readonly parts: readonly LayerCell[];
  readonly relation: ConceptLine['relation'];
  /** Whether none and all of the total at a part are sensitive. */
  readonly attribute: boolean;
}

/**
 * Adds the totals that no table shows but that lines run through, so that a sum over two levels is not lost. Their
 * value is the greatest sum of parts among their lines.
 */
export function addMissingTotals(layer: Layer): void {
  const waiting = [...layer.cells.keys()];
  const sums = new Map<number, { value: number; persons: number; measure: LayerMeasure }>();
  for (let next = 0; next < waiting.length; next++) {
    const key = waiting[next]!;
    layer.concepts.forEach((concept, at) => {
      if (layer.notAdditive.has(concept.name)) return;
      const code = codeAt(layer, key, at);
      for (const line of concept.linesByPart.get(code) ?? []) {
        if (line.relation === 'overlap') continue;
        const total = key + (line.total - code) * layer.strides[at]!;
        if (layer.cells.has(total) || sums.has(total)) continue;
        sums.set(total, { value: 0, persons: 0, measure: layer.cells.get(key)?.measure ?? sums.get(key)!.measure });
        waiting.push(total);
      }
    });
  }
  const settle = (key: number): { value: number; persons: number } => {
    const known = layer.cells.get(key);
    if (known !== undefined) return known;
    const pending = sums.get(key);
    if (pending === undefined) return { value: 0, persons: 0 };
    let best = { value: 0, persons: 0 };
    layer.concepts.forEach((concept, at) => {
      if (layer.notAdditive.has(concept.name)) return;
      const code = codeAt(layer, key, at);
      for (const line of concept.linesByTotal.get(code) ?? []) {
        if (line.relation === 'overlap') continue;
        const sum = { value: 0, persons: 0 };
        for (const part of line.parts) {
          const settled = settle(key + (part - code) * layer.strides[at]!);
          sum.value += settled.value;
          sum.persons += settled.persons;
        }
        if (sum.value > best.value) best = sum;
      }
    });
    layer.cells.set(key, { key, ...best, shown: 0, measure: pending.measure, cell: -1 });
    return best;
  };
  for (const key of sums.keys()) settle(key);
}

/** Everybody who could stand at a cell: the same codes, with the totals of what is an attribute of theirs. */
export function everybodyAt(layer: Layer, cell: LayerCell): LayerCell {
  for (let at = 0; at < layer.concepts.length; at++) {
    const concept = layer.concepts[at]!;
    if (!concept.attribute || layer.notAdditive.has(concept.name)) continue;
    const code = codeAt(layer, cell.key, at);
    for (const line of concept.linesByPart.get(code) ?? []) {
      const above = layer.cells.get(cell.key + (line.total - code) * layer.strides[at]!);
      if (above !== undefined) return everybodyAt(layer, above);
    }
  }
  return cell;
}

export function* layerLines(layer: Layer): Generator<LayerLine> {
  for (const total of layer.cells.values()) {
    for (let at = 0; at < layer.concepts.length; at++) {
      const concept = layer.concepts[at]!;
      if (layer.notAdditive.has(concept.name)) continue;
      const code = codeAt(layer, total.key, at);
      for (const line of concept.linesByTotal.get(code) ?? []) {
        const parts: LayerCell[] = [];
        for (const part of line.parts) {
          const cell = layer.cells.get(total.key + (part - code) * layer.strides[at]!);
          if (cell !== undefined) parts.push(cell);
        }
        // A table of districts has none of the schools below them: that says nothing of a district's total.
        if (parts.length > 0) yield { total, parts, relation: line.relation, attribute: concept.attribute };
      }
    }
  }
}

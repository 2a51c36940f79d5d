import type { DisclosurePolicy } from '../../schemas/disclosure/policy.ts';
import type { MeasureEquation, MeasureTerm, ProtectedTableSpec } from '../../schemas/disclosure/protected-table.ts';
import { ContractBreachError } from '../../schemas/errors.ts';
import type { Reason } from '../rules/primary-rules.ts';
import { resolveBounds } from '../rules/resolve-bounds.ts';
import type { HiddenGroup } from '../suppress/exact-protection.ts';
import type { Need } from '../system/cell-system.ts';
import { type Concept, conceptName } from './concept.ts';
import { type CountNeeds, countNeeds } from './count-needs.ts';
import type { GridRow } from './key-grid.ts';
import {
  addMissingTotals,
  everybodyAt,
  type Layer,
  type LayerCell,
  type LayerMeasure,
  layerKey,
  layerLines,
  newLayer,
} from './layer.ts';
import {
  type Absence,
  absenceOf,
  codeLookup,
  type PreparedTable,
  statusColumnOf,
  type Vintage,
} from './prepared-table.ts';
import { tieRevisions } from './revisions.ts';
import { type SystemDraft, systemDraft } from './system-draft.ts';
import { tiedCells } from './tied-cells.ts';

/** The counts of all tables as one system, and where each is shown. */
export interface CompiledCounts {
  readonly draft: SystemDraft;
  readonly layers: ReadonlyMap<string, Layer>;
  /** The layer a table's measure lies in. */
  layerOf(table: string, measure: string): Layer;
  /** The cell a row shows for a count, or why there is none. */
  cellOf(prepared: PreparedTable, row: GridRow, measure: string): LayerCell | Absence;
  /** The same for the tables of an earlier release. */
  cellsOf(release: string | undefined): CompiledCounts['cellOf'];
  readonly sensitive: ReadonlyMap<number, Need>;
  readonly reasons: ReadonlyMap<number, Reason>;
  readonly groups: readonly HiddenGroup[];
}

/**
 * @param vintages the tables to be protected first, then those of earlier releases: what one of these showed is known,
 * and what it withheld is as sensitive as ever
 */
export function compileCounts(
  vintages: readonly Vintage[],
  concepts: ReadonlyMap<string, Concept>,
  policy: DisclosurePolicy,
  tieBreakKey: string,
): CompiledCounts {
  const draft = systemDraft(tieBreakKey, vintages.length > 1);
  const needs = countNeeds(draft);
  const [own, ...earlier] = vintages.map((vintage) => compileVintage(vintage, concepts, policy, draft, needs));
  for (const [index, { cellOf }] of earlier.entries()) knowCounts(vintages[index + 1]!, cellOf, draft);
  tieRevisions(draft, policy, needs.sensitive, needs.reasons);
  const { layers, layerOf, cellOf } = own!;
  const cellsOf = (release: string | undefined) =>
    [own!, ...earlier][vintages.findIndex((vintage) => vintage.release === release)]!.cellOf;
  return {
    draft,
    layers,
    layerOf,
    cellOf,
    cellsOf,
    sensitive: needs.sensitive,
    reasons: needs.reasons,
    groups: needs.groups,
  };
}

interface CompiledVintage extends Pick<CompiledCounts, 'layers' | 'layerOf' | 'cellOf'> {}

function compileVintage(
  { tables, release }: Vintage,
  concepts: ReadonlyMap<string, Concept>,
  policy: DisclosurePolicy,
  draft: SystemDraft,
  needs: CountNeeds,
): CompiledVintage {
  const layers = new Map<string, Layer>();
  const layerByMeasure = new Map<string, Layer>();
  for (const prepared of tables) readCounts(prepared, concepts, policy, layers, layerByMeasure);

  const layerOf = (table: string, measure: string): Layer => layerByMeasure.get(`${table}.${measure}`)!;
  const cellOf = (prepared: PreparedTable, row: GridRow, name: string): LayerCell | Absence => {
    const absence = absenceOf(row, name, statusColumnOf(prepared.counts.get(name)!));
    if (absence !== undefined) return absence;
    const layer = layerOf(prepared.table.spec.name, name);
    const key = layerKey(layer, codeLookup(prepared, row));
    return (key === undefined ? undefined : layer.cells.get(key)) ?? 'not_available';
  };

  for (const layer of layers.values()) {
    addMissingTotals(layer);
    for (const cell of layer.cells.values()) draft.addLayerCell(layer, cell, release);
  }
  const wholes = wholesOf(tables, cellOf, layerOf);
  for (const layer of layers.values()) {
    for (const cell of layer.cells.values()) needs.consider(cell);
    for (const { total, parts, relation, attribute } of layerLines(layer)) {
      needs.addLine(layer.name, total, parts, relation);
      // A total with one part is that part by the table's keys alone.
      if (!attribute || parts.length === 1) continue;
      const everybody = outermost(wholes, layer, total);
      // Other parts have the rest of their total in the line itself.
      for (const part of parts) {
        if (part.value === 0) needs.considerNone(part, total, everybody);
        else if (part.value === total.value) needs.addComplement(part, total, everybody, true);
      }
    }
  }
  for (const [part, found] of wholes) {
    for (const { cell, partLayer } of found) {
      needs.addComplement(part, cell, outermost(wholes, partLayer, part), part.measure.attribute);
    }
  }
  for (const prepared of tables) {
    for (const equation of prepared.table.spec.equations ?? []) addEquation(prepared, equation, cellOf, layerOf, needs);
    for (const { name, total, parts, lacking } of tiedCells(prepared, tables, (...of) =>
      layerByMeasure.get(of.join('.')),
    )) {
      const unseen = lacking && parts.reduce((sum, part) => sum + part.value, 0) < total.value;
      needs.addLine(name, total, parts, unseen ? 'partial' : 'partition', unseen);
    }
  }
  return { layers, layerOf, cellOf };
}

/** Marks the counts that an earlier release showed. */
function knowCounts({ release, tables }: Vintage, cellOf: CompiledCounts['cellOf'], draft: SystemDraft): void {
  for (const prepared of tables) {
    const shown = [...prepared.counts.values()].filter(({ published }) => published !== false);
    for (const row of prepared.grid) {
      const released = prepared.released?.(row);
      if (released === undefined) continue;
      for (const measure of shown) {
        if (released[statusColumnOf(measure)] !== 'ok') continue;
        const cell = cellOf(prepared, row, measure.name);
        const value = Number(released[measure.name]);
        if (typeof cell === 'string' || cell.value !== value) {
          throw new ContractBreachError(
            `${release} shows a ${prepared.table.spec.name}.${measure.name} that its aggregates do not have`,
            { hint: 'Protect the public tables again from the aggregates they are to be of.' },
          );
        }
        draft.know(cell.cell, release!);
      }
    }
  }
}

function readCounts(
  prepared: PreparedTable,
  concepts: ReadonlyMap<string, Concept>,
  policy: DisclosurePolicy,
  layers: Map<string, Layer>,
  layerByMeasure: Map<string, Layer>,
): void {
  const { spec } = prepared.table;
  for (const measure of prepared.counts.values()) {
    const over = spec.dimensions.filter((dimension) => measure.over?.includes(dimension.name) ?? true);
    const notAdditive = (measure.notAdditiveOver ?? []).map((name) =>
      conceptName(spec.dimensions.find((dimension) => dimension.name === name)!),
    );
    const own = over.map((dimension) => concepts.get(conceptName(dimension))!);
    const population = measure.population ?? `${spec.name}.${measure.name}`;
    const name = `${population}(${own
      .map((concept) => concept.name)
      .sort()
      .join(',')})`;
    const layer = layers.get(name) ?? newLayer(name, own, notAdditive);
    layers.set(name, layer);
    layerByMeasure.set(`${spec.name}.${measure.name}`, layer);
    const about = Object.freeze({
      table: spec.name,
      name: measure.name,
      minimum: resolveBounds(policy, measure.owners, measure.product).minimumCount,
      attribute: measure.attribute ?? false,
    });
    const weight = 1 + dependents(spec, measure.name);
    const repeats = over.length < spec.dimensions.length;
    const rows = prepared.grid.filter((row) => absenceOf(row, measure.name, statusColumnOf(measure)) === undefined);
    // A count that repeats is read where a row has it; an absent row then says nothing, unless all are absent.
    for (const row of repeats ? [...rows].sort((a, b) => Number(!a.source) - Number(!b.source)) : rows) {
      const key = layerKey(layer, codeLookup(prepared, row))!;
      const known = layer.cells.get(key);
      const value = row.source === undefined ? (repeats ? (known?.value ?? 0) : 0) : Number(row.source[measure.name]);
      if (!Number.isSafeInteger(value) || value < 0) {
        throw new ContractBreachError(`${spec.name}.${measure.name} holds a count that is not a whole number`, {
          hint: 'Counts are whole and not negative.',
        });
      }
      const shown = row.shown && measure.published !== false ? weight : 0;
      if (known === undefined) {
        layer.cells.set(key, { key, value, persons: value, shown, measure: about, cell: -1 });
        continue;
      }
      if (known.value !== value) {
        throw new ContractBreachError(
          `${known.measure.table} and ${spec.name} disagree on one count of ${population}`,
          {
            hint: 'Give the counts different populations, or build both tables from one query.',
            fields: { population, measure: measure.name },
          },
        );
      }
      known.shown += shown;
      known.measure = stricter(known.measure, about);
    }
  }
}

/** Measures that go with a count when it is withheld: shares of it or over it, means, percentiles. */
function dependents({ measures }: ProtectedTableSpec, count: string): number {
  return measures.filter(
    (measure) =>
      ('persons' in measure && measure.persons === count) ||
      (measure.kind === 'share' && (measure.numerator === count || measure.denominator === count)),
  ).length;
}

function stricter(a: LayerMeasure, b: LayerMeasure): LayerMeasure {
  if (b.minimum <= a.minimum && a.attribute === (a.attribute || b.attribute)) return a;
  return { ...a, minimum: Math.max(a.minimum, b.minimum), attribute: a.attribute || b.attribute };
}

/** What a count is a part of, and the layers of both. */
interface Whole {
  readonly layer: Layer;
  readonly cell: LayerCell;
  readonly partLayer: Layer;
}

/** By part; a count that several tables show may be a part of a different one in each. */
type Wholes = ReadonlyMap<LayerCell, readonly Whole[]>;

/** What every count that is a part is a part of, wherever a row shows both. */
function wholesOf(
  tables: readonly PreparedTable[],
  cellOf: CompiledCounts['cellOf'],
  layerOf: CompiledCounts['layerOf'],
): Wholes {
  const wholes = new Map<LayerCell, Whole[]>();
  for (const prepared of tables) {
    const table = prepared.table.spec.name;
    for (const { name, of } of prepared.counts.values()) {
      if (of === undefined) continue;
      const [layer, partLayer] = [layerOf(table, of), layerOf(table, name)];
      for (const row of prepared.grid) {
        const part = cellOf(prepared, row, name);
        const cell = cellOf(prepared, row, of);
        if (typeof part === 'string' || typeof cell === 'string') continue;
        const known = wholes.get(part);
        if (known === undefined) wholes.set(part, [{ layer, cell, partLayer }]);
        else if (known.every((whole) => whole.cell !== cell)) known.push({ layer, cell, partLayer });
      }
    }
  }
  return wholes;
}

/** The largest group that those at a cell are a part of: by what they are a part of, and by what is an attribute. */
function outermost(wholes: Wholes, layer: Layer, cell: LayerCell): LayerCell {
  const top = everybodyAt(layer, cell);
  const [whole] = wholes.get(top) ?? wholes.get(cell) ?? [];
  return whole === undefined ? top : outermost(wholes, whole.layer, whole.cell);
}

/** Adds an equation among measures, once for every combination of the dimensions that its terms leave free. */
function addEquation(
  prepared: PreparedTable,
  equation: MeasureEquation,
  cellOf: CompiledCounts['cellOf'],
  layerOf: CompiledCounts['layerOf'],
  needs: CountNeeds,
): void {
  const { spec } = prepared.table;
  const terms = [equation.total, ...equation.parts];
  const pins = (term: MeasureTerm, row: GridRow): boolean =>
    Object.entries(term.at ?? {}).every(
      ([name, code]) => row.codes[spec.dimensions.findIndex((dimension) => dimension.name === name)] === code,
    );
  const lookups = terms.map((term) => {
    const layer = layerOf(spec.name, term.measure);
    const pinned = new Map(
      Object.entries(term.at ?? {}).map(([name, code]) => [
        conceptName(spec.dimensions.find((dimension) => dimension.name === name)!),
        code,
      ]),
    );
    return { layer, pinned };
  });
  // The term that depends on most dimensions leads; the others are looked up at its codes.
  const leading = terms.reduce((best, _, index) => {
    const free = ({ layer, pinned }: (typeof lookups)[number]) => layer.concepts.length - pinned.size;
    return free(lookups[index]!) > free(lookups[best]!) ? index : best;
  }, 0);
  const done = new Set<LayerCell>();
  for (const row of prepared.grid) {
    if (!pins(terms[leading]!, row)) continue;
    const lead = cellOf(prepared, row, terms[leading]!.measure);
    if (typeof lead === 'string' || done.has(lead)) continue;
    done.add(lead);
    const code = codeLookup(prepared, row);
    const cells = lookups.map(({ layer, pinned }) => {
      const key = layerKey(layer, (concept) => pinned.get(concept) ?? code(concept));
      return key === undefined ? undefined : layer.cells.get(key);
    });
    const [total, ...parts] = cells;
    if (total === undefined) continue;
    const present = parts.filter((part) => part !== undefined);
    const unseen = present.length < parts.length;
    const relation = unseen && equation.relation === 'partition' ? 'partial' : equation.relation;
    needs.addLine(`${spec.name}.${equation.total.measure}`, total, present, relation, unseen);
  }
}

import type { Tie } from '../../schemas/disclosure/protected-table.ts';
import { conceptName } from './concept.ts';
import { type Layer, type LayerCell, layerKey } from './layer.ts';
import { codeLookup, type PreparedTable } from './prepared-table.ts';

/** A cell and those of other tables that add up to it. An absent part counts nobody, unless the sum lacks somebody. */
export interface TiedCells {
  readonly name: string;
  readonly total: LayerCell;
  readonly parts: readonly LayerCell[];
  /** Whether a part has no cell. */
  readonly lacking: boolean;
}

/** The ties of a table among the layers there are, for every combination of codes that they leave free. */
export function* tiedCells(
  prepared: PreparedTable,
  tables: readonly PreparedTable[],
  layerOf: (table: string, measure: string) => Layer | undefined,
): Generator<TiedCells> {
  for (const tie of prepared.table.spec.ties ?? []) {
    const own = layerOf(prepared.table.spec.name, tie.measure);
    const others = tie.parts.map((part) => {
      const spec = tables.find((table) => table.table.spec.name === part.table)?.table.spec;
      const layer = layerOf(part.table, part.measure);
      return spec === undefined || layer === undefined ? undefined : { layer, pins: pinsOf(spec.dimensions, part.at) };
    });
    if (own === undefined || others.includes(undefined)) continue;
    const pins = pinsOf(prepared.table.spec.dimensions, tie.at);
    const done = new Set<LayerCell>();
    for (const row of prepared.grid) {
      const code = codeLookup(prepared, row);
      if ([...pins].some(([concept, pinned]) => code(concept) !== pinned)) continue;
      const total = cellAt(own, code);
      if (total === undefined || done.has(total)) continue;
      done.add(total);
      const parts = others.flatMap(
        (other) => cellAt(other!.layer, (name) => other!.pins.get(name) ?? code(name)) ?? [],
      );
      if (parts.length === 0) continue;
      yield { name: nameOf(prepared, tie), total, parts, lacking: parts.length < others.length };
    }
  }
}

function nameOf(prepared: PreparedTable, tie: Tie): string {
  return `${prepared.table.spec.name}.${tie.measure}`;
}

function pinsOf(
  dimensions: PreparedTable['table']['spec']['dimensions'],
  at: Readonly<Record<string, string>>,
): ReadonlyMap<string, string> {
  return new Map(
    dimensions.flatMap((dimension) =>
      at[dimension.name] === undefined ? [] : [[conceptName(dimension), at[dimension.name]!] as const],
    ),
  );
}

function cellAt(layer: Layer, code: (concept: string) => string | undefined): LayerCell | undefined {
  const key = layerKey(layer, code);
  return key === undefined ? undefined : layer.cells.get(key);
}

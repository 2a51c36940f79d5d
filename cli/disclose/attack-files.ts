import { join } from 'node:path';
import { attackCells } from '../../disclosure/attack/attack-cells.ts';
import { insiderFindings } from '../../disclosure/attack/insider-attack.ts';
import type { CompiledSpec } from '../../disclosure/specified/compile-specified.ts';
import type { SuppressionSpec } from '../../schemas/disclosure/suppression-spec.ts';
import { ContractBreachError } from '../../schemas/errors.ts';
import { openDuckDb } from '../../warehouse/duckdb/duckdb-warehouse.ts';
import { readRows, readSpec } from './read-spec.ts';

/** A sensitive cell that published tables give away, or too much of. Private. */
export interface ExposedCell {
  readonly table: string;
  readonly codes: readonly string[];
  readonly measure: string;
  readonly how: string;
  /** Cells of the sums that expose it, each as text. */
  readonly equations: readonly string[];
}

export interface AttackSummary {
  readonly sensitive: number;
  readonly suppressed: number;
  readonly programs: number;
  readonly exposed: readonly ExposedCell[];
}

/** Attacks published tables with what the specification knows to be sensitive: theirs need not be made by the hub. */
export async function attackFiles(specPath: string, folder: string): Promise<AttackSummary> {
  const { spec, compiled } = await readSpec(specPath);
  const { hidden, counts, amounts } = await readPublished(spec, compiled, folder);
  const systems = [
    { measure: 'count', system: compiled.counts, needs: compiled.countNeeds, published: counts, whole: true },
    ...(compiled.amounts === undefined
      ? []
      : [
          {
            measure: 'amount',
            system: compiled.amounts,
            needs: compiled.amountNeeds,
            published: amounts,
            whole: false,
          },
        ]),
  ];
  const exposed: ExposedCell[] = [];
  let programs = 0;
  const nameOf = (cell: number): string => {
    const place = compiled.cells[cell]?.places[0];
    return place === undefined ? 'the rest of a declared relation' : `${place.table} ${place.codes.join(' × ')}`;
  };
  for (const { measure, system, needs, published, whole } of systems) {
    const attack = await attackCells({ system, hidden, needs, published, whole });
    programs += attack.programs;
    for (const { cell, outcome, equations = [] } of attack.findings) {
      if (outcome === 'protected') continue;
      exposed.push({
        ...compiled.cells[cell]!.places[0]!,
        measure,
        how: outcome,
        equations: equations.map((equation) =>
          [...system.cells.subarray(system.starts[equation]!, system.starts[equation + 1]!)].map(nameOf).join(' + '),
        ),
      });
    }
  }
  for (const { learned } of insiderFindings(compiled.counts, hidden, compiled.countNeeds.keys())) {
    exposed.push({ ...compiled.cells[learned]!.places[0]!, measure: 'count', how: 'insider', equations: [] });
  }
  const sensitive = compiled.reasons.size;
  const suppressed = compiled.cells.filter((_, cell) => hidden[cell] === 1).length;
  return { sensitive, suppressed, programs, exposed };
}

async function readPublished(spec: SuppressionSpec, compiled: CompiledSpec, folder: string) {
  const hidden = new Uint8Array(compiled.counts.size).fill(1);
  const counts = compiled.counts.value.slice();
  const amounts = compiled.amounts?.value.slice() ?? new Float64Array(0);
  const duckdb = await openDuckDb({ path: ':memory:' });
  try {
    for (const { name, dimensions, count, value } of spec.tables) {
      const columns = dimensions.map(({ column }) => column);
      for (const row of await readRows(duckdb, join(folder, `${name}.csv`), [...columns, count, 'status'])) {
        if (row.status !== 'ok') continue;
        const at = Object.fromEntries(columns.map((column) => [column, String(row[column])]));
        const cell = compiled.cellAt({ table: name, at });
        const shown = Number(row[count]);
        if (hidden[cell] === 0 && counts[cell] !== shown) {
          throw new ContractBreachError(
            `${name} ${Object.values(at).join(' × ')} is published as two different numbers, so that nothing is proven`,
          );
        }
        hidden[cell] = 0;
        counts[cell] = shown;
        if (value !== undefined) amounts[cell] = Number(row[value]);
        if (!Number.isFinite(counts[cell]!)) {
          throw new ContractBreachError(`${name} ${Object.values(at).join(' × ')} is published and holds no number`);
        }
      }
    }
  } finally {
    await duckdb.close();
  }
  return { hidden, counts, amounts };
}

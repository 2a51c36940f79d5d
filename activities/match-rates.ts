import type { Agency } from '../schemas/agency.ts';
import type { PublicTableDefinition } from '../schemas/releases/define-public-table.ts';
import type { ReleaseTable } from '../schemas/releases/release-manifest.ts';
import { readSql } from '../warehouse/sql-file.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/** The source pairs that a table stands on, by the agencies whose data it holds. */
const PAIRS: readonly { readonly pair: string; readonly owners: readonly Agency[] }[] = [
  { pair: 'dhe-dese', owners: ['DESE', 'DHE'] },
  { pair: 'nsc-dese', owners: ['DESE', 'NSC'] },
  { pair: 'eec-dese', owners: ['DESE', 'EEC'] },
  { pair: 'dhe-dua', owners: ['DHE', 'DUA'] },
  { pair: 'dese-roster', owners: ['DESE', 'DUA'] },
];

/** Match rates beside each public table, on the link version in force. */
export async function matchRates(
  warehouse: Warehouse,
  definitions: readonly PublicTableDefinition[],
): Promise<Record<string, ReleaseTable['matchRates']>> {
  const rows = await warehouse.query<{ pair: string; eligible: number; linked: number }>(
    await readSql('publish/match_rate.sql', warehouse.dialect),
  );
  const rates = new Map(
    rows.map(({ pair, eligible, linked }) => [pair, { pair, eligible, linked, rate: share(linked, eligible) }]),
  );
  return Object.fromEntries(
    definitions.map(({ table, stage }) => {
      const own = PAIRS.filter(({ owners }) => owners.every((owner) => stage.owners.includes(owner)));
      return [table.name, own.flatMap(({ pair }) => rates.get(pair) ?? [])];
    }),
  );
}

function share(part: number, whole: number): number {
  return Math.round((part / whole) * 10_000) / 10_000;
}

import fc from 'fast-check';
import { type LinkModel, parseLinkModel } from '../../../schemas/link-model/link-model.ts';
import type { Session, Warehouse } from '../../../warehouse/warehouse.ts';
import { syntheticModelFile } from '../synthetic-model.ts';
import { type SyntheticPeople, type SyntheticRow, syntheticPeople, writePeople } from '../synthetic-people.ts';

/** What happens to one entity between two link versions. */
export interface Change {
  readonly kind: 'add' | 'remove' | 'correct';
  /** Counts round among those it can happen to. */
  readonly which: number;
}

export const changesArbitrary = fc.array(
  fc.record({ kind: fc.constantFrom('add' as const, 'remove' as const, 'correct' as const), which: fc.nat(9999) }),
  { minLength: 1, maxLength: 40 },
);

const everybody = withDoubles(syntheticPeople(150, 23));

/** With a second entity for every third, in the same source and without its keys: rivals, ties, and people held twice. */
function withDoubles({ rows }: SyntheticPeople): readonly SyntheticRow[] {
  const doubles = rows
    .filter(({ entity_id }) => entity_id % 3 === 0)
    .map((row) => ({
      ...row,
      entity_id: row.entity_id + 100_000,
      sasid: null,
      ...(row.entity_id % 2 === 0 ? {} : { middle_name: null, zip: null }),
    }));
  return [...rows, ...doubles];
}

const skipping = [{ columns: ['birth_date'], skip_blocks_over: 1 }];

/** The synthetic model, with a source that meets itself, blocks that are skipped in earnest, and any drift allowed. */
export const changingModel: LinkModel = parseLinkModel({
  ...syntheticModelFile,
  source_pairs: [
    ...syntheticModelFile.source_pairs,
    {
      left: 'college',
      right: 'college',
      link_type: 'dedupe_only',
      passes: [{ ...syntheticModelFile.source_pairs[0]!.passes[0]!, blocking_rules: skipping }],
    },
  ],
  drift: { new_share: 1e6, level_shift: 1, frequency_shift: 1e6 },
});

/** The people loaded at first: three quarters of them. */
export function firstRows(): readonly SyntheticRow[] {
  return everybody.filter(({ entity_id }) => entity_id % 4 !== 0);
}

/** What is loaded after the changes: entities come back, go, take another's birth date and lose a key or a letter. */
export function changed(rows: readonly SyntheticRow[], changes: readonly Change[]): readonly SyntheticRow[] {
  let now = [...rows];
  for (const { kind, which } of changes) {
    const present = [...new Set(now.map(({ entity_id }) => entity_id))];
    if (kind === 'add') {
      const known = new Set(present);
      const others = [...new Set(everybody.map((row) => row.entity_id))].filter((id) => !known.has(id));
      const added = others[which % Math.max(others.length, 1)];
      now.push(...everybody.filter((row) => row.entity_id === added));
      continue;
    }
    const target = present[which % present.length]!;
    if (kind === 'remove') {
      const { source } = now.find((row) => row.entity_id === target)!;
      if (now.filter((row) => row.source === source).length > 20) now = now.filter((row) => row.entity_id !== target);
      continue;
    }
    const other = everybody[which % everybody.length]!;
    now = now.map((row) => (row.entity_id === target ? corrected(row, other, which) : row));
  }
  return now;
}

function corrected(row: SyntheticRow, other: SyntheticRow, which: number): SyntheticRow {
  switch (which % 4) {
    case 0:
      return { ...row, birth_date: row.birth_date === null ? null : (other.birth_date ?? row.birth_date) };
    case 1:
      return { ...row, last_name: `${row.last_name ?? ''}A` };
    case 2:
      return { ...row, sasid: null, ssn_token: other.ssn_token };
    default:
      return { ...row, first_name: other.first_name, sasid: row.sasid === null ? null : other.sasid };
  }
}

export async function load(session: Session, rows: readonly SyntheticRow[]): Promise<void> {
  const people: SyntheticPeople = { rows, truth: new Map(), twins: [] };
  await writePeople(session, people, 'people');
}

const CONTENT = {
  'linkage.edge': 'source_pair, pass, entity_id_l, entity_id_r',
  'linkage.review_pair': 'source_pair, pass, entity_id_l, entity_id_r',
  'linkage.crosswalk': 'source, entity_id',
  'linkage.person_event': 'event, person_key, other_key',
  'linkage.candidate': 'step, entity_id_l, entity_id_r',
  'vault.link_entity': 'entity_id',
} as const;

/** Every row of a version, by table, with its digest. */
export async function contentOf(warehouse: Warehouse, linkVersion: number): Promise<Record<string, unknown>> {
  const content: Record<string, unknown> = {};
  for (const [table, order] of Object.entries(CONTENT)) {
    content[table] = await warehouse.query(
      `SELECT * FROM ${table} WHERE link_version = ${linkVersion} ORDER BY ${order}`,
    );
  }
  const [version] = await warehouse.query(
    `SELECT result_hash, persons, linked_persons FROM linkage.version WHERE link_version = ${linkVersion}`,
  );
  return { ...content, version };
}

export async function forget(warehouse: Warehouse, linkVersion: number): Promise<void> {
  for (const table of ['version', 'step', 'parameter', 'pattern', ...Object.keys(CONTENT)]) {
    const name = table.includes('.') ? table : `linkage.${table}`;
    await warehouse.execute(`DELETE FROM ${name} WHERE link_version = ${linkVersion}`);
  }
}

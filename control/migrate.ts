import { createHash } from 'node:crypto';
import { InvariantError, UsageError } from '../schemas/errors.ts';
import type { Control } from './connect.ts';
import { migrations as all } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';

interface AppliedRow {
  readonly id: number;
  readonly name: string;
  readonly checksum: string;
}

const REGISTER = `
CREATE TABLE IF NOT EXISTS hub_migration (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL,
  checksum TEXT NOT NULL,
  applied_at TIMESTAMPTZ(3) NOT NULL DEFAULT now()
)`;
const UNIQUE_VIOLATION = '23505';

/**
 * Brings the control store's schema up to this code's, in one transaction; does nothing when it is there already.
 * Safe to call from several processes at once.
 *
 * @returns the names of the migrations it applied
 * @throws UsageError when the store was made by newer code
 * @throws InvariantError when an applied migration is not the one this code has
 */
export async function migrateControl(control: Control, migrations: readonly Migration[] = all): Promise<string[]> {
  await ensureRegister(control);
  return control.transaction(async (transaction) => {
    await transaction.raw('LOCK TABLE hub_migration IN EXCLUSIVE MODE');
    const applied = await transaction<AppliedRow>('hub_migration').select('id', 'name', 'checksum').orderBy('id');
    requireKnown(applied, migrations);
    const missing = migrations.slice(applied.length);
    for (const migration of missing) {
      await transaction.raw(migration.sql.replaceAll('?', '\\?'));
      await transaction('hub_migration').insert({
        id: migration.id,
        name: migration.name,
        checksum: checksumOf(migration),
      });
    }
    return missing.map(({ name }) => name);
  });
}

/** Two that create the same table at once can collide in PostgreSQL's catalog; the second attempt finds it. */
async function ensureRegister(control: Control): Promise<void> {
  try {
    await control.raw(REGISTER);
  } catch (error) {
    if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error;
    await control.raw(REGISTER);
  }
}

function requireKnown(applied: readonly AppliedRow[], migrations: readonly Migration[]): void {
  if (applied.length > migrations.length) {
    throw new UsageError('The control store was made by a newer version of the hub', {
      hint: 'Run the version that made it, or a later one.',
      fields: { storeVersion: applied.length, codeVersion: migrations.length },
    });
  }
  for (const [index, row] of applied.entries()) {
    const migration = migrations[index] as Migration;
    if (row.id === migration.id && row.checksum === checksumOf(migration)) continue;
    throw new InvariantError(`Migration ${row.id} (${row.name}) of the control store is not the one this code has`, {
      hint: 'Applied migrations are never edited; restore the file and put the change in a new one.',
    });
  }
}

function checksumOf(migration: Migration): string {
  return createHash('sha256').update(`${migration.id}\n${migration.name}\n${migration.sql}`).digest('hex');
}

import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import type { Dialect } from '../../warehouse/dialect.ts';
import { identifier } from '../../warehouse/identifier.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import { DIGEST_TABLE } from '../names.ts';

/**
 * Creates `link_digest`: a hash of all variants of every entity, equal in any order of theirs, so that a later run knows
 * who has changed without keeping what they were.
 * @param standard a table (e, one column for each of the model's) of distinct variants
 */
export async function createDigests(
  session: Session,
  dialect: Dialect,
  model: LinkModel,
  standard: string,
): Promise<void> {
  const { joined, sha256_hex } = dialect.functions;
  const values = Object.keys(model.columns).map((name) => `COALESCE(CAST(${identifier(name)} AS VARCHAR), '')`);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${DIGEST_TABLE} AS
    SELECT e, ${sha256_hex(joined('text', 'CHR(30)', 'text'))} AS digest
    FROM (SELECT e, ${values.join(' || CHR(31) || ')} || CHR(29) AS text FROM ${standard}) AS variant
    GROUP BY e`);
}

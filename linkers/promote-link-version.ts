import { ConflictError, UsageError } from '../schemas/errors.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

interface VersionRow extends Record<string, unknown> {
  readonly link_version: number;
  readonly state: string;
  readonly previous_version: number | null;
}

/**
 * Makes a version the one that downstream tables join. It must carry on the keys of the promoted version, or be one
 * that the promoted version came from (going back); otherwise a person would change keys unrecorded.
 * @returns the version promoted before, null when there was none
 * @throws UsageError when there is no such version, ConflictError when another was promoted since it was made.
 */
export async function promoteLinkVersion(
  warehouse: Warehouse,
  version: number,
  options: { readonly clock?: () => Date } = {},
): Promise<{ readonly promoted: number; readonly retired: number | null }> {
  const now = (options.clock ?? (() => new Date()))();
  return warehouse.transaction(async (session) => {
    const versions = await session.query<VersionRow>(
      'SELECT link_version, state, previous_version FROM linkage.version',
    );
    const wanted = versions.find((row) => row.link_version === version);
    const current = versions.find((row) => row.state === 'promoted');
    if (wanted === undefined) {
      throw new UsageError(`There is no link version ${version}`, {
        hint: `Versions: ${
          versions
            .map((row) => row.link_version)
            .sort((a, b) => a - b)
            .join(', ') || 'none yet'
        }.`,
      });
    }
    if (current?.link_version === version) return { promoted: version, retired: null };
    if (current !== undefined && !carriesOn(versions, wanted, current)) {
      throw new ConflictError(
        `Link version ${version} was made before version ${current.link_version} was promoted and does not carry its person keys on`,
        { hint: 'Link again under a new version.', fields: { version, promoted: current.link_version } },
      );
    }
    await session.execute("UPDATE linkage.version SET state = 'retired' WHERE state = 'promoted'");
    await session.execute(
      "UPDATE linkage.version SET state = 'promoted', promoted_at = CAST($promoted_at AS TIMESTAMP) WHERE link_version = $version",
      { version, promoted_at: now.toISOString().replace('T', ' ').replace('Z', '') },
    );
    return { promoted: version, retired: current?.link_version ?? null };
  });
}

function carriesOn(versions: readonly VersionRow[], wanted: VersionRow, current: VersionRow): boolean {
  if (wanted.previous_version === current.link_version) return true;
  let before = current.previous_version;
  while (before !== null && before !== wanted.link_version) {
    before = versions.find((row) => row.link_version === before)?.previous_version ?? null;
  }
  return before === wanted.link_version;
}

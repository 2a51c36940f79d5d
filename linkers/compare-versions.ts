import { UsageError } from '../schemas/errors.ts';
import type { Session, Warehouse } from '../warehouse/warehouse.ts';

/** What became of the clusters of one version in another, by the entities they share. */
export const CLUSTER_FATES = ['same', 'grown', 'shrunk', 'merged', 'split', 'regrouped', 'new', 'gone'] as const;

/**
 * `same`: the same entities. `grown`, `shrunk`: entities came or went that were nobody's, or are nobody's now (`grown`
 * where some came, whatever went). `merged`: several clusters became one. `split`: one became several. `regrouped`:
 * several exchanged entities. `new`, `gone`: of entities that one version alone has.
 */
export type ClusterFate = (typeof CLUSTER_FATES)[number];

export interface FateCount {
  readonly fate: ClusterFate;
  /** Clusters of the earlier version. */
  readonly before: number;
  /** Clusters of the later version. */
  readonly after: number;
}

/** Some clusters that met a fate, by the person keys of both versions. */
export interface FateSample {
  readonly fate: ClusterFate;
  readonly before: readonly number[];
  readonly after: readonly number[];
}

export interface VersionComparison {
  readonly from: number;
  readonly to: number;
  readonly persons: { readonly before: number; readonly after: number };
  readonly entities: { readonly before: number; readonly after: number; readonly both: number };
  readonly fates: readonly FateCount[];
  /** None of `same`. */
  readonly samples: readonly FateSample[];
}

/**
 * Compares the clusters of two link versions by the source entities they hold, whatever their person keys.
 * @param options.sample groups of clusters to name, for each fate. @default 5
 * @throws UsageError when there is no such version
 */
export async function compareVersions(
  warehouse: Warehouse,
  from: number,
  to: number,
  options: { readonly sample?: number } = {},
): Promise<VersionComparison> {
  for (const version of [from, to]) await requireVersion(warehouse, version);
  return warehouse.session(async (session) => {
    await createFates(session, from, to);
    const counted = await session.query<{ fate: ClusterFate; before: number; after: number }>(`
      SELECT fate, COUNT(DISTINCT old_key) AS "before", COUNT(DISTINCT new_key) AS "after"
      FROM link_fate
      GROUP BY fate`);
    const [sizes] = await session.query<Record<string, number>>(`
      SELECT
        (SELECT COUNT(*) FROM link_old_size) AS "persons_before",
        (SELECT COUNT(*) FROM link_new_size) AS "persons_after",
        (SELECT COALESCE(CAST(SUM(entities) AS BIGINT), 0) FROM link_old_size) AS "entities_before",
        (SELECT COALESCE(CAST(SUM(entities) AS BIGINT), 0) FROM link_new_size) AS "entities_after",
        (SELECT COALESCE(CAST(SUM(shared) AS BIGINT), 0) FROM link_met) AS "entities_both"`);
    const size = (name: string) => Number(sizes?.[name] ?? 0);
    return Object.freeze({
      from,
      to,
      persons: { before: size('persons_before'), after: size('persons_after') },
      entities: { before: size('entities_before'), after: size('entities_after'), both: size('entities_both') },
      fates: CLUSTER_FATES.map((fate) => {
        const found = counted.find((row) => row.fate === fate);
        return { fate, before: found?.before ?? 0, after: found?.after ?? 0 };
      }),
      samples: await readSamples(session, options.sample ?? 5),
    });
  });
}

/** Creates `link_fate` (old_key, new_key, fate), and the tables it is made from. */
async function createFates(session: Session, from: number, to: number): Promise<void> {
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE link_met AS
    SELECT earlier.person_key AS old_key, later.person_key AS new_key, COUNT(*) AS shared
    FROM linkage.crosswalk AS earlier
    JOIN linkage.crosswalk AS later ON later.entity_id = earlier.entity_id
    WHERE earlier.link_version = $from AND later.link_version = $to
    GROUP BY earlier.person_key, later.person_key`,
    { from, to },
  );
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_old_met AS
    SELECT old_key, COUNT(*) AS meets, SUM(shared) AS shared FROM link_met GROUP BY old_key`);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_new_met AS
    SELECT new_key, COUNT(*) AS meets, SUM(shared) AS shared FROM link_met GROUP BY new_key`);
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE link_old_size AS
    SELECT person_key, COUNT(*) AS entities FROM linkage.crosswalk WHERE link_version = $from GROUP BY person_key`,
    { from },
  );
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE link_new_size AS
    SELECT person_key, COUNT(*) AS entities FROM linkage.crosswalk WHERE link_version = $to GROUP BY person_key`,
    { to },
  );
  // Clusters that meet one of the other side alone are a star around it, and the whole of what hangs together.
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_fate AS
    SELECT
      met.old_key,
      met.new_key,
      CASE
        WHEN old_met.meets = 1 AND new_met.meets = 1 THEN
          CASE
            WHEN new_size.entities > new_met.shared THEN 'grown'
            WHEN old_size.entities > old_met.shared THEN 'shrunk'
            ELSE 'same'
          END
        WHEN MAX(old_met.meets) OVER (PARTITION BY met.new_key) = 1 THEN 'merged'
        WHEN MAX(new_met.meets) OVER (PARTITION BY met.old_key) = 1 THEN 'split'
        ELSE 'regrouped'
      END AS fate
    FROM link_met AS met
    JOIN link_old_met AS old_met ON old_met.old_key = met.old_key
    JOIN link_new_met AS new_met ON new_met.new_key = met.new_key
    JOIN link_old_size AS old_size ON old_size.person_key = met.old_key
    JOIN link_new_size AS new_size ON new_size.person_key = met.new_key
    UNION ALL
    SELECT size.person_key, NULL, 'gone'
    FROM link_old_size AS size
    WHERE NOT EXISTS (SELECT 1 FROM link_met AS met WHERE met.old_key = size.person_key)
    UNION ALL
    SELECT NULL, size.person_key, 'new'
    FROM link_new_size AS size
    WHERE NOT EXISTS (SELECT 1 FROM link_met AS met WHERE met.new_key = size.person_key)`);
}

/** Groups by the cluster that the others became, or came from; the same in every run. */
async function readSamples(session: Session, sample: number): Promise<readonly FateSample[]> {
  const rows = await session.query<{ fate: ClusterFate; old_key: number | null; new_key: number | null }>(`
    SELECT fate, old_key, new_key
    FROM (
      SELECT
        fate, old_key, new_key,
        DENSE_RANK() OVER (
          PARTITION BY fate ORDER BY CASE WHEN fate IN ('merged', 'new') THEN new_key ELSE old_key END
        ) AS place
      FROM link_fate
      WHERE fate <> 'same'
    ) AS ranked
    WHERE place <= ${sample}
    ORDER BY fate, place, old_key, new_key`);
  const groups = new Map<string, { fate: ClusterFate; before: Set<number>; after: Set<number> }>();
  for (const { fate, old_key, new_key } of rows) {
    const key = `${fate} ${fate === 'merged' || fate === 'new' ? new_key : old_key}`;
    const group = groups.get(key) ?? { fate, before: new Set<number>(), after: new Set<number>() };
    groups.set(key, group);
    if (old_key !== null) group.before.add(old_key);
    if (new_key !== null) group.after.add(new_key);
  }
  const order = (fate: ClusterFate) => CLUSTER_FATES.indexOf(fate);
  return [...groups.values()]
    .toSorted((a, b) => order(a.fate) - order(b.fate))
    .map(({ fate, before, after }) => ({ fate, before: [...before], after: [...after] }));
}

async function requireVersion(warehouse: Warehouse, version: number): Promise<void> {
  const rows = await warehouse.query<{ link_version: number }>('SELECT link_version FROM linkage.version');
  if (rows.some(({ link_version }) => link_version === version)) return;
  throw new UsageError(`There is no link version ${version}`, {
    hint: `Versions: ${
      rows
        .map(({ link_version }) => link_version)
        .sort((a, b) => a - b)
        .join(', ') || 'none yet'
    }.`,
  });
}

import { UsageError } from '../../schemas/errors.ts';
import { type LinkModel, parseLinkModel } from '../../schemas/link-model/link-model.ts';
import type { Session, Warehouse } from '../../warehouse/warehouse.ts';
import { encodeEntities } from '../encode-entities.ts';
import { trainedModel } from '../files/trained-model.ts';
import { ENTITY_TABLE } from '../names.ts';
import { storedSteps } from '../stored-parameters.ts';
import { explainPairs } from './explain-pairs.ts';
import { maskColumns } from './mask-values.ts';
import type { PairExplanation } from './pair-explanation.ts';
import { RESULT_CLUSTER_TABLE, RESULT_EDGE_TABLE, RESULT_REVIEW_TABLE } from './result-tables.ts';

/** What of people's values an explanation carries. */
export type ShownValues = 'none' | 'masked' | 'shown';

export interface ExplainVersionOptions {
  readonly linkVersion: number;
  /** (entity_id, source, …): one row for each variant of an entity's values. */
  readonly entityTable: string;
  /** Pairs of entity ids. */
  readonly pairs: readonly (readonly [number, number])[];
  /** Strong keys are masked wherever they are not left out. */
  readonly values: ShownValues;
}

/**
 * Explains pairs of source entities in a link version: they are scored by its stored parameters over the entities as
 * they are now. Writes nothing but temporary tables of its session.
 * @throws UsageError when there is no such version, or it holds no such entity
 */
export async function explainVersion(
  warehouse: Warehouse,
  options: ExplainVersionOptions,
): Promise<readonly PairExplanation[]> {
  const model = await versionModel(warehouse, options.linkVersion);
  return warehouse.session(async (session) => {
    const { dialect } = warehouse;
    const sources = await encodeEntities(session, dialect, model, options.entityTable);
    await loadVersionTables(session, options.linkVersion);
    const ids = [...new Set(options.pairs.flat())];
    const numbers = await entityNumbers(session, ids, options.linkVersion);
    const idOf = new Map([...numbers].map(([id, e]) => [e, String(id)]));
    const explained = await explainPairs(
      {
        session,
        dialect,
        model,
        sources,
        showValues: options.values !== 'none',
        idOf: async (e) => idOf.get(e) ?? (await entityId(session, e)),
      },
      options.pairs.map(([a, b]) => [numbers.get(a)!, numbers.get(b)!]),
    );
    const shown = (column: string) => options.values === 'shown' && model.columns[column]?.role !== 'strong_key';
    return explained.map((explanation) => maskColumns(explanation, (column) => !shown(column)));
  });
}

/** The version's model with what it learned. */
export async function versionModel(warehouse: Warehouse, linkVersion: number): Promise<LinkModel> {
  const [row] = await warehouse.query<{ model_json: string }>(
    'SELECT model_json FROM linkage.version WHERE link_version = $link_version',
    { link_version: linkVersion },
  );
  if (row === undefined) {
    throw new UsageError(`There is no link version ${linkVersion}`, { hint: '`hub link list` shows them.' });
  }
  const model = parseLinkModel(JSON.parse(row.model_json));
  return parseLinkModel(trainedModel(model, await storedSteps(warehouse, linkVersion)));
}

async function loadVersionTables(session: Session, linkVersion: number): Promise<void> {
  const version = { link_version: linkVersion };
  for (const [table, stored, more] of [
    [RESULT_EDGE_TABLE, 'linkage.edge', ''],
    [RESULT_REVIEW_TABLE, 'linkage.review_pair', ', pair.reason'],
  ] as const) {
    await session.execute(
      `CREATE OR REPLACE TEMPORARY TABLE ${table} AS
      SELECT l.e AS el, r.e AS er, pair.source_pair, pair.pass, pair.match_weight AS weight${more}
      FROM ${stored} AS pair
      JOIN ${ENTITY_TABLE} AS l ON l.entity_id = pair.entity_id_l
      JOIN ${ENTITY_TABLE} AS r ON r.entity_id = pair.entity_id_r
      WHERE pair.link_version = ${Number(linkVersion)}`,
    );
  }
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE ${RESULT_CLUSTER_TABLE} AS
    SELECT entity.e, crosswalk.person_key AS label
    FROM linkage.crosswalk AS crosswalk
    JOIN ${ENTITY_TABLE} AS entity ON entity.entity_id = crosswalk.entity_id
    WHERE crosswalk.link_version = ${Number(version.link_version)}`,
  );
}

async function entityNumbers(
  session: Session,
  ids: readonly number[],
  linkVersion: number,
): Promise<ReadonlyMap<number, number>> {
  const rows = await session.query<{ entity_id: number; e: number }>(
    `SELECT entity.entity_id, entity.e
    FROM ${ENTITY_TABLE} AS entity
    JOIN ${RESULT_CLUSTER_TABLE} AS cluster ON cluster.e = entity.e
    WHERE entity.entity_id IN (${ids.map(Number).join(', ')})`,
  );
  const numbers = new Map(rows.map(({ entity_id, e }) => [entity_id, e]));
  const missing = ids.filter((id) => !numbers.has(id));
  if (missing.length > 0) {
    throw new UsageError(`Link version ${linkVersion} has no entity ${missing.join(', ')}`, {
      hint: 'Entities are named by their numbers, as `hub link review` shows them. They may have been retracted since.',
    });
  }
  return numbers;
}

async function entityId(session: Session, e: number): Promise<string> {
  const [row] = await session.query<{ entity_id: number }>(`SELECT entity_id FROM ${ENTITY_TABLE} WHERE e = $e`, { e });
  return String(row?.entity_id ?? '');
}

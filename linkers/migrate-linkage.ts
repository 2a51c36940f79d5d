import { migrateWarehouse } from '../warehouse/migrations/migrate-warehouse.ts';
import { tableOf, type WarehouseObject } from '../warehouse/migrations/warehouse-object.ts';
import type { Warehouse } from '../warehouse/warehouse.ts';

/**
 * The linkage schema. It holds entity ids, person keys and counts, no identifiers: `version`, `step`, `parameter`,
 * `edge`, `review_pair`, `candidate`, `pattern`, `crosswalk`, `person_event`, `entity_record` (filled by whoever makes
 * entities) and the view `record_person`, the promoted version's person of every row.
 */
export const linkageObjects: readonly WarehouseObject[] = Object.freeze([
  tableOf(
    'linkage.version',
    'link_version INTEGER',
    'state TEXT',
    'previous_version INTEGER',
    'model TEXT',
    'model_version INTEGER',
    'model_hash TEXT',
    'model_json TEXT',
    'result_hash TEXT',
    'entities BIGINT',
    'persons BIGINT',
    'linked_persons BIGINT',
    'created_at TIMESTAMP',
    'promoted_at TIMESTAMP',
    // Of an incremental version: what it went on from, and whose parameters and frequencies it took.
    'base_version INTEGER',
    'trained_version INTEGER',
    'has_basis BOOLEAN',
    'scoring_version TEXT',
    'incremental_json TEXT',
  ),
  tableOf(
    'linkage.step',
    'link_version INTEGER',
    'step INTEGER',
    'source_pair TEXT',
    'pass TEXT',
    'type TEXT',
    'eligible_left BIGINT',
    'eligible_right BIGINT',
    'candidate_pairs BIGINT',
    'compared_pairs BIGINT',
    'linked BIGINT',
    'review BIGINT',
    'displaced BIGINT',
    'probability_two_random_records_match DOUBLE',
    'link_weight DOUBLE',
    'review_weight DOUBLE',
    'iterations INTEGER',
    'converged BOOLEAN',
    'estimated_matches DOUBLE',
    'estimated_false_links DOUBLE',
    // To the last digit, for incremental runs.
    'parameters_json TEXT',
  ),
  tableOf(
    'linkage.parameter',
    'link_version INTEGER',
    'source_pair TEXT',
    'pass TEXT',
    'comparison TEXT',
    'level INTEGER',
    'label TEXT',
    'm_probability DOUBLE',
    'u_probability DOUBLE',
    'match_weight DOUBLE',
    'u_source TEXT',
    'u_standard_error DOUBLE',
    'floored BOOLEAN',
  ),
  tableOf(
    'linkage.edge',
    'link_version INTEGER',
    'entity_id_l BIGINT',
    'entity_id_r BIGINT',
    'source_pair TEXT',
    'pass TEXT',
    'match_weight DOUBLE',
    'match_probability DOUBLE',
  ),
  tableOf(
    'linkage.review_pair',
    'link_version INTEGER',
    'entity_id_l BIGINT',
    'entity_id_r BIGINT',
    'source_pair TEXT',
    'pass TEXT',
    'match_weight DOUBLE',
    'match_probability DOUBLE',
    'reason TEXT',
  ),
  // What each step said of each pair by itself; an incremental run takes it over for pairs that have not changed.
  tableOf(
    'linkage.candidate',
    'link_version INTEGER',
    'step INTEGER',
    'entity_id_l BIGINT',
    'entity_id_r BIGINT',
    'match_weight DOUBLE',
    'state TEXT',
  ),
  tableOf('linkage.pattern', 'link_version INTEGER', 'step INTEGER', 'pattern BIGINT', 'pairs BIGINT'),
  tableOf('linkage.crosswalk', 'link_version INTEGER', 'source TEXT', 'entity_id BIGINT', 'person_key BIGINT'),
  tableOf('linkage.person_event', 'link_version INTEGER', 'event TEXT', 'person_key BIGINT', 'other_key BIGINT'),
  tableOf(
    'linkage.entity_record',
    'entity_id BIGINT',
    'source TEXT',
    'extract TEXT',
    'load_id BIGINT',
    'line_no BIGINT',
  ),
  Object.freeze({
    kind: 'view',
    name: 'linkage.record_person',
    query: `SELECT
  crosswalk.link_version,
  crosswalk.person_key,
  entity_record.source,
  entity_record.extract,
  entity_record.load_id,
  entity_record.line_no
FROM linkage.version AS version
JOIN linkage.crosswalk AS crosswalk ON crosswalk.link_version = version.link_version
JOIN linkage.entity_record AS entity_record ON entity_record.entity_id = crosswalk.entity_id
WHERE version.state = 'promoted'`,
  }),
]);

/** Tables that hold rows of link versions, apart from `linkage.version`, whose row makes the others visible. */
export const VERSIONED_TABLES = ['step', 'parameter', 'edge', 'review_pair', 'crosswalk', 'person_event'] as const;

/** Creates what is missing of the linkage schema. */
export async function migrateLinkage(warehouse: Warehouse): Promise<void> {
  await migrateWarehouse(warehouse, linkageObjects);
}

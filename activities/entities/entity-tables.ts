import { linkageObjects } from '../../linkers/migrate-linkage.ts';
import { migrateWarehouse } from '../../warehouse/migrations/migrate-warehouse.ts';
import { tableOf, type WarehouseObject } from '../../warehouse/migrations/warehouse-object.ts';
import type { Warehouse } from '../../warehouse/warehouse.ts';

/** The source of every extract that has people in it, in the order in which they are read. */
export const SOURCE_OF_EXTRACT: ReadonlyMap<string, string> = new Map([
  ['dese.sims', 'dese'],
  ['dese.mcas', 'dese'],
  ['dese.scs', 'dese'],
  ['dese.screening', 'dese'],
  ['dhe.enrollment', 'dhe'],
  ['dhe.course', 'dhe'],
  ['dhe.degree', 'dhe'],
  ['nsc.studenttracker', 'nsc'],
  ['eec.child', 'eec'],
  ['eec.participation', 'eec'],
  ['dua.wage', 'dua'],
  ['bridge.roster', 'roster'],
]);

/** What collapsing rows into entities keeps, beside the linkage schema. */
export const entityObjects: readonly WarehouseObject[] = Object.freeze([
  // Registry: an entity keeps its number for good.
  tableOf('vault.entity', 'entity_id BIGINT NOT NULL', 'source TEXT NOT NULL', 'natural_key TEXT NOT NULL'),
  tableOf(
    'vault.entity_variant',
    'entity_id BIGINT NOT NULL',
    'source TEXT NOT NULL',
    'first_name TEXT',
    'middle_name TEXT',
    'middle_initial TEXT',
    'last_name TEXT',
    'last_name_joined TEXT',
    'last_name_part_1 TEXT',
    'last_name_part_2 TEXT',
    'name_suffix TEXT',
    'wage_last_name TEXT',
    'wage_first_name TEXT',
    'birth_date DATE',
    'gender TEXT',
    'town TEXT',
    'zip TEXT',
    'sasid TEXT',
    'ssn_token TEXT',
    'high_school_code TEXT',
    'variant_key TEXT NOT NULL',
  ),
  tableOf(
    'vault.name_form',
    'raw TEXT NOT NULL',
    'name TEXT',
    'last_name TEXT',
    'suffix TEXT',
    'wage_last_name TEXT',
    'wage_first_name TEXT',
  ),
  // Which of the people on an SSN a wage row's name is. Missing names are empty.
  tableOf(
    'vault.wage_person',
    'ssn_token TEXT NOT NULL',
    'last_name TEXT NOT NULL',
    'first_name TEXT NOT NULL',
    'entity_id BIGINT NOT NULL',
  ),
  tableOf(
    'linkage.unlinkable',
    'extract TEXT NOT NULL',
    'load_id BIGINT NOT NULL',
    'line_no BIGINT NOT NULL',
    'reason TEXT NOT NULL',
  ),
  // Loads whose rows have their entities. 'started' without 'done' is a run that did not end.
  tableOf(
    'linkage.entity_load',
    'load_id BIGINT NOT NULL',
    'extract TEXT NOT NULL',
    'token_key_id TEXT NOT NULL',
    'code_version TEXT NOT NULL',
    'state TEXT NOT NULL',
  ),
  // The loads a statement is to read.
  tableOf('linkage.entity_target', 'load_id BIGINT NOT NULL', 'extract TEXT NOT NULL'),
]);

/** Creates what is missing of the tables that entities need. */
export async function migrateEntities(warehouse: Warehouse): Promise<void> {
  await migrateWarehouse(warehouse, [...linkageObjects, ...entityObjects]);
}

import { createHash } from 'node:crypto';
import type { Warehouse } from '../warehouse/warehouse.ts';
import { buildEntities } from './build-entities.ts';
import type { Step } from './step.ts';

/** Collapses the rows of current loads into source entities. */
export const buildEntitiesStep: Step = async ({ context, report }) => {
  const built = await buildEntities(context.warehouse, {
    onProgress: ({ loads, total }) => report({ done: loads, total }),
  });
  const rowsRejected = Object.values(built.unlinkable)
    .flatMap((reasons) => Object.values(reasons))
    .reduce((sum, rows) => sum + rows, 0);
  const entities = Object.values(built.entities).reduce((sum, count) => sum + count, 0);
  return {
    rowsIn: built.records + rowsRejected,
    rowsOut: built.records,
    rowsRejected,
    metadata: {
      entities,
      variants: built.variants,
      loadsAdded: built.loadsAdded,
      loadsRemoved: built.loadsRemoved,
      rebuilt: built.rebuilt,
      content: await contentOf(context.warehouse),
      ...Object.fromEntries(Object.entries(built.entities).map(([source, count]) => [`entities_${source}`, count])),
    },
  };
};

/** Which files the entities stand on: equal for the same current loads, in whatever order they came. */
async function contentOf(warehouse: Warehouse): Promise<string> {
  const loads = await warehouse.query<{ slot: string }>(
    `SELECT load.extract || ' ' || load.submitter || ' ' || load.period || ' ' || load.content_hash || ' '
      || load.token_key_id || ' ' || CAST(load.contract_version AS TEXT) AS slot
    FROM hub.load AS load
    INNER JOIN linkage.entity_load AS done ON done.load_id = load.load_id
    ORDER BY slot`,
  );
  const hash = createHash('sha256');
  for (const { slot } of loads) hash.update(slot).update('\n');
  return hash.digest('hex');
}

import type { LinkModel } from '../schemas/link-model/link-model.ts';
import type { Session } from '../warehouse/warehouse.ts';
import { clusterLimits } from './constraint-sql.ts';
import { probabilityToWeight } from './match-weight.ts';
import { COMPONENT_TABLE, CONTESTED_TABLE, ENTITY_TABLE, HELD_TABLE, STEP_EDGE_TABLE } from './names.ts';

/**
 * Creates `link_contested`: the components that cannot be one person, for too many entities of a source, or for two
 * entities that share no known value of a column of which a person has one (see `mayBeOnePerson`); and those that a
 * guard wants looked at: too many entities of all sources, or a link among them that may be too weak a bridge.
 */
export async function findContestedComponents(session: Session, model: LinkModel): Promise<void> {
  // Most components hold one value of each column, and only the others have pairs to be counted.
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_divided AS
    SELECT held.constraint_no, component.root
    FROM ${HELD_TABLE} AS held
    JOIN ${COMPONENT_TABLE} AS component ON component.e = held.e
    GROUP BY held.constraint_no, component.root
    HAVING MIN(held.code) <> MAX(held.code) AND MIN(held.e) <> MAX(held.e)`);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_divided_value AS
    SELECT divided.constraint_no, divided.root, held.e, held.code
    FROM link_divided AS divided
    JOIN ${COMPONENT_TABLE} AS component ON component.root = divided.root
    JOIN ${HELD_TABLE} AS held ON held.e = component.e AND held.constraint_no = divided.constraint_no`);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${CONTESTED_TABLE} AS
    SELECT counted.root
    FROM (
      SELECT component.root, entity.source, COUNT(*) AS entities
      FROM ${COMPONENT_TABLE} AS component
      JOIN ${ENTITY_TABLE} AS entity ON entity.e = component.e
      GROUP BY component.root, entity.source
    ) AS counted
    JOIN ${clusterLimits(model)} AS allowed ON allowed.source = counted.source
    WHERE counted.entities > allowed.most
    UNION
    SELECT known.root
    FROM (
      SELECT constraint_no, root, COUNT(DISTINCT e) AS entities
      FROM link_divided_value
      GROUP BY constraint_no, root
    ) AS known
    LEFT JOIN (
      SELECT constraint_no, root, COUNT(*) AS pairs
      FROM (
        SELECT DISTINCT l.constraint_no, l.root, l.e AS el, r.e AS er
        FROM link_divided_value AS l
        JOIN link_divided_value AS r
          ON r.constraint_no = l.constraint_no AND r.root = l.root AND r.code = l.code AND r.e > l.e
      ) AS agreeing
      GROUP BY constraint_no, root
    ) AS agreed ON agreed.constraint_no = known.constraint_no AND agreed.root = known.root
    WHERE 2 * COALESCE(agreed.pairs, 0) < known.entities * (known.entities - 1)
    ${guarded(model).join('\n    ')}`);
  for (const table of ['link_divided', 'link_divided_value']) await session.execute(`DROP TABLE ${table}`);
}

function guarded({ cluster_guards: { max_entities, bridge } }: LinkModel): readonly string[] {
  const sized = (least: number) => `SELECT root FROM ${COMPONENT_TABLE} GROUP BY root HAVING COUNT(*) >= ${least}`;
  return [
    ...(max_entities === undefined ? [] : [`UNION ${sized(max_entities + 1)}`]),
    ...(bridge === undefined
      ? []
      : [
          `UNION SELECT component.root
    FROM ${STEP_EDGE_TABLE} AS link
    JOIN ${COMPONENT_TABLE} AS component ON component.e = link.el
    JOIN (${sized(2 * bridge.least_entities)}) AS sized ON sized.root = component.root
    WHERE link.state = 'link' AND link.weight < ${probabilityToWeight(bridge.match_probability)}`,
        ]),
  ];
}

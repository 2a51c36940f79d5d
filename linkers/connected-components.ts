import { InvariantError } from '../schemas/errors.ts';
import type { Session } from '../warehouse/warehouse.ts';
import { COMPONENT_TABLE, STEP_EDGE_TABLE } from './names.ts';

/** (low, high): edges between what has not been joined yet. */
const OPEN_EDGE_TABLE = 'link_open_edge';
/** (e, parent): what a round joins to something lesser. */
const HOOK_TABLE = 'link_hook';
/** (e, parent): the hooks of all rounds. */
const PARENT_TABLE = 'link_parent';

/** Enough for 2^32 entities: see `connectComponents`. */
const MOST_ROUNDS = 64;

/**
 * Creates `link_component` where the links are: none leaves the warehouse. In each round every node hooks onto its
 * least lesser neighbor, paths to roots are halved by pointer jumping until none is left, and the edges are drawn again
 * between roots (hooking and contraction; Shiloach and Vishkin 1982). A node that stays a root for two rounds has taken
 * up another, so that two rounds at least halve the nodes that still have edges: long chains take no more rounds than
 * stars of their size.
 * @param options.mostRounds @default 64
 * @throws InvariantError when the rounds do not suffice
 */
export async function connectComponents(
  session: Session,
  options: { readonly mostRounds?: number } = {},
): Promise<void> {
  const mostRounds = options.mostRounds ?? MOST_ROUNDS;
  await createOpenEdges(session, `SELECT el AS a, er AS b FROM ${STEP_EDGE_TABLE} WHERE state = 'link'`);
  await session.execute(`CREATE OR REPLACE TEMPORARY TABLE ${PARENT_TABLE} (e INTEGER, parent INTEGER)`);
  for (let round = 0; (await count(session, OPEN_EDGE_TABLE)) > 0; round++) {
    refuseBeyond(mostRounds, round);
    await session.execute(`
      CREATE OR REPLACE TEMPORARY TABLE ${HOOK_TABLE} AS
      SELECT high AS e, MIN(low) AS parent FROM ${OPEN_EDGE_TABLE} GROUP BY high`);
    await jumpToRoots(session, HOOK_TABLE, mostRounds);
    await session.execute(`INSERT INTO ${PARENT_TABLE} SELECT e, parent FROM ${HOOK_TABLE}`);
    await createOpenEdges(
      session,
      `SELECT COALESCE(l.parent, edge.low) AS a, COALESCE(r.parent, edge.high) AS b
      FROM ${OPEN_EDGE_TABLE} AS edge
      LEFT JOIN ${HOOK_TABLE} AS l ON l.e = edge.low
      LEFT JOIN ${HOOK_TABLE} AS r ON r.e = edge.high`,
    );
  }
  await jumpToRoots(session, PARENT_TABLE, mostRounds);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${COMPONENT_TABLE} AS
    SELECT e, parent AS root FROM ${PARENT_TABLE}
    UNION ALL
    SELECT DISTINCT parent, parent FROM ${PARENT_TABLE}`);
  for (const table of [OPEN_EDGE_TABLE, PARENT_TABLE]) await session.execute(`DROP TABLE ${table}`);
}

/** @param ends a query of (a, b) */
async function createOpenEdges(session: Session, ends: string): Promise<void> {
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${OPEN_EDGE_TABLE} AS
    SELECT DISTINCT CASE WHEN a < b THEN a ELSE b END AS low, CASE WHEN a < b THEN b ELSE a END AS high
    FROM (${ends}) AS ends
    WHERE a <> b`);
}

/** Makes every parent a root. Parents are lesser than what hangs on them, so there is no circle. */
async function jumpToRoots(session: Session, table: string, mostRounds: number): Promise<void> {
  const hanging = `${table} AS node JOIN ${table} AS above ON above.e = node.parent`;
  for (let round = 0; (await count(session, hanging)) > 0; round++) {
    refuseBeyond(mostRounds, round);
    await session.execute(`
      CREATE OR REPLACE TEMPORARY TABLE ${table} AS
      SELECT node.e, COALESCE(above.parent, node.parent) AS parent
      FROM ${table} AS node
      LEFT JOIN ${table} AS above ON above.e = node.parent`);
  }
}

async function count(session: Session, from: string): Promise<number> {
  const [row] = await session.query<{ found: number }>(`SELECT COUNT(*) AS found FROM ${from}`);
  return row?.found ?? 0;
}

function refuseBeyond(mostRounds: number, round: number): void {
  if (round < mostRounds) return;
  throw new InvariantError(`Components of linked entities are not settled after ${mostRounds} rounds`, {
    fields: { mostRounds },
  });
}

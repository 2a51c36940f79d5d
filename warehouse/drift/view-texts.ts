import { createView } from '../migrations/migrate-warehouse.ts';
import type { ViewObject } from '../migrations/warehouse-object.ts';
import { type SnowflakeDatabases, statementText } from '../snowflake/statement-text.ts';
import type { Session, Warehouse } from '../warehouse.ts';

/**
 * A view is compared with one of the same query that the engine is given under this name, since an engine may keep
 * another text than it was given.
 */
const PROBE = 'hub_view_probe';

/**
 * The views whose text is another than their query's.
 * @param views all of them there
 * @param databases of Snowflake, where views of several are looked up
 */
export async function alteredViews(
  warehouse: Warehouse,
  views: readonly ViewObject[],
  databases?: SnowflakeDatabases,
): Promise<readonly ViewObject[]> {
  if (views.length === 0) return [];
  return await warehouse.session(async (session) => {
    const texts = await textsOf(
      session,
      databases === undefined ? [''] : Object.values(databases).map((name) => `${name}.`),
    );
    const altered: ViewObject[] = [];
    for (const view of views) {
      const text = texts.get(view.name) ?? '';
      if (holdsQuery(text, view, databases)) continue;
      const wanted = await probe(session, view, warehouse.engine);
      if (bodyOf(text, databases) !== bodyOf(wanted, databases)) altered.push(view);
    }
    return altered;
  });
}

async function textsOf(session: Session, databases: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const database of databases) {
    const rows = await session.query<{ table_schema: string; table_name: string; view_definition: string | null }>(
      `SELECT table_schema, table_name, view_definition FROM ${database}information_schema.views`,
    );
    for (const { table_schema, table_name, view_definition } of rows) {
      texts.set(`${table_schema}.${table_name}`.toLowerCase(), view_definition ?? '');
    }
  }
  return texts;
}

/** Snowflake keeps the text that it is given, so that nothing needs to be probed there while nothing has changed. */
function holdsQuery(text: string, view: ViewObject, databases: SnowflakeDatabases | undefined): boolean {
  if (databases === undefined) return false;
  const wanted = statementText(view.query, undefined, databases).text;
  return spaced(text)
    .replace(/ ?;$/, '')
    .endsWith(` AS ${spaced(wanted)}`);
}

async function probe(session: Session, view: ViewObject, engine: Warehouse['engine']): Promise<string> {
  if (engine === 'duckdb') {
    await session.execute(`CREATE OR REPLACE TEMPORARY VIEW ${PROBE} AS\n${view.query}`);
  } else {
    // In the scratch schema, which every session begins in.
    await session.execute(createView({ ...view, name: PROBE, secure: false }, engine));
  }
  try {
    const rows = await session.query<{ view_definition: string }>(
      `SELECT view_definition FROM information_schema.views WHERE LOWER(table_name) = '${PROBE}'`,
    );
    return rows[0]?.view_definition ?? '';
  } finally {
    await session.execute(`DROP VIEW IF EXISTS ${PROBE}`);
  }
}

/**
 * A view's query, without its name, what was said of it when it was made, and the names of databases, which may be left
 * out of one in the database itself.
 */
function bodyOf(text: string, databases: SnowflakeDatabases | undefined): string {
  const body = spaced(text).replace(/^CREATE .*? AS (?=SELECT|WITH|\()/i, '');
  return databases === undefined
    ? body
    : body.replaceAll(new RegExp(`\\b(${Object.values(databases).join('|')})\\.`, 'gi'), '');
}

function spaced(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}

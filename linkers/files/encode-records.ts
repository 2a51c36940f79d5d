import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import type { Dialect } from '../../warehouse/dialect.ts';
import { identifier, textLiteral } from '../../warehouse/identifier.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import { columnDomains } from '../column-domains.ts';
import { type EncodedSource, encodeTuples, writeNicknames } from '../encode-entities.ts';
import { codeColumn, ENTITY_TABLE, valueTable, variantTable } from '../names.ts';
import { INPUT_TABLE, type ReadSource } from './read-inputs.ts';

/**
 * Encodes the records of `link_input`, each of which is an entity with one variant, as `encodeEntities` would: their
 * numbers are their places. A value's code is the number of the first record that has it: no value needs sorting.
 */
export async function encodeRecords(
  session: Session,
  dialect: Dialect,
  model: LinkModel,
  read: readonly ReadSource[],
): Promise<readonly EncodedSource[]> {
  await session.execute(`
    CREATE OR REPLACE TEMPORARY VIEW ${ENTITY_TABLE} AS
    SELECT CAST(rowid AS INTEGER) AS e, source, rowid AS entity_id FROM ${INPUT_TABLE}`);
  for (const domain of columnDomains(model)) {
    const text = domain.filter((name) => model.columns[name]!.type === 'text');
    await createDictionary(session, domain, text);
  }

  const columns = Object.keys(model.columns);
  const severalColumns = Object.values(model.comparisons).some((comparison) => comparison.columns.length > 1);
  const whole = read.length === 1 && !severalColumns;
  const source = whole ? '' : 'record.source, ';
  const coded = `
    SELECT CAST(record.rowid AS INTEGER) AS e, ${source}${columns.map((name) => `${valueTable(name)}.code AS ${codeColumn(name)}`).join(', ')}
    FROM ${INPUT_TABLE} AS record
    ${columns.map((name) => `LEFT JOIN ${valueTable(name)} ON ${valueTable(name)}.value = record.${identifier(name)}`).join('\n    ')}`;
  if (whole) {
    await session.execute(`CREATE OR REPLACE TEMPORARY TABLE ${variantTable(read[0]!.source)} AS ${coded}`);
  } else {
    await session.execute(`CREATE OR REPLACE TEMPORARY TABLE link_coded AS ${coded}`);
    const tuples = await encodeTuples(session, model);
    for (const { source } of read) {
      await session.execute(`
        CREATE OR REPLACE TEMPORARY TABLE ${variantTable(source)} AS
        SELECT coded.e, ${[...columns.map((name) => `coded.${codeColumn(name)}`), ...tuples.map(({ select }) => select)].join(', ')}
        FROM link_coded AS coded
        ${tuples.map(({ join }) => join).join('\n        ')}
        WHERE coded.source = ${textLiteral(source)}`);
    }
    await session.execute('DROP TABLE link_coded');
  }
  await writeNicknames(session, dialect, model);
  let first = 0;
  return read.map(({ source, records }) => {
    const encoded = Object.freeze({ source, first, entities: records, variants: records });
    first += records;
    return encoded;
  });
}

async function createDictionary(session: Session, domain: readonly string[], text: readonly string[]): Promise<void> {
  const [first, ...others] = domain as readonly [string, ...string[]];
  const values = domain.map((name) => `SELECT ${identifier(name)} AS value, rowid AS place FROM ${INPUT_TABLE}`);
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${valueTable(first)} AS
    SELECT CAST(MIN(place) AS INTEGER) AS code, value
    FROM (${values.join(' UNION ALL ')}) AS held
    WHERE value IS NOT NULL
    GROUP BY value`);
  if (text.length > 0 && (await holdsUntidyText(session, first))) {
    for (const name of text) {
      const column = identifier(name);
      await session.execute(`UPDATE ${INPUT_TABLE} SET ${column} = NULLIF(TRIM(${column}), '')`);
    }
    return createDictionary(session, domain, []);
  }
  // A record may hold two values of one dictionary, which must not share its number.
  if (others.length > 0) {
    await session.execute(`
      CREATE OR REPLACE TEMPORARY TABLE ${valueTable(first)} AS
      SELECT CAST(ROW_NUMBER() OVER (ORDER BY code, value) AS INTEGER) AS code, value FROM ${valueTable(first)}`);
  }
  for (const other of others) {
    await session.execute(
      `CREATE OR REPLACE TEMPORARY TABLE ${valueTable(other)} AS SELECT code, value FROM ${valueTable(first)}`,
    );
  }
}

/** Whether some value is empty or has spaces around it. Few files do, and looking at distinct values is cheap. */
async function holdsUntidyText(session: Session, column: string): Promise<boolean> {
  const [row] = await session.query<{ untidy: number }>(
    `SELECT COUNT(*) AS untidy FROM ${valueTable(column)} WHERE value = '' OR TRIM(value) <> value`,
  );
  return (row?.untidy ?? 0) > 0;
}

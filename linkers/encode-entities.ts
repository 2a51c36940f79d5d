import { InvariantError, UsageError } from '../schemas/errors.ts';
import type { LinkColumn, LinkModel } from '../schemas/link-model/link-model.ts';
import type { Dialect } from '../warehouse/dialect.ts';
import { identifier, textLiteral } from '../warehouse/identifier.ts';
import { renderSql } from '../warehouse/render.ts';
import type { Session } from '../warehouse/warehouse.ts';
import { columnDomains } from './column-domains.ts';
import { createAliases, type DocumentedDuplicate } from './documented-duplicates.ts';
import { createDigests } from './incremental/entity-digests.ts';
import {
  ALIAS_TABLE,
  codeColumn,
  comparisonColumn,
  ENTITY_TABLE,
  NICKNAME_TABLE,
  tupleTable,
  valueTable,
  variantTable,
} from './names.ts';
import { nicknamePairs } from './nicknames.ts';

/** A source as the run sees it: its entities are the dense numbers `first` … `first + entities − 1`. */
export interface EncodedSource {
  readonly source: string;
  readonly first: number;
  readonly entities: number;
  readonly variants: number;
}

/** Whether every entity of the source has one variant: then nothing needs to be counted apart or compared twice. */
export function hasSingleVariants(source: Pick<EncodedSource, 'entities' | 'variants'>): boolean {
  return source.variants === source.entities;
}

/**
 * Copies the entities of the model's sources into narrow temporary tables: entities become dense integers in the order
 * of source and entity id, every standardized column a dictionary of distinct values and a column of codes.
 * @param options.duplicates entities that go by another. @default none
 * @param options.digests whether to hash everybody's values, see `createDigests`. @default false
 * @throws UsageError when a source has no entity, InvariantError when an entity stands in two sources.
 */
export async function encodeEntities(
  session: Session,
  dialect: Dialect,
  model: LinkModel,
  entityTable: string,
  options: { readonly digests?: boolean; readonly duplicates?: readonly DocumentedDuplicate[] } = {},
): Promise<readonly EncodedSource[]> {
  const table = identifier(entityTable);
  await createAliases(session, dialect, entityTable, options.duplicates ?? []);
  const sources = Object.keys(model.sources);
  const columns = Object.entries(model.columns);
  const sourceList = sources.map(textLiteral).join(', ');

  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${ENTITY_TABLE} AS
    SELECT
      CAST(ROW_NUMBER() OVER (ORDER BY source, entity_id) - 1 AS INTEGER) AS e,
      source,
      entity_id
    FROM (
      SELECT DISTINCT source, entity_id
      FROM ${table}
      WHERE source IN (${sourceList}) AND entity_id NOT IN (SELECT entity_id FROM ${ALIAS_TABLE})
    ) AS entity`);
  const counted = await countSources(session, sources, entityTable);

  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_standard AS
    SELECT DISTINCT entity.e, entity.source, ${columns.map(([name]) => `standard.${identifier(name)}`).join(', ')}
    FROM (
      SELECT
        entity_id AS link_entity_id,
        ${columns.map(([name, column]) => `${standardExpression(name, column, dialect)} AS ${identifier(name)}`).join(',\n        ')}
      FROM ${table}
      WHERE source IN (${sourceList})
    ) AS standard
    LEFT JOIN ${ALIAS_TABLE} AS alias ON alias.entity_id = standard.link_entity_id
    JOIN ${ENTITY_TABLE} AS entity ON entity.entity_id = COALESCE(alias.canonical_id, standard.link_entity_id)`);

  for (const [first, ...others] of columnDomains(model) as readonly [string, ...string[]][]) {
    const values = [first, ...others].map((name) => `SELECT ${identifier(name)} AS value FROM link_standard`);
    await session.execute(`
      CREATE OR REPLACE TEMPORARY TABLE ${valueTable(first)} AS
      SELECT CAST(ROW_NUMBER() OVER (ORDER BY value) AS INTEGER) AS code, value
      FROM (SELECT DISTINCT value FROM (${values.join(' UNION ALL ')}) AS each_value WHERE value IS NOT NULL) AS distinct_value`);
    for (const other of others) {
      await session.execute(
        `CREATE OR REPLACE TEMPORARY TABLE ${valueTable(other)} AS SELECT code, value FROM ${valueTable(first)}`,
      );
    }
  }
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_coded AS
    SELECT standard.e, standard.source, ${columns.map(([name]) => `${valueTable(name)}.code AS ${codeColumn(name)}`).join(', ')}
    FROM link_standard AS standard
    ${columns.map(([name]) => `LEFT JOIN ${valueTable(name)} ON ${valueTable(name)}.value = standard.${identifier(name)}`).join('\n    ')}`);
  if (options.digests === true) await createDigests(session, dialect, model, 'link_standard');
  await session.execute('DROP TABLE link_standard');

  const tuples = await encodeTuples(session, model);
  const variants: EncodedSource[] = [];
  for (const source of counted) {
    await session.execute(`
      CREATE OR REPLACE TEMPORARY TABLE ${variantTable(source.source)} AS
      SELECT coded.e, ${[...columns.map(([name]) => `coded.${codeColumn(name)}`), ...tuples.map((tuple) => tuple.select)].join(', ')}
      FROM link_coded AS coded
      ${tuples.map((tuple) => tuple.join).join('\n      ')}
      WHERE coded.source = ${textLiteral(source.source)}
      ORDER BY coded.e`);
    const [row] = await session.query<{ variants: number }>(
      `SELECT COUNT(*) AS variants FROM ${variantTable(source.source)}`,
    );
    variants.push(Object.freeze({ ...source, variants: row?.variants ?? 0 }));
  }
  await session.execute('DROP TABLE link_coded');
  await writeNicknames(session, dialect, model);
  return Object.freeze(variants);
}

/** A column's SQL over the entity table. */
export function standardExpression(name: string, column: LinkColumn, dialect: Dialect): string {
  const expression = renderSql(column.expression ?? identifier(name), dialect);
  // An empty string is a missing value, and some similarity functions fail on it.
  if (column.type === 'text') return `NULLIF(TRIM(CAST(${expression} AS VARCHAR)), '')`;
  return `CAST(${expression} AS ${column.type === 'date' ? 'DATE' : 'BIGINT'})`;
}

async function countSources(
  session: Session,
  sources: readonly string[],
  entityTable: string,
): Promise<readonly Omit<EncodedSource, 'variants'>[]> {
  const rows = await session.query<{ source: string; first: number; entities: number }>(
    `SELECT source, MIN(e) AS first, COUNT(*) AS entities FROM ${ENTITY_TABLE} GROUP BY source`,
  );
  const [twice] = await session.query<{ entities: number }>(
    `SELECT COUNT(*) AS entities FROM (SELECT entity_id FROM ${ENTITY_TABLE} GROUP BY entity_id HAVING COUNT(*) > 1) AS twice`,
  );
  if ((twice?.entities ?? 0) > 0) {
    throw new InvariantError(`${entityTable} gives ${twice?.entities} entities to more than one source`, {
      hint: 'An entity is one person in one source.',
    });
  }
  return sources.map((source) => {
    const row = rows.find((candidate) => candidate.source === source);
    if (row === undefined) {
      throw new UsageError(`${entityTable} holds no entity of source ${source}, which the link model names`, {
        hint: `Load extracts of ${source} first, or link with a model without it (see withoutSources).`,
      });
    }
    return { source, first: row.first, entities: row.entities };
  });
}

/** Comparisons over several columns compare tuples, so a tuple of `link_coded` gets a code of its own. */
export async function encodeTuples(
  session: Session,
  model: LinkModel,
): Promise<readonly { readonly select: string; readonly join: string }[]> {
  const tuples: { select: string; join: string }[] = [];
  for (const [name, comparison] of Object.entries(model.comparisons)) {
    if (comparison.columns.length === 1) continue;
    const codes = comparison.columns.map(codeColumn);
    const table = tupleTable(name);
    await session.execute(`
      CREATE OR REPLACE TEMPORARY TABLE ${table} AS
      SELECT CAST(ROW_NUMBER() OVER (ORDER BY ${codes.join(', ')}) AS INTEGER) AS code, ${codes.join(', ')}
      FROM (SELECT DISTINCT ${codes.join(', ')} FROM link_coded WHERE ${codes.map((code) => `${code} IS NOT NULL`).join(' AND ')}) AS tuple`);
    tuples.push({
      select: `${table}.code AS ${comparisonColumn(name, comparison.columns)}`,
      join: `LEFT JOIN ${table} ON ${codes.map((code) => `${table}.${code} = coded.${code}`).join(' AND ')}`,
    });
  }
  return tuples;
}

/** Creates the table of names that stand for each other. */
export async function writeNicknames(session: Session, dialect: Dialect, model: LinkModel): Promise<void> {
  const pairs = nicknamePairs(model.nicknames);
  await session.execute(
    `CREATE OR REPLACE TEMPORARY TABLE ${NICKNAME_TABLE} AS
    SELECT SPLIT_PART(value, '|', 1) AS name, SPLIT_PART(value, '|', 2) AS other_name
    FROM ${dialect.functions.split_rows('$pairs', "','")}`,
    { pairs: pairs.map((pair) => pair.join('|')).join(',') },
  );
}

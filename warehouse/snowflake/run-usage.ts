import { textLiteral } from '../identifier.ts';
import type { Session } from '../warehouse.ts';
import { creditsAnHour } from './virtual-warehouse.ts';

/** What an asset's statements used in a run, as Snowflake recorded it. */
export interface AssetUsage {
  /** Absent for statements of the run that are of no asset. */
  readonly asset: string | undefined;
  readonly statements: number;
  /** In which they ran; waiting and compiling apart. */
  readonly seconds: number;
  readonly bytesScanned: number;
  /** Estimated: their time at the price of the warehouse's size. A bill counts time in which several ran once. */
  readonly credits: number;
}

interface HistoryRow extends Record<string, unknown> {
  readonly query_tag: string;
  readonly warehouse_size: string | null;
  readonly execution_time: number;
  readonly bytes_scanned: number | null;
}

/** As many as the history gives at once. */
const STATEMENTS_AT_MOST = 10_000;

export interface RunUsage {
  /** Most expensive first. */
  readonly assets: readonly AssetUsage[];
  /** Whether the history gave all it has; else statements before its newest are missing. */
  readonly complete: boolean;
}

/**
 * Bytes and credits of a run by asset, from the query history: the newest statements of its last seven days that ran in a
 * virtual warehouse, as far as the role may see them.
 * @param database whose information schema is asked
 */
export async function readRunUsage(
  session: Session,
  database: string,
  virtualWarehouse: string,
  runId: string,
): Promise<RunUsage> {
  const rows = await session.query<HistoryRow>(
    `SELECT query_tag, warehouse_size, execution_time, bytes_scanned
     FROM TABLE(${database}.information_schema.query_history_by_warehouse(
       WAREHOUSE_NAME => ${textLiteral(virtualWarehouse)},
       RESULT_LIMIT => ${STATEMENTS_AT_MOST}))`,
  );
  const usage = new Map<string | undefined, { -readonly [key in keyof AssetUsage]: AssetUsage[key] }>();
  for (const row of rows) {
    const tag = parseTag(row.query_tag);
    if (tag?.run !== runId) continue;
    const sum = usage.get(tag.asset) ?? { asset: tag.asset, statements: 0, seconds: 0, bytesScanned: 0, credits: 0 };
    usage.set(tag.asset, sum);
    const seconds = Number(row.execution_time) / 1_000;
    sum.statements++;
    sum.seconds += seconds;
    sum.bytesScanned += Number(row.bytes_scanned ?? 0);
    // What runs in no warehouse, such as a look into the catalog, has no size and uses no credits of one.
    if (row.warehouse_size !== null) sum.credits += (seconds / 3_600) * creditsAnHour(row.warehouse_size);
  }
  return {
    assets: [...usage.values()].toSorted((a, b) => b.credits - a.credits || b.seconds - a.seconds),
    complete: rows.length < STATEMENTS_AT_MOST,
  };
}

/** Other programs tag their statements, too, in ways of their own. */
function parseTag(text: string): { readonly run?: unknown; readonly asset?: string } | undefined {
  try {
    const tag: unknown = JSON.parse(text);
    return typeof tag === 'object' && tag !== null ? tag : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

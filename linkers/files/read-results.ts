import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../../schemas/errors.ts';
import { type LinkModel, parseLinkModel } from '../../schemas/link-model/link-model.ts';
import { textLiteral } from '../../warehouse/identifier.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import { RESULT_CLUSTER_TABLE, RESULT_EDGE_TABLE, RESULT_REVIEW_TABLE } from '../explain/result-tables.ts';
import type { FileLinkReport } from './file-link-report.ts';
import { INPUT_TABLE } from './read-inputs.ts';

/** What a run of `linkFiles` left in its folder. */
export interface FileResults {
  readonly folder: string;
  /** The trained model. */
  readonly model: LinkModel;
  readonly report: FileLinkReport;
}

/** @throws UsageError when the folder holds no results of linking files */
export async function readFileResults(folder: string): Promise<FileResults> {
  const [model, report] = await Promise.all([readJson(folder, 'model.json'), readJson(folder, 'report.json')]);
  return { folder, model: parseLinkModel(model), report: report as FileLinkReport };
}

async function readJson(folder: string, file: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, file), 'utf8'));
  } catch (cause) {
    throw new UsageError(`${folder} holds no ${file} that \`hub link run\` wrote`, {
      hint: 'Name the folder that was given as --out.',
      cause,
    });
  }
}

/** Reads the links, the pairs for review and the clusters of a folder over the records of `link_input`. */
export async function loadResultTables(session: Session, { folder, model }: FileResults): Promise<void> {
  const [only] = model.source_pairs;
  const named =
    model.source_pairs.length === 1 && only !== undefined
      ? `${textLiteral(`${only.left}_${only.right}`)} AS source_pair, pass`
      : `SPLIT_PART(pass, '.', 1) AS source_pair, SUBSTR(pass, LENGTH(SPLIT_PART(pass, '.', 1)) + 2) AS pass`;
  for (const [table, file, more] of [
    [RESULT_EDGE_TABLE, 'edges.parquet', ''],
    [RESULT_REVIEW_TABLE, 'review.parquet', ', edge.reason'],
  ] as const) {
    await session.execute(`
      CREATE OR REPLACE TEMPORARY TABLE ${table} AS
      SELECT CAST(l.rowid AS INTEGER) AS el, CAST(r.rowid AS INTEGER) AS er, ${named}, edge.match_weight AS weight${more}
      FROM read_parquet(${textLiteral(join(folder, file))}) AS edge
      JOIN ${INPUT_TABLE} AS l ON l.record_id = edge.record_id_l AND l.source = edge.source_l
      JOIN ${INPUT_TABLE} AS r ON r.record_id = edge.record_id_r AND r.source = edge.source_r`);
  }
  await session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE ${RESULT_CLUSTER_TABLE} AS
    SELECT CAST(record.rowid AS INTEGER) AS e, cluster.cluster_id AS label
    FROM read_parquet(${textLiteral(join(folder, 'clusters.parquet'))}) AS cluster
    JOIN ${INPUT_TABLE} AS record ON record.record_id = cluster.record_id AND record.source = cluster.source`);
}

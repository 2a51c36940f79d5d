import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LinkModel, LinkModelFile } from '../../schemas/link-model/link-model.ts';
import { textLiteral } from '../../warehouse/identifier.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import type { StepReport } from '../link-report.ts';
import { FINAL_EDGE_TABLE, FINAL_REVIEW_TABLE, LABEL_TABLE } from '../names.ts';
import type { FileLinkReport } from './file-link-report.ts';
import { INPUT_TABLE } from './read-inputs.ts';

/** Where charts of a run go, in its folder. */
export const CHART_FOLDER = 'charts';

/** What a run writes, and what is drawn of it. */
export const OUTPUT_FILES: readonly string[] = Object.freeze([
  'edges.parquet',
  'clusters.parquet',
  'review.parquet',
  'model.json',
  'report.json',
  CHART_FOLDER,
]);

/** Groups of a fixed size, in a fixed order: the same bytes on any number of threads. */
const PARQUET = 'FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 122880';

export interface ResultCounts {
  readonly edges: number;
  readonly reviewPairs: number;
  readonly clusters: number;
  readonly linkedRecords: number;
  readonly largestCluster: number;
}

export async function writeResults(
  session: Session,
  folder: string,
  model: LinkModel,
  steps: readonly StepReport[],
): Promise<ResultCounts> {
  const edges = await writeEdges(session, join(folder, 'edges.parquet'), FINAL_EDGE_TABLE, model, steps);
  const reviewPairs = await writeEdges(session, join(folder, 'review.parquet'), FINAL_REVIEW_TABLE, model, steps);
  await session.execute(`
    COPY (
      SELECT record.record_id, record.source, cluster.label AS cluster_id
      FROM ${LABEL_TABLE} AS cluster
      JOIN ${INPUT_TABLE} AS record ON record.rowid = cluster.e
      ORDER BY cluster.e
    ) TO ${textLiteral(join(folder, 'clusters.parquet'))} (${PARQUET})`);
  const [row] = await session.query<{ clusters: number; linked: number; largest: number }>(`
    SELECT
      COUNT(*) AS clusters,
      CAST(COALESCE(SUM(CASE WHEN records > 1 THEN records END), 0) AS BIGINT) AS linked,
      COALESCE(MAX(records), 0) AS largest
    FROM (SELECT COUNT(*) AS records FROM ${LABEL_TABLE} GROUP BY label) AS cluster`);
  return Object.freeze({
    edges,
    reviewPairs,
    clusters: row?.clusters ?? 0,
    linkedRecords: row?.linked ?? 0,
    largestCluster: row?.largest ?? 0,
  });
}

async function writeEdges(
  session: Session,
  path: string,
  table: string,
  model: LinkModel,
  steps: readonly StepReport[],
): Promise<number> {
  const name = (text: (step: StepReport) => string) =>
    `CASE edge.step ${steps.map((step) => `WHEN ${step.step} THEN ${textLiteral(text(step))}`).join(' ')} END`;
  // Of one pair of sources, the pass alone says everything.
  const pass =
    model.source_pairs.length === 1 ? name(({ pass }) => pass) : name((step) => `${step.sourcePair}.${step.pass}`);
  return session.execute(`
    COPY (
      SELECT
        l.record_id AS record_id_l,
        l.source AS source_l,
        r.record_id AS record_id_r,
        r.source AS source_r,
        ${steps.length === 0 ? 'CAST(NULL AS VARCHAR)' : pass} AS pass,
        edge.weight AS match_weight,
        1 / (1 + POWER(2, -edge.weight)) AS match_probability${table === FINAL_REVIEW_TABLE ? ', edge.reason' : ''}
      FROM ${table} AS edge
      JOIN ${INPUT_TABLE} AS l ON l.rowid = edge.el
      JOIN ${INPUT_TABLE} AS r ON r.rowid = edge.er
      ORDER BY edge.step, edge.el, edge.er
    ) TO ${textLiteral(path)} (${PARQUET})`);
}

export async function writeTexts(
  folder: string,
  texts: { readonly model: LinkModelFile; readonly report: FileLinkReport },
): Promise<void> {
  await writeFile(join(folder, 'model.json'), `${JSON.stringify(texts.model, null, 2)}\n`);
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(texts.report, null, 2)}\n`);
}

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LinkModel, LinkModelFile } from '../../schemas/link-model/link-model.ts';
import { textLiteral } from '../../warehouse/identifier.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import type { ClusterSizes } from '../in-memory/resolve-records.ts';
import type { StepReport } from '../link-report.ts';
import { FINAL_EDGE_TABLE, FINAL_REVIEW_TABLE, LABEL_TABLE } from '../names.ts';
import type { FileLinkReport } from './file-link-report.ts';
import { INPUT_TABLE, type ReadSource } from './read-inputs.ts';

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

export interface ResultCounts extends ClusterSizes {
  readonly edges: number;
  readonly reviewPairs: number;
}

export async function writeResults(
  session: Session,
  folder: string,
  model: LinkModel,
  sources: readonly ReadSource[],
  steps: readonly StepReport[],
  clusters: ClusterSizes,
): Promise<ResultCounts> {
  const names = { sources, pass: passName(model, steps) };
  const edges = await writeEdges(session, join(folder, 'edges.parquet'), FINAL_EDGE_TABLE, names);
  const reviewPairs = await writeEdges(session, join(folder, 'review.parquet'), FINAL_REVIEW_TABLE, names);
  // Both tables hold one row a record, in the order of their numbers.
  await session.execute(`
    COPY (
      SELECT record.record_id, record.source, cluster.label AS cluster_id
      FROM ${INPUT_TABLE} AS record POSITIONAL JOIN ${LABEL_TABLE} AS cluster
    ) TO ${textLiteral(join(folder, 'clusters.parquet'))} (${PARQUET})`);
  return Object.freeze({ edges, reviewPairs, ...clusters });
}

function passName(model: LinkModel, steps: readonly StepReport[]): string {
  if (steps.length === 0) return 'CAST(NULL AS VARCHAR)';
  // Of one pair of sources, the pass alone says everything.
  const name = (step: StepReport) => (model.source_pairs.length === 1 ? step.pass : `${step.sourcePair}.${step.pass}`);
  return `CASE step ${steps.map((step) => `WHEN ${step.step} THEN ${textLiteral(name(step))}`).join(' ')} END`;
}

/** The source of a record by its number: sources lie one behind the other. */
function sourceName(sources: readonly ReadSource[], column: string): string {
  let end = 0;
  const branches = sources.map(({ source, records }) => {
    end += records;
    return `WHEN ${column} < ${end} THEN ${textLiteral(source)}`;
  });
  return `CASE ${branches.join(' ')} END`;
}

async function writeEdges(
  session: Session,
  path: string,
  table: string,
  names: { readonly sources: readonly ReadSource[]; readonly pass: string },
): Promise<number> {
  const reason = table === FINAL_REVIEW_TABLE ? ', reason' : '';
  // Sorted while rows are narrow.
  return session.execute(`
    COPY (
      SELECT
        record_id_l,
        ${sourceName(names.sources, 'el')} AS source_l,
        record_id_r,
        ${sourceName(names.sources, 'er')} AS source_r,
        ${names.pass} AS pass,
        weight AS match_weight,
        1 / (1 + POWER(2, -weight)) AS match_probability${reason}
      FROM (
        SELECT edge.step, edge.el, edge.er, edge.weight, l.record_id AS record_id_l, r.record_id AS record_id_r${reason}
        FROM ${table} AS edge
        JOIN ${INPUT_TABLE} AS l ON l.rowid = edge.el
        JOIN ${INPUT_TABLE} AS r ON r.rowid = edge.er
        ORDER BY edge.step, edge.el, edge.er
      ) AS named
    ) TO ${textLiteral(path)} (${PARQUET})`);
}

export async function writeTexts(
  folder: string,
  texts: { readonly model: LinkModelFile; readonly report: FileLinkReport },
): Promise<void> {
  await writeFile(join(folder, 'model.json'), `${JSON.stringify(texts.model, null, 2)}\n`);
  await writeFile(join(folder, 'report.json'), `${JSON.stringify(texts.report, null, 2)}\n`);
}

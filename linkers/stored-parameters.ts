import type { Warehouse } from '../warehouse/warehouse.ts';
import type { PassParameters, TrainedComparison, TrainedLevel } from './link-report.ts';

/** What a pass of a stored version learned, as far as scoring needs it. */
export interface StoredStep {
  readonly sourcePair: string;
  readonly pass: string;
  readonly parameters: Pick<PassParameters, 'lambda' | 'comparisons'> | null;
}

/** The parameters of a link version's passes. */
export async function storedSteps(
  warehouse: Pick<Warehouse, 'query'>,
  linkVersion: number,
): Promise<readonly StoredStep[]> {
  const steps = await warehouse.query<{ source_pair: string; pass: string; lambda: number | null }>(
    `SELECT source_pair, pass, probability_two_random_records_match AS lambda
    FROM linkage.step WHERE link_version = $link_version ORDER BY step`,
    { link_version: linkVersion },
  );
  const rows = await warehouse.query<{
    source_pair: string;
    pass: string;
    comparison: string;
    label: string;
    m_probability: number;
    u_probability: number;
    match_weight: number;
    u_source: TrainedLevel['uSource'];
    u_standard_error: number | null;
    floored: boolean;
  }>(
    `SELECT source_pair, pass, comparison, label, m_probability, u_probability, match_weight, u_source,
      u_standard_error, floored
    FROM linkage.parameter WHERE link_version = $link_version ORDER BY source_pair, pass, comparison, level`,
    { link_version: linkVersion },
  );
  return steps.map(({ source_pair: sourcePair, pass, lambda }): StoredStep => {
    if (lambda === null) return { sourcePair, pass, parameters: null };
    const comparisons = new Map<string, TrainedLevel[]>();
    for (const row of rows) {
      if (row.source_pair !== sourcePair || row.pass !== pass) continue;
      const levels = comparisons.get(row.comparison) ?? [];
      comparisons.set(row.comparison, levels);
      levels.push({
        label: row.label,
        m: row.m_probability,
        u: row.u_probability,
        weight: row.match_weight,
        uSource: row.u_source,
        uStandardError: row.u_standard_error,
        floored: row.floored,
      });
    }
    const learned = [...comparisons].map(([comparison, levels]): TrainedComparison => ({ comparison, levels }));
    return { sourcePair, pass, parameters: { lambda, comparisons: learned } };
  });
}

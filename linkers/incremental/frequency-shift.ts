import type { FellegiSunterPass } from '../../schemas/link-model/link-pass.ts';
import type { PassParameters } from '../link-report.ts';
import type { PairContext } from '../pair-context.ts';
import type { FrequencyTable } from '../term-frequency.ts';
import type { ValueWeightStore } from '../value-weights.ts';
import type { PassDrift } from './measure-drift.ts';

/**
 * How far the weight of agreeing on a value has moved since frequencies were counted: the mean over the entities of both
 * sources of what counting now would change, in bits.
 */
export async function frequencyShift(
  context: PairContext,
  pass: FellegiSunterPass,
  parameters: PassParameters,
  frozen: readonly FrequencyTable[],
  weights: ValueWeightStore,
): Promise<PassDrift['frequencies']> {
  const shifts: { comparison: string; bits: number }[] = [];
  for (const { comparison, table } of frozen) {
    const name = pass.comparisons[comparison]!;
    const { weight, minimum } = context.model.comparisons[name]!.term_frequency!;
    const u = parameters.comparisons[comparison]!.levels[0]!.u;
    const left = await weights(context, 'left', name);
    const right = await weights(context, 'right', name);
    const holders = context.dedupe
      ? `SELECT code, weight FROM ${left.values}`
      : `SELECT code, weight FROM ${left.values} UNION ALL SELECT code, weight FROM ${right.values}`;
    const all = context.dedupe ? left.total : left.total + right.total;
    const frequency = context.dialect.functions.greatest_of(`CAST(SUM(weight) AS DOUBLE) / ${all}`, String(minimum));
    const [row] = await context.session.query<{ bits: number }>(`
      SELECT COALESCE(SUM(held.weight * ABS(held.adjustment - frozen.adjustment)) / ${all}, 0) AS bits
      FROM (
        SELECT code, SUM(weight) AS weight, ${weight} * LN(${u} / ${frequency}) / LN(2) AS adjustment
        FROM (${holders}) AS holder
        GROUP BY code
      ) AS held
      JOIN ${table} AS frozen ON frozen.code = held.code`);
    shifts.push({
      comparison: name,
      // Sums of floating point depend on the order of rows beyond some digit.
      bits: Math.round((row?.bits ?? 0) * 1e4) / 1e4,
    });
  }
  return Object.freeze(shifts);
}

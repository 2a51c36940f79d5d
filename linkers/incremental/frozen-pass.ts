import { InvariantError } from '../../schemas/errors.ts';
import type { FellegiSunterPass } from '../../schemas/link-model/link-pass.ts';
import { identifier } from '../../warehouse/identifier.ts';
import { valueTable } from '../names.ts';
import type { PairContext } from '../pair-context.ts';
import type { FrequencyTable } from '../term-frequency.ts';
import { comparisonTexts } from './value-texts.ts';

/** The term frequencies of a pass as a trained version has them, by the codes of this session. */
export async function frozenFrequencies(
  context: PairContext,
  pass: FellegiSunterPass,
  step: number,
  trainedVersion: number,
): Promise<readonly FrequencyTable[]> {
  const { session, model } = context;
  const tables: FrequencyTable[] = [];
  for (const [comparison, name] of pass.comparisons.entries()) {
    const { term_frequency } = model.comparisons[name]!;
    if (term_frequency === undefined) continue;
    const of = { link_version: trainedVersion, step, comparison: name };
    const [kept] = await session.query<{ unseen: number | null; largest: number | null }>(
      `SELECT MAX(CASE WHEN value IS NULL THEN adjustment END) AS unseen, MAX(adjustment) AS largest
      FROM vault.link_frequency
      WHERE link_version = $link_version AND step = $step AND comparison = $comparison`,
      of,
    );
    if (typeof kept?.unseen !== 'number') {
      throw new InvariantError(`Link version ${trainedVersion} has no term frequencies of comparison ${name}`);
    }
    const table = identifier(`link_frequency_${comparison}`);
    await session.execute(
      `CREATE OR REPLACE TEMPORARY TABLE ${table} AS
      SELECT held.code, COALESCE(kept.adjustment, CAST(${kept.unseen} AS DOUBLE)) AS adjustment
      FROM ${comparisonTexts(model, name)} AS held
      LEFT JOIN vault.link_frequency AS kept
        ON kept.link_version = $link_version
        AND kept.step = $step
        AND kept.comparison = $comparison
        AND kept.value = held.text`,
      of,
    );
    tables.push({
      comparison,
      table,
      largest: Math.max(0, kept.largest ?? 0),
      unseen: kept.unseen,
      inexact: term_frequency.inexact,
    });
  }
  return Object.freeze(tables);
}

/**
 * Finds the codes of the blocks that a trained version skipped, as (k0, k1, …) of a temporary table a rule.
 * @returns a query of them by blocking rule; undefined for rules that skip none
 */
export async function frozenBlocks(
  context: PairContext,
  pass: FellegiSunterPass,
  step: number,
  trainedVersion: number,
): Promise<readonly (string | undefined)[]> {
  const queries: (string | undefined)[] = [];
  for (const [index, rule] of pass.blocking_rules.entries()) {
    if (rule.skip_blocks_over === undefined) {
      queries.push(undefined);
      continue;
    }
    const table = `link_frozen_block_${index}`;
    const part = (position: number) => `SPLIT_PART(kept.block, CHR(31), ${position + 1})`;
    await context.session.execute(
      `CREATE OR REPLACE TEMPORARY TABLE ${table} AS
      SELECT ${rule.columns.map((_, position) => `v${position}.code AS k${position}`).join(', ')}
      FROM vault.link_skipped_block AS kept
      ${rule.columns.map((column, position) => `JOIN ${valueTable(column)} AS v${position} ON CAST(v${position}.value AS VARCHAR) = ${part(position)}`).join('\n      ')}
      WHERE kept.link_version = $link_version AND kept.step = $step AND kept.rule = $rule`,
      { link_version: trainedVersion, step, rule: index },
    );
    queries.push(`SELECT * FROM ${table}`);
  }
  return Object.freeze(queries);
}

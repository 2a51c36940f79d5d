import { textLiteral } from '../../warehouse/identifier.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import type { AgreementTable } from '../agreement-table.ts';
import { SKIPPED_BLOCK_TABLE } from '../blocking.ts';
import { SCORED_TABLE } from '../names.ts';
import type { PairContext } from '../pair-context.ts';
import type { FrequencyTable } from '../term-frequency.ts';
import { blockTexts, comparisonTexts } from './value-texts.ts';

// What passes learn and leave in the session, until it is written with the version. Values of persons among it.

/** (step, pattern, pairs): compared pairs of variants by agreement pattern. */
export const KEPT_PATTERN_TABLE = 'link_kept_pattern';
/** (step, comparison, value, adjustment): term frequencies by value; that of values nobody held has none. */
export const KEPT_FREQUENCY_TABLE = 'link_kept_frequency';
/** (step, rule, block): keys of the blocks that rules skipped. */
export const KEPT_BLOCK_TABLE = 'link_kept_block';

/** Creates the tables that a session needs to keep its basis. */
export async function createKeptTables(session: Session): Promise<void> {
  const tables = {
    [SCORED_TABLE]: 'step INTEGER, el INTEGER, er INTEGER, weight DOUBLE, state VARCHAR',
    [KEPT_PATTERN_TABLE]: 'step INTEGER, pattern BIGINT, pairs BIGINT',
    [KEPT_FREQUENCY_TABLE]: 'step INTEGER, comparison VARCHAR, value VARCHAR, adjustment DOUBLE',
    [KEPT_BLOCK_TABLE]: 'step INTEGER, rule INTEGER, block VARCHAR',
  };
  for (const [table, columns] of Object.entries(tables)) {
    await session.execute(`CREATE OR REPLACE TEMPORARY TABLE ${table} (${columns})`);
  }
}

export async function keepPatterns(context: PairContext, step: number, agreement: AgreementTable): Promise<void> {
  await context.session.execute(`
    INSERT INTO ${KEPT_PATTERN_TABLE}
    SELECT ${step}, pattern, COUNT(*) FROM ${agreement.table} GROUP BY pattern`);
}

async function keepFrequencies(
  context: PairContext,
  step: number,
  comparisons: readonly string[],
  frequencies: readonly FrequencyTable[],
): Promise<void> {
  for (const { comparison, table, unseen } of frequencies) {
    const name = comparisons[comparison]!;
    await context.session.execute(`
      INSERT INTO ${KEPT_FREQUENCY_TABLE}
      SELECT ${step}, ${textLiteral(name)}, held.text, frequency.adjustment
      FROM ${table} AS frequency
      JOIN ${comparisonTexts(context.model, name)} AS held ON held.code = frequency.code
      UNION ALL
      SELECT ${step}, ${textLiteral(name)}, NULL, CAST(${unseen} AS DOUBLE)`);
  }
}

/** Call while `link_skipped_block` has the blocks of the rule. The step is told by `keepLearned`. */
export async function keepSkippedBlocks(context: PairContext, rule: number, columns: readonly string[]): Promise<void> {
  await context.session.execute(`
    INSERT INTO ${KEPT_BLOCK_TABLE}
    SELECT NULL, ${rule}, text FROM ${blockTexts(columns, SKIPPED_BLOCK_TABLE)} AS block`);
}

/** Keeps what a pass was trained on. */
export async function keepLearned(
  context: PairContext,
  step: number,
  comparisons: readonly string[],
  agreement: AgreementTable,
  frequencies: readonly FrequencyTable[],
): Promise<void> {
  await keepPatterns(context, step, agreement);
  await keepFrequencies(context, step, comparisons, frequencies);
  await context.session.execute(`UPDATE ${KEPT_BLOCK_TABLE} SET step = ${step} WHERE step IS NULL`);
}

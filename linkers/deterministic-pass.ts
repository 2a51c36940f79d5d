import { conditionColumns } from '../schemas/link-model/condition.ts';
import type { DeterministicPass, DeterministicRule } from '../schemas/link-model/link-pass.ts';
import { countBlocks, equalKeys, refuseAboveBudget, ruleKeys } from './blocking.ts';
import { conditionCompiler } from './condition-sql.ts';
import { hasSingleVariants } from './encode-entities.ts';
import type { StepReport } from './link-report.ts';
import { codeColumn, valueTable } from './names.ts';
import type { PairContext } from './pair-context.ts';
import { takeScored } from './take-scored.ts';

/**
 * Runs a pass of rules in order; each sees what earlier ones left free. Where a person has one entity on a side and a
 * rule offers several, none links: a later pass may tell them apart, and otherwise a person does.
 * @param step number of the first rule among the steps of the run
 */
export async function runDeterministicPass(
  context: PairContext,
  pass: DeterministicPass,
  step: number,
): Promise<readonly StepReport[]> {
  const reports: StepReport[] = [];
  for (const [index, rule] of pass.rules.entries()) {
    reports.push(await runRule(context, pass, rule, step + index));
  }
  return reports;
}

async function runRule(
  context: PairContext,
  pass: DeterministicPass,
  rule: DeterministicRule,
  step: number,
): Promise<StepReport> {
  const { session } = context;
  const name = `${pass.name}.${rule.name}`;
  const blocks = await countBlocks(context, [{ columns: rule.keys }]);
  refuseAboveBudget(context, name, blocks);

  await createRulePairs(context, rule);
  await takeScored(context, step, 'deterministic', ruleScores(rule));
  const [row] = await session.query<{ compared: number }>('SELECT COUNT(*) AS compared FROM link_rule_pair');
  await session.execute('DROP TABLE link_rule_pair');
  return {
    step,
    sourcePair: context.name,
    pass: name,
    type: 'deterministic',
    eligibleLeft: await eligible(context, context.leftTable, [rule.keys]),
    eligibleRight: await eligible(context, context.rightTable, [rule.keys]),
    candidatePairs: blocks[0]!.pairs,
    comparedPairs: row?.compared ?? 0,
    blocks,
    parameters: null,
  };
}

/** Creates `link_rule_pair` (el, er, agrees 0/1): pairs of entities of which some variants have equal keys. */
export async function createRulePairs(context: PairContext, rule: DeterministicRule): Promise<void> {
  await context.session.execute(`
    CREATE OR REPLACE TEMPORARY TABLE link_rule_pair AS
    SELECT el, er, MAX(agrees) AS agrees
    FROM (${ruleAgreement(context, rule)}) AS pair
    GROUP BY el, er`);
}

/** A query of (el, er, weight, state): what a rule says of the pairs of `link_rule_pair`. */
export function ruleScores(rule: DeterministicRule): string {
  return `
    SELECT el, er, CAST(NULL AS DOUBLE) AS weight, CASE WHEN agrees = 1 THEN 'link' ELSE 'rule_disagreement' END AS state
    FROM link_rule_pair
    ${rule.otherwise === 'review' ? '' : 'WHERE agrees = 1'}`;
}

/** Entities of a side that could meet anybody by one of the rules: those with all its keys. */
export async function eligible(
  context: PairContext,
  table: string,
  rules: readonly (readonly string[])[],
): Promise<number> {
  const complete = rules.map((keys) => `(${keys.map((key) => `${codeColumn(key)} IS NOT NULL`).join(' AND ')})`);
  const side = table === context.leftTable ? context.left : context.right;
  const entities = hasSingleVariants(side) ? 'COUNT(*)' : 'COUNT(DISTINCT e)';
  const [row] = await context.session.query<{ entities: number }>(
    `SELECT ${entities} AS entities FROM ${table} WHERE ${complete.join(' OR ')}`,
  );
  return row?.entities ?? 0;
}

/** (el, er, agrees 0/1) of variant pairs with equal keys. */
export function ruleAgreement(context: PairContext, rule: DeterministicRule): string {
  const order = context.dedupe ? ' AND l.e < r.e' : '';
  const equal = `FROM ${context.leftTable} AS l JOIN ${context.rightTable} AS r ON ${equalKeys(ruleKeys({ columns: rule.keys }))}${order}`;
  if (rule.require === undefined) return `SELECT l.e AS el, r.e AS er, 1 AS agrees ${equal}`;

  const compiler = conditionCompiler(context.dialect, (side, column) => `${side}_${column}.value`);
  const condition = compiler.compile(rule.require, []);
  const valueJoins = conditionColumns(rule.require).flatMap((column) =>
    ['l', 'r'].map(
      (side) =>
        `LEFT JOIN ${valueTable(column)} AS ${side}_${column} ON ${side}_${column}.code = ${side}.${codeColumn(column)}`,
    ),
  );
  return `
    SELECT el, er, CASE WHEN ${condition} THEN 1 ELSE 0 END AS agrees
    FROM (
      SELECT l.e AS el, r.e AS er, ${compiler
        .measures()
        .map(({ alias, sql }) => `${sql} AS ${alias}`)
        .join(', ')}
      ${equal}
      ${valueJoins.join('\n      ')}
      ${compiler.joins().join('\n      ')}
    ) AS measured`;
}

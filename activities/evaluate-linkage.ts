import { join } from 'node:path';
import { evaluateLinkage as evaluate, type LinkEvaluation } from '../linkers/evaluate-linkage.ts';
import { type EvaluationRequest, type EvaluationResult, evaluationRequestSchema } from '../schemas/run.ts';
import type { HubContext } from './hub-context.ts';
import { requirePromoted } from './table-step.ts';
import { createTruthTables, dropTruthTables, TRUTH_TABLE, TWIN_TABLE } from './truth-tables.ts';

/** How the source pairs are named, in the order in which people pass through the agencies. */
const LIFE_ORDER = ['dese', 'eec', 'dhe', 'nsc', 'dua', 'roster'];

/** Compares the promoted link version with the truth about invented people. */
export async function evaluateLinkage(context: HubContext, given: EvaluationRequest): Promise<EvaluationResult> {
  const { truth } = evaluationRequestSchema.parse(given);
  const linkVersion = await requirePromoted(context);
  try {
    await createTruthTables(context.warehouse, context.edge, join(context.dataRoot, truth), context.tokenKey);
    return evaluationResult(
      await evaluate(context.warehouse, {
        linkVersion,
        truthTable: TRUTH_TABLE,
        entityTable: 'vault.entity_variant',
        strongKeys: ['sasid', 'ssn_token'],
        twinTable: TWIN_TABLE,
      }),
    );
  } finally {
    await dropTruthTables(context.warehouse);
  }
}

/** An evaluation by source pair, with null in place of figures that would be held against the hub wrongly. */
export function evaluationResult(evaluation: LinkEvaluation): EvaluationResult {
  const pairs = evaluation.pairs.filter(
    ({ left, right, truePairs, linked }) => left !== right && truePairs + linked > 0,
  );
  return {
    pairs: Object.fromEntries(
      pairs.map(({ left, right, linked, precision, recall, strong, weak }) => [
        pairName(left, right),
        {
          linked,
          precision,
          recall: needsSharedSsn(left, right) ? strong.recall : recall,
          recallOfAll: recall,
          weakPrecision: weak.precision,
          weakRecall: needsStrongKey(left, right) ? null : weak.recall,
          passes: passesOf(evaluation, left, right),
        },
      ]),
    ),
    twins:
      evaluation.twins === null
        ? null
        : { pairs: evaluation.twins.pairs, falselyMerged: evaluation.twins.falselyMerged },
  };
}

/** Pairs that no pass may link without a strong key: what is left unlinked there is no failing. */
function needsStrongKey(left: string, right: string): boolean {
  const pair = [left, right];
  return pair.includes('dua') || (pair.includes('nsc') && pair.includes('dese'));
}

/** Wage records meet these sources on an SSN or not at all; others they reach only through them. */
function needsSharedSsn(left: string, right: string): boolean {
  return [left, right].includes('dua') && ['dhe', 'roster'].some((source) => source === left || source === right);
}

function passesOf({ passes }: LinkEvaluation, left: string, right: string): Record<string, number> {
  const own = passes.filter(({ sourcePair }) => {
    const sources = sourcePair.split('_');
    return sources.includes(left) && sources.includes(right);
  });
  return Object.fromEntries(own.map(({ pass, edges }) => [pass, edges]));
}

function pairName(left: string, right: string): string {
  return [left, right].toSorted((a, b) => LIFE_ORDER.indexOf(a) - LIFE_ORDER.indexOf(b)).join('-');
}

import { SCORED_TABLE, STEP_EDGE_TABLE } from './names.ts';
import { type PairContext, stillFree } from './pair-context.ts';

/**
 * Takes what a step says of pairs that earlier steps left free.
 * @param scored a query of (el, er, weight, state), each pair once; `state` is 'link', or why the pair is doubtful
 */
export async function takeScored(
  context: PairContext,
  step: number,
  type: 'deterministic' | 'fellegi_sunter',
  scored: string,
): Promise<void> {
  if (!context.keepsBasis) return take(context, step, type, scored);
  await keepScored(context, step, scored);
  await takeKept(context, step, type);
}

/** Puts what a step says of pairs into `link_scored`, without asking which of them are free. */
export async function keepScored(context: PairContext, step: number, scored: string): Promise<void> {
  await context.session.execute(
    `INSERT INTO ${SCORED_TABLE} SELECT ${step}, el, er, weight, state FROM (${scored}) AS scored`,
  );
}

/** Takes what `link_scored` has of a step. */
export async function takeKept(
  context: PairContext,
  step: number,
  type: 'deterministic' | 'fellegi_sunter',
): Promise<void> {
  await take(context, step, type, `SELECT el, er, weight, state FROM ${SCORED_TABLE} WHERE step = ${step}`);
}

async function take(context: PairContext, step: number, type: string, scored: string): Promise<void> {
  await context.session.execute(`
    INSERT INTO ${STEP_EDGE_TABLE}
    SELECT ${context.index}, ${step}, el, er, weight, ${type === 'deterministic' ? tiedState(context) : 'state'}
    FROM (SELECT el, er, weight, state FROM (${scored}) AS pair WHERE ${stillFree(context, 'pair')}) AS free`);
}

/**
 * Where a person has one entity on a side and a rule offers several, none links: a later pass may tell them apart, and
 * otherwise a person does.
 */
function tiedState(context: PairContext): string {
  const links = "SUM(CASE WHEN state = 'link' THEN 1 ELSE 0 END)";
  const rivals = [
    ...(context.rightUnique ? [`${links} OVER (PARTITION BY el) > 1`] : []),
    ...(context.leftUnique ? [`${links} OVER (PARTITION BY er) > 1`] : []),
  ];
  return rivals.length === 0
    ? 'state'
    : `CASE WHEN state = 'link' AND (${rivals.join(' OR ')}) THEN 'tie' ELSE state END`;
}

import type { LinkModel } from '../../schemas/link-model/link-model.ts';
import type { LinkPass } from '../../schemas/link-model/link-pass.ts';
import type { Session } from '../../warehouse/warehouse.ts';
import type { IncrementalReport, StepReport } from '../link-report.ts';
import { ENTITY_TABLE, SCORED_TABLE } from '../names.ts';
import type { PairContext } from '../pair-context.ts';
import { valueWeightStore } from '../value-weights.ts';
import { CHANGED_TABLE, createChanged } from './entity-changes.ts';
import { measureDrift, type PassDrift, refuseBeyond } from './measure-drift.ts';
import type { LinkBase } from './read-base.ts';
import { rescoreDeterministicPass, rescoreFellegiSunterPass } from './rescore-pass.ts';

/**
 * Goes on from a base: takes over what it said of pairs that have not changed, and scores the others by what it was
 * trained on.
 * @param rescore `all` takes nothing over
 * @throws FullVersionNeededError when the data have moved beyond the model's limits
 */
export async function rescorePasses(
  session: Session,
  model: LinkModel,
  contexts: readonly PairContext[],
  base: LinkBase,
  rescore: 'changed' | 'all',
  onPass: (context: PairContext, pass: LinkPass) => void,
): Promise<{ readonly steps: readonly StepReport[]; readonly incremental: IncrementalReport }> {
  await createChanged(session, base.linkVersion);
  const candidatesTakenOver = rescore === 'all' ? 0 : await takeOverCandidates(session, base);
  const steps: StepReport[] = [];
  const frequencies = new Map<number, PassDrift['frequencies']>();
  const weights = valueWeightStore();
  for (const context of contexts) {
    const parts = rescore === 'all' ? [context] : await changedParts(context);
    for (const pass of context.pair.passes) {
      onPass(context, pass);
      if (pass.type === 'deterministic') {
        steps.push(...(await rescoreDeterministicPass(context, parts, pass, steps.length)));
        continue;
      }
      const rescored = await rescoreFellegiSunterPass(context, parts, pass, steps.length, base, weights);
      frequencies.set(rescored.report.step, rescored.frequencies);
      steps.push(rescored.report);
    }
  }
  const { drift, changes } = await measureDrift(session, model, base, steps, frequencies);
  refuseBeyond(model.drift, drift, base);
  const { linkVersion: baseVersion, trainedVersion } = base;
  return { steps, incremental: Object.freeze({ baseVersion, trainedVersion, changes, candidatesTakenOver, drift }) };
}

/**
 * Takes over what the base said of pairs of which neither entity has changed.
 * @returns how many
 */
async function takeOverCandidates(session: Session, base: LinkBase): Promise<number> {
  await session.execute(
    `INSERT INTO ${SCORED_TABLE}
    SELECT candidate.step, l.e, r.e, candidate.match_weight, candidate.state
    FROM linkage.candidate AS candidate
    JOIN ${ENTITY_TABLE} AS l ON l.entity_id = candidate.entity_id_l
    JOIN ${ENTITY_TABLE} AS r ON r.entity_id = candidate.entity_id_r
    WHERE candidate.link_version = $link_version
      AND NOT EXISTS (SELECT 1 FROM ${CHANGED_TABLE} AS changed WHERE changed.e = l.e)
      AND NOT EXISTS (SELECT 1 FROM ${CHANGED_TABLE} AS changed WHERE changed.e = r.e)`,
    { link_version: base.linkVersion },
  );
  const [row] = await session.query<{ pairs: number }>(`SELECT COUNT(*) AS pairs FROM ${SCORED_TABLE}`);
  return row?.pairs ?? 0;
}

/**
 * The pairs of two sources of which an entity has changed, as two contexts that have each of them once: what changed on
 * the left with everybody on the right, and what did not with what changed on the right.
 */
async function changedParts(context: PairContext): Promise<readonly PairContext[]> {
  const { session } = context;
  const part = async (table: string, of: string, changed: boolean) => {
    const name = `link_part_${context.index}_${table}`;
    await session.execute(`
      CREATE OR REPLACE TEMPORARY TABLE ${name} AS
      SELECT variant.*
      FROM ${of} AS variant
      WHERE ${changed ? '' : 'NOT '}EXISTS (SELECT 1 FROM ${CHANGED_TABLE} AS changed WHERE changed.e = variant.e)`);
    return name;
  };
  return Object.freeze([
    { ...context, leftTable: await part('left_changed', context.leftTable, true) },
    {
      ...context,
      leftTable: await part('left_kept', context.leftTable, false),
      rightTable: await part('right_changed', context.rightTable, true),
    },
  ]);
}

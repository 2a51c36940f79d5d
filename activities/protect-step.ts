import { protectPublicTables } from '../publish/protect-public-tables.ts';
import { defaultDisclosurePolicy } from '../schemas/disclosure/default-policy.ts';
import { publicTables } from '../schemas/releases/tables/index.ts';
import { protectInThread } from './protect-in-thread.ts';
import { made, type Step } from './step.ts';

/**
 * Linear programs spent on widening bounds, each some milliseconds. No withheld number can be worked out exactly however
 * few they are; bounds that nobody has proven wide enough are counted as `unproven` in the step's record.
 */
const BOUNDS_PROGRAMS = 600;
/** Hidden cells of the largest component they are spent on, so that none of them takes long. */
const BOUNDS_COMPONENT = 400;

/** Protects all public tables together and replaces what is held ready for the next release. */
export const protectStep: Step = async ({ context, signal }) => {
  const { tables, report, linkVersion } = await protectPublicTables(
    {
      warehouse: context.warehouse,
      policy: defaultDisclosurePolicy,
      tieBreakKey: context.tieBreakKey,
      protect: (input, policy, options) =>
        protectInThread(
          input,
          policy,
          { ...options, programLimit: BOUNDS_PROGRAMS, componentLimit: BOUNDS_COMPONENT },
          signal,
        ),
    },
    publicTables,
  );
  return made(
    tables.reduce((sum, { rows }) => sum + rows, 0),
    {
      linkVersion,
      policyVersion: report.policyVersion,
      cells: report.counts.cells + report.amounts.cells,
      primary: report.counts.primary + report.amounts.primary,
      exact: report.counts.exact + report.amounts.exact,
      interval: report.counts.interval + report.amounts.interval,
      unproven: report.counts.unproven + report.amounts.unproven,
      narrow: report.counts.narrow + report.amounts.narrow,
    },
  );
};

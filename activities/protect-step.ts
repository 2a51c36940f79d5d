import { releasedSoFar } from '../control/releases.ts';
import { readLedger } from '../publish/disclosure/ledger.ts';
import { disclosureFolder } from '../publish/disclosure/record-folders.ts';
import { writeProtection } from '../publish/disclosure/release-record.ts';
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
  const folders = { disclosureFolder: disclosureFolder(context.dataRoot), releasesFolder: context.releasesFolder };
  const ledger = await readLedger(folders, await releasedSoFar(context.control));
  const { tables, report, linkVersion } = await protectPublicTables(
    {
      warehouse: context.warehouse,
      policy: defaultDisclosurePolicy,
      tieBreakKey: context.tieBreakKey,
      earlier: ledger.tables,
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
  await writeProtection(folders.disclosureFolder, {
    policyVersion: report.policyVersion,
    tables: report.tables.map(({ name, rows, statuses, losses }) => ({
      name,
      rows,
      statuses: { ...statuses },
      losses: losses as Record<string, Record<string, number>>,
    })),
    disclosed: report.disclosed.map((number) => ({ ...number, codes: [...number.codes] })),
  });
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
      earlierReleases: ledger.releases.length,
      alreadyDisclosed: report.disclosed.length,
    },
  );
};

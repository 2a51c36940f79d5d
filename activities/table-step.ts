import { recordCheck } from '../control/check-results.ts';
import { promotedLinkVersion } from '../control/link-versions.ts';
import { inWriteTurn } from '../extracts/loads/write-turn.ts';
import { ConflictError } from '../schemas/errors.ts';
import { buildTable } from './build-table.ts';
import type { CheckResult } from './check-table.ts';
import type { HubContext } from './hub-context.ts';
import { made, type Step, type StepOutcome } from './step.ts';

/** Builds a table by its SQL on the promoted link version, and records what its checks said. */
export const tableStep: Step = async ({ context, request, asset, partition, range }) => {
  const build = async () =>
    buildTable(context.warehouse, asset, {
      linkVersion: await requirePromoted(context),
      runId: request.runId,
      parameters: context.parameters,
      range,
      onChecks: async (checks) => {
        for (const check of checks) {
          await recordCheck(context.control, {
            runId: request.runId,
            assetKey: asset.key,
            partition,
            check: check.name,
            severity: check.severity,
            blocking: check.blocking,
            passed: check.passed,
            details: {
              failed: check.failed,
              ...(check.partitions === undefined ? {} : { partitions: [...check.partitions] }),
            },
            at: context.now(),
          });
        }
      },
    });
  // Several ranges of one table are made at once, and its columns can be brought up to date only once.
  const built = await (range === undefined ? build() : inWriteTurn(context.warehouse, build));
  return made(built.rows, {
    rowsBefore: built.rowsBefore,
    linkVersion: built.linkVersion,
    checks: built.checks.length,
    ...warnings(built.checks),
  });
};

/** The checks that failed and stopped nothing: there to be told, since nothing else tells them. */
function warnings(checks: readonly CheckResult[]): StepOutcome['metadata'] {
  const failed = checks.filter(({ passed }) => !passed);
  if (failed.length === 0) return {};
  return { warnings: failed.map((check) => `${check.name} (${check.failed})`).join(', ') };
}

/** @throws ConflictError when no link version is promoted yet */
export async function requirePromoted(context: HubContext): Promise<number> {
  const promoted = await promotedLinkVersion(context.control);
  if (promoted !== undefined) return promoted.linkVersion;
  throw new ConflictError('No link version is promoted, so no table can be built', {
    hint: 'Materialize linkage.version first: hub run linkage.version.',
  });
}

import { linkVersionOfRun, promotedLinkVersion } from '../../control/link-versions.ts';
import { UsageError } from '../../schemas/errors.ts';
import { actionOf } from '../action.ts';
import type { GlobalOptions } from '../options.ts';
import { say } from '../output.ts';
import { performRun } from '../perform-run.ts';
import { newRunId } from '../run-id.ts';
import type { RunOptions } from '../run-options.ts';
import { withHubForRun } from '../with-hub.ts';
import { versionText } from './version-text.ts';

export interface HubRunFlags extends GlobalOptions, RunOptions {
  readonly incremental: boolean;
  readonly base?: number;
  readonly promote: boolean;
  readonly reason: string;
}

/** Links what the hub has loaded, into a version to look at before it is put in force. */
export function runInHub(flags: HubRunFlags): Promise<void> {
  if (flags.base !== undefined && !flags.incremental) {
    throw new UsageError('--base names the version that an incremental run goes on from', {
      hint: 'Add --incremental.',
    });
  }
  return withHubForRun(flags, async (hub) => {
    const runId = newRunId(new Date());
    await performRun(
      hub,
      {
        runId,
        selection: ['linkage.entities', 'linkage.version'],
        action: actionOf(flags.reason),
        onConflict: flags.onConflict,
        link: {
          promote: flags.promote,
          ...(flags.incremental ? { incremental: true } : {}),
          ...(flags.base === undefined ? {} : { base: flags.base }),
        },
      },
      flags,
    );
    const version = await linkVersionOfRun(hub.control, runId);
    if (version === undefined) return;
    say(versionText(version));
    if (version.state !== 'candidate') return;
    const inForce = await promotedLinkVersion(hub.control);
    const promote = `\`hub link promote ${version.linkVersion} --reason …\` puts it in force`;
    say(
      inForce === undefined
        ? `It is a candidate: ${promote}.`
        : `It is a candidate: \`hub link diff ${inForce.linkVersion} ${version.linkVersion}\` shows what it changes, ${promote}.`,
    );
  });
}

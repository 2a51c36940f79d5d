import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import type { Control } from '../../control/connect.ts';
import { mirroredLoads } from './check-loads.ts';
import { compareWith, examineHub } from './examine-hub.ts';
import { completeFullRun } from './full-run.ts';
import { killAll, processesOf } from './hub-processes.ts';
import type { ChaosSetup } from './perform-round.ts';
import { copyHub } from './prepared-hub.ts';
import { bringUp, untilStopped } from './running-hub.ts';

/** The moment between a load's commit and the end of its step is short, and may be missed. */
const TRIES = 8;

/**
 * Whether the checks see that a hub without the idempotency key of its loads takes files in twice, when its worker is
 * lost after a load was committed and before its step was done.
 */
export async function catchMutant(setup: ChaosSetup): Promise<boolean> {
  const register = pathToFileURL(join(import.meta.dirname, 'mutant', 'register.js')).href;
  const environment = { NODE_OPTIONS: `--import=${register}` };
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const data = join(setup.folder, 'mutant');
    await copyHub(setup.sample.folder, data);
    let hub = await bringUp(data, environment);
    const job = completeFullRun(hub, { runs: 1 }).catch(() => undefined);
    if (await untilBetween(hub.control, job)) {
      killAll(processesOf(data).filter(({ target }) => target === 'worker'));
      await untilStopped(hub);
      await hub.leave();
      hub = await bringUp(data, environment);
      await completeFullRun(hub, { runs: 1 });
    }
    const mirrored = await mirroredLoads(hub.control);
    await hub.leave();
    const { faults, picture } = await examineHub(data, mirrored, setup.sample);
    const caught = faults.some((fault) => fault.includes('was loaded already'));
    await rm(data, { recursive: true, force: true });
    if (caught && compareWith(setup.undisturbed.picture, picture).length > 0) return true;
  }
  return false;
}

/** Waits for a load to be on record while its step goes on. False when the job ends before that is seen. */
async function untilBetween(control: Control, job: Promise<unknown>): Promise<boolean> {
  let over = false;
  job.then(() => {
    over = true;
  });
  while (!over) {
    const found = await control('step')
      .where('state', 'running')
      .whereIn('asset_key', control('load').select(control.raw("'load.' || extract")))
      .first();
    if (found !== undefined) return true;
    await sleep(1);
  }
  return false;
}

import { createRandom } from '../../fixtures/random.ts';
import { TARGETS, type Target } from './hub-processes.ts';

/** What is done to a hub amid a full run. */
export type Fault =
  | { readonly kind: 'kill-worker' | 'kill-temporal' | 'kill-control' | 'kill-stack' }
  /** Writes beyond a share of the largest file that the process has written fail, until the fault is over. */
  | { readonly kind: 'limit-file-size'; readonly target: Target; readonly share: number }
  /** One delivered file loses its end while it is read. */
  | { readonly kind: 'cut-file'; readonly file: number; readonly kept: number };

/** When: after a share of the time, or of the steps, that an undisturbed run takes. */
export interface Moment {
  readonly by: 'time' | 'steps';
  readonly share: number;
  /** Milliseconds after the step. */
  readonly after: number;
}

export interface RoundPlan {
  readonly round: number;
  readonly fault: Fault;
  readonly moment: Moment;
}

export const FAULT_KINDS = [
  'kill-worker',
  'kill-temporal',
  'kill-control',
  'kill-stack',
  'limit-file-size',
  'cut-file',
] as const satisfies readonly Fault['kind'][];

/** What a round does: the same for the same seed, whatever other rounds were run. */
export function planRound(seed: number, round: number): RoundPlan {
  const random = createRandom(seed);
  random.aim(round, 0);
  // Each kind in turn, so that a few rounds see all of them; what chance decides is the moment.
  const kind = FAULT_KINDS[(round - 1) % FAULT_KINDS.length] as Fault['kind'];
  const moment: Moment = {
    by: random.chance(0.5) ? 'time' : 'steps',
    share: random.next(),
    after: random.below(300),
  };
  return Object.freeze({ round, fault: faultOf(kind, random), moment });
}

function faultOf(kind: Fault['kind'], random: ReturnType<typeof createRandom>): Fault {
  switch (kind) {
    case 'limit-file-size':
      return { kind, target: random.pick(TARGETS), share: random.next() };
    case 'cut-file':
      return { kind, file: random.below(2 ** 31), kept: random.next() };
    default:
      return { kind };
  }
}

import { userInfo } from 'node:os';
import type { Action } from '../schemas/run.ts';

/** Who runs the command, by the operating system's word, and the reason given. */
export function actionOf(reason: string): Action {
  return { actor: userInfo().username, reason };
}

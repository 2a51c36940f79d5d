import { renameSync, statSync } from 'node:fs';

const LARGEST = 16 * 2 ** 20;

/** Sets a file of output aside as `<path>.1`, in place of the one before, once it is large. */
export function setAsideLarge(path: string, largest: number = LARGEST): void {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > largest) renameSync(path, `${path}.1`);
}

import { isAbsolute, relative, sep } from 'node:path';

/** Whether a path lies in a folder or below it. Both are absolute, with links resolved by whoever asks. */
export function isBelow(folder: string, path: string): boolean {
  const inside = relative(folder, path);
  return inside !== '' && inside !== '..' && !inside.startsWith(`..${sep}`) && !isAbsolute(inside);
}

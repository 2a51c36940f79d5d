import type { LoadHook } from 'node:module';

const FILE = '/extracts/loads/slot-register.js';
const WITH_KEY = /(export function isSameVersion\([^)]*\) \{)/;

/** Takes the idempotency key of a load away: no file is ever the one that is current already. */
export const load: LoadHook = async (url, context, next) => {
  const loaded = await next(url, context);
  if (!url.endsWith(FILE)) return loaded;
  const source = String(loaded.source);
  if (!WITH_KEY.test(source)) throw new Error('The mutant does not know the code that it is to change');
  return { ...loaded, source: source.replace(WITH_KEY, '$1 return false;') };
};

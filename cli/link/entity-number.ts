import { UsageError } from '../../schemas/errors.ts';

/** Reads the number of a source entity of the hub. */
export function entityNumber(text: string): number {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw new UsageError('A source entity of the hub is named by its number', {
    hint: '`hub link review answer` shows the numbers of the pairs to review.',
  });
}

import { randomBytes } from 'node:crypto';

/** A new run's id: when it was asked for, and six random letters and digits. */
export function newRunId(now: Date): string {
  const time = now.toISOString().replaceAll(/[-:]/g, '').replace(/\.\d+/, '');
  return `${time}-${randomBytes(3).toString('hex')}`;
}

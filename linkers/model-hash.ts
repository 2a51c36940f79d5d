import { createHash } from 'node:crypto';
import type { LinkModel } from '../schemas/link-model/link-model.ts';

/** JSON with sorted keys: equal models give equal text. Order inside lists carries meaning and stays. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, part: unknown) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

/** SHA-256 of a model's canonical JSON, in hex. */
export function modelHash(model: LinkModel): string {
  return createHash('sha256').update(canonicalJson(model)).digest('hex');
}

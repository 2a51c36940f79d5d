import { z } from 'zod';
import { linkModelSchema } from './link-model.ts';

/** The link model's JSON schema, for editors and other programs. What models say across their parts is checked on reading. */
export function linkModelJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(linkModelSchema, { io: 'input' }), title: 'Link model' };
}

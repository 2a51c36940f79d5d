import { z } from 'zod';
import { releaseManifestSchema } from './release-manifest.ts';

/** What the public is told of a release that was taken back. */
export const withdrawalSchema = z.object({
  id: releaseManifestSchema.shape.id,
  createdAt: z.iso.datetime(),
  withdrawnAt: z.iso.datetime(),
  /** Why, in words for the public. */
  notice: z.string().min(1).max(1000),
  tables: z.array(z.string()),
});
export type Withdrawal = z.infer<typeof withdrawalSchema>;

/** `DATA/releases/withdrawn.json`: the newest first. */
export const withdrawalsSchema = z.array(withdrawalSchema);

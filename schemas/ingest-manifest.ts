import { z } from 'zod';

/** One file to take in: what it is said to be. Contents decide whether that is true. */
export const manifestFileSchema = z.strictObject({
  /** Relative to the manifest's folder. */
  path: z
    .string()
    .min(1)
    .refine((path) => !path.startsWith('/') && !path.split('/').includes('..'), 'must lie below the manifest'),
  extract: z.string().min(1),
  period: z.string().min(1),
  submitter: z.string().min(1),
  /** Records, and the hash of the bytes, as the submitter states them; a difference refuses the file. */
  rows: z.number().int().nonnegative().optional(),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});
export type ManifestFile = z.infer<typeof manifestFileSchema>;

/** `manifest.json` beside the files of a delivery. */
export const ingestManifestSchema = z.strictObject({
  schemaVersion: z.literal(1).default(1),
  /** Of invented people: how many, and the seed that makes them again. */
  people: z.number().int().positive().optional(),
  seed: z.number().int().optional(),
  /** True when the people are invented; everything published from these files then says so. */
  synthetic: z.boolean().optional(),
  files: z.array(manifestFileSchema).min(1),
});
export type IngestManifest = z.infer<typeof ingestManifestSchema>;

/** Whether a manifest is of invented people: it says so, or it names the seed that makes them again. */
export function isSynthetic({ synthetic, people, seed }: IngestManifest): boolean {
  return synthetic === true || people !== undefined || seed !== undefined;
}

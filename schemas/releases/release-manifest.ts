import { z } from 'zod';
import { publicTableSchema } from './public-table.ts';

/** A file of a release, relative to the release's folder. */
export const releaseFileSchema = z.object({
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export const releaseTableSchema = publicTableSchema.extend({
  rows: z.number().int().nonnegative(),
  /** Cells by outcome: a cell is one measure of one row. */
  cells: z.number().int().nonnegative(),
  published: z.number().int().nonnegative(),
  suppressed: z.number().int().nonnegative(),
  /** Data file in Parquet, ordered by the dimensions. */
  parquet: releaseFileSchema,
  csv: releaseFileSchema,
  /** Columns and statuses as JSON, the same as a CSV, and how the table was made as Markdown. */
  codebook: releaseFileSchema.optional(),
  dictionary: releaseFileSchema.optional(),
  methodPage: releaseFileSchema.optional(),
  /** Share of source entities linked, by source pair, for the pairs the table stands on. */
  matchRates: z.array(z.object({ pair: z.string(), eligible: z.number(), linked: z.number(), rate: z.number() })),
});
export type ReleaseTable = z.infer<typeof releaseTableSchema>;

/** An organization that dashboards can find by name. Public facts only. */
export const releaseOrganizationSchema = z.object({
  orgCode: z.string().regex(/^\d{8}$/),
  name: z.string(),
  type: z.enum(['State', 'District', 'School']),
  districtCode: z.string().regex(/^\d{8}$/),
  districtName: z.string(),
});
export type ReleaseOrganization = z.infer<typeof releaseOrganizationSchema>;

/**
 * `manifest.json` of a release folder `DATA/releases/<id>/`. A release is visible when `DATA/releases/current.json`
 * (`{"id": …}`) names it; the folder is complete and never changed before that pointer moves.
 */
export const releaseManifestSchema = z.object({
  schemaVersion: z.literal(1),
  id: z.string().regex(/^[0-9]{8}T[0-9]{6}Z-[0-9a-f]{8}$/),
  createdAt: z.iso.datetime(),
  /** True when the people are invented. Every page says so. */
  synthetic: z.boolean(),
  linkVersion: z.number().int().positive(),
  codeVersion: z.string(),
  approvedBy: z.string(),
  reason: z.string(),
  tables: z.array(releaseTableSchema),
  organizations: releaseFileSchema,
  /** `datapackage.json`, for tools that read Data Packages. */
  dataPackage: releaseFileSchema.optional(),
});
export type ReleaseManifest = z.infer<typeof releaseManifestSchema>;

/** A release that is written and checked but that nobody has approved yet. */
export const stagedReleaseSchema = releaseManifestSchema.omit({ approvedBy: true, reason: true });
export type StagedRelease = z.infer<typeof stagedReleaseSchema>;

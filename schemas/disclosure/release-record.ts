import { z } from 'zod';
import { releaseFileSchema, releaseTableSchema } from '../releases/release-manifest.ts';
import { protectedTableSpecSchema } from './protected-table.ts';

/** A sensitive number in the words of its tables. */
export const namedNumberSchema = z.object({
  /** Table and measure; for what is worked out, what it is. */
  name: z.string(),
  /** `concept=code`. */
  codes: z.array(z.string()),
  release: z.string().nullable(),
});

/** What disclosure control did to the tables that are held ready for the next release. Private: it tells reasons. */
export const protectionRecordSchema = z.object({
  policyVersion: z.string(),
  tables: z.array(
    z.object({
      name: z.string(),
      rows: z.number().int(),
      /** Cells by public status. */
      statuses: z.record(z.string(), z.number().int()),
      /** By measure: how many of its cells each reason withheld. */
      losses: z.record(z.string(), z.record(z.string(), z.number().int())),
    }),
  ),
  /** Sensitive numbers that earlier releases had given away when these tables were protected. */
  disclosed: z.array(namedNumberSchema.extend({ reason: z.string() })),
});
export type ProtectionRecord = z.infer<typeof protectionRecordSchema>;

export const exposedNumberSchema = namedNumberSchema.extend({
  how: z.enum(['published', 'exact', 'bounds', 'infeasible', 'unfinished']),
  least: z.number().nullable(),
  most: z.number().nullable(),
  equations: z.array(z.string()),
});

export const attackRecordSchema = z.object({
  releases: z.array(z.string()),
  cells: z.number().int(),
  equations: z.number().int(),
  sensitive: z.number().int(),
  proven: z.number().int(),
  unproven: z.number().int(),
  programs: z.number().int(),
  exposed: z.array(exposedNumberSchema),
  disclosed: z.array(exposedNumberSchema),
});
export type AttackRecord = z.infer<typeof attackRecordSchema>;

/**
 * An entry of the ledger of releases, `DATA/disclosure/releases/<id>/record.json`: references to what was released and to
 * what it was made from, and what the numbers mean. Private, and never changed.
 */
export const releaseRecordSchema = z.object({
  schemaVersion: z.literal(1),
  releaseId: z.string(),
  recordedAt: z.iso.datetime(),
  codeVersion: z.string(),
  protection: protectionRecordSchema,
  tables: z.array(
    z.object({
      /** As the release's manifest has it, with the hashes of its files. */
      released: releaseTableSchema,
      /** What its numbers mean, and how they add up. */
      meaning: protectedTableSpecSchema,
      /** The aggregates it was made from, in this folder. */
      aggregates: releaseFileSchema,
    }),
  ),
});
export type ReleaseRecord = z.infer<typeof releaseRecordSchema>;

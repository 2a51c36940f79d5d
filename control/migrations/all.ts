import { runs } from './0001-runs.ts';
import { loadsAndLinks } from './0002-loads-and-links.ts';
import { releasesAndAudit } from './0003-releases-and-audit.ts';
import { deliveries } from './0004-deliveries.ts';
import { auditCheckpoints } from './0005-audit-checkpoints.ts';
import { fingerprints } from './0006-fingerprints.ts';
import { partitionRanges } from './0007-partition-ranges.ts';
import { sensors } from './0008-sensors.ts';
import { takePartitions } from './0009-take-partitions.ts';
import { pairReviews } from './0010-pair-reviews.ts';
import type { Migration } from './migration.ts';

/** Every migration, in order. New ones go at the end. */
export const migrations: readonly Migration[] = Object.freeze([
  runs,
  loadsAndLinks,
  releasesAndAudit,
  deliveries,
  auditCheckpoints,
  fingerprints,
  partitionRanges,
  sensors,
  takePartitions,
  pairReviews,
]);

import type { Migration } from './migration.ts';

const LEAST = Number.MIN_SAFE_INTEGER;
const MOST = Number.MAX_SAFE_INTEGER;

/** Where partitions lie on their asset's axis, so that ranges are found by index and held against each other; backfills. */
export const partitionRanges: Migration = {
  id: 7,
  name: 'partition-ranges',
  sql: `
ALTER TABLE materialization
  ADD COLUMN range_from BIGINT,
  ADD COLUMN range_to BIGINT,
  ADD CHECK (range_from <= range_to);
UPDATE materialization SET range_from = 0, range_to = 0 WHERE partition = 'all';
CREATE INDEX materialization_by_range ON materialization (asset_key, range_from, range_to);

ALTER TABLE partition_lock
  ADD COLUMN range_from BIGINT NOT NULL DEFAULT ${LEAST},
  ADD COLUMN range_to BIGINT NOT NULL DEFAULT ${MOST},
  ADD CHECK (range_from <= range_to);

-- Whoever wants partitions of an asset takes its row first: ranges that overlap have no row in common otherwise.
CREATE TABLE partition_gate (asset_key TEXT PRIMARY KEY);

CREATE TABLE backfill (
  run_id TEXT PRIMARY KEY REFERENCES run,
  retry_of TEXT REFERENCES backfill,
  partitions BIGINT NOT NULL CHECK (partitions >= 0),
  at_once INTEGER NOT NULL CHECK (at_once >= 1),
  concurrency INTEGER NOT NULL CHECK (concurrency >= 1),
  paused_at TIMESTAMPTZ(3),
  paused_by TEXT,
  pause_reason TEXT,
  CHECK ((paused_at IS NULL) = (paused_by IS NULL) AND (paused_at IS NULL) = (pause_reason IS NULL))
);
`,
};

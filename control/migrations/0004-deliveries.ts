import type { Migration } from './migration.ts';

/** What became of every file of a run, what people decided about loads, and why a release was staged. */
export const deliveries: Migration = {
  id: 4,
  name: 'deliveries',
  sql: `
CREATE TABLE delivered_file (
  run_id TEXT NOT NULL,
  extract TEXT NOT NULL,
  position INTEGER NOT NULL CHECK (position >= 1),
  name TEXT NOT NULL,
  submitter TEXT NOT NULL,
  period TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('loaded', 'unchanged', 'checked', 'held', 'refused', 'failed')),
  content_hash TEXT,
  load_id BIGINT,
  rows_read BIGINT,
  rows_loaded BIGINT,
  rows_quarantined BIGINT,
  error_type TEXT,
  sentence TEXT,
  hint TEXT,
  exit_code INTEGER NOT NULL,
  details JSONB NOT NULL DEFAULT '{}',
  settled_at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (run_id, extract, position),
  CHECK ((sentence IS NULL) = (outcome IN ('loaded', 'unchanged', 'checked')))
);
CREATE INDEX delivered_file_by_hash ON delivered_file (content_hash);

ALTER TABLE load
  ADD COLUMN synthetic BOOLEAN,
  ADD COLUMN accepted_quarantine_rate DOUBLE PRECISION,
  ADD COLUMN accepted_quarantine_reason TEXT,
  ADD COLUMN row_count_reason TEXT,
  ADD COLUMN ended_at TIMESTAMPTZ(3),
  ADD COLUMN ended_by TEXT,
  ADD COLUMN ended_reason TEXT;

ALTER TABLE release ADD COLUMN staged_reason TEXT;
`,
};

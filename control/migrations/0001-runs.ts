import type { Migration } from './migration.ts';

/** Runs, their steps, what they made and what the checks said. */
export const runs: Migration = {
  id: 1,
  name: 'runs',
  sql: `
CREATE TABLE run (
  run_id TEXT PRIMARY KEY,
  kind TEXT NOT NULL,
  selection JSONB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'failed', 'canceled')),
  actor TEXT NOT NULL CHECK (actor <> ''),
  reason TEXT NOT NULL CHECK (reason <> ''),
  code_version TEXT NOT NULL,
  settings_hash TEXT NOT NULL,
  sentence TEXT,
  queued_at TIMESTAMPTZ(3) NOT NULL,
  started_at TIMESTAMPTZ(3),
  ended_at TIMESTAMPTZ(3),
  CHECK ((ended_at IS NOT NULL) = (state IN ('succeeded', 'failed', 'canceled')))
);
CREATE INDEX run_by_time ON run (queued_at DESC, run_id);
CREATE INDEX run_by_state ON run (state, queued_at DESC);

CREATE FUNCTION keep_run_final() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF OLD.state IN ('succeeded', 'failed', 'canceled') AND NEW IS DISTINCT FROM OLD THEN
    RAISE EXCEPTION 'run % has ended', OLD.run_id USING ERRCODE = 'check_violation', CONSTRAINT = 'run_state_is_final';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER run_state_is_final BEFORE UPDATE ON run FOR EACH ROW EXECUTE FUNCTION keep_run_final();

CREATE TABLE step (
  run_id TEXT NOT NULL REFERENCES run,
  asset_key TEXT NOT NULL,
  partition TEXT NOT NULL,
  attempt INTEGER NOT NULL CHECK (attempt >= 1),
  state TEXT NOT NULL CHECK (state IN ('running', 'succeeded', 'failed', 'canceled', 'skipped')),
  rows_in BIGINT NOT NULL DEFAULT 0,
  rows_out BIGINT NOT NULL DEFAULT 0,
  rows_rejected BIGINT NOT NULL DEFAULT 0,
  started_at TIMESTAMPTZ(3) NOT NULL,
  seconds DOUBLE PRECISION,
  error_type TEXT,
  error_sentence TEXT,
  metadata JSONB NOT NULL DEFAULT '{}',
  PRIMARY KEY (run_id, asset_key, partition, attempt)
);

CREATE TABLE materialization (
  materialization_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES run,
  asset_key TEXT NOT NULL,
  partition TEXT NOT NULL,
  data_version TEXT NOT NULL,
  code_version TEXT NOT NULL,
  upstream_versions JSONB NOT NULL,
  row_count BIGINT NOT NULL,
  byte_count BIGINT,
  schema_hash TEXT,
  metadata JSONB NOT NULL DEFAULT '{}',
  materialized_at TIMESTAMPTZ(3) NOT NULL,
  UNIQUE (run_id, asset_key, partition)
);
CREATE INDEX materialization_latest ON materialization (asset_key, partition, materialization_id DESC);

CREATE TABLE check_result (
  check_result_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  run_id TEXT NOT NULL REFERENCES run,
  asset_key TEXT NOT NULL,
  partition TEXT NOT NULL,
  check_name TEXT NOT NULL,
  severity TEXT NOT NULL CHECK (severity IN ('warn', 'error')),
  blocking BOOLEAN NOT NULL,
  passed BOOLEAN NOT NULL,
  details JSONB NOT NULL DEFAULT '{}',
  checked_at TIMESTAMPTZ(3) NOT NULL,
  UNIQUE (run_id, asset_key, partition, check_name)
);
CREATE INDEX check_result_latest ON check_result (asset_key, partition, check_name, check_result_id DESC);

CREATE TABLE partition_lock (
  asset_key TEXT NOT NULL,
  partition TEXT NOT NULL,
  run_id TEXT NOT NULL REFERENCES run,
  acquired_at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (asset_key, partition)
);
CREATE INDEX partition_lock_by_run ON partition_lock (run_id);

CREATE TABLE plan (
  plan_id TEXT PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  content JSONB NOT NULL,
  actor TEXT NOT NULL,
  planned_at TIMESTAMPTZ(3) NOT NULL
);
`,
};

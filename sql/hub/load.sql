-- One row a load, committed with its rows: what makes them visible. History stays; one load a slot is current.
CREATE TABLE IF NOT EXISTS hub.load (
  load_id BIGINT NOT NULL,
  extract TEXT NOT NULL,
  submitter TEXT NOT NULL,
  period TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  contract_version INTEGER NOT NULL,
  token_key_id TEXT NOT NULL,
  -- 'current', 'superseded' or 'retracted'
  state TEXT NOT NULL,
  rows_read BIGINT NOT NULL,
  rows_loaded BIGINT NOT NULL,
  rows_quarantined BIGINT NOT NULL,
  loaded_at TIMESTAMP NOT NULL,
  source_name TEXT NOT NULL,
  actor TEXT NOT NULL,
  run_id TEXT NOT NULL,
  file_bytes BIGINT NOT NULL,
  -- The override of the contract's quarantine threshold, and of the hold on row counts, with their reasons.
  accepted_quarantine_rate DOUBLE,
  accepted_quarantine_reason TEXT,
  row_count_reason TEXT,
  -- When and why the load stopped being current.
  ended_at TIMESTAMP,
  ended_by TEXT,
  ended_reason TEXT
)

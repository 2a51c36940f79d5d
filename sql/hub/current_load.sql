-- The loads whose rows count: one a slot.
CREATE OR REPLACE VIEW hub.current_load AS
SELECT
  load_id,
  extract,
  submitter,
  period,
  content_hash,
  contract_version,
  token_key_id,
  rows_read,
  rows_loaded,
  rows_quarantined,
  loaded_at,
  source_name,
  actor,
  run_id
FROM hub.load
WHERE state = 'current'

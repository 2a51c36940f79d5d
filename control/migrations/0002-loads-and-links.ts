import type { Migration } from './migration.ts';

/** The mirror of the warehouse's commit rows, link versions and the decisions about doubtful pairs. */
export const loadsAndLinks: Migration = {
  id: 2,
  name: 'loads-and-links',
  sql: `
CREATE TABLE load (
  load_id BIGINT PRIMARY KEY,
  extract TEXT NOT NULL,
  submitter TEXT NOT NULL,
  period TEXT NOT NULL,
  content_hash TEXT NOT NULL,
  contract_version INTEGER NOT NULL,
  token_key_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('current', 'superseded', 'retracted')),
  rows_read BIGINT NOT NULL,
  rows_loaded BIGINT NOT NULL,
  rows_quarantined BIGINT NOT NULL,
  reasons JSONB NOT NULL DEFAULT '{}',
  source_name TEXT NOT NULL,
  actor TEXT NOT NULL,
  run_id TEXT NOT NULL,
  loaded_at TIMESTAMPTZ(3) NOT NULL,
  CONSTRAINT load_counts_balance CHECK (rows_read = rows_loaded + rows_quarantined)
);
CREATE UNIQUE INDEX load_one_current ON load (extract, submitter, period) WHERE state = 'current';
CREATE INDEX load_by_time ON load (loaded_at DESC, load_id);

CREATE TABLE link_version (
  link_version INTEGER PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('candidate', 'promoted', 'retired')),
  run_id TEXT NOT NULL,
  model_hash TEXT NOT NULL,
  code_version TEXT NOT NULL,
  inputs JSONB NOT NULL,
  parameters JSONB NOT NULL,
  counts JSONB NOT NULL,
  created_at TIMESTAMPTZ(3) NOT NULL,
  promoted_by TEXT,
  promotion_reason TEXT,
  promoted_at TIMESTAMPTZ(3),
  CHECK ((state = 'candidate') = (promoted_at IS NULL)),
  CHECK ((promoted_at IS NULL) = (promoted_by IS NULL) AND (promoted_at IS NULL) = (promotion_reason IS NULL))
);
CREATE UNIQUE INDEX link_version_one_promoted ON link_version (state) WHERE state = 'promoted';

CREATE TABLE pair_review (
  entity_id_l BIGINT NOT NULL,
  entity_id_r BIGINT NOT NULL,
  link_version INTEGER NOT NULL REFERENCES link_version,
  decision TEXT NOT NULL CHECK (decision IN ('match', 'no_match', 'unsure')),
  actor TEXT NOT NULL,
  reason TEXT NOT NULL CHECK (reason <> ''),
  reviewed_at TIMESTAMPTZ(3) NOT NULL,
  PRIMARY KEY (entity_id_l, entity_id_r, link_version, actor),
  CHECK (entity_id_l < entity_id_r)
);
`,
};

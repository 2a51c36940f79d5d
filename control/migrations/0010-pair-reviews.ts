import type { Migration } from './migration.ts';

/**
 * Samples of pairs for clerical review, with the chance that each pair had of being drawn, and whether a decision
 * answered a question or overrode the engine by hand.
 */
export const pairReviews: Migration = {
  id: 10,
  name: 'pair-reviews',
  sql: `
ALTER TABLE pair_review
  ADD COLUMN kind TEXT NOT NULL DEFAULT 'review' CHECK (kind IN ('review', 'override'));

CREATE TABLE review_sample (
  sample_id TEXT PRIMARY KEY,
  link_version INTEGER NOT NULL REFERENCES link_version,
  purpose TEXT NOT NULL CHECK (purpose IN ('rates', 'uncertainty')),
  seed BIGINT NOT NULL,
  actor TEXT NOT NULL,
  drawn_at TIMESTAMPTZ(3) NOT NULL
);

CREATE TABLE review_sample_pair (
  sample_id TEXT NOT NULL REFERENCES review_sample,
  place INTEGER NOT NULL CHECK (place > 0),
  entity_id_l BIGINT NOT NULL,
  entity_id_r BIGINT NOT NULL,
  source_pair TEXT NOT NULL,
  linked BOOLEAN NOT NULL,
  stratum TEXT NOT NULL,
  stratum_size BIGINT NOT NULL CHECK (stratum_size > 0),
  inclusion_probability DOUBLE PRECISION CHECK (inclusion_probability > 0 AND inclusion_probability <= 1),
  PRIMARY KEY (sample_id, place),
  UNIQUE (sample_id, entity_id_l, entity_id_r),
  CHECK (entity_id_l < entity_id_r)
);
`,
};

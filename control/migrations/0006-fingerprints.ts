import type { Migration } from './migration.ts';

/** What a thing was made by, so that plans can say why it is out of date; and the last attempts at each asset. */
export const fingerprints: Migration = {
  id: 6,
  name: 'fingerprints',
  sql: `
ALTER TABLE materialization
  ADD COLUMN code_fingerprint TEXT,
  ADD COLUMN settings_fingerprint TEXT;

CREATE INDEX step_latest ON step (asset_key, partition, started_at DESC, attempt DESC);
`,
};

import type { Migration } from './migration.ts';

/** Sensors that somebody paused, and what each found whenever it looked. */
export const sensors: Migration = {
  id: 8,
  name: 'sensors',
  sql: `
CREATE TABLE sensor (
  sensor TEXT PRIMARY KEY,
  paused_at TIMESTAMPTZ(3),
  paused_by TEXT,
  pause_reason TEXT,
  CHECK ((paused_at IS NULL) = (paused_by IS NULL) AND (paused_at IS NULL) = (pause_reason IS NULL))
);

CREATE TABLE sensor_tick (
  tick_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  sensor TEXT NOT NULL,
  subject TEXT NOT NULL,
  outcome TEXT NOT NULL CHECK (outcome IN ('nothing', 'waiting', 'skipped', 'started', 'paused', 'failed')),
  sentence TEXT NOT NULL,
  run_id TEXT,
  ticks INTEGER NOT NULL DEFAULT 1 CHECK (ticks >= 1),
  first_at TIMESTAMPTZ(3) NOT NULL,
  last_at TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX sensor_tick_latest ON sensor_tick (sensor, subject, tick_id DESC);
`,
};

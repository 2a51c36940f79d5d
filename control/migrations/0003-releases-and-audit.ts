import type { Migration } from './migration.ts';

/** Public releases, people's decisions, and the log of who did what, which is only ever added to. */
export const releasesAndAudit: Migration = {
  id: 3,
  name: 'releases-and-audit',
  sql: `
CREATE TABLE release (
  release_id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('staged', 'approved', 'published', 'withdrawn', 'rejected')),
  run_id TEXT NOT NULL,
  link_version INTEGER NOT NULL,
  manifest_sha256 TEXT NOT NULL CHECK (manifest_sha256 ~ '^[0-9a-f]{64}$'),
  staged_by TEXT NOT NULL,
  staged_at TIMESTAMPTZ(3) NOT NULL,
  decided_by TEXT,
  reason TEXT,
  decided_at TIMESTAMPTZ(3),
  published_at TIMESTAMPTZ(3),
  withdrawn_at TIMESTAMPTZ(3),
  CHECK ((state = 'staged') = (decided_at IS NULL)),
  CHECK ((state IN ('published', 'withdrawn')) = (published_at IS NOT NULL)),
  CHECK ((state = 'withdrawn') = (withdrawn_at IS NOT NULL))
);
CREATE INDEX release_by_time ON release (staged_at DESC, release_id);

CREATE FUNCTION keep_release_order() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.manifest_sha256 <> OLD.manifest_sha256 THEN
    RAISE EXCEPTION 'release % is immutable', OLD.release_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'release_is_immutable';
  END IF;
  IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN
    (('staged', 'approved'), ('staged', 'rejected'), ('approved', 'published'), ('approved', 'rejected'),
     ('published', 'withdrawn'))
  THEN
    RAISE EXCEPTION 'release % cannot go from % to %', OLD.release_id, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'release_state_order';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER release_order BEFORE UPDATE ON release FOR EACH ROW EXECUTE FUNCTION keep_release_order();

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME
    USING ERRCODE = 'check_violation', CONSTRAINT = 'append_only';
END $$;

CREATE TABLE approval (
  approval_id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  subject_kind TEXT NOT NULL CHECK (subject_kind IN ('release', 'load', 'link_version', 'readmission', 'run')),
  subject TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('approve', 'reject')),
  actor TEXT NOT NULL CHECK (actor <> ''),
  reason TEXT NOT NULL CHECK (reason <> ''),
  decided_at TIMESTAMPTZ(3) NOT NULL
);
CREATE INDEX approval_by_subject ON approval (subject_kind, subject, approval_id);
CREATE TRIGGER approval_append_only BEFORE UPDATE OR DELETE ON approval
  FOR EACH ROW EXECUTE FUNCTION refuse_change();

CREATE TABLE audit_log (
  seq BIGINT PRIMARY KEY CHECK (seq >= 1),
  at TIMESTAMPTZ(3) NOT NULL,
  actor TEXT NOT NULL CHECK (actor <> ''),
  action TEXT NOT NULL CHECK (action <> ''),
  object TEXT NOT NULL CHECK (object <> ''),
  reason TEXT NOT NULL,
  details JSONB NOT NULL DEFAULT '{}',
  prev_hash TEXT NOT NULL UNIQUE CHECK (prev_hash ~ '^[0-9a-f]{64}$'),
  hash TEXT NOT NULL UNIQUE CHECK (hash ~ '^[0-9a-f]{64}$')
);
CREATE INDEX audit_log_by_object ON audit_log (object, seq);
CREATE INDEX audit_log_by_actor ON audit_log (actor, seq);
CREATE TRIGGER audit_log_append_only BEFORE UPDATE OR DELETE ON audit_log
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON audit_log
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();

-- The newest entry's place and hash: the row writers queue for, and what a cut-off tail is found by.
CREATE TABLE audit_head (
  only_row BOOLEAN PRIMARY KEY DEFAULT TRUE CHECK (only_row),
  seq BIGINT NOT NULL,
  hash TEXT NOT NULL
);
INSERT INTO audit_head (seq, hash) VALUES (0, repeat('0', 64));
`,
};

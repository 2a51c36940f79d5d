import type { Migration } from './migration.ts';

/** Signed states of the audit log. */
export const auditCheckpoints: Migration = {
  id: 5,
  name: 'audit-checkpoints',
  sql: `
CREATE TABLE audit_checkpoint (
  size BIGINT PRIMARY KEY CHECK (size >= 1),
  note TEXT NOT NULL,
  public_key TEXT NOT NULL,
  signed_at TIMESTAMPTZ(3) NOT NULL
);
CREATE TRIGGER audit_checkpoint_append_only BEFORE UPDATE OR DELETE ON audit_checkpoint
  FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER audit_checkpoint_no_truncate BEFORE TRUNCATE ON audit_checkpoint
  FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
`,
};

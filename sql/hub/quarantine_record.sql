-- Rows refused by their contract: where they stand, every reason, and their shape with every letter and digit masked.
CREATE TABLE IF NOT EXISTS quarantine.record (
  load_id BIGINT NOT NULL,
  extract TEXT NOT NULL,
  line_no BIGINT NOT NULL,
  reasons TEXT NOT NULL,
  masked_line TEXT NOT NULL
)

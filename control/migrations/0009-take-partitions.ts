import type { Migration } from './migration.ts';

/** Taking partitions as one question to the store: it is asked at the beginning of every run. */
export const takePartitions: Migration = {
  id: 9,
  name: 'take-partitions',
  sql: `
-- Gives all of them to the taker, or answers with what others hold and gives none.
CREATE FUNCTION take_partitions(taker TEXT, taken_at TIMESTAMPTZ, wanted JSON)
RETURNS TABLE (held_key TEXT, held_partition TEXT, held_by TEXT) LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  -- One order for everybody: two runs that want the same assets then wait for each other at the first, not crosswise.
  INSERT INTO partition_gate
    SELECT DISTINCT wish.asset_key FROM json_to_recordset(wanted) AS wish (asset_key TEXT) ORDER BY wish.asset_key
    ON CONFLICT (asset_key) DO UPDATE SET asset_key = EXCLUDED.asset_key;

  DELETE FROM partition_lock AS held USING run
  WHERE run.run_id = held.run_id AND run.ended_at IS NOT NULL AND held.asset_key IN
    (SELECT wish.asset_key FROM json_to_recordset(wanted) AS wish (asset_key TEXT));

  RETURN QUERY
    SELECT DISTINCT held.asset_key, held.partition, held.run_id
    FROM json_to_recordset(wanted) AS wish (asset_key TEXT, range_from BIGINT, range_to BIGINT)
    INNER JOIN partition_lock AS held
      ON held.asset_key = wish.asset_key
      AND held.range_from <= wish.range_to AND held.range_to >= wish.range_from
    WHERE held.run_id <> taker
    ORDER BY held.asset_key, held.partition;

  IF NOT FOUND THEN
    INSERT INTO partition_lock (asset_key, partition, range_from, range_to, run_id, acquired_at)
      SELECT wish.asset_key, wish.partition, wish.range_from, wish.range_to, taker, taken_at
      FROM json_to_recordset(wanted)
        AS wish (asset_key TEXT, partition TEXT, range_from BIGINT, range_to BIGINT)
      ON CONFLICT DO NOTHING;
  END IF;
END $$;
`,
};

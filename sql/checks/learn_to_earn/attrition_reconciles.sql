-- The ends of a period's records add up to the rows that its current loads committed.
WITH committed AS (
  SELECT extract, period, SUM(rows_loaded) AS records
  FROM hub.load
  WHERE
    state = 'current'
    AND extract IN (
      'dese.sims', 'dese.scs', 'dhe.enrollment', 'dhe.course', 'dhe.degree', 'nsc.studenttracker', 'dua.wage'
    )
  GROUP BY extract, period
),

ended AS (
  SELECT extract, period, SUM(records) AS records
  FROM {{ new_rows() }}
  GROUP BY extract, period
)

SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' extracts and periods do not add up' AS details
FROM committed
FULL OUTER JOIN ended ON ended.extract = committed.extract AND ended.period = committed.period
WHERE COALESCE(committed.records, 0) <> COALESCE(ended.records, 0)

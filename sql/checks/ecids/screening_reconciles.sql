-- Every screening of a linked child in kindergarten to grade 3 is merged into one row.
WITH made AS (
  SELECT COALESCE(SUM(records), 0) AS records FROM {{ new_rows() }}
),

sent AS (
  SELECT COUNT(*) AS records
  FROM staging.dese_screening_current AS screening
  INNER JOIN linkage.record_person AS record
    ON record.load_id = screening.load_id AND record.line_no = screening.line_no
  WHERE
    record.extract = 'dese.screening'
    AND record.link_version = CAST($link_version AS INTEGER)
    AND screening.grade IN ('KP', 'KF', 'KT', '01', '02', '03')
)

SELECT
  ABS(made.records - sent.records) AS failed,
  CAST(made.records AS TEXT) || ' records merged of ' || CAST(sent.records AS TEXT) || ' linked' AS details
FROM made
CROSS JOIN sent

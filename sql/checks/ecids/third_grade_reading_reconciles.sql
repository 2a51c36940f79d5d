-- Every grade 3 record of a linked child is merged into one row.
SELECT
  ABS(made.records - sent.records) AS failed,
  CAST(made.records AS TEXT) || ' records merged of ' || CAST(sent.records AS TEXT) || ' linked' AS details
FROM (SELECT COALESCE(SUM(records), 0) AS records FROM {{ new_rows() }}) AS made
CROSS JOIN (
  SELECT COUNT(*) AS records
  FROM staging.dese_mcas_current AS mcas
  INNER JOIN linkage.record_person AS record ON record.load_id = mcas.load_id AND record.line_no = mcas.line_no
  WHERE
    record.extract = 'dese.mcas'
    AND record.link_version = CAST($link_version AS INTEGER)
    AND mcas.grade = '03'
) AS sent

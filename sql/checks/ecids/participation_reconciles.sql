-- Every dated participation record of a linked child is merged into one spell.
SELECT
  ABS(made.records - sent.records) AS failed,
  CAST(made.records AS TEXT) || ' records merged of ' || CAST(sent.records AS TEXT) || ' linked' AS details
FROM (SELECT COALESCE(SUM(records), 0) AS records FROM {{ new_rows() }}) AS made
CROSS JOIN (
  SELECT COUNT(*) AS records
  FROM staging.eec_participation_current AS participation
  INNER JOIN linkage.record_person AS record
    ON record.load_id = participation.load_id AND record.line_no = participation.line_no
  WHERE
    record.extract = 'eec.participation'
    AND record.link_version = CAST($link_version AS INTEGER)
    AND participation.start_date IS NOT NULL
) AS sent

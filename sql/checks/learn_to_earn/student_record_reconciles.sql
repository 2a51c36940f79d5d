-- Every current SIMS row is here once.
SELECT
  ABS(made.records - sent.records) AS failed,
  CAST(made.records AS TEXT) || ' rows made from ' || CAST(sent.records AS TEXT) || ' loaded' AS details
FROM (SELECT COUNT(*) AS records FROM {{ new_rows() }}) AS made
CROSS JOIN (SELECT COUNT(*) AS records FROM staging.dese_sims_current) AS sent

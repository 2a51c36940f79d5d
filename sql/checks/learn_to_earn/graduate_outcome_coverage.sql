-- Where wages cannot be seen, employment and earnings are empty, and nobody counts as employed or missing.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' graduate-years state what cannot be seen' AS details
FROM {{ new_rows() }}
WHERE
  (
    (wage_coverage = 'none' OR wage_quarters_loaded < 4)
    AND (
      employed IS NOT NULL
      OR annual_earnings IS NOT NULL
      OR attached IS NOT NULL
      OR outcome IN ('both', 'employed', 'not_found')
    )
  )
  OR (enrollment_coverage = 'none' AND outcome IN ('employed', 'not_found'))

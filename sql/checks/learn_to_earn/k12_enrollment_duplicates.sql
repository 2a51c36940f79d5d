-- Two districts claim the same student on one date.
SELECT
  COUNT(*) AS failed,
  CAST(COUNT(*) AS TEXT) || ' enrollments that two districts claim on one date' AS details
FROM {{ new_rows() }}
WHERE duplicate_claim

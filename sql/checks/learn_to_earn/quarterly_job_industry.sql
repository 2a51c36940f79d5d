-- Jobs whose employer has no industry in any employer file.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' jobs without an industry' AS details
FROM {{ new_rows() }}
WHERE naics_sector IS NULL

-- A quarter above $250,000 may be cents read as dollars.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' quarters above $250,000' AS details
FROM {{ new_rows() }}
WHERE gross_wages > 250000

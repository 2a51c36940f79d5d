-- Linkage knows a person for every SIMS row.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' rows of no person' AS details
FROM {{ new_rows() }}
WHERE disposition = 'no_person'

-- Early College reported by one source only.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' Early College years that one source alone reports' AS details
FROM {{ new_rows() }}
WHERE program = 'early_college' AND sources IN ('sims', 'scs', 'heirs')

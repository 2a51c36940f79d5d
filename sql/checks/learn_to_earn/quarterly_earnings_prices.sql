-- Quarters whose prices are not loaded have no real dollars.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' quarters without real dollars' AS details
FROM {{ new_rows() }}
WHERE real_wages IS NULL

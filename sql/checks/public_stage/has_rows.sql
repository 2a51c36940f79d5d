-- A public table without a row passes every other check.
SELECT CASE WHEN COUNT(*) = 0 THEN 1 ELSE 0 END AS failed, 'there is no row to publish' AS details
FROM {{ new_rows() }}

-- Nobody earns more credits than attempted.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' terms with more credits earned than attempted' AS details
FROM {{ new_rows() }}
WHERE credits_earned > credits_attempted

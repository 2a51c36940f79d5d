-- The one place downstream of linkage that looks into the vault, and only at whether an entity has an SSN token.
WITH holder AS (
  SELECT source, entity_id
  FROM vault.entity_variant
  WHERE source IN ('dhe', 'roster') AND ssn_token IS NOT NULL
  GROUP BY source, entity_id
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  crosswalk.person_key,
  CASE WHEN MIN(holder.source) = 'dhe' THEN 'bridge' ELSE 'roster' END AS wage_coverage
FROM linkage.crosswalk
INNER JOIN holder ON holder.source = crosswalk.source AND holder.entity_id = crosswalk.entity_id
WHERE crosswalk.link_version = CAST($link_version AS INTEGER)
GROUP BY crosswalk.person_key

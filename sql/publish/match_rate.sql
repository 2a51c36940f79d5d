-- How many entities of each source the link version in force joins to a person known to the other source, where that
-- source is held at all: a roster may not be. Of college records only those with a valid SSN can reach wages, and of
-- school records those of graduates are what a roster is for.
WITH crosswalk AS (
  SELECT crosswalk.source, crosswalk.entity_id, crosswalk.person_key
  FROM linkage.crosswalk AS crosswalk
  INNER JOIN linkage.version AS version
    ON version.link_version = crosswalk.link_version
  WHERE version.state = 'promoted'
),
source_pair AS (
  SELECT pair, source, other_source
  FROM (
    VALUES
      ('dhe-dese', 'dhe', 'dese'),
      ('nsc-dese', 'nsc', 'dese'),
      ('eec-dese', 'eec', 'dese'),
      ('dhe-dua', 'dhe', 'dua'),
      ('dese-roster', 'dese', 'roster')
  ) AS source_pair (pair, source, other_source)
),
person_source AS (
  SELECT person_key, source
  FROM crosswalk
  GROUP BY person_key, source
),
held_source AS (
  SELECT source
  FROM crosswalk
  GROUP BY source
),
with_ssn AS (
  SELECT entity_id
  FROM vault.entity_variant
  WHERE source = 'dhe'
    AND ssn_token IS NOT NULL
  GROUP BY entity_id
),
graduate AS (
  SELECT person_key
  FROM learn_to_earn.high_school_completion
  GROUP BY person_key
)
SELECT
  source_pair.pair,
  COUNT(*) AS eligible,
  {{ count_if(person_source.person_key IS NOT NULL) }} AS linked
FROM source_pair
INNER JOIN held_source
  ON held_source.source = source_pair.other_source
INNER JOIN crosswalk
  ON crosswalk.source = source_pair.source
LEFT JOIN with_ssn
  ON with_ssn.entity_id = crosswalk.entity_id
LEFT JOIN graduate
  ON graduate.person_key = crosswalk.person_key
LEFT JOIN person_source
  ON person_source.person_key = crosswalk.person_key
  AND person_source.source = source_pair.other_source
WHERE (source_pair.pair <> 'dhe-dua' OR with_ssn.entity_id IS NOT NULL)
  AND (source_pair.pair <> 'dese-roster' OR graduate.person_key IS NOT NULL)
GROUP BY source_pair.pair
ORDER BY source_pair.pair

-- The spellings on every SSN that has one not met before. Missing names are empty.
WITH met AS (
  SELECT DISTINCT
    work.ssn_token,
    COALESCE(last_form.wage_last_name, '') AS last_name,
    COALESCE(first_form.wage_first_name, '') AS first_name
  FROM vault.identity_row_work AS work
  LEFT JOIN vault.name_form AS last_form ON last_form.raw = work.last_name
  LEFT JOIN vault.name_form AS first_form ON first_form.raw = work.first_name
  WHERE work.ssn_token IS NOT NULL
),

fresh AS (
  SELECT met.ssn_token, met.last_name, met.first_name
  FROM met
  WHERE NOT EXISTS (
    SELECT 1
    FROM vault.wage_person AS known
    WHERE known.ssn_token = met.ssn_token AND known.last_name = met.last_name AND known.first_name = met.first_name
  )
),

spelling AS (
  SELECT ssn_token, last_name, first_name, CAST(NULL AS BIGINT) AS entity_id
  FROM fresh
  UNION ALL
  SELECT known.ssn_token, known.last_name, known.first_name, known.entity_id
  FROM vault.wage_person AS known
  WHERE EXISTS (SELECT 1 FROM fresh WHERE fresh.ssn_token = known.ssn_token)
)

SELECT
  ROW_NUMBER() OVER (ORDER BY ssn_token, last_name, first_name) AS name_no,
  DENSE_RANK() OVER (ORDER BY ssn_token) AS token_no,
  COUNT(*) OVER (PARTITION BY ssn_token) AS spellings,
  ssn_token,
  last_name,
  first_name,
  entity_id
FROM spelling

-- The distinct values of every entity among the rows at hand, in comparable form, each under a hash of all of them.
WITH formed AS (
  SELECT DISTINCT
    work.entity_id,
    work.source,
    first_form.name AS first_name,
    CASE WHEN middle_form.name NOT IN ('NMN', 'NONE', 'N A') THEN middle_form.name END AS middle_name,
    last_form.last_name,
    COALESCE(
      CASE suffix_form.name
        WHEN 'JUNIOR' THEN 'JR'
        WHEN 'SENIOR' THEN 'SR'
        WHEN '2ND' THEN 'II'
        WHEN '3RD' THEN 'III'
        WHEN '4TH' THEN 'IV'
        ELSE suffix_form.name
      END,
      last_form.suffix
    ) AS name_suffix,
    last_form.wage_last_name,
    first_form.wage_first_name,
    work.birth_date,
    work.gender,
    work.town,
    work.zip,
    work.sasid,
    work.ssn_token,
    work.high_school_code
  FROM vault.identity_row_work AS work
  LEFT JOIN vault.name_form AS first_form ON first_form.raw = work.first_name
  LEFT JOIN vault.name_form AS middle_form ON middle_form.raw = work.middle_name
  LEFT JOIN vault.name_form AS last_form ON last_form.raw = work.last_name
  LEFT JOIN vault.name_form AS suffix_form ON suffix_form.raw = work.name_suffix
  WHERE work.entity_id IS NOT NULL
    AND COALESCE(work.first_name, work.last_name, CAST(work.birth_date AS TEXT), work.ssn_token) IS NOT NULL
),

hashed AS (
  SELECT
    *,
    SUBSTR(middle_name, 1, 1) AS middle_initial,
    REPLACE(last_name, ' ', '') AS last_name_joined,
    SPLIT_PART(last_name, ' ', 1) AS last_name_part_1,
    NULLIF(SPLIT_PART(last_name, ' ', 2), '') AS last_name_part_2,
    {{ sha256_hex(
      COALESCE(first_name, '') || '|' || COALESCE(middle_name, '') || '|' || COALESCE(last_name, '') || '|'
      || COALESCE(name_suffix, '') || '|' || COALESCE(wage_last_name, '') || '|' || COALESCE(wage_first_name, '') || '|'
      || COALESCE(CAST(birth_date AS TEXT), '') || '|' || COALESCE(gender, '') || '|' || COALESCE(town, '') || '|'
      || COALESCE(zip, '') || '|' || COALESCE(sasid, '') || '|' || COALESCE(ssn_token, '') || '|'
      || COALESCE(high_school_code, '')
    ) }} AS variant_key
  FROM formed
)

SELECT
  entity_id,
  source,
  first_name,
  middle_name,
  middle_initial,
  last_name,
  last_name_joined,
  last_name_part_1,
  last_name_part_2,
  name_suffix,
  wage_last_name,
  wage_first_name,
  birth_date,
  gender,
  town,
  zip,
  sasid,
  ssn_token,
  high_school_code,
  variant_key
FROM hashed
WHERE NOT EXISTS (
  SELECT 1
  FROM vault.entity_variant AS known
  WHERE known.entity_id = hashed.entity_id AND known.variant_key = hashed.variant_key
)

-- The comparable forms of names not met before, worked out once for each distinct text: accents, case, apostrophes and
-- periods do not distinguish, hyphens and commas part. The wage forms are those of the first 20 and 12 characters, which
-- is all a wage record has.
WITH raw_name AS (
  SELECT first_name AS raw FROM vault.identity_row_work
  UNION
  SELECT middle_name FROM vault.identity_row_work
  UNION
  SELECT last_name FROM vault.identity_row_work
  UNION
  SELECT name_suffix FROM vault.identity_row_work
),

-- A name read in the wrong encoding has Ã and a second sign in the place of one letter.
repaired AS (
  SELECT
    raw,
    REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(REPLACE(
      raw,
      'Ã±', 'ñ'), 'Ã¡', 'á'), 'Ã©', 'é'), 'Ã­', 'í'), 'Ã³', 'ó'), 'Ãº', 'ú'),
      'Ã§', 'ç'), 'Ã£', 'ã'), 'Ãµ', 'õ'), 'Ã¼', 'ü'), 'Ãª', 'ê'), 'Ã´', 'ô')
      AS text_value
  FROM raw_name
  WHERE raw IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM vault.name_form AS known WHERE known.raw = raw_name.raw)
),

folded AS (
  SELECT
    raw,
    {{ fold(text_value) }} AS whole,
    {{ fold(SUBSTR(text_value, 1, 20)) }} AS first_20,
    {{ fold(SUBSTR(text_value, 1, 12)) }} AS first_12
  FROM repaired
),

plain AS (
  SELECT
    raw,
    TRIM(REPLACE(REPLACE(REPLACE(TRANSLATE(whole, '-,_/.''’‘`´', '    '), '   ', ' '), '  ', ' '), '  ', ' '))
      AS name,
    TRIM(REPLACE(REPLACE(REPLACE(TRANSLATE(first_20, '-,_/.''’‘`´', '    '), '   ', ' '), '  ', ' '), '  ', ' '))
      AS name_20,
    TRIM(REPLACE(REPLACE(REPLACE(TRANSLATE(first_12, '-,_/.''’‘`´', '    '), '   ', ' '), '  ', ' '), '  ', ' '))
      AS name_12
  FROM folded
),

-- A suffix at the end of a last name, unless it is all there is.
ending AS (
  SELECT
    raw,
    name,
    name_20,
    name_12,
    CASE
      WHEN name LIKE '% JR' THEN 'JR'
      WHEN name LIKE '% SR' THEN 'SR'
      WHEN name LIKE '% III' OR name LIKE '% 3RD' THEN 'III'
      WHEN name LIKE '% II' OR name LIKE '% 2ND' THEN 'II'
      WHEN name LIKE '% IV' OR name LIKE '% 4TH' THEN 'IV'
    END AS suffix,
    CASE
      WHEN name_20 LIKE '% JR' OR name_20 LIKE '% SR' OR name_20 LIKE '% II' OR name_20 LIKE '% IV' THEN 3
      WHEN name_20 LIKE '% III' OR name_20 LIKE '% 2ND' OR name_20 LIKE '% 3RD' OR name_20 LIKE '% 4TH' THEN 4
      ELSE 0
    END AS suffix_length_20,
    CASE
      WHEN name LIKE '% JR' OR name LIKE '% SR' OR name LIKE '% II' OR name LIKE '% IV' THEN 3
      WHEN name LIKE '% III' OR name LIKE '% 2ND' OR name LIKE '% 3RD' OR name LIKE '% 4TH' THEN 4
      ELSE 0
    END AS suffix_length
  FROM plain
)

SELECT
  raw,
  NULLIF(name, '') AS name,
  NULLIF(SUBSTR(name, 1, LENGTH(name) - suffix_length), '') AS last_name,
  suffix,
  NULLIF(SUBSTR(name_20, 1, LENGTH(name_20) - suffix_length_20), '') AS wage_last_name,
  NULLIF(name_12, '') AS wage_first_name
FROM ending

-- Which spellings on one SSN can be the same person. The first name decides: last names change at marriage, but another
-- first name is another person (a borrowed, shared or mistyped number). An initial needs the last name as well.
WITH nickname AS (
  SELECT SPLIT_PART(value, '|', 1) AS name, SPLIT_PART(value, '|', 2) AS other_name
  FROM {{ split_rows($nicknames, ',') }}
),

pair AS (
  SELECT
    a.name_no AS name_no_a,
    b.name_no AS name_no_b,
    a.first_name AS first_a,
    b.first_name AS first_b,
    a.last_name AS last_a,
    b.last_name AS last_b
  FROM vault.wage_name_work AS a
  INNER JOIN vault.wage_name_work AS b
    ON b.ssn_token = a.ssn_token AND b.name_no > a.name_no
  WHERE a.first_name || a.last_name <> '' AND b.first_name || b.last_name <> ''
),

judged AS (
  SELECT
    pair.name_no_a,
    pair.name_no_b,
    first_a = last_b AND last_a = first_b AND first_a <> '' AS is_swapped,
    first_a = '' OR first_b = '' OR LENGTH(first_a) = 1 OR LENGTH(first_b) = 1 AS is_first_short,
    first_a = first_b
    OR (LENGTH(first_a) > 2 AND LENGTH(first_b) > 2 AND {{ jaro_winkler(first_a, first_b) }} >= 0.88)
    OR SPLIT_PART(first_a, ' ', 1) = SPLIT_PART(first_b, ' ', 1)
    OR nickname.name IS NOT NULL AS is_first_alike,
    SUBSTR(first_a, 1, 1) = SUBSTR(first_b, 1, 1) OR first_a = '' OR first_b = '' AS is_initial_alike,
    last_a = last_b
    OR last_a = ''
    OR last_b = ''
    OR {{ jaro_winkler(last_a, last_b) }} >= 0.88
    OR (' ' || last_a || ' ') LIKE ('% ' || last_b || ' %')
    OR (' ' || last_b || ' ') LIKE ('% ' || last_a || ' %') AS is_last_alike
  FROM pair
  LEFT JOIN nickname
    ON nickname.name = SPLIT_PART(first_a, ' ', 1) AND nickname.other_name = SPLIT_PART(first_b, ' ', 1)
)

SELECT DISTINCT name_no_a, name_no_b
FROM judged
WHERE is_swapped
  OR (NOT is_first_short AND is_first_alike)
  OR (is_first_short AND is_initial_alike AND is_last_alike)

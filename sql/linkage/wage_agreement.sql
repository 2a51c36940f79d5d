-- Which spellings on one SSN can be the same person. The first name decides: last names change at marriage, but quite
-- another first name is another person (a borrowed, shared or mistyped number). Where only the initial or little more
-- of it agrees, the last name must agree as well.
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
    {{ jaro_winkler(first_a, last_b) }} >= 0.88 AND {{ jaro_winkler(last_a, first_b) }} >= 0.88 AS is_swapped,
    LENGTH(first_a) > 1
    AND LENGTH(first_b) > 1
    AND (
      {{ jaro_winkler(first_a, first_b) }} >= 0.88
      OR SPLIT_PART(first_a, ' ', 1) = SPLIT_PART(first_b, ' ', 1)
      OR nickname.name IS NOT NULL
    ) AS is_first_alike,
    first_a = ''
    OR first_b = ''
    OR SUBSTR(first_a, 1, 1) = SUBSTR(first_b, 1, 1)
    OR {{ jaro_winkler(first_a, first_b) }} >= 0.75 AS is_first_possible,
    last_a = ''
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
WHERE is_swapped OR is_first_alike OR (is_first_possible AND is_last_alike)

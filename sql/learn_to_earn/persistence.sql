-- Falls after high school. The next fall is followed once HEIRS has its fall term or the Clearinghouse was asked after
-- mid-October of it; before that, not returning cannot be told from not yet reported.
WITH fall AS (
  SELECT person_key, term_year AS fall_year, college_key, sector, intensity
  FROM learn_to_earn.postsecondary_enrollment
  WHERE
    term = 'F'
    AND is_primary
    AND NOT withdrawn
    AND NOT before_completion
    AND COALESCE(undergraduate, TRUE)
),

next_fall AS (
  SELECT
    fall.person_key,
    fall.fall_year,
    MAX(CASE WHEN later.college_key = fall.college_key THEN 1 ELSE 0 END) = 1 AS same_college
  FROM fall
  INNER JOIN learn_to_earn.postsecondary_enrollment AS later
    ON later.person_key = fall.person_key AND later.term_year = fall.fall_year + 1
  WHERE later.term = 'F' AND NOT later.withdrawn
  GROUP BY fall.person_key, fall.fall_year
),

-- The fall of year Y opens school year Y + 1; the second school year is Y + 2.
second_year AS (
  SELECT fall.person_key, fall.fall_year
  FROM fall
  INNER JOIN learn_to_earn.postsecondary_enrollment AS later
    ON later.person_key = fall.person_key AND later.school_year = fall.fall_year + 2
  WHERE NOT later.withdrawn
  GROUP BY fall.person_key, fall.fall_year
),

award AS (
  SELECT fall.person_key, fall.fall_year
  FROM fall
  INNER JOIN learn_to_earn.credential ON credential.person_key = fall.person_key
  WHERE
    credential.award_date >= CAST(CAST(fall.fall_year AS TEXT) || '-09-01' AS DATE)
    AND credential.award_date < CAST(CAST(fall.fall_year + 1 AS TEXT) || '-09-01' AS DATE)
  GROUP BY fall.person_key, fall.fall_year
),

observed AS (
  SELECT DISTINCT candidate.fall_year
  FROM (SELECT DISTINCT fall_year FROM fall) AS candidate
  INNER JOIN hub.load
    ON
      load.state = 'current'
      AND load.rows_loaded > 0
      AND (
        (load.extract = 'dhe.enrollment' AND load.period = CAST(candidate.fall_year + 1 AS TEXT) || 'F')
        OR (load.extract = 'nsc.studenttracker' AND load.period >= CAST(candidate.fall_year + 1 AS TEXT) || '-10-15')
      )
),

followed AS (
  SELECT
    fall.person_key,
    fall.fall_year,
    fall.college_key,
    fall.sector,
    fall.intensity,
    observed.fall_year IS NOT NULL AS followed,
    next_fall.person_key IS NOT NULL AS next_fall_any,
    COALESCE(next_fall.same_college, FALSE) AS next_fall_same,
    second_year.person_key IS NOT NULL AS second_year_any,
    award.person_key IS NOT NULL AS credential_before_next_fall
  FROM fall
  LEFT JOIN observed ON observed.fall_year = fall.fall_year
  LEFT JOIN next_fall ON next_fall.person_key = fall.person_key AND next_fall.fall_year = fall.fall_year
  LEFT JOIN second_year ON second_year.person_key = fall.person_key AND second_year.fall_year = fall.fall_year
  LEFT JOIN award ON award.person_key = fall.person_key AND award.fall_year = fall.fall_year
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  person_key,
  fall_year,
  college_key,
  sector,
  fall_year = MIN(fall_year) OVER (PARTITION BY person_key) AS first_fall,
  CASE WHEN intensity IS NOT NULL THEN intensity = 'full_time' END AS full_time,
  followed,
  CASE WHEN followed THEN next_fall_any END AS next_fall_any,
  CASE WHEN followed THEN next_fall_same END AS next_fall_same,
  CASE WHEN followed THEN second_year_any END AS second_year_any,
  CASE WHEN followed THEN credential_before_next_fall END AS credential_before_next_fall,
  CASE WHEN followed THEN next_fall_any OR credential_before_next_fall END AS persisted
FROM followed

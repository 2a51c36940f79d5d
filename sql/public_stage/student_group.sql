-- The student groups of public tables, with what a person must have to be in each. Empty means any.
WITH race AS (
  SELECT race_group
  FROM (VALUES ('AIAN'), ('AS'), ('BAA'), ('HL'), ('MNHL'), ('NHPI'), ('WH')) AS race (race_group)
),
gender AS (
  SELECT gender_grp, gender
  FROM (VALUES ('F', 'F'), ('M', 'M'), ('NB', 'N')) AS gender (gender_grp, gender)
),
selected_population AS (
  SELECT stu_grp, low_income, english_learner, swd
  FROM (
    VALUES
      ('ALL', NULL, NULL, NULL),
      ('LI', TRUE, NULL, NULL),
      ('NLI', FALSE, NULL, NULL),
      ('EL', NULL, TRUE, NULL),
      ('NEL', NULL, FALSE, NULL),
      ('SWD', NULL, NULL, TRUE),
      ('NSWD', NULL, NULL, FALSE)
  ) AS selected_population (stu_grp, low_income, english_learner, swd)
)
SELECT
  race_group AS stu_grp,
  race_group,
  CAST(NULL AS VARCHAR) AS gender,
  CAST(NULL AS BOOLEAN) AS low_income,
  CAST(NULL AS BOOLEAN) AS english_learner,
  CAST(NULL AS BOOLEAN) AS swd
FROM race
UNION ALL
SELECT gender_grp, NULL, gender, NULL, NULL, NULL
FROM gender
UNION ALL
SELECT race.race_group || '_' || gender.gender_grp, race.race_group, gender.gender, NULL, NULL, NULL
FROM race
CROSS JOIN gender
UNION ALL
SELECT stu_grp, NULL, NULL, low_income, english_learner, swd
FROM selected_population

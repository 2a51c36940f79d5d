-- A result is that of the standard ELA test: status T and no alternate assessment. Where a child has two records in a
-- year, the tested one counts, then the later.
WITH link AS (
  SELECT load_id, line_no, person_key
  FROM linkage.record_person
  WHERE link_version = CAST($link_version AS INTEGER) AND extract = 'dese.mcas'
),

record AS (
  SELECT
    link.person_key,
    mcas.admin_year AS school_year,
    mcas.school_code,
    mcas.district_code,
    CASE
      WHEN mcas.ela_alt IS NOT NULL THEN 'alternate'
      WHEN mcas.ela_test_status = 'T' AND mcas.ela_scaled_score IS NOT NULL THEN 'tested'
      ELSE 'not_tested'
    END AS participation,
    mcas.ela_scaled_score,
    mcas.ela_performance,
    mcas.low_income,
    mcas.english_learner,
    mcas.iep,
    mcas.load_id,
    mcas.line_no
  FROM staging.dese_mcas_current AS mcas
  INNER JOIN link ON link.load_id = mcas.load_id AND link.line_no = mcas.line_no
  WHERE mcas.grade = '03'
),

result AS (
  SELECT
    person_key,
    school_year,
    school_code,
    district_code,
    participation,
    ela_scaled_score,
    ela_performance,
    low_income,
    english_learner,
    iep,
    COUNT(*) OVER (PARTITION BY person_key, school_year) AS records
  FROM record
  QUALIFY
    ROW_NUMBER() OVER (
      PARTITION BY person_key, school_year
      ORDER BY
        CASE participation WHEN 'tested' THEN 1 WHEN 'alternate' THEN 2 ELSE 3 END,
        load_id DESC NULLS LAST,
        line_no DESC NULLS LAST
    ) = 1
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  result.person_key,
  result.school_year,
  result.school_code,
  result.district_code,
  result.school_year = MIN(result.school_year) OVER (PARTITION BY result.person_key) AS first_attempt,
  result.participation,
  CASE WHEN result.participation = 'tested' THEN result.ela_scaled_score END AS scaled_score,
  CASE WHEN result.participation = 'tested' THEN result.ela_performance END AS performance,
  CASE WHEN result.participation = 'tested' THEN result.ela_performance IN ('E', 'M') END AS meets_expectations,
  child.gender,
  child.race_group,
  result.low_income,
  result.english_learner,
  result.iep AS swd,
  result.records
FROM result
INNER JOIN ecids.child ON child.person_key = result.person_key

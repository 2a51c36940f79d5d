-- A diploma beats every other end; among equal ends the first report counts. What October reports is the class before:
-- a summer graduate. Group membership is that of any year in grades 9 to 12 up to completion, as for graduation rates.
WITH completion AS (
  SELECT
    person_key,
    school_year - CASE WHEN collection = 1 THEN 1 ELSE 0 END AS hs_grad_year,
    school_year,
    collection,
    load_id,
    line_no,
    status,
    school_code,
    district_code,
    plans,
    masscore,
    low_income,
    english_learner,
    swd
  FROM learn_to_earn.student_record
  WHERE person_key IS NOT NULL AND status IN ('04', '09', '10', '11')
  QUALIFY
    ROW_NUMBER() OVER (
      PARTITION BY person_key
      ORDER BY
        CASE status WHEN '04' THEN 1 WHEN '11' THEN 2 WHEN '10' THEN 3 ELSE 4 END,
        school_year,
        collection,
        load_id,
        line_no
    ) = 1
),

high_school AS (
  SELECT
    enrollment.person_key,
    MAX(CASE WHEN enrollment.low_income THEN 1 ELSE 0 END) = 1 AS low_income,
    MAX(CASE WHEN enrollment.english_learner THEN 1 ELSE 0 END) = 1 AS english_learner,
    MAX(CASE WHEN enrollment.swd THEN 1 ELSE 0 END) = 1 AS swd,
    MIN(CASE WHEN enrollment.grade = '09' THEN enrollment.school_year END) AS first_grade_9_year
  FROM learn_to_earn.k12_enrollment AS enrollment
  INNER JOIN completion ON completion.person_key = enrollment.person_key
  WHERE enrollment.grade IN ('09', '10', '11', '12') AND enrollment.school_year <= completion.hs_grad_year
  GROUP BY enrollment.person_key
),

program AS (
  SELECT
    participation.person_key,
    MAX(CASE WHEN participation.program = 'early_college' THEN 1 ELSE 0 END) = 1 AS early_college,
    MAX(CASE WHEN participation.program = 'innovation_pathways' THEN 1 ELSE 0 END) = 1 AS innovation_pathways,
    MAX(CASE WHEN participation.program = 'career_technical' THEN 1 ELSE 0 END) = 1 AS career_technical
  FROM learn_to_earn.program_participation AS participation
  INNER JOIN completion ON completion.person_key = participation.person_key
  WHERE participation.school_year <= completion.hs_grad_year
  GROUP BY participation.person_key
),

school_type AS (
  SELECT org_code, MAX(CASE WHEN is_vocational THEN 1 ELSE 0 END) AS vocational
  FROM reference.school
  GROUP BY org_code
),

district_type AS (
  SELECT
    district_code,
    MAX(CASE WHEN is_regional_vocational THEN 1 ELSE 0 END) AS vocational,
    MAX(CASE WHEN is_charter THEN 1 ELSE 0 END) AS charter
  FROM reference.district
  GROUP BY district_code
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  completion.person_key,
  completion.hs_grad_year,
  completion.school_code,
  completion.district_code,
  CASE completion.status
    WHEN '04' THEN 'graduate'
    WHEN '11' THEN 'district_program'
    WHEN '10' THEN 'certificate_of_attainment'
    ELSE 'maximum_age'
  END AS status,
  CASE
    WHEN completion.hs_grad_year > CAST($competency_last_school_year AS INTEGER) THEN NULL
    ELSE completion.status = '04'
  END AS competency_determination,
  completion.plans,
  completion.masscore,
  CASE
    WHEN school_type.vocational = 1 OR district_type.vocational = 1 THEN 'vocational'
    WHEN district_type.charter = 1 THEN 'charter'
    ELSE 'traditional'
  END AS high_school_type,
  COALESCE(program.early_college, FALSE) AS early_college,
  COALESCE(program.innovation_pathways, FALSE) AS innovation_pathways,
  COALESCE(program.career_technical, FALSE) AS career_technical,
  learner.gender,
  learner.race_group,
  completion.low_income OR COALESCE(high_school.low_income, FALSE) AS low_income,
  completion.english_learner OR COALESCE(high_school.english_learner, FALSE) AS english_learner,
  completion.swd OR COALESCE(high_school.swd, FALSE) AS swd,
  high_school.first_grade_9_year,
  completion.hs_grad_year - high_school.first_grade_9_year + 1 AS years_to_complete
FROM completion
INNER JOIN learn_to_earn.learner ON learner.person_key = completion.person_key
LEFT JOIN high_school ON high_school.person_key = completion.person_key
LEFT JOIN program ON program.person_key = completion.person_key
LEFT JOIN school_type ON school_type.org_code = completion.school_code
LEFT JOIN district_type ON district_type.district_code = completion.district_code

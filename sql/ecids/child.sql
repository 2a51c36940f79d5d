-- Children of the early-childhood file, and pupils of public preschool to grade 3. The school's demographics, which
-- families give at enrollment and which settle over the years, come before those of the early-childhood file.
WITH link AS (
  SELECT load_id, line_no, person_key
  FROM linkage.record_person
  WHERE link_version = CAST($link_version AS INTEGER) AND extract = 'eec.child'
),

participant AS (
  SELECT record.person_key
  FROM linkage.record_person AS record
  INNER JOIN staging.eec_participation_current AS participation
    ON participation.load_id = record.load_id AND participation.line_no = record.line_no
  WHERE record.link_version = CAST($link_version AS INTEGER) AND record.extract = 'eec.participation'
  GROUP BY record.person_key
),

early AS (
  SELECT
    link.person_key,
    eec.gender,
    eec.race_ethnicity AS race_group,
    eec.home_language,
    eec.town AS town_code,
    eec.disability
  FROM staging.eec_child_current AS eec
  INNER JOIN link ON link.load_id = eec.load_id AND link.line_no = eec.line_no
  QUALIFY
    ROW_NUMBER() OVER (
      PARTITION BY link.person_key
      ORDER BY eec.load_period DESC NULLS LAST, eec.load_id DESC NULLS LAST, eec.line_no DESC NULLS LAST
    ) = 1
),

tested AS (
  SELECT record.person_key
  FROM linkage.record_person AS record
  INNER JOIN staging.dese_mcas_current AS mcas ON mcas.load_id = record.load_id AND mcas.line_no = record.line_no
  WHERE
    record.link_version = CAST($link_version AS INTEGER)
    AND record.extract = 'dese.mcas'
    AND mcas.grade = '03'
  GROUP BY record.person_key
),

screened AS (
  SELECT record.person_key
  FROM linkage.record_person AS record
  INNER JOIN staging.dese_screening_current AS screening
    ON screening.load_id = record.load_id AND screening.line_no = record.line_no
  WHERE record.link_version = CAST($link_version AS INTEGER) AND record.extract = 'dese.screening'
  GROUP BY record.person_key
),

pupil AS (
  SELECT person_key
  FROM learn_to_earn.student_record
  WHERE person_key IS NOT NULL AND grade IN ('PK', 'KP', 'KF', 'KT', '01', '02', '03')
  GROUP BY person_key
),

kindergarten AS (
  SELECT person_key, school_year, school_code, district_code, low_income, english_learner, swd
  FROM learn_to_earn.k12_enrollment
  WHERE is_attributed AND grade IN ('KP', 'KF', 'KT')
  QUALIFY ROW_NUMBER() OVER (PARTITION BY person_key ORDER BY school_year) = 1
),

person AS (
  SELECT person_key FROM early
  UNION
  SELECT person_key FROM participant
  UNION
  SELECT person_key FROM pupil
  UNION
  SELECT person_key FROM tested
  UNION
  SELECT person_key FROM screened
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  person.person_key,
  COALESCE(learner.gender, early.gender) AS gender,
  COALESCE(learner.race_group, early.race_group) AS race_group,
  early.person_key IS NOT NULL OR participant.person_key IS NOT NULL AS in_early_childhood,
  pupil.person_key IS NOT NULL AS in_public_school,
  early.home_language,
  early.town_code,
  early.disability,
  kindergarten.school_year AS kindergarten_year,
  kindergarten.school_code AS kindergarten_school_code,
  kindergarten.district_code AS kindergarten_district_code,
  kindergarten.low_income AS kindergarten_low_income,
  kindergarten.english_learner AS kindergarten_english_learner,
  kindergarten.swd AS kindergarten_swd
FROM person
LEFT JOIN early ON early.person_key = person.person_key
LEFT JOIN participant ON participant.person_key = person.person_key
LEFT JOIN pupil ON pupil.person_key = person.person_key
LEFT JOIN kindergarten ON kindergarten.person_key = person.person_key
LEFT JOIN learn_to_earn.learner ON learner.person_key = person.person_key

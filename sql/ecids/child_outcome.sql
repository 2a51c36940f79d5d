-- Kindergarten opens on 1 September of the year before its school year's ending year; what came before counts as dose.
WITH pupil AS (
  SELECT
    person_key,
    kindergarten_year,
    kindergarten_school_code,
    kindergarten_district_code,
    gender,
    race_group,
    kindergarten_low_income,
    kindergarten_english_learner,
    kindergarten_swd,
    in_early_childhood,
    CAST(CAST(kindergarten_year - 1 AS TEXT) || '-08-31' AS DATE) AS last_day_before
  FROM ecids.child
  WHERE kindergarten_year IS NOT NULL
),

spell AS (
  SELECT
    participation.person_key,
    participation.program,
    participation.start_date,
    {{ least_of(participation.end_date, pupil.last_day_before) }} AS end_date,
    participation.hours_per_week
  FROM ecids.participation
  INNER JOIN pupil ON pupil.person_key = participation.person_key
  WHERE participation.start_date <= pupil.last_day_before
),

spell_days AS (
  SELECT
    person_key,
    program,
    start_date,
    end_date,
    hours_per_week,
    {{ days_between(start_date, end_date) }} + 1 AS days,
    MAX(end_date) OVER (
      PARTITION BY person_key
      ORDER BY start_date, end_date, program
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reached
  FROM spell
),

-- Days a spell adds to what earlier spells of any program have covered: their sum counts each day once.
dose AS (
  SELECT
    person_key,
    COUNT(DISTINCT program) AS programs,
    SUM(
      CASE
        WHEN reached IS NULL OR reached < start_date THEN days
        WHEN reached < end_date THEN {{ days_between(reached, end_date) }}
        ELSE 0
      END
    ) AS days,
    SUM(CASE WHEN program = 'CCFA' THEN days ELSE 0 END) AS ccfa_days,
    SUM(CASE WHEN program = 'CFCE' THEN days ELSE 0 END) AS cfce_days,
    SUM(CASE WHEN program = 'EI' THEN days ELSE 0 END) AS ei_days,
    SUM(CASE WHEN program = 'HV' THEN days ELSE 0 END) AS hv_days,
    SUM(CASE WHEN program = 'PPK' THEN days ELSE 0 END) AS ppk_days,
    SUM(CASE WHEN program = 'WIC' THEN days ELSE 0 END) AS wic_days,
    CAST(SUM(CASE WHEN program IN ('CCFA', 'PPK') THEN days * hours_per_week END) AS DOUBLE) / 7 AS care_hours
  FROM spell_days
  GROUP BY person_key
),

window_order AS (
  SELECT
    person_key,
    school_year,
    grade,
    benchmark_period,
    composite_level,
    at_or_above_benchmark,
    assessment_name,
    CASE benchmark_period WHEN 'BOY' THEN 1 WHEN 'MOY' THEN 2 ELSE 3 END AS place
  FROM ecids.screening
  WHERE composite_level IS NOT NULL
),

last_screening AS (
  SELECT person_key, grade, composite_level, at_or_above_benchmark
  FROM window_order
  QUALIFY
    ROW_NUMBER() OVER (
      PARTITION BY person_key, grade
      ORDER BY school_year DESC NULLS LAST, place DESC NULLS LAST, assessment_name
    ) = 1
),

entry_screening AS (
  SELECT person_key, composite_level, at_or_above_benchmark
  FROM window_order
  WHERE grade = 'K' AND benchmark_period = 'BOY'
  QUALIFY ROW_NUMBER() OVER (PARTITION BY person_key ORDER BY school_year, assessment_name) = 1
),

literacy AS (
  SELECT
    person_key,
    MAX(CASE WHEN grade = 'K' THEN composite_level END) AS kindergarten_level,
    MAX(CASE WHEN grade = 'K' THEN CASE WHEN at_or_above_benchmark THEN 1 ELSE 0 END END) AS kindergarten_met,
    MAX(CASE WHEN grade = '1' THEN composite_level END) AS grade_1_level,
    MAX(CASE WHEN grade = '1' THEN CASE WHEN at_or_above_benchmark THEN 1 ELSE 0 END END) AS grade_1_met,
    MAX(CASE WHEN grade = '2' THEN composite_level END) AS grade_2_level,
    MAX(CASE WHEN grade = '2' THEN CASE WHEN at_or_above_benchmark THEN 1 ELSE 0 END END) AS grade_2_met
  FROM last_screening
  GROUP BY person_key
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  pupil.person_key,
  pupil.kindergarten_year,
  pupil.kindergarten_school_code,
  pupil.kindergarten_district_code,
  pupil.gender,
  pupil.race_group,
  pupil.kindergarten_low_income AS low_income,
  pupil.kindergarten_english_learner AS english_learner,
  pupil.kindergarten_swd AS swd,
  pupil.in_early_childhood AS early_childhood_linked,
  COALESCE(dose.programs, 0) AS programs_before_kindergarten,
  CAST(COALESCE(dose.days, 0) AS DOUBLE) / 30.4375 AS months_before_kindergarten,
  CAST(COALESCE(dose.ccfa_days, 0) AS DOUBLE) / 30.4375 AS ccfa_months,
  CAST(COALESCE(dose.cfce_days, 0) AS DOUBLE) / 30.4375 AS cfce_months,
  CAST(COALESCE(dose.ei_days, 0) AS DOUBLE) / 30.4375 AS ei_months,
  CAST(COALESCE(dose.hv_days, 0) AS DOUBLE) / 30.4375 AS hv_months,
  CAST(COALESCE(dose.ppk_days, 0) AS DOUBLE) / 30.4375 AS ppk_months,
  CAST(COALESCE(dose.wic_days, 0) AS DOUBLE) / 30.4375 AS wic_months,
  ROUND(dose.care_hours, 0) AS care_hours,
  entry_screening.composite_level AS kindergarten_entry_level,
  entry_screening.at_or_above_benchmark AS kindergarten_entry_at_benchmark,
  literacy.kindergarten_level,
  literacy.kindergarten_met = 1 AS kindergarten_at_benchmark,
  literacy.grade_1_level,
  literacy.grade_1_met = 1 AS grade_1_at_benchmark,
  literacy.grade_2_level,
  literacy.grade_2_met = 1 AS grade_2_at_benchmark,
  reading.school_year AS grade_3_year,
  reading.school_year <= pupil.kindergarten_year + 3 AS grade_3_on_time,
  reading.participation AS grade_3_participation,
  reading.scaled_score AS grade_3_score,
  reading.performance AS grade_3_performance,
  reading.meets_expectations AS grade_3_meets
FROM pupil
LEFT JOIN dose ON dose.person_key = pupil.person_key
LEFT JOIN entry_screening ON entry_screening.person_key = pupil.person_key
LEFT JOIN literacy ON literacy.person_key = pupil.person_key
LEFT JOIN ecids.third_grade_reading AS reading ON reading.person_key = pupil.person_key AND reading.first_attempt

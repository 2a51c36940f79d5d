-- The latest administration of a window counts; a repeat on one day is settled by the file's order.
WITH link AS (
  SELECT load_id, line_no, person_key
  FROM linkage.record_person
  WHERE link_version = CAST($link_version AS INTEGER) AND extract = 'dese.screening'
),

record AS (
  SELECT
    link.person_key,
    CAST(screening.load_period AS INTEGER) AS school_year,
    screening.assessment_name,
    screening.benchmark_period,
    CASE screening.grade WHEN '01' THEN '1' WHEN '02' THEN '2' WHEN '03' THEN '3' ELSE 'K' END AS grade,
    screening.school_code,
    screening.assessment_date,
    screening.composite_score,
    screening.composite_level,
    screening.load_id,
    screening.line_no
  FROM staging.dese_screening_current AS screening
  INNER JOIN link ON link.load_id = screening.load_id AND link.line_no = screening.line_no
  WHERE screening.grade IN ('KP', 'KF', 'KT', '01', '02', '03')
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  person_key,
  school_year,
  assessment_name,
  benchmark_period,
  grade,
  school_code,
  assessment_date,
  composite_score,
  composite_level,
  CASE WHEN composite_level IS NOT NULL THEN composite_level IN ('At Benchmark', 'Above Benchmark') END
    AS at_or_above_benchmark,
  COUNT(*) OVER (PARTITION BY person_key, school_year, assessment_name, benchmark_period) AS records
FROM record
QUALIFY
  ROW_NUMBER() OVER (
    PARTITION BY person_key, school_year, assessment_name, benchmark_period
    ORDER BY assessment_date DESC NULLS LAST, load_id DESC NULLS LAST, line_no DESC NULLS LAST
  ) = 1

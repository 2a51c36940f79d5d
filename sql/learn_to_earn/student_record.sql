-- Every SIMS row of a current load as typed facts. A row shows an enrollment when the student was there on the
-- collection date, finished there in the year, or was a member for at least a day. Students who left over the summer
-- are reported once more in October and show none; nor do those who only receive special-education services (40, 41).
WITH link AS (
  SELECT load_id, line_no, person_key
  FROM linkage.record_person
  WHERE link_version = CAST($link_version AS INTEGER) AND extract = 'dese.sims'
),

record AS (
  SELECT
    sims.load_id,
    sims.line_no,
    link.person_key,
    CAST(LEFT(sims.load_period, 4) AS INTEGER)
      + CASE WHEN RIGHT(sims.load_period, 2) = '10' THEN 1 ELSE 0 END AS school_year,
    CASE RIGHT(sims.load_period, 2) WHEN '10' THEN 1 WHEN '03' THEN 2 ELSE 3 END AS collection,
    sims.load_submitter AS reported_by,
    sims.reason_for_reporting = '01' AS is_responsible,
    sims.enrollment_status AS status,
    sims.school_code,
    LEFT(sims.school_code, 4) || '0000' AS district_code,
    sims.grade,
    sims.gender,
    race.race_group,
    COALESCE(sims.low_income IN ('01', '02'), FALSE) AS low_income,
    COALESCE(sims.english_learner = '01', FALSE) AS english_learner,
    COALESCE(sims.sped_placement_6_21 NOT IN ('00', '01'), FALSE)
      OR COALESCE(sims.sped_placement_3_5 NOT IN ('00', '01'), FALSE) AS swd,
    sims.days_in_attendance,
    sims.days_in_membership,
    COALESCE(sims.early_college = '01', FALSE) AS early_college,
    COALESCE(sims.innovation_pathways = '01', FALSE) AS innovation_pathways,
    sims.chapter74_program,
    sims.non_chapter74_program,
    CASE sims.masscore WHEN '01' THEN TRUE WHEN '02' THEN FALSE END AS masscore,
    sims.hs_completer_plans AS plans
  FROM staging.dese_sims_current AS sims
  LEFT JOIN link ON link.load_id = sims.load_id AND link.line_no = sims.line_no
  LEFT JOIN reference.race_code AS race ON race.code = sims.race_ethnicity
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  load_id,
  line_no,
  CASE
    WHEN person_key IS NULL THEN 'no_person'
    WHEN status = '01' OR (status IN ('04', '09', '10', '11') AND collection > 1) THEN 'counted'
    WHEN status NOT IN ('40', '41') AND days_in_membership > 0 THEN 'counted'
    ELSE 'not_enrolled'
  END AS disposition,
  person_key,
  school_year,
  collection,
  reported_by,
  is_responsible,
  status,
  status = '01' OR (status IN ('04', '09', '10', '11') AND collection > 1) AS is_present,
  school_code,
  district_code,
  grade,
  gender,
  race_group,
  low_income,
  english_learner,
  swd,
  days_in_attendance,
  days_in_membership,
  early_college,
  innovation_pathways,
  chapter74_program,
  non_chapter74_program,
  masscore,
  plans
FROM record

-- Who the rows of literacy screening are about: the state id, or else the one student to whom the district gave the
-- local id in that school year. A local id means nothing beyond its district and year.
WITH local_student AS (
  SELECT
    load.submitter AS district_code,
    CAST(SUBSTR(load.period, 1, 4) AS INTEGER) + CASE WHEN SUBSTR(load.period, 6, 2) = '10' THEN 1 ELSE 0 END
      AS school_year,
    who.lasid,
    MIN(who.sasid) AS sasid,
    COUNT(DISTINCT who.sasid) AS students
  FROM hub.load AS load
  INNER JOIN vault.dese_sims AS who ON who.load_id = load.load_id
  WHERE load.extract = 'dese.sims' AND load.state = 'current'
  GROUP BY 1, 2, 3
),

resolved AS (
  SELECT
    who.load_id,
    who.line_no,
    COALESCE(who.sasid, CASE WHEN local_student.students = 1 THEN local_student.sasid END) AS sasid,
    CASE
      WHEN who.sasid IS NOT NULL THEN NULL
      WHEN local_student.students IS NULL THEN 'local_id_unknown'
      WHEN local_student.students > 1 THEN 'local_id_ambiguous'
    END AS unlinkable,
    who.first_name,
    who.last_name,
    who.birth_date
  FROM linkage.entity_target AS target
  INNER JOIN vault.dese_screening AS who ON who.load_id = target.load_id
  INNER JOIN hub.load AS load ON load.load_id = target.load_id
  LEFT JOIN local_student
    ON
      local_student.district_code = load.submitter
      AND local_student.school_year = CAST(load.period AS INTEGER)
      AND local_student.lasid = who.local_id
  WHERE target.extract = 'dese.screening'
)

SELECT
  load_id,
  line_no,
  sasid AS natural_key,
  unlinkable,
  first_name,
  CAST(NULL AS TEXT) AS middle_name,
  last_name,
  CAST(NULL AS TEXT) AS name_suffix,
  birth_date,
  CAST(NULL AS TEXT) AS gender,
  CAST(NULL AS TEXT) AS town,
  CAST(NULL AS TEXT) AS zip,
  sasid,
  CAST(NULL AS TEXT) AS ssn_token,
  CAST(NULL AS TEXT) AS high_school_code
FROM resolved

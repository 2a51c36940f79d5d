-- Who the rows of college enrollment are about: a student id means something within its institution only.
SELECT
  who.load_id,
  who.line_no,
  fact.unitid || ':' || who.student_id AS natural_key,
  CAST(NULL AS TEXT) AS unlinkable,
  who.first_name,
  who.middle_name,
  who.last_name,
  who.name_suffix,
  who.birth_date,
  fact.gender,
  CAST(NULL AS TEXT) AS town,
  CAST(NULL AS TEXT) AS zip,
  who.sasid,
  who.ssn_token,
  LPAD(fact.high_school_ceeb, 6, '0') AS high_school_code
FROM linkage.entity_target AS target
INNER JOIN vault.dhe_enrollment AS who ON who.load_id = target.load_id
INNER JOIN staging.dhe_enrollment AS fact ON fact.load_id = who.load_id AND fact.line_no = who.line_no
WHERE target.extract = 'dhe.enrollment'

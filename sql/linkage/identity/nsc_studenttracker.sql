-- Who the rows of StudentTracker are about: what we asked to have returned, the SASID, or else the id of our request.
WITH returned AS (
  SELECT
    who.*,
    NULLIF(TRIM(who.requester_return), '') AS return_key,
    NULLIF(RTRIM(TRIM(who.unique_id), '_'), '') AS unique_key
  FROM linkage.entity_target AS target
  INNER JOIN vault.nsc_studenttracker AS who ON who.load_id = target.load_id
  WHERE target.extract = 'nsc.studenttracker'
)

SELECT
  who.load_id,
  who.line_no,
  COALESCE('return:' || who.return_key, 'unique:' || who.unique_key) AS natural_key,
  CASE WHEN who.return_key IS NULL AND who.unique_key IS NULL THEN 'no_student_id' END AS unlinkable,
  who.first_name,
  who.middle_name,
  who.last_name,
  who.name_suffix,
  CAST(NULL AS DATE) AS birth_date,
  CAST(NULL AS TEXT) AS gender,
  CAST(NULL AS TEXT) AS town,
  CAST(NULL AS TEXT) AS zip,
  CASE WHEN LENGTH(who.return_key) = 10 AND TRANSLATE(who.return_key, '0123456789', '') = '' THEN who.return_key END
    AS sasid,
  CAST(NULL AS TEXT) AS ssn_token,
  LPAD(fact.high_school_code, 6, '0') AS high_school_code
FROM returned AS who
INNER JOIN staging.nsc_studenttracker AS fact ON fact.load_id = who.load_id AND fact.line_no = who.line_no

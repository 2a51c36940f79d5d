-- Who wage rows are about: the SSN's token, split where names contradict (see wage_person.sql). Without a valid number
-- nothing says who it is: a name alone never does.
SELECT
  who.load_id,
  who.line_no,
  who.ssn_token AS natural_key,
  CASE WHEN who.ssn_token IS NULL THEN 'ssn_' || who.ssn_status END AS unlinkable,
  who.first_name,
  who.middle_initial AS middle_name,
  who.last_name,
  CAST(NULL AS TEXT) AS name_suffix,
  CAST(NULL AS DATE) AS birth_date,
  CAST(NULL AS TEXT) AS gender,
  CAST(NULL AS TEXT) AS town,
  CAST(NULL AS TEXT) AS zip,
  CAST(NULL AS TEXT) AS sasid,
  who.ssn_token,
  CAST(NULL AS TEXT) AS high_school_code
FROM linkage.entity_target AS target
INNER JOIN vault.dua_wage AS who ON who.load_id = target.load_id
WHERE target.extract = 'dua.wage'

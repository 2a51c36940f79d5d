-- Who the rows of MCAS results are about.
SELECT
  who.load_id,
  who.line_no,
  who.sasid AS natural_key,
  CAST(NULL AS TEXT) AS unlinkable,
  who.first_name,
  who.middle_initial AS middle_name,
  who.last_name,
  CAST(NULL AS TEXT) AS name_suffix,
  who.birth_date,
  fact.gender,
  NULLIF(fact.town, '000') AS town,
  CAST(NULL AS TEXT) AS zip,
  who.sasid,
  CAST(NULL AS TEXT) AS ssn_token,
  CAST(NULL AS TEXT) AS high_school_code
FROM linkage.entity_target AS target
INNER JOIN vault.dese_mcas AS who ON who.load_id = target.load_id
INNER JOIN staging.dese_mcas AS fact ON fact.load_id = who.load_id AND fact.line_no = who.line_no
WHERE target.extract = 'dese.mcas'

-- Who the rows of the course schedule are about. They carry no name or birth date of their own.
SELECT
  who.load_id,
  who.line_no,
  who.sasid AS natural_key,
  CAST(NULL AS TEXT) AS unlinkable,
  CAST(NULL AS TEXT) AS first_name,
  CAST(NULL AS TEXT) AS middle_name,
  CAST(NULL AS TEXT) AS last_name,
  CAST(NULL AS TEXT) AS name_suffix,
  CAST(NULL AS DATE) AS birth_date,
  CAST(NULL AS TEXT) AS gender,
  CAST(NULL AS TEXT) AS town,
  CAST(NULL AS TEXT) AS zip,
  CAST(NULL AS TEXT) AS sasid,
  CAST(NULL AS TEXT) AS ssn_token,
  CAST(NULL AS TEXT) AS high_school_code
FROM linkage.entity_target AS target
INNER JOIN vault.dese_scs AS who ON who.load_id = target.load_id
WHERE target.extract = 'dese.scs'

-- Who the rows of the child file are about.
SELECT
  who.load_id,
  who.line_no,
  who.child_id AS natural_key,
  CAST(NULL AS TEXT) AS unlinkable,
  who.first_name,
  who.middle_name,
  who.last_name,
  CAST(NULL AS TEXT) AS name_suffix,
  who.birth_date,
  fact.gender,
  NULLIF(fact.town, '000') AS town,
  fact.zip,
  CAST(NULL AS TEXT) AS sasid,
  CAST(NULL AS TEXT) AS ssn_token,
  CAST(NULL AS TEXT) AS high_school_code
FROM linkage.entity_target AS target
INNER JOIN vault.eec_child AS who ON who.load_id = target.load_id
INNER JOIN staging.eec_child AS fact ON fact.load_id = who.load_id AND fact.line_no = who.line_no
WHERE target.extract = 'eec.child'

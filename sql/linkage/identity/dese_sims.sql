-- Who the rows of SIMS are about: the SASID is the person.
SELECT
  who.load_id,
  who.line_no,
  who.sasid AS natural_key,
  CAST(NULL AS TEXT) AS unlinkable,
  who.first_name,
  who.middle_name,
  who.last_name,
  CAST(NULL AS TEXT) AS name_suffix,
  who.birth_date,
  fact.gender,
  NULLIF(fact.residence_town, '000') AS town,
  CAST(NULL AS TEXT) AS zip,
  who.sasid,
  CAST(NULL AS TEXT) AS ssn_token,
  CASE WHEN fact.grade IN ('09', '10', '11', '12') THEN school.ceeb_code END AS high_school_code
FROM linkage.entity_target AS target
INNER JOIN vault.dese_sims AS who ON who.load_id = target.load_id
INNER JOIN staging.dese_sims AS fact ON fact.load_id = who.load_id AND fact.line_no = who.line_no
LEFT JOIN reference.school AS school ON school.org_code = fact.school_code
WHERE target.extract = 'dese.sims'

-- What became of every wage row. Filings of one employer account, unit, wage entity (an SSN, split where names
-- contradict) and quarter replace each other in filing order: the period of the file, then load, then line. The last
-- one counts; if it is a zero that amends, the job is retracted.
WITH link AS (
  SELECT record.load_id, record.line_no, record.entity_id, crosswalk.person_key
  FROM linkage.entity_record AS record
  INNER JOIN linkage.crosswalk
    ON crosswalk.source = record.source AND crosswalk.entity_id = record.entity_id
  WHERE record.extract = 'dua.wage' AND crosswalk.link_version = CAST($link_version AS INTEGER)
),

filing AS (
  SELECT
    wage.load_id,
    wage.line_no,
    wage.load_period,
    link.entity_id,
    link.person_key IS NOT NULL AS has_person,
    learner.person_key,
    wage.year,
    wage.quarter,
    wage.employer_account,
    wage.unit,
    wage.fein,
    wage.gross_wages,
    wage.hours,
    COALESCE(wage.adjustment_code, '0') AS adjustment_code
  FROM staging.dua_wage_current AS wage
  LEFT JOIN link ON link.load_id = wage.load_id AND link.line_no = wage.line_no
  LEFT JOIN learn_to_earn.learner ON learner.person_key = link.person_key
),

-- Few keys are filed twice, so only those are put in order.
refiled AS (
  SELECT entity_id, employer_account, COALESCE(unit, '') AS unit, year, quarter
  FROM filing
  WHERE person_key IS NOT NULL
  GROUP BY entity_id, employer_account, COALESCE(unit, ''), year, quarter
  HAVING COUNT(*) > 1
),

older AS (
  SELECT filing.load_id, filing.line_no
  FROM filing
  INNER JOIN refiled
    ON
      refiled.entity_id = filing.entity_id
      AND refiled.employer_account = filing.employer_account
      AND refiled.unit = COALESCE(filing.unit, '')
      AND refiled.year = filing.year
      AND refiled.quarter = filing.quarter
  WHERE filing.person_key IS NOT NULL
  QUALIFY
    ROW_NUMBER() OVER (
      PARTITION BY filing.entity_id, filing.employer_account, refiled.unit, filing.year, filing.quarter
      ORDER BY filing.load_period DESC NULLS LAST, filing.load_id DESC NULLS LAST, filing.line_no DESC NULLS LAST
    ) > 1
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  filing.load_id,
  filing.line_no,
  CASE
    WHEN NOT filing.has_person THEN 'no_person'
    WHEN filing.person_key IS NULL THEN 'not_a_learner'
    WHEN older.line_no IS NOT NULL THEN 'superseded'
    WHEN filing.gross_wages > 0 THEN 'counted'
    WHEN filing.adjustment_code <> '0' THEN 'retracted'
    ELSE 'zero_wages'
  END AS disposition,
  filing.person_key,
  filing.year,
  filing.quarter,
  filing.employer_account,
  filing.unit,
  filing.fein,
  filing.gross_wages,
  filing.hours
FROM filing
LEFT JOIN older ON older.load_id = filing.load_id AND older.line_no = filing.line_no

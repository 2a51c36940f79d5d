-- Wherever a filing is superseded, the person, job and quarter has one that decides.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' jobs and quarters whose every filing is superseded' AS details
FROM (
  SELECT filing.person_key, filing.employer_account, filing.unit, filing.year, filing.quarter
  FROM {{ new_rows() }} AS filing
  INNER JOIN (
    SELECT DISTINCT person_key, year, quarter FROM {{ new_rows() }} WHERE disposition = 'superseded'
  ) AS amended
    ON amended.person_key = filing.person_key AND amended.year = filing.year AND amended.quarter = filing.quarter
  GROUP BY filing.person_key, filing.employer_account, filing.unit, filing.year, filing.quarter
  HAVING SUM(CASE WHEN filing.disposition = 'superseded' THEN 0 ELSE 1 END) = 0
) AS undecided

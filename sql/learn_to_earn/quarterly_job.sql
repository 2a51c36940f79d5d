-- One row an employer account, with its units together. The industry is that of the unit that paid most, as the
-- employer file of the quarter has it, else the latest one. Employers appear under surrogates: accounts and federal
-- numbers are not needed to count contributors.
WITH counted AS (
  SELECT person_key, year, quarter, employer_account, COALESCE(unit, '') AS unit, fein, gross_wages, hours
  FROM learn_to_earn.wage_filing
  WHERE disposition = 'counted'
),

-- 31, 32 and 33 are manufacturing, 44 and 45 retail, 48 and 49 transportation.
employer AS (
  SELECT
    employer_account,
    COALESCE(unit, '') AS unit,
    year,
    quarter,
    fein,
    CASE
      WHEN LEFT(naics, 2) IN ('31', '32', '33') THEN '31-33'
      WHEN LEFT(naics, 2) IN ('44', '45') THEN '44-45'
      WHEN LEFT(naics, 2) IN ('48', '49') THEN '48-49'
      ELSE LEFT(naics, 2)
    END AS sector
  FROM staging.dua_employer_current
),

unit_quarter AS (
  SELECT employer_account, unit, year, quarter, MIN(sector) AS sector
  FROM employer
  GROUP BY employer_account, unit, year, quarter
),

latest AS (
  SELECT
    employer_account,
    SUBSTR(MAX(CAST(year * 10 + quarter AS TEXT) || sector), 6) AS sector,
    SUBSTR(MAX(CAST(year * 10 + quarter AS TEXT) || fein), 6) AS fein
  FROM employer
  GROUP BY employer_account
),

job AS (
  SELECT
    counted.person_key,
    counted.year,
    counted.quarter,
    counted.employer_account,
    SUM(counted.gross_wages) AS gross_wages,
    SUM(counted.hours) AS hours,
    SUBSTR(MAX(LPAD(CAST(counted.gross_wages AS TEXT), 14, '0') || unit_quarter.sector), 15) AS sector,
    COUNT(*) AS filings
  FROM counted
  LEFT JOIN unit_quarter
    ON
      unit_quarter.employer_account = counted.employer_account
      AND unit_quarter.unit = counted.unit
      AND unit_quarter.year = counted.year
      AND unit_quarter.quarter = counted.quarter
  GROUP BY counted.person_key, counted.year, counted.quarter, counted.employer_account
),

account AS (
  SELECT employer_account, LEFT({{ sha256_hex('account:' || employer_account) }}, 16) AS employer_key
  FROM (SELECT DISTINCT employer_account FROM counted) AS accounts
),

-- An account's owner is its federal number in the employer file, else in the wage rows; without either it owns itself.
owner AS (
  SELECT
    account.employer_account,
    LEFT(
      {{ sha256_hex(COALESCE('owner:' || latest.fein, 'owner:' || filed.fein, 'account:' || account.employer_account)) }},
      16
    ) AS owner_key
  FROM account
  LEFT JOIN latest ON latest.employer_account = account.employer_account
  LEFT JOIN (
    SELECT employer_account, MIN(fein) AS fein FROM counted GROUP BY employer_account
  ) AS filed
    ON filed.employer_account = account.employer_account
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  job.person_key,
  job.year,
  job.quarter,
  account.employer_key,
  owner.owner_key,
  job.gross_wages,
  job.hours,
  COALESCE(job.sector, latest.sector) AS naics_sector,
  job.filings
FROM job
INNER JOIN account ON account.employer_account = job.employer_account
INNER JOIN owner ON owner.employer_account = job.employer_account
LEFT JOIN latest ON latest.employer_account = job.employer_account

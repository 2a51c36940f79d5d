-- Calendar years. A person is attached to the labor market with enough quarters and enough nominal dollars, the rule of
-- the Census Bureau's post-secondary outcomes; both numbers are table parameters.
WITH loaded AS (
  SELECT CAST(LEFT(period, 4) AS INTEGER) AS year
  FROM hub.load
  WHERE extract = 'dua.wage' AND state = 'current' AND rows_loaded > 0
  GROUP BY CAST(LEFT(period, 4) AS INTEGER)
  HAVING COUNT(DISTINCT period) = 4
),

earned AS (
  SELECT
    person_key,
    year,
    COUNT(*) AS quarters_employed,
    SUM(gross_wages) AS annual_earnings,
    CASE WHEN COUNT(real_wages) = COUNT(*) THEN SUM(real_wages) END AS real_annual_earnings,
    MAX(price_year) AS price_year
  FROM learn_to_earn.quarterly_earnings
  GROUP BY person_key, year
),

employer_year AS (
  SELECT
    person_key,
    year,
    employer_key,
    MIN(owner_key) AS owner_key,
    SUM(gross_wages) AS wages,
    SUBSTR(MAX(CAST(quarter AS TEXT) || naics_sector), 2) AS sector
  FROM learn_to_earn.quarterly_job
  GROUP BY person_key, year, employer_key
),

main AS (
  SELECT
    person_key,
    year,
    COUNT(*) AS employers,
    MAX(LPAD(CAST(wages AS TEXT), 15, '0') || employer_key || owner_key || COALESCE(sector, '')) AS packed
  FROM employer_year
  GROUP BY person_key, year
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  earned.person_key,
  earned.year,
  loaded.year IS NOT NULL AS complete_year,
  earned.quarters_employed,
  earned.annual_earnings,
  earned.real_annual_earnings,
  earned.price_year,
  earned.quarters_employed >= CAST($attachment_quarters AS INTEGER)
    AND earned.annual_earnings >= CAST($attachment_earnings AS DECIMAL(12, 2)) AS attached,
  main.employers,
  SUBSTR(main.packed, 16, 16) AS main_employer_key,
  SUBSTR(main.packed, 32, 16) AS main_owner_key,
  CAST(LEFT(main.packed, 15) AS DECIMAL(14, 2)) AS main_employer_earnings,
  NULLIF(SUBSTR(main.packed, 48), '') AS naics_sector
FROM earned
INNER JOIN main ON main.person_key = earned.person_key AND main.year = earned.year
LEFT JOIN loaded ON loaded.year = earned.year

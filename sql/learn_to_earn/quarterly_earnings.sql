-- Wages over all employers of a quarter. The main employer is the one that paid most: the greatest of
-- <wages><employer><owner><sector>, fixed width, so that one pass finds it and equal wages always agree.
WITH price AS (
  SELECT year, CAST(FLOOR(CAST(month + 2 AS DOUBLE) / 3) AS INTEGER) AS quarter, CAST(SUM(cpi_u) AS DOUBLE) / 3 AS price_level
  FROM reference.cpi
  GROUP BY year, CAST(FLOOR(CAST(month + 2 AS DOUBLE) / 3) AS INTEGER)
  HAVING COUNT(*) = 3
),

base AS (
  SELECT CAST(SUM(cpi_u) AS DOUBLE) / 12 AS price_level
  FROM reference.cpi
  WHERE year = CAST($price_year AS INTEGER)
  HAVING COUNT(*) = 12
),

person_quarter AS (
  SELECT
    person_key,
    year,
    quarter,
    SUM(gross_wages) AS gross_wages,
    SUM(hours) AS hours,
    COUNT(*) AS employers,
    MAX(LPAD(CAST(gross_wages AS TEXT), 14, '0') || employer_key || owner_key || COALESCE(naics_sector, '')) AS main
  FROM learn_to_earn.quarterly_job
  GROUP BY person_key, year, quarter
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  person_quarter.person_key,
  person_quarter.year,
  person_quarter.quarter,
  person_quarter.gross_wages,
  ROUND(person_quarter.gross_wages * base.price_level / price.price_level, 2) AS real_wages,
  CAST($price_year AS INTEGER) AS price_year,
  person_quarter.hours,
  person_quarter.employers,
  SUBSTR(person_quarter.main, 15, 16) AS main_employer_key,
  SUBSTR(person_quarter.main, 31, 16) AS main_owner_key,
  CAST(LEFT(person_quarter.main, 14) AS DECIMAL(13, 2)) AS main_employer_wages,
  NULLIF(SUBSTR(person_quarter.main, 47), '') AS naics_sector
FROM person_quarter
LEFT JOIN price ON price.year = person_quarter.year AND price.quarter = person_quarter.quarter
LEFT JOIN base ON TRUE

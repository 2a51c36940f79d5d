-- Records of one child and program that overlap or touch are one spell, whichever school year's file reports them. An
-- open record runs to the 30 June of the year that reports it: a later file would carry it on.
WITH link AS (
  SELECT load_id, line_no, person_key
  FROM linkage.record_person
  WHERE link_version = CAST($link_version AS INTEGER) AND extract = 'eec.participation'
),

record AS (
  SELECT
    link.person_key,
    participation.program,
    participation.provider_number,
    participation.start_date,
    participation.end_date IS NULL AS open_ended,
    COALESCE(
      participation.end_date,
      {{ greatest_of(participation.start_date, CAST(participation.load_period || '-06-30' AS DATE)) }}
    ) AS end_date,
    participation.hours_per_week
  FROM staging.eec_participation_current AS participation
  INNER JOIN link ON link.load_id = participation.load_id AND link.line_no = participation.line_no
  WHERE participation.start_date IS NOT NULL
),

ordered AS (
  SELECT
    person_key,
    program,
    provider_number,
    start_date,
    end_date,
    open_ended,
    hours_per_week,
    MAX(end_date) OVER (
      PARTITION BY person_key, program
      ORDER BY start_date, end_date
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ) AS reached
  FROM record
),

numbered AS (
  SELECT
    person_key,
    program,
    provider_number,
    start_date,
    end_date,
    open_ended,
    hours_per_week,
    SUM(CASE WHEN reached IS NULL OR {{ days_between(reached, start_date) }} > 1 THEN 1 ELSE 0 END) OVER (
      PARTITION BY person_key, program
      ORDER BY start_date, end_date
      ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    ) AS spell
  FROM ordered
),

spell AS (
  SELECT
    person_key,
    program,
    MIN(start_date) AS start_date,
    MAX(end_date) AS end_date,
    SUBSTR(MAX(CAST(end_date AS TEXT) || CASE WHEN open_ended THEN 'Y' ELSE 'N' END), 11) = 'Y' AS open_ended,
    COUNT(DISTINCT provider_number) AS providers,
    MAX(hours_per_week) AS hours_per_week,
    COUNT(*) AS records
  FROM numbered
  GROUP BY person_key, program, spell
),

concurrent AS (
  SELECT spell.person_key, spell.program, spell.start_date, COUNT(DISTINCT other.program) AS programs
  FROM spell
  INNER JOIN spell AS other
    ON
      other.person_key = spell.person_key
      AND other.program <> spell.program
      AND other.start_date <= spell.end_date
      AND other.end_date >= spell.start_date
  GROUP BY spell.person_key, spell.program, spell.start_date
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  spell.person_key,
  spell.program,
  spell.start_date,
  spell.end_date,
  spell.open_ended,
  {{ days_between(spell.start_date, spell.end_date) }} + 1 AS days,
  spell.providers,
  spell.hours_per_week,
  COALESCE(concurrent.programs, 0) AS concurrent_programs,
  spell.records
FROM spell
LEFT JOIN concurrent
  ON
    concurrent.person_key = spell.person_key
    AND concurrent.program = spell.program
    AND concurrent.start_date = spell.start_date

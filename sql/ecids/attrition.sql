-- Every row of a current load, once: counted in the table its extract feeds, or why not.
WITH link AS (
  SELECT extract, load_id, line_no, person_key
  FROM linkage.record_person
  WHERE
    link_version = CAST($link_version AS INTEGER)
    AND extract IN ('eec.child', 'eec.participation', 'dese.screening', 'dese.mcas')
),

ending AS (
  SELECT
    'eec.child' AS extract,
    eec.load_id,
    CASE WHEN link.person_key IS NULL THEN 'no_person' ELSE 'counted' END AS disposition
  FROM staging.eec_child_current AS eec
  LEFT JOIN link ON link.extract = 'eec.child' AND link.load_id = eec.load_id AND link.line_no = eec.line_no
  UNION ALL
  SELECT
    'eec.participation',
    participation.load_id,
    CASE
      WHEN link.person_key IS NULL THEN 'no_person'
      WHEN participation.start_date IS NULL THEN 'undated'
      ELSE 'counted'
    END
  FROM staging.eec_participation_current AS participation
  LEFT JOIN link
    ON
      link.extract = 'eec.participation'
      AND link.load_id = participation.load_id
      AND link.line_no = participation.line_no
  UNION ALL
  SELECT
    'dese.screening',
    screening.load_id,
    CASE
      WHEN link.person_key IS NULL THEN 'no_person'
      WHEN screening.grade IN ('KP', 'KF', 'KT', '01', '02', '03') THEN 'counted'
      ELSE 'other_grade'
    END
  FROM staging.dese_screening_current AS screening
  LEFT JOIN link
    ON link.extract = 'dese.screening' AND link.load_id = screening.load_id AND link.line_no = screening.line_no
  UNION ALL
  SELECT
    'dese.mcas',
    mcas.load_id,
    CASE
      WHEN link.person_key IS NULL THEN 'no_person'
      WHEN mcas.grade = '03' THEN 'counted'
      ELSE 'other_grade'
    END
  FROM staging.dese_mcas_current AS mcas
  LEFT JOIN link ON link.extract = 'dese.mcas' AND link.load_id = mcas.load_id AND link.line_no = mcas.line_no
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  ending.extract,
  load.period,
  ending.disposition,
  COUNT(*) AS records
FROM ending
INNER JOIN hub.load ON load.load_id = ending.load_id
GROUP BY ending.extract, load.period, ending.disposition

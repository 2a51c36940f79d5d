-- One row a person, year and school. The year belongs to the school where the student was last present, then to the
-- one responsible for the student, then to the one with most days; the code settles what is left.
WITH claim AS (
  SELECT person_key, school_year, collection
  FROM learn_to_earn.student_record
  WHERE disposition = 'counted' AND status = '01' AND is_responsible
  GROUP BY person_key, school_year, collection
  HAVING MIN(reported_by) <> MAX(reported_by)
),

attended AS (
  SELECT
    record.person_key,
    record.school_year,
    record.school_code,
    record.district_code,
    SUBSTR(MAX(CAST(record.collection AS TEXT) || record.grade), 2) AS grade,
    SUBSTR(MAX(CAST(record.collection AS TEXT) || record.status), 2) AS last_status,
    MAX(CASE WHEN record.is_present AND record.collection = 1 THEN 1 ELSE 0 END) = 1 AS in_october,
    MAX(CASE WHEN record.is_present AND record.collection = 2 THEN 1 ELSE 0 END) = 1 AS in_march,
    MAX(CASE WHEN record.is_present AND record.collection = 3 THEN 1 ELSE 0 END) = 1 AS in_end_of_year,
    MAX(CASE WHEN record.is_present THEN record.collection ELSE 0 END) AS last_present,
    MAX(CASE WHEN record.is_responsible THEN 1 ELSE 0 END) AS responsible,
    MAX(CASE WHEN claim.person_key IS NOT NULL AND record.status = '01' THEN 1 ELSE 0 END) = 1 AS duplicate_claim,
    MAX(CASE WHEN record.collection = 1 THEN record.days_in_membership END) AS october_membership,
    MAX(CASE WHEN record.collection = 2 THEN record.days_in_membership END) AS march_membership,
    MAX(CASE WHEN record.collection = 3 THEN record.days_in_membership END) AS final_membership,
    MAX(CASE WHEN record.collection = 1 THEN record.days_in_attendance END) AS october_attendance,
    MAX(CASE WHEN record.collection = 2 THEN record.days_in_attendance END) AS march_attendance,
    MAX(CASE WHEN record.collection = 3 THEN record.days_in_attendance END) AS final_attendance,
    MAX(CASE WHEN record.low_income THEN 1 ELSE 0 END) = 1 AS low_income,
    MAX(CASE WHEN record.english_learner THEN 1 ELSE 0 END) = 1 AS english_learner,
    MAX(CASE WHEN record.swd THEN 1 ELSE 0 END) = 1 AS swd,
    COUNT(*) AS records
  FROM learn_to_earn.student_record AS record
  LEFT JOIN claim
    ON
      claim.person_key = record.person_key
      AND claim.school_year = record.school_year
      AND claim.collection = record.collection
  WHERE record.disposition = 'counted'
  GROUP BY record.person_key, record.school_year, record.school_code, record.district_code
),

-- Days come in pairs of one collection: attendance of one is never set against membership of another.
counted AS (
  SELECT
    person_key,
    school_year,
    school_code,
    district_code,
    grade,
    last_status,
    in_october,
    in_march,
    in_end_of_year,
    last_present,
    responsible,
    duplicate_claim,
    COALESCE(final_membership, march_membership, october_membership, 0) AS latest_membership,
    CASE
      WHEN final_membership + final_attendance IS NOT NULL THEN final_membership
      WHEN march_membership + march_attendance IS NOT NULL THEN march_membership
      WHEN october_attendance IS NOT NULL THEN october_membership
    END AS days_in_membership,
    CASE
      WHEN final_membership + final_attendance IS NOT NULL THEN final_attendance
      WHEN march_membership + march_attendance IS NOT NULL THEN march_attendance
      WHEN october_membership IS NOT NULL THEN october_attendance
    END AS days_in_attendance,
    low_income,
    english_learner,
    swd,
    records
  FROM attended
)

SELECT
  CAST($link_version AS INTEGER) AS link_version,
  person_key,
  school_year,
  school_code,
  district_code,
  ROW_NUMBER() OVER (
    PARTITION BY person_key, school_year
    ORDER BY
      last_present DESC NULLS LAST,
      responsible DESC NULLS LAST,
      latest_membership DESC NULLS LAST,
      school_code ASC
  ) = 1 AS is_attributed,
  grade,
  in_october,
  in_march,
  in_end_of_year,
  last_status,
  last_status BETWEEN '20' AND '24' AS transferred_out,
  last_status BETWEEN '30' AND '36' AS dropped_out,
  duplicate_claim,
  days_in_attendance,
  days_in_membership,
  CAST(days_in_attendance AS DOUBLE) / NULLIF(days_in_membership, 0) AS attendance_rate,
  low_income,
  english_learner,
  swd,
  records
FROM counted

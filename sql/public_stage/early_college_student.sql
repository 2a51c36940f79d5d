-- One row an Early College student, school year, half-year and partner college, with the school that answers for the year.
SELECT
  partner.link_version,
  partner.person_key,
  partner.school_year AS sy,
  CASE WHEN partner.term = 'F' THEN 'Fall' ELSE 'Spring' END AS period,
  enrollment.district_code AS dist_code,
  enrollment.school_code AS org_code,
  enrollment.grade,
  college.ceeb_code,
  learner.race_group,
  learner.gender,
  enrollment.low_income,
  enrollment.english_learner,
  enrollment.swd,
  SUM(partner.credits_attempted) AS credits_attempted,
  SUM(partner.credits_earned) AS credits_earned
FROM learn_to_earn.early_college_term AS partner
INNER JOIN learn_to_earn.k12_enrollment AS enrollment
  ON enrollment.person_key = partner.person_key
  AND enrollment.school_year = partner.school_year
  AND enrollment.is_attributed
INNER JOIN learn_to_earn.learner AS learner
  ON learner.person_key = partner.person_key
INNER JOIN reference.college AS college
  ON college.unitid = partner.unitid
WHERE partner.term IN ('F', 'W', 'S')
  AND enrollment.grade IN ('09', '10', '11', '12')
GROUP BY ALL

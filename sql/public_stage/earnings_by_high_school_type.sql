-- Average earnings of high-school graduates by kind of high school.
SELECT
  link_version,
  breakdown_value AS high_school_type,
  hs_grad_year,
  earnings_year,
  stu_grp,
  grad_count,
  covered_count,
  employed_count,
  earnings_sum,
  top_person_earnings,
  second_person_earnings,
  employers,
  top_employer_persons,
  top_employer_earnings,
  second_employer_earnings
FROM public_stage.earnings_cell
WHERE breakdown = 'high_school_type'

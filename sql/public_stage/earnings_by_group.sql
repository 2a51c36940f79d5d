-- Average earnings of high-school graduates by district and student group.
SELECT
  link_version,
  district_code,
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
WHERE breakdown = 'group'

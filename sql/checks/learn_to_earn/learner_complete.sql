-- Everybody with a student record is a learner.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' people with student records are missing' AS details
FROM (SELECT DISTINCT person_key FROM learn_to_earn.student_record WHERE person_key IS NOT NULL) AS student
WHERE NOT EXISTS (SELECT 1 FROM {{ new_rows() }} AS learner WHERE learner.person_key = student.person_key)

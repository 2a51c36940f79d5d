-- Since 2017 levels follow scores: below 470, 500 and 530 is not meeting, partially meeting and meeting.
SELECT COUNT(*) AS failed, CAST(COUNT(*) AS TEXT) || ' results whose level does not fit the score' AS details
FROM {{ new_rows() }}
WHERE
  school_year >= 2017
  AND performance <> CASE
    WHEN scaled_score < 470 THEN 'NM'
    WHEN scaled_score < 500 THEN 'PM'
    WHEN scaled_score < 530 THEN 'M'
    ELSE 'E'
  END

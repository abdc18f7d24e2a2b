SELECT
  fa_v1 AS "sex",
  fa_v2 AS "d",
  CASE WHEN MAX(fa_times) > 1 THEN 'a key is there twice' WHEN MAX(fa_odd) > 0 OR MAX(fa_unsure) > 0 THEN 'a key is no plain text' ELSE CAST(COUNT(*) AS text) END AS "n"
FROM (
  SELECT
    fa_t1 AS fa_v1,
    fa_t2 AS fa_v2,
    fa_times,
    fa_odd,
    fa_unsure
  FROM (
  SELECT
    CAST("sex" AS text) AS fa_t1,
    CAST("d" AS text) AS fa_t2,
    fa_times,
    fa_odd,
    fa_unsure
  FROM (
SELECT
  "sex",
  "d",
  fa_times,
  fa_odd,
  fa_ru AS fa_unsure
FROM (
  SELECT *, CASE
      WHEN fa_r1 = '' THEN NULL
      WHEN fa_r1 IN ('True', 'TRUE') THEN 'true'
      WHEN fa_r1 IN ('False', 'FALSE') THEN 'false'
      WHEN fa_r1 IN ('-0', '-0.0') THEN '0'
      WHEN fa_r1 ~ '^-?(0|[1-9][0-9]*)[.]0$' THEN SUBSTR(fa_r1, 1, LENGTH(fa_r1) - 2)
      ELSE fa_r1
    END AS fa_rk1, CASE WHEN NOT concat(fa_r1, '.') ~ '^[ -~]*[.]$' THEN 1 ELSE 0 END AS fa_ru
  FROM (SELECT *, TRIM(CAST("id" AS text)) AS fa_r1 FROM "decisions" AS fa_source) AS fa_texts
) AS fa_rows
LEFT JOIN (SELECT * FROM (
  SELECT *, CASE
      WHEN fa_p1 = '' THEN NULL
      WHEN fa_p1 IN ('True', 'TRUE') THEN 'true'
      WHEN fa_p1 IN ('False', 'FALSE') THEN 'false'
      WHEN fa_p1 IN ('-0', '-0.0') THEN '0'
      WHEN fa_p1 ~ '^-?(0|[1-9][0-9]*)[.]0$' THEN SUBSTR(fa_p1, 1, LENGTH(fa_p1) - 2)
      ELSE fa_p1
    END AS fa_pk1, CASE WHEN NOT concat(fa_p1, '.') ~ '^[ -~]*[.]$' THEN 1 ELSE 0 END AS fa_pu
  FROM (SELECT *, TRIM(CAST("person" AS text)) AS fa_p1 FROM "people" AS fa_source) AS fa_texts
) AS fa_keyed WHERE (fa_pk1 IS NOT NULL)) AS fa_people ON fa_rk1 = fa_pk1
CROSS JOIN (SELECT SUM(fa_n) AS fa_read, SUM(CASE WHEN (fa_pk1 IS NOT NULL) THEN 0 ELSE fa_n END) AS fa_keyless, SUM(fa_pu * fa_n) AS fa_odd, MAX(CASE WHEN (fa_pk1 IS NOT NULL) THEN fa_n ELSE 0 END) AS fa_times FROM (SELECT fa_pk1, fa_pu, COUNT(*) AS fa_n FROM (
  SELECT *, CASE
      WHEN fa_p1 = '' THEN NULL
      WHEN fa_p1 IN ('True', 'TRUE') THEN 'true'
      WHEN fa_p1 IN ('False', 'FALSE') THEN 'false'
      WHEN fa_p1 IN ('-0', '-0.0') THEN '0'
      WHEN fa_p1 ~ '^-?(0|[1-9][0-9]*)[.]0$' THEN SUBSTR(fa_p1, 1, LENGTH(fa_p1) - 2)
      ELSE fa_p1
    END AS fa_pk1, CASE WHEN NOT concat(fa_p1, '.') ~ '^[ -~]*[.]$' THEN 1 ELSE 0 END AS fa_pu
  FROM (SELECT *, TRIM(CAST("person" AS text)) AS fa_p1 FROM "people" AS fa_source) AS fa_texts
) AS fa_keyed GROUP BY fa_pk1, fa_pu) AS fa_grouped) AS fa_census
) AS fa_source
  ) AS fa_numbers
) AS fa_values
GROUP BY
  fa_v1, fa_v2

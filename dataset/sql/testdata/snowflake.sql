SELECT
  fa_v1 AS "sexe",
  fa_v2 AS "born",
  fa_v3 AS "tenure",
  fa_v4 AS "Région",
  fa_v5 AS "job",
  fa_v6 AS "hired",
  fa_v7 AS "score",
  COUNT(*) AS "n",
  CASE WHEN fa_k8 = 1 THEN CONCAT(COALESCE(CAST(SUM(CAST(fa_u8 AS NUMBER(38, 0))) AS VARCHAR), 'overflow'), 'e-9') ELSE fa_o8 END AS "w",
  CASE WHEN fa_k8 = 1 THEN CONCAT(COALESCE(CAST(SUM(CAST(fa_u8 AS NUMBER(38, 0)) * CAST(fa_u8 AS NUMBER(38, 0))) AS VARCHAR), 'overflow'), 'e-18') ELSE fa_o8 END AS "w2"
FROM (
  SELECT
    CASE
      WHEN fa_t1 IN ('-9', 'NA') THEN NULL
      WHEN fa_t1 IN ('9') THEN NULL
      WHEN fa_t1 IN ('1') THEN 'l''homme'
      WHEN fa_t1 IN ('2') THEN 'la femme'
      ELSE fa_t1
    END AS fa_v1,
    CASE
      WHEN fa_t2 IN ('-9', 'NA') THEN NULL
      WHEN NOT (REGEXP_LIKE(fa_d2, '^[0-9]{4}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$')) THEN fa_d2
      WHEN fa_d2 < '1895-01-02' OR fa_d2 > '2026-01-01' THEN fa_d2
      WHEN fa_d2 <= '1976-01-01' THEN '1976-01-01'
      WHEN fa_d2 <= '2000-01-01' THEN '2000-01-01'
      WHEN fa_d2 <= '2026-01-01' THEN '2026-01-01'
      ELSE fa_t2
    END AS fa_v2,
    CASE
      WHEN fa_t3 IN ('-9', 'NA') THEN NULL
      WHEN fa_x3 = CAST('-9' AS DOUBLE) AND fa_t3 LIKE '%E%' THEN NULL
      WHEN fa_x3 = CAST('-9' AS DOUBLE) THEN fa_t3
      WHEN fa_x3 < CAST('1' AS DOUBLE) THEN '0'
      WHEN fa_x3 < CAST('2.5' AS DOUBLE) THEN '1'
      WHEN fa_x3 >= CAST('2.5' AS DOUBLE) THEN '2.5'
      ELSE fa_t3
    END AS fa_v3,
    CASE
      WHEN fa_t4 IN ('-9', 'NA') THEN NULL
      ELSE fa_t4
    END AS fa_v4,
    CASE
      WHEN fa_t5 IN ('-9', 'NA') THEN NULL
      ELSE fa_t5
    END AS fa_v5,
    CASE
      WHEN fa_t6 IN ('-9', 'NA') THEN NULL
      ELSE fa_t6
    END AS fa_v6,
    CASE
      WHEN fa_t7 IN ('-9', 'NA') THEN NULL
      WHEN fa_x7 = CAST('-9' AS DOUBLE) AND fa_t7 LIKE '%E%' THEN NULL
      WHEN fa_x7 = CAST('-9' AS DOUBLE) THEN fa_t7
      WHEN fa_x7 < CAST('0.5' AS DOUBLE) THEN '0'
      WHEN fa_x7 >= CAST('0.5' AS DOUBLE) THEN '0.5'
      ELSE fa_t7
    END AS fa_v7,
    CASE
      WHEN fa_t8 IN ('-9', 'NA') THEN 0
      WHEN fa_x8 = CAST('-9' AS DOUBLE) AND fa_t8 LIKE '%E%' THEN 0
      WHEN fa_x8 = CAST('-9' AS DOUBLE) THEN 0
      WHEN fa_x8 >= CAST('0.000001' AS DOUBLE) AND fa_x8 <= CAST('1000000000' AS DOUBLE) THEN 1
      WHEN fa_x8 = CAST('0' AS DOUBLE) THEN 0
      ELSE 0
    END AS fa_k8,
    CASE
      WHEN fa_t8 IN ('-9', 'NA') THEN NULL
      WHEN fa_x8 = CAST('-9' AS DOUBLE) AND fa_t8 LIKE '%E%' THEN NULL
      WHEN fa_x8 = CAST('-9' AS DOUBLE) THEN fa_t8
      WHEN fa_x8 >= CAST('0.000001' AS DOUBLE) AND fa_x8 <= CAST('1000000000' AS DOUBLE) THEN NULL
      WHEN fa_x8 = CAST('0' AS DOUBLE) THEN '0'
      ELSE fa_t8
    END AS fa_o8,
    CASE WHEN fa_x8 >= CAST('0.000001' AS DOUBLE) AND fa_x8 <= CAST('1000000000' AS DOUBLE) THEN CAST(FLOOR(fa_x8 * CAST('1000000000' AS DOUBLE) + CASE WHEN fa_x8 * CAST('1000000000' AS DOUBLE) < CAST('4503599627370496' AS DOUBLE) THEN CAST('0.5' AS DOUBLE) ELSE CAST('0' AS DOUBLE) END) AS NUMBER(38, 0)) END AS fa_u8
  FROM (
  SELECT
    fa_t1,
    fa_t2,
    fa_t3,
    fa_t4,
    fa_t5,
    fa_t6,
    fa_t7,
    fa_t8,
    CASE WHEN REGEXP_LIKE(fa_t2, '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?)?$') THEN SUBSTR(fa_t2, 1, 10) ELSE fa_t2 END AS fa_d2,
    CASE WHEN REGEXP_LIKE(fa_t3, '^[+-]?([0-9]{1,40}[.]?[0-9]{0,40}|[.][0-9]{1,40})([eE][+-]?[0-9]{1,2})?$') THEN TRY_CAST(fa_t3 AS DOUBLE) END AS fa_x3,
    CASE WHEN REGEXP_LIKE(fa_t7, '^[+-]?([0-9]{1,40}[.]?[0-9]{0,40}|[.][0-9]{1,40})([eE][+-]?[0-9]{1,2})?$') THEN TRY_CAST(fa_t7 AS DOUBLE) END AS fa_x7,
    CASE WHEN REGEXP_LIKE(fa_t8, '^[+-]?([0-9]{1,40}[.]?[0-9]{0,40}|[.][0-9]{1,40})([eE][+-]?[0-9]{1,2})?$') THEN TRY_CAST(fa_t8 AS DOUBLE) END AS fa_x8
  FROM (
  SELECT
    CAST("sexe" AS VARCHAR) AS fa_t1,
    CAST("born" AS VARCHAR) AS fa_t2,
    CAST("tenure" AS VARCHAR) AS fa_t3,
    CAST("Région" AS VARCHAR) AS fa_t4,
    CAST("job" AS VARCHAR) AS fa_t5,
    CAST("hired" AS VARCHAR) AS fa_t6,
    CAST("score" AS VARCHAR) AS fa_t7,
    CAST("poids" AS VARCHAR) AS fa_t8
  FROM "lake"."a.b"."predictions" AS fa_source
  ) AS fa_texts
  ) AS fa_numbers
) AS fa_values
GROUP BY
  fa_v1, fa_v2, fa_v3, fa_v4, fa_v5, fa_v6, fa_v7, fa_k8, fa_o8

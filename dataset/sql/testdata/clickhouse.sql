SELECT
  fa_v1 AS `sexe`,
  fa_v2 AS `born`,
  fa_v3 AS `tenure`,
  fa_v4 AS `Région`,
  fa_v5 AS `job`,
  fa_v6 AS `hired`,
  fa_v7 AS `score`,
  COUNT(*) AS `n`,
  CASE WHEN fa_k8 = 1 THEN concat(COALESCE(toString(SUM(toInt256(fa_u8))), 'overflow'), 'e-9') ELSE fa_o8 END AS `w`,
  CASE WHEN fa_k8 = 1 THEN concat(COALESCE(toString(SUM(toInt256(fa_u8) * toInt256(fa_u8))), 'overflow'), 'e-18') ELSE fa_o8 END AS `w2`
FROM (
  SELECT
    CASE
      WHEN fa_t1 IN ('-9', 'NA') THEN NULL
      WHEN fa_t1 IN ('9') THEN NULL
      WHEN fa_t1 IN ('1') THEN 'l\'homme'
      WHEN fa_t1 IN ('2') THEN 'la femme'
      ELSE fa_t1
    END AS fa_v1,
    CASE
      WHEN fa_t2 IN ('-9', 'NA') THEN NULL
      WHEN NOT (match(fa_d2, '^[0-9]{4}-((0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)$')) THEN fa_d2
      WHEN fa_d2 < '1895-01-02' OR fa_d2 > '2026-01-01' THEN fa_d2
      WHEN fa_d2 <= '1976-01-01' THEN '1976-01-01'
      WHEN fa_d2 <= '2000-01-01' THEN '2000-01-01'
      WHEN fa_d2 <= '2026-01-01' THEN '2026-01-01'
      ELSE fa_t2
    END AS fa_v2,
    CASE
      WHEN fa_t3 IN ('-9', 'NA') THEN NULL
      WHEN fa_x3 = toFloat64(-9) AND fa_t3 LIKE '%E%' THEN NULL
      WHEN fa_x3 = toFloat64(-9) THEN fa_t3
      WHEN fa_x3 < toFloat64(1) THEN '0'
      WHEN fa_x3 < toFloat64(2.5) THEN '1'
      WHEN fa_x3 >= toFloat64(2.5) THEN '2.5'
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
      WHEN fa_x7 = toFloat64(-9) AND fa_t7 LIKE '%E%' THEN NULL
      WHEN fa_x7 = toFloat64(-9) THEN fa_t7
      WHEN fa_x7 < toFloat64(0.5) THEN '0'
      WHEN fa_x7 >= toFloat64(0.5) THEN '0.5'
      ELSE fa_t7
    END AS fa_v7,
    CASE
      WHEN fa_t8 IN ('-9', 'NA') THEN 0
      WHEN fa_x8 = toFloat64(-9) AND fa_t8 LIKE '%E%' THEN 0
      WHEN fa_x8 = toFloat64(-9) THEN 0
      WHEN fa_x8 >= toFloat64(0.000001) AND fa_x8 <= toFloat64(1000000000) THEN 1
      WHEN fa_x8 = toFloat64(0) THEN 0
      ELSE 0
    END AS fa_k8,
    CASE
      WHEN fa_t8 IN ('-9', 'NA') THEN NULL
      WHEN fa_x8 = toFloat64(-9) AND fa_t8 LIKE '%E%' THEN NULL
      WHEN fa_x8 = toFloat64(-9) THEN fa_t8
      WHEN fa_x8 >= toFloat64(0.000001) AND fa_x8 <= toFloat64(1000000000) THEN NULL
      WHEN fa_x8 = toFloat64(0) THEN '0'
      ELSE fa_t8
    END AS fa_o8,
    CASE WHEN fa_x8 >= toFloat64(0.000001) AND fa_x8 <= toFloat64(1000000000) THEN toInt64(FLOOR(fa_x8 * toFloat64(1000000000) + CASE WHEN fa_x8 * toFloat64(1000000000) < toFloat64(4503599627370496) THEN toFloat64(0.5) ELSE toFloat64(0) END)) END AS fa_u8
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
    CASE WHEN match(fa_t2, '^[0-9]{4}-[0-9]{2}-[0-9]{2}[T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])?)?$') THEN SUBSTR(fa_t2, 1, 10) ELSE fa_t2 END AS fa_d2,
    CASE WHEN match(fa_t3, '^[+-]?([0-9]{1,40}[.]?[0-9]{0,40}|[.][0-9]{1,40})([eE][+-]?[0-9]{1,2})?$') THEN toFloat64OrNull(fa_t3) END AS fa_x3,
    CASE WHEN match(fa_t7, '^[+-]?([0-9]{1,40}[.]?[0-9]{0,40}|[.][0-9]{1,40})([eE][+-]?[0-9]{1,2})?$') THEN toFloat64OrNull(fa_t7) END AS fa_x7,
    CASE WHEN match(fa_t8, '^[+-]?([0-9]{1,40}[.]?[0-9]{0,40}|[.][0-9]{1,40})([eE][+-]?[0-9]{1,2})?$') THEN toFloat64OrNull(fa_t8) END AS fa_x8
  FROM (
  SELECT
    toString(`sexe`) AS fa_t1,
    toString(`born`) AS fa_t2,
    toString(`tenure`) AS fa_t3,
    toString(`Région`) AS fa_t4,
    toString(`job`) AS fa_t5,
    toString(`hired`) AS fa_t6,
    toString(`score`) AS fa_t7,
    toString(`poids`) AS fa_t8
  FROM `lake`.`a.b`.`predictions` AS fa_source
  ) AS fa_texts
  ) AS fa_numbers
) AS fa_values
GROUP BY
  fa_v1, fa_v2, fa_v3, fa_v4, fa_v5, fa_v6, fa_v7, fa_k8, fa_o8

"""The main job as a DuckDB script: one clean CSV ledger in, metrics.csv out.

    python duckdb_job.py LEDGER.csv --as-of 2025-12-31 --out metrics.csv

README.md says what the job is, and why the script is written as it is.
"""

import argparse
import datetime

import duckdb

# The columns of the ledger in their order; those that the job does not use are skipped by the reader.
COLUMNS = {
    "序号": "VARCHAR", "省份": "VARCHAR", "市(州)": "VARCHAR", "县(市、区)": "VARCHAR", "品牌名称": "VARCHAR",
    "基地名称": "VARCHAR", "班级编号": "VARCHAR", "职业（工种）": "VARCHAR", "培训方式": "VARCHAR",
    "开班日期": "VARCHAR", "结业日期": "DATE", "姓名": "VARCHAR", "性别": "VARCHAR", "身份证号": "VARCHAR",
    "人员类别": "VARCHAR", "联系电话": "VARCHAR", "证书类型": "VARCHAR", "证书编号": "VARCHAR", "发证日期": "DATE",
    "是否就业": "VARCHAR", "就业形式": "VARCHAR", "就业单位": "VARCHAR", "就业日期": "DATE",
    "补贴金额": "DECIMAL(12, 2)", "补贴发放日期": "VARCHAR", "备注": "VARCHAR",
}

# The digit of the key at 10^n weighs 2^(n+1) mod 11 and is key/10^n - 10 * (key/10^(n+1)), so the weighted sum takes
# one division per digit and a single remainder.
WEIGHTED = "key * 2" + "".join(f" - key // {10**n} * {2 ** (n + 3)}" for n in range(1, 17))

SQL = f"""
-- The rows with a valid ID, each with its place in the file. An ID is valid (GB 11643) with 17 digits and the check
-- character of ISO 7064 MOD 11-2, a known province and a real birth date. A view: the rows stream into the enrolments.
CREATE TEMP VIEW ledger_rows AS
WITH keyed AS (
    SELECT *, row_number() OVER () AS place, try_cast(left("身份证号", 17) AS BIGINT) AS key
    FROM read_csv(getvariable('ledger'), columns = {COLUMNS}, header = true, delim = ',', quote = '"', escape = '"')
)
SELECT
    place,
    key AS person,
    "省份" AS province,
    -- Counties that report on their own instead of through the city that they lie in.
    CASE "县(市、区)"
        WHEN '梅河口市' THEN "县(市、区)"
        WHEN '满洲里市' THEN "县(市、区)"
        WHEN '二连浩特市' THEN "县(市、区)"
        WHEN '长白山管委会' THEN "县(市、区)"
        WHEN '沈抚示范区' THEN "县(市、区)"
        ELSE "市(州)"
    END AS city,
    "品牌名称" AS brand,
    "班级编号" AS class,
    "结业日期" AS end_date,
    ("培训方式" IN ('订单', '定岗', '定向'))::INT AS targeted,
    ("人员类别" NOT IN ('企业职工', '在校学生'))::INT AS key_group,
    CASE "证书类型"
        WHEN '职业资格证书' THEN 0
        WHEN '职业技能等级证书' THEN 1
        WHEN '专项职业能力证书' THEN 2
        WHEN '培训合格证书' THEN 3
    END AS certificate,
    ("发证日期" > getvariable('as_of'))::INT AS certified_later,
    CASE WHEN "是否就业" IS DISTINCT FROM '否' AND "就业日期" <= getvariable('as_of') THEN "就业日期" END AS job,
    ("补贴金额" * 100)::BIGINT AS fen
FROM keyed
WHERE strlen("身份证号") = 18
    AND key::VARCHAR = left("身份证号", 17)
    AND list_contains(
        [11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52, 53, 54,
         61, 62, 63, 64, 65, 71, 81, 82, 83],
        key // 1_000_000_000_000_000)
    AND try(make_date((key // 10_000_000 % 10_000)::INT, (key // 100_000 % 100)::INT, (key // 1_000 % 100)::INT))
        BETWEEN DATE '1900-01-01' AND getvariable('as_of')
    AND ({WEIGHTED} + instr('0123456789X', right("身份证号", 1)) - 1) % 11 = 1
    AND city IS NOT NULL AND brand IS NOT NULL AND class IS NOT NULL;

-- One row per enrolment. The last value of a field is the low part of a maximum over (place in the file, value),
-- arg_max says the same more slowly. Certificates by type: null for none, 0 for none with a date, else whether the
-- last date is still to come.
CREATE TEMP TABLE enrolments AS
SELECT
    person,
    province,
    city,
    brand,
    class,
    DATE '1900-01-01' + (max(place * 100_000 + (end_date - DATE '1900-01-01')) % 100_000)::INT AS end_date,
    max(place * 10 + targeted) % 10 AS targeted,
    max(place * 10 + key_group) % 10 AS key_group,
    coalesce(max(place * 10_000_000_000 + fen) % 10_000_000_000, 0) AS fen,
    max(CASE WHEN certificate = 0 THEN coalesce(place * 10 + certified_later, 0) END) % 10 = 0 AS cert_vocational,
    max(CASE WHEN certificate = 1 THEN coalesce(place * 10 + certified_later, 0) END) % 10 = 0 AS cert_skill_level,
    max(CASE WHEN certificate = 2 THEN coalesce(place * 10 + certified_later, 0) END) % 10 = 0 AS cert_special,
    max(CASE WHEN certificate = 3 THEN coalesce(place * 10 + certified_later, 0) END) % 10 = 0 AS cert_completion,
    max(job) AS last_job,
    list(job) FILTER (job IS NOT NULL) AS jobs
FROM ledger_rows
GROUP BY person, province, city, brand, class;

-- Numbers for the names, so that everything below groups by integers.
CREATE TEMP TABLE brands AS
SELECT
    *,
    dense_rank() OVER (ORDER BY province, city, brand)::INT AS brand_id,
    dense_rank() OVER (ORDER BY province, city)::INT AS city_id,
    dense_rank() OVER (ORDER BY province)::INT AS province_id
FROM (SELECT DISTINCT province, city, brand FROM enrolments);

-- What each enrolment that has ended says of its person, as bits.
CREATE TEMP TABLE facts AS
SELECT
    person,
    brand_id,
    city_id,
    province_id,
    year(end_date)::INT AS year,
    fen,
    (CASE WHEN cert_vocational THEN 1 ELSE 0 END
        | CASE WHEN cert_skill_level THEN 2 ELSE 0 END
        | CASE WHEN cert_special THEN 4 ELSE 0 END
        | CASE WHEN cert_completion THEN 8 ELSE 0 END
        | CASE WHEN len(list_filter(jobs, lambda job: job BETWEEN end_date AND six_months_on)) > 0 THEN 16 ELSE 0 END
        | CASE WHEN six_months_on > getvariable('as_of') THEN 32 ELSE 0 END
        | CASE WHEN last_job >= end_date THEN 64 ELSE 0 END
        | CASE WHEN fen > 0 THEN 128 ELSE 0 END
        | CASE WHEN targeted = 1 THEN 256 ELSE 0 END
        | CASE WHEN fen > 0 AND key_group = 1 THEN 512 ELSE 0 END)::SMALLINT AS bits
FROM (SELECT *, (end_date + INTERVAL 6 MONTH)::DATE AS six_months_on FROM enrolments)
JOIN brands USING (province, city, brand)
WHERE end_date <= getvariable('as_of');

-- Distinct persons at each level: within it, a person has the bits of all enrolments there.
CREATE TEMP TABLE brand_persons AS
SELECT person, province_id, city_id, brand_id, year, bit_or(bits) AS bits FROM facts GROUP BY ALL;

CREATE TEMP TABLE city_persons AS
SELECT person, province_id, city_id, year, bit_or(bits) AS bits FROM brand_persons GROUP BY ALL;

CREATE TEMP TABLE province_persons AS
SELECT person, province_id, year, bit_or(bits) AS bits FROM city_persons GROUP BY ALL;

CREATE TEMP TABLE metrics AS
WITH persons AS (
    FROM brand_persons
    UNION ALL BY NAME FROM city_persons
    UNION ALL BY NAME FROM province_persons
),
counts AS (
    SELECT
        province_id, city_id, brand_id, year,
        count(*) AS trainees,
        count(*) FILTER (bits & 15 <> 0) AS certified_any,
        count(*) FILTER (bits & 1 <> 0) AS cert_vocational,
        count(*) FILTER (bits & 2 <> 0) AS cert_skill_level,
        count(*) FILTER (bits & 4 <> 0) AS cert_special,
        count(*) FILTER (bits & 8 <> 0) AS cert_completion,
        count(*) FILTER (bits & 16 <> 0) AS employed_6m,
        count(*) FILTER (bits & 128 <> 0) AS subsidised,
        count(*) FILTER (bits & 256 <> 0) AS order_targeted,
        count(*) FILTER (bits & 512 <> 0) AS key_subsidised,
        count(*) FILTER (bits & 48 = 32) AS employed_6m_pending,
        count(*) FILTER (bits & 64 <> 0) AS employed_after
    FROM persons
    GROUP BY ALL
),
-- Enrolments and amounts add up, so each level follows from the brands.
brand_totals AS (
    SELECT province_id, city_id, brand_id, year, count(*) AS enrolments, sum(fen) AS subsidy_fen
    FROM facts
    GROUP BY ALL
),
totals AS (
    SELECT province_id, city_id, brand_id, year, sum(enrolments) AS enrolments, sum(subsidy_fen) AS subsidy_fen
    FROM brand_totals
    GROUP BY GROUPING SETS ((province_id, city_id, brand_id, year), (province_id, city_id, year), (province_id, year))
),
names AS (
    SELECT DISTINCT province_id, city_id, brand_id, province, city, brand FROM brands
    UNION SELECT DISTINCT province_id, city_id, NULL, province, city, NULL FROM brands
    UNION SELECT DISTINCT province_id, NULL, NULL, province, NULL, NULL FROM brands
)
SELECT
    CASE WHEN c.brand_id IS NOT NULL THEN 'brand' WHEN c.city_id IS NOT NULL THEN 'city' ELSE 'province' END AS level,
    province, city, brand, c.year, enrolments, trainees, certified_any, cert_vocational, cert_skill_level, cert_special,
    cert_completion, employed_6m, subsidised, subsidy_fen, order_targeted, key_subsidised, employed_6m_pending,
    employed_after
FROM counts AS c
JOIN totals AS t
    ON c.province_id = t.province_id AND c.year = t.year
    AND c.city_id IS NOT DISTINCT FROM t.city_id AND c.brand_id IS NOT DISTINCT FROM t.brand_id
JOIN names AS n
    ON c.province_id = n.province_id
    AND c.city_id IS NOT DISTINCT FROM n.city_id AND c.brand_id IS NOT DISTINCT FROM n.brand_id
ORDER BY level, province, city, brand, c.year;
"""


def run(path: str, as_of: datetime.date, out: str) -> None:
    with duckdb.connect() as connection:
        connection.execute("SET VARIABLE ledger = $1", [path])
        connection.execute("SET VARIABLE as_of = $1", [as_of])
        connection.execute(SQL)
        connection.table("metrics").write_csv(out)


def main() -> None:
    parser = argparse.ArgumentParser(description="Metrics of a clean training ledger, with DuckDB.")
    parser.add_argument("ledger", help="the ledger, UTF-8 CSV")
    parser.add_argument("--as-of", required=True, type=datetime.date.fromisoformat, help="YYYY-MM-DD")
    parser.add_argument("--out", required=True, help="the metrics.csv to write")
    arguments = parser.parse_args()
    run(arguments.ledger, arguments.as_of, arguments.out)


if __name__ == "__main__":
    main()

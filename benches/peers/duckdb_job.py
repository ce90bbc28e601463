"""The main job as a DuckDB script: one clean CSV ledger in, metrics.csv out.

    python duckdb_job.py LEDGER.csv --as-of 2025-12-31 --out metrics.csv

README.md says what the job is, and why the script is written as it is.
"""

import argparse
import datetime

import duckdb

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

SQL = """
-- The rows with a valid ID (GB 11643: 17 digits and the check character of ISO 7064 MOD 11-2, a known province, a real
-- birth date), each with its place in the file. Columns that the job does not need are never parsed.
CREATE TEMP VIEW ledger_rows AS
WITH numbered AS (
    SELECT *, row_number() OVER () AS place, try_cast(left("身份证号", 17) AS BIGINT) AS key
    FROM read_csv($path, columns = $columns, header = true, delim = ',', quote = '"', escape = '"')
)
SELECT
    place,
    key AS person,
    "省份" AS province,
    CASE "县(市、区)"
        WHEN '梅河口市' THEN "县(市、区)" WHEN '满洲里市' THEN "县(市、区)" WHEN '二连浩特市' THEN "县(市、区)"
        WHEN '长白山管委会' THEN "县(市、区)" WHEN '沈抚示范区' THEN "县(市、区)"
        ELSE "市(州)"
    END AS city,
    "品牌名称" AS brand,
    "班级编号" AS class,
    "结业日期" AS end_date,
    "培训方式" IN ('订单', '定岗', '定向') AS targeted,
    "人员类别" NOT IN ('企业职工', '在校学生') AS key_group,
    "证书类型" AS certificate,
    "发证日期" > $as_of AS certified_later,
    CASE WHEN "是否就业" IS DISTINCT FROM '否' AND "就业日期" <= $as_of THEN "就业日期" END AS job,
    ("补贴金额" * 100)::BIGINT AS fen
FROM numbered
WHERE strlen("身份证号") = 18
    AND key::VARCHAR = left("身份证号", 17)
    AND list_contains($province_codes, key // 1_000_000_000_000_000)
    AND try(make_date((key // 10_000_000 % 10_000)::INT, (key // 100_000 % 100)::INT, (key // 1_000 % 100)::INT))
        BETWEEN DATE '1900-01-01' AND $as_of
    AND ($weighted + instr('0123456789X', right("身份证号", 1)) - 1) % 11 = 1;
"""

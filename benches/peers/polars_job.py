"""The main job as a Polars script: one clean CSV ledger in, metrics.csv out.

    python polars_job.py LEDGER.csv --as-of 2025-12-31 --out metrics.csv

Written for Polars 2.1. See README.md for what the job is and for the choices below.
"""

import argparse
import datetime

import polars as pl

COLUMNS = [
    "省份", "市(州)", "县(市、区)", "品牌名称", "班级编号", "培训方式", "结业日期", "身份证号",
    "人员类别", "证书类型", "发证日期", "是否就业", "就业日期", "补贴金额",
]
# Counties that report on their own instead of through the city that they lie in.
OWN_UNITS = ["梅河口市", "满洲里市", "二连浩特市", "长白山管委会", "沈抚示范区"]
# First two digits of an ID number.
PROVINCE_CODES = [
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66),
    71, 81, 82, 83,
]
CERTIFICATES = ["职业资格证书", "职业技能等级证书", "专项职业能力证书", "培训合格证书"]
CERT_COLUMNS = ["cert_vocational", "cert_skill_level", "cert_special", "cert_completion"]
TARGETED = ["订单", "定岗", "定向"]
NOT_KEY_GROUPS = ["企业职工", "在校学生"]

# Bits of a person's attributes; the four certificate types are bits 0 to 3.
ANY_CERTIFICATE = 0b1111
EMPLOYED_6M, OPEN_6M, EMPLOYED_AFTER, SUBSIDISED, TARGETED_CLASS, KEY_SUBSIDISED = (1 << n for n in range(4, 10))

ENROLMENT = ["person", "province", "unit", "brand", "class"]


def category(name: str) -> pl.Categorical:
    return pl.Categorical(pl.Categories(f"ledger.{name}"))


def valid_id(text: pl.Expr, key: pl.Expr, as_of: datetime.date) -> pl.Expr:
    """GB 11643: 17 digits and the check character (ISO 7064 MOD 11-2), a known province, a real birth date.

    `key` is the number of the first 17 digits, null where they are no number.
    """
    # The weight of the digit at 10^n is 2^(n+1) mod 11, and digit n is key/10^n - 10 * (key/10^(n+1)): the
    # weighted sum needs one division per digit, and no remainder but the last.
    weighted = key * 2
    for n in range(1, 17):
        weighted -= key // 10**n * 2 ** (n + 3)
    last = text.cast(pl.Binary).bin.get(17, null_on_oob=True)
    check = pl.when(last == ord("X")).then(10).when(last.is_between(ord("0"), ord("9"))).then(last - ord("0"))

    born = (key // 1000 % 10**8).cast(pl.Int32)
    year, month, day = born // 10_000, born // 100 % 100, born % 100
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = 30 + ((month + month // 8) & 1) - (month == 2).cast(pl.Int32) * (2 - leap.cast(pl.Int32))
    return (
        (text.str.len_bytes() == 18)
        & (key >= 10**16)
        & (key // 10**15).is_in(PROVINCE_CODES)
        & born.is_between(19_000_101, int(as_of.strftime("%Y%m%d")))
        & month.is_between(1, 12)
        & day.is_between(1, length)
        & ((weighted + check) % 11 == 1)
    )


def read(path: str, as_of: datetime.date) -> pl.LazyFrame:
    """The rows with a valid ID, each field as a number; a missing value is null."""
    text = pl.col("身份证号")
    key = text.str.head(17).cast(pl.Int64, strict=False)
    county = pl.col("县(市、区)")

    def date(column: str) -> pl.Expr:
        return pl.col(column).str.to_date("%Y-%m-%d", strict=False)

    return (
        pl.scan_csv(path, infer_schema=False, row_index_name="row")
        .select("row", *COLUMNS)
        .filter(valid_id(text, key, as_of))
        .select(
            # Leaves 32 bits for a value below the row number.
            order=(pl.col("row") + 1).cast(pl.Int64) * 2**32,
            person=key,
            province=pl.col("省份").cast(category("province")),
            unit=pl.when(county.is_in(OWN_UNITS)).then(county).otherwise("市(州)").cast(category("unit")),
            brand=pl.col("品牌名称").cast(category("brand")),
            **{"class": pl.col("班级编号").cast(category("class"))},
            end=date("结业日期"),
            targeted=pl.col("培训方式").is_in(TARGETED),
            key_group=~pl.col("人员类别").is_in(NOT_KEY_GROUPS),
            certificate=pl.col("证书类型"),
            late=date("发证日期") > as_of,
            job=pl.when(pl.col("是否就业").ne_missing("否")).then(date("就业日期")),
            fen=(pl.col("补贴金额").cast(pl.Float64) * 100).round().cast(pl.Int64),
        )
        .drop_nulls(["unit", "brand", "class"])
    )


def merge(rows: pl.LazyFrame, as_of: datetime.date) -> pl.LazyFrame:
    """One line per enrolment: the last value of each field in file order, certificates by type, all job dates."""
    order = pl.col("order")

    def last(column: str) -> pl.Expr:
        """The last value that is not missing, as a maximum: needs no order within the groups."""
        return (order + pl.col(column).cast(pl.Int64)).max().alias(column)

    def unpack(column: str) -> pl.Expr:
        return pl.col(column) % 2**32

    # Per type: null without a certificate, 0 with none dated, else whether the last date is after the as-of date.
    certificates = [
        pl.when(pl.col("certificate") == name)
        .then(pl.when(pl.col("late").is_null()).then(0).otherwise(order + pl.col("late").cast(pl.Int64)))
        .max()
        .alias(column)
        for name, column in zip(CERTIFICATES, CERT_COLUMNS)
    ]
    jobs = pl.col("job").filter(pl.col("job") <= as_of)
    return rows

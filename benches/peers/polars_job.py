"""The main job as a Polars script: one clean CSV ledger in, metrics.csv out.

    python polars_job.py LEDGER.csv --as-of 2025-12-31 --out metrics.csv

README.md says what the job is, and why the script is written as it is.
"""

import argparse
import datetime

import polars as pl

# Counties that report on their own instead of through the city that they lie in.
OWN_UNITS = ["梅河口市", "满洲里市", "二连浩特市", "长白山管委会", "沈抚示范区"]
# First two digits of an ID number.
PROVINCE_CODES = [
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66),
    71, 81, 82, 83,
]
CERTIFICATES = {
    "cert_vocational": "职业资格证书",
    "cert_skill_level": "职业技能等级证书",
    "cert_special": "专项职业能力证书",
    "cert_completion": "培训合格证书",
}
TARGETED = ["订单", "定岗", "定向"]
NOT_KEY_GROUPS = ["企业职工", "在校学生"]

# Values that are merged by their place in the file lie below this: days and fen.
ROOM = 10**10

ENROLMENT = ["person", "province", "city", "brand", "class"]
LEVELS = {
    "brand": ["province", "city", "brand", "year"],
    "city": ["province", "city", "year"],
    "province": ["province", "year"],
}
COUNTS = [
    "enrolments", "trainees", "certified_any", *CERTIFICATES, "employed_6m", "subsidised", "subsidy_fen",
    "order_targeted", "key_subsidised", "employed_6m_pending", "employed_after",
]

# A person's attributes as bits; the certificate types are bits 0 to 3.
ANY_CERTIFICATE = 0b1111
EMPLOYED_6M, OPEN_6M, EMPLOYED_AFTER, SUBSIDISED, IN_TARGETED, KEY_SUBSIDISED = (1 << n for n in range(4, 10))


def valid_id(text: pl.Expr, key: pl.Expr, as_of: datetime.date) -> pl.Expr:
    """GB 11643: 17 digits and the check character (ISO 7064 MOD 11-2), a known province, a real birth date.

    `key` is the number made of the first 17 digits, null where they are no number.
    """
    # The digit at 10^n weighs 2^(n+1) mod 11 and is key/10^n - 10 * (key/10^(n+1)), so the weighted sum takes one
    # division per digit and a single remainder.
    weighted = key * 2
    for n in range(1, 17):
        weighted -= key // 10**n * 2 ** (n + 3)
    last = text.cast(pl.Binary).bin.get(17, null_on_oob=True)
    check = pl.when(last == ord("X")).then(10).when(last.is_between(ord("0"), ord("9"))).then(last - ord("0"))
    days = pl.date_range(datetime.date(1900, 1, 1), as_of, eager=True).dt.strftime("%Y%m%d").cast(pl.Int32)
    return (
        (text.str.len_bytes() == 18)
        & (key >= 10**16)
        & (key // 10**15).is_in(PROVINCE_CODES)
        & (key // 1000 % 10**8).cast(pl.Int32).is_in(days.implode())
        & ((weighted + check) % 11 == 1)
    )


def read(path: str, as_of: datetime.date) -> pl.DataFrame:
    """The rows as numbers. A missing value is null, and so is the person of a row whose ID is not valid.

    Such rows are dropped after merging: a filter here would be pushed into the scan and double the cost of the check.
    """
    id_number, county = pl.col("身份证号"), pl.col("县(市、区)")
    key = id_number.str.head(17).cast(pl.Int64, strict=False)
    job = pl.col("就业日期")

    def code(text: pl.Expr, name: str) -> pl.Expr:
        return text.cast(pl.Categorical(pl.Categories(name))).alias(name)

    rows = pl.scan_csv(
        path,
        infer_schema=False,
        schema_overrides={"结业日期": pl.Date, "发证日期": pl.Date, "就业日期": pl.Date, "补贴金额": pl.Float64},
        row_index_name="row",
    )
    return rows.select(
        # The place in the file, with room for a value below it.
        (pl.col("row").cast(pl.Int64) * ROOM + ROOM).alias("order"),
        pl.when(valid_id(id_number, key, as_of)).then(key).alias("person"),
        code(pl.col("省份"), "province"),
        code(pl.when(county.is_in(OWN_UNITS)).then(county).otherwise("市(州)"), "city"),
        code(pl.col("品牌名称"), "brand"),
        code(pl.col("班级编号"), "class"),
        pl.col("结业日期").alias("end"),
        pl.col("培训方式").is_in(TARGETED).alias("targeted"),
        pl.col("人员类别").is_in(NOT_KEY_GROUPS).not_().alias("key_group"),
        pl.col("证书类型").cast(pl.Enum(list(CERTIFICATES.values())), strict=False).alias("certificate"),
        (pl.col("发证日期") > as_of).alias("certified_later"),
        pl.when(pl.col("是否就业").ne_missing("否"), job <= as_of).then(job).alias("job"),
        (pl.col("补贴金额") * 100).round().cast(pl.Int64).alias("fen"),
    ).collect(engine="streaming")


def merge(rows: pl.DataFrame, as_of: datetime.date) -> pl.DataFrame:
    """The enrolments that have ended. The last value of a field is a maximum over (place in the file, value)."""
    order = pl.col("order")

    def placed(column: str) -> pl.Expr:
        return order + pl.col(column).cast(pl.Int64)

    def value(column: str) -> pl.Expr:
        return pl.col(column) % ROOM

    # By type: null for no certificate, 0 for none with a date, else whether the last date is still to come.
    later = placed("certified_later").fill_null(0)
    return (
        rows.lazy()
        .group_by(ENROLMENT)
        .agg(
            *(placed(column).max().alias(column) for column in ["end", "targeted", "key_group", "fen"]),
            *(pl.when(pl.col("certificate") == text).then(later).max().alias(column)
              for column, text in CERTIFICATES.items()),
            pl.col("job").min().alias("first_job"),
            pl.col("job").max().alias("last_job"),
        )
        .drop_nulls(ENROLMENT)
        .select(
            *ENROLMENT,
            value("end").cast(pl.Int32).cast(pl.Date),
            *(value(column) == 1 for column in ["targeted", "key_group"]),
            value("fen").fill_null(0),
            *(value(column) == 0 for column in CERTIFICATES),
            "first_job",
            "last_job",
        )
        .filter(pl.col("end") <= as_of)
        .with_columns(pl.col("end").dt.offset_by("6mo").alias("limit"))
        .collect(engine="streaming")
    )


def employed_between(rows: pl.DataFrame, enrolments: pl.DataFrame) -> pl.LazyFrame:
    """Where the first job lies before the end and the last after the six months: those with one between the two."""
    undecided = enrolments.lazy().filter(pl.col("first_job") < pl.col("end"), pl.col("last_job") > pl.col("limit"))
    return (
        rows.lazy()
        .filter(pl.col("job").is_not_null())
        .select(*ENROLMENT, "job")
        .join(undecided.select(*ENROLMENT, "end", "limit"), on=ENROLMENT)
        .filter(pl.col("job").is_between("end", "limit"))
        .select(*ENROLMENT, pl.lit(True).alias("job_between"))
        .unique()
    )


def attributes(as_of: datetime.date) -> pl.Expr:
    """What an enrolment says of its person, as bits."""
    end, limit = pl.col("end"), pl.col("limit")
    bits = {1 << n: pl.col(column) for n, column in enumerate(CERTIFICATES)} | {
        EMPLOYED_6M: pl.col("first_job").is_between(end, limit)
        | pl.col("last_job").is_between(end, limit)
        | pl.col("job_between"),
        OPEN_6M: limit > as_of,
        EMPLOYED_AFTER: pl.col("last_job") >= end,
        SUBSIDISED: pl.col("fen") > 0,
        IN_TARGETED: pl.col("targeted"),
        KEY_SUBSIDISED: (pl.col("fen") > 0) & pl.col("key_group"),
    }
    return pl.sum_horizontal(held.fill_null(False).cast(pl.Int16) * bit for bit, held in bits.items()).alias("bits")


def measure(facts: pl.DataFrame) -> pl.DataFrame:
    """Distinct persons at each level: within it, a person has the bits of all enrolments there."""
    bits = pl.col("bits")

    def persons(mask: int) -> pl.Expr:
        return (bits & mask != 0).sum()

    counts = {
        "trainees": pl.len(),
        "certified_any": persons(ANY_CERTIFICATE),
        **{column: persons(1 << n) for n, column in enumerate(CERTIFICATES)},
        "employed_6m": persons(EMPLOYED_6M),
        "subsidised": persons(SUBSIDISED),
        "order_targeted": persons(IN_TARGETED),
        "key_subsidised": persons(KEY_SUBSIDISED),
        "employed_6m_pending": (bits & (EMPLOYED_6M | OPEN_6M) == OPEN_6M).sum(),
        "employed_after": persons(EMPLOYED_AFTER),
    }
    # Enrolments and amounts add up, so each level follows from the brands.
    totals = (
        facts.lazy()
        .group_by(LEVELS["brand"])
        .agg(pl.len().cast(pl.Int64).alias("enrolments"), pl.col("fen").sum().alias("subsidy_fen"))
        .collect(engine="streaming")
    )
    tables = []
    shares = facts
    for level, keys in LEVELS.items():
        shares = shares.lazy().group_by("person", *keys).agg(bits.bitwise_or()).collect(engine="streaming")
        totals = totals.group_by(keys).agg(pl.col("enrolments", "subsidy_fen").sum())
        table = shares.lazy().group_by(keys).agg(**counts).collect(engine="streaming")
        tables.append(table.join(totals, on=keys).with_columns(pl.lit(level).alias("level")))
    names = ["level", "province", "city", "brand"]
    return (
        pl.concat(tables, how="diagonal")
        .with_columns(pl.col(names).cast(pl.String))
        .select(*names, "year", *COUNTS)
        .sort(*names, "year")
    )


def run(path: str, as_of: datetime.date, out: str) -> None:
    rows = read(path, as_of)
    enrolments = merge(rows, as_of)
    facts = (
        enrolments.lazy()
        .join(employed_between(rows, enrolments), on=ENROLMENT, how="left")
        .select(
            "person",
            "province",
            "city",
            "brand",
            pl.col("end").dt.year().alias("year"),
            "fen",
            attributes(as_of),
        )
        .collect(engine="streaming")
    )
    measure(facts).write_csv(out)


def main() -> None:
    parser = argparse.ArgumentParser(description="Metrics of a clean training ledger, with Polars.")
    parser.add_argument("ledger", help="the ledger, UTF-8 CSV")
    parser.add_argument("--as-of", required=True, type=datetime.date.fromisoformat, help="YYYY-MM-DD")
    parser.add_argument("--out", required=True, help="the metrics.csv to write")
    arguments = parser.parse_args()
    run(arguments.ledger, arguments.as_of, arguments.out)


if __name__ == "__main__":
    main()

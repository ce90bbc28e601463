"""Reads a store with programs that know nothing of taizhang, and prints what they count as JSON.

    pip install deltalake polars duckdb pyarrow
    python tests/store/read_elsewhere.py STORE

Every reader reports the version, the rows by record_kind, the rows by kind, province, city and year, and the number of
distinct persons among the rows. The exit code is 0 if all readers that ran agree, 1 if not. DuckDB reads the table
through its `delta` extension, which it downloads; where it cannot, it reads the files that `deltalake` names.
"""

import json
import sys

PLACE = ["record_kind", "province", "city", "year"]


def by_place(rows):
    """Rows of (kind, province, city, year, count) as sorted lists."""
    return sorted(([*row] for row in rows), key=lambda row: [str(cell) for cell in row])


def summary(version, places, persons):
    kinds = {}
    for kind, *_, count in places:
        kinds[kind] = kinds.get(kind, 0) + count
    return {"version": version, "rows": dict(sorted(kinds.items())), "persons": persons, "places": places}


def deltalake(store):
    from deltalake import DeltaTable

    table = DeltaTable(store)
    rows = table.to_pyarrow_table(columns=[*PLACE, "person"]).to_pylist()
    counts = {}
    for row in rows:
        place = tuple(row[column] for column in PLACE)
        counts[place] = counts.get(place, 0) + 1
    places = by_place((*place, count) for place, count in counts.items())
    persons = {row["person"] for row in rows if row["record_kind"] == "row"} - {None}
    return summary(table.version(), places, len(persons))


def polars(store):
    import polars as pl
    from deltalake import DeltaTable

    frame = pl.scan_delta(store)
    places = frame.group_by(PLACE).len().select(*PLACE, "len").collect()
    persons = frame.filter(pl.col("record_kind") == "row").select(pl.col("person").drop_nulls().n_unique())
    return summary(DeltaTable(store).version(), by_place(places.rows()), persons.collect().item())


def duckdb(store):
    import duckdb

    connection = duckdb.connect()
    try:
        connection.execute("INSTALL delta; LOAD delta")
        table = "delta_scan($store)"
        given = {"store": store}
    except duckdb.Error:
        from deltalake import DeltaTable

        types = "{record_kind: VARCHAR, province: VARCHAR, city: VARCHAR, year: INTEGER}"
        table = f"read_parquet($files, union_by_name = true, hive_partitioning = true, hive_types = {types})"
        given = {"files": DeltaTable(store).file_uris()}
    columns = ", ".join(PLACE)
    places = connection.execute(f"SELECT {columns}, count(*) FROM {table} GROUP BY ALL", given).fetchall()
    query = f"SELECT count(DISTINCT person) FROM {table} WHERE record_kind = 'row'"
    (persons,) = connection.execute(query, given).fetchone()
    return summary(None, by_place(places), persons)


def pyarrow(store):
    import pyarrow.compute as pc
    from deltalake import DeltaTable

    table = DeltaTable(store)
    data = table.to_pyarrow_dataset()
    counted = data.to_table(columns=PLACE).group_by(PLACE).aggregate([([], "count_all")])
    places = by_place(zip(*(counted[column].to_pylist() for column in [*PLACE, "count_all"])))
    persons = data.to_table(columns=["person"], filter=pc.field("record_kind") == "row")["person"]
    return summary(table.version(), places, pc.count_distinct(persons).as_py())


def main(store):
    found, absent = {}, {}
    for reader in (deltalake, polars, duckdb, pyarrow):
        try:
            found[reader.__name__] = reader(store)
        except Exception as error:  # a reader that is not installed, or not this time
            absent[reader.__name__] = f"{type(error).__name__}: {error}".splitlines()[0]
    seen = [{key: value for key, value in it.items() if key != "version"} for it in found.values()]
    agree = len(seen) > 1 and all(it == seen[0] for it in seen)
    print(json.dumps({"agree": agree, "readers": found, "absent": absent}, ensure_ascii=False, indent=1))
    return 0 if agree else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

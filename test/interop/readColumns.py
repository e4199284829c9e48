"""Prints what pyarrow and DuckDB read of the Parquet and Arrow files of a directory, a line of JSON for each record type."""

import json
import sys
from pathlib import Path

import duckdb
import pandas
import pyarrow as pa
import pyarrow.parquet as pq


def plain(value):
    if isinstance(value, bool) or value is None or isinstance(value, (str, float)):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, pandas.Timestamp):
        return str(value.value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return {"key": plain(value[0]), "value": plain(value[1])}
    return [plain(part) for part in value]


def values(column):
    if pa.types.is_timestamp(column.type):
        assert column.type == pa.timestamp("ns", "UTC"), column.type
        column = column.cast(pa.int64())
    return [plain(value) for value in column.to_pylist()]


def same(column, other):
    try:
        # Where it can, Arrow compares; it knows neither lists under other names nor that what is no number equals itself.
        if column.equals(other.cast(column.type)):
            return True
    except pa.ArrowException:
        pass
    return values(column) == values(other)


def all_same(table, other):
    return table.column_names == other.column_names and all(map(same, table.columns, other.columns))


# Times are named after the zone of the session.
duckdb.sql("set TimeZone = 'UTC'")
for path in sorted(Path(sys.argv[1]).glob("*.parquet")):
    table = pq.read_table(path)
    batches = pa.ipc.open_stream(path.with_suffix(".arrows")).read_all()
    batches.validate(full=True)
    queried = duckdb.sql("select * from read_parquet(?)", params=[str(path)]).to_arrow_table()
    rows = [list(row) for row in zip(*map(values, table.columns))]
    others = {"arrow": all_same(table, batches), "duckdb": all_same(table, queried)}
    print(json.dumps({"type": path.stem, "names": table.column_names, "rows": rows, **others}))

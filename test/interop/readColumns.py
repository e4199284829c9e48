"""Prints what pyarrow and DuckDB read of the Parquet and Arrow files of a directory, a line of JSON for each record type."""

import json
import sys
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq


def plain(value):
    if isinstance(value, bool) or value is None or isinstance(value, (str, float)):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, dict):
        return {name: plain(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return {"key": plain(value[0]), "value": plain(value[1])}
    return [plain(part) for part in value]


def rows(table):
    columns = []
    for field, column in zip(table.schema, table.columns):
        if pa.types.is_timestamp(field.type):
            assert field.type == pa.timestamp("ns", "UTC"), field
            column = column.cast(pa.int64())
        columns.append([plain(value) for value in column.to_pylist()])
    return [list(row) for row in zip(*columns)]


for path in sorted(Path(sys.argv[1]).glob("*.parquet")):
    table = pq.read_table(path)
    batches = pa.ipc.open_stream(path.with_suffix(".arrows")).read_all()
    batches.validate(full=True)
    parquet = rows(table)
    [(count,)] = duckdb.sql(f"select count(*) from '{path}'").fetchall()
    print(json.dumps({"type": path.stem, "names": table.column_names, "rows": parquet, "duckdb": count, "arrow": rows(batches) == parquet}))

"""Loads a CSV of wage rows into DuckDB with dlt, the way its documentation loads a file, and prints the seconds.

Set as its performance guide advises: columns declared instead of inferred, large buffers, files small enough for two
workers to share, and Parquet in place of INSERT statements.
"""

import csv
import os
import sys
import time

import dlt

path, folder = sys.argv[1], sys.argv[2]
os.environ.update(
    {
        "RUNTIME__LOG_LEVEL": "ERROR",
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        "DATA_WRITER__BUFFER_MAX_ITEMS": "100000",
        "EXTRACT__DATA_WRITER__FILE_MAX_ITEMS": "100000",
        "NORMALIZE__DATA_WRITER__FILE_MAX_ITEMS": "100000",
        "NORMALIZE__WORKERS": "2",
        "LOAD__WORKERS": "2",
    }
)

BATCH_ROWS = 10_000


def column_names():
    with open(path, newline="", encoding="utf-8") as file:
        return next(csv.reader(file))


@dlt.resource(
    name="wage",
    write_disposition="append",
    columns={name: {"data_type": "text", "nullable": True} for name in column_names()},
)
def wage():
    with open(path, newline="", encoding="utf-8") as file:
        batch = []
        for row in csv.DictReader(file):
            batch.append(row)
            if len(batch) == BATCH_ROWS:
                yield batch
                batch = []
        if batch:
            yield batch


# Workers are processes, which import this file again.
if __name__ == "__main__":
    pipeline = dlt.pipeline(
        pipeline_name="bench_wage",
        pipelines_dir=os.path.join(folder, "pipelines"),
        destination=dlt.destinations.duckdb(os.path.join(folder, "dlt.duckdb")),
        dataset_name="bench",
    )
    started = time.perf_counter()
    pipeline.run(wage(), loader_file_format="parquet")
    seconds = time.perf_counter() - started
    with pipeline.sql_client() as client:
        loaded = client.execute_sql("SELECT count(*) FROM wage")[0][0]
    print(loaded)
    print(seconds)

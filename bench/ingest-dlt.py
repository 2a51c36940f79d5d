"""Loads a CSV of wage rows into DuckDB with dlt, the way its documentation loads a file, and prints the seconds."""

import csv
import os
import sys
import time

import dlt

path, folder = sys.argv[1], sys.argv[2]
os.environ["RUNTIME__LOG_LEVEL"] = "ERROR"
os.environ["RUNTIME__DLTHUB_TELEMETRY"] = "false"


@dlt.resource(name="wage", write_disposition="append")
def wage():
    with open(path, newline="", encoding="utf-8") as file:
        batch = []
        for row in csv.DictReader(file):
            batch.append(row)
            if len(batch) == 10000:
                yield batch
                batch = []
        if batch:
            yield batch


pipeline = dlt.pipeline(
    pipeline_name="bench_wage",
    pipelines_dir=os.path.join(folder, "pipelines"),
    destination=dlt.destinations.duckdb(os.path.join(folder, "dlt.duckdb")),
    dataset_name="bench",
)
started = time.perf_counter()
pipeline.run(wage())
print(time.perf_counter() - started)

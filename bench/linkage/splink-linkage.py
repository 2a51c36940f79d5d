"""Links a file with Splink: CSV to clusters. Prints one JSON object with seconds by stage and peak memory.

Arguments: the CSV, the folder for edges.parquet and clusters.parquet, the threshold, threads.
"""

import json
import resource
import sys
import time

began = time.perf_counter()

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

path, out, threshold, threads = sys.argv[1], sys.argv[2], float(sys.argv[3]), int(sys.argv[4])
stages = {}


def stage(name):
    global began
    now = time.perf_counter()
    stages[name] = round(now - began, 3)
    began = now


stage("start")
connection = duckdb.connect()
connection.execute(f"SET threads = {threads}")
connection.execute(
    "CREATE TABLE records AS SELECT record_id, source, first_name, last_name, dob, gender, postcode, ssn "
    f"FROM read_csv('{path}', all_varchar = true, header = true)"
)
database = DuckDBAPI(connection)
records = database.register("records")
stage("load")

rules = [
    block_on("ssn"),
    block_on("first_name", "last_name", "dob"),
    block_on("last_name", "dob"),
    block_on("first_name", "dob"),
    block_on("first_name", "last_name", "postcode"),
    block_on("substr(first_name, 1, 3)", "substr(last_name, 1, 3)", "dob"),
    block_on("dob", "postcode"),
]
settings = SettingsCreator(
    link_type="dedupe_only",
    unique_id_column_name="record_id",
    blocking_rules_to_generate_predictions=rules,
    comparisons=[
        cl.JaroWinklerAtThresholds("first_name", [0.92, 0.88]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("last_name", [0.92, 0.88]).configure(term_frequency_adjustments=True),
        cl.LevenshteinAtThresholds("dob", [1, 2]),
        cl.ExactMatch("gender"),
        cl.LevenshteinAtThresholds("postcode", 1),
        cl.ExactMatch("ssn"),
    ],
    retain_intermediate_calculation_columns=False,
    retain_matching_columns=False,
)
linker = Linker(records, settings)
linker.training.estimate_probability_two_random_records_match(
    [block_on("ssn"), block_on("first_name", "last_name", "dob")], recall=0.7
)
stage("prior")
linker.training.estimate_u_using_random_sampling(max_pairs=1e7, seed=1)
stage("u")
for rule in (block_on("ssn"), block_on("last_name", "dob"), block_on("first_name", "last_name", "postcode")):
    linker.training.estimate_parameters_using_expectation_maximisation(rule)
stage("em")
edges = linker.inference.predict(threshold_match_probability=threshold)
stage("predict")
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(edges, threshold)
stage("cluster")
connection.execute(
    f"COPY (SELECT record_id_l, record_id_r, match_weight, match_probability FROM {edges.physical_name}) "
    f"TO '{out}/edges.parquet' (FORMAT parquet)"
)
connection.execute(
    f"COPY (SELECT record_id, cluster_id FROM {clusters.physical_name}) TO '{out}/clusters.parquet' (FORMAT parquet)"
)
stage("write")

model = linker.misc.save_model_to_json()
untrained = [
    f"{comparison['output_column_name']}: {level.get('label_for_charts')}"
    for comparison in model["comparisons"]
    for level in comparison["comparison_levels"]
    if not level.get("is_null_level") and not ("m_probability" in level and "u_probability" in level)
]
print(
    json.dumps(
        {
            "stages": stages,
            "peakMemoryMb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "versions": {"duckdb": duckdb.__version__, "splink": __import__("splink").__version__},
            "untrained": untrained,
        }
    )
)

"""Links one of the labelled files with Splink and saves the untrained settings that it used.

Arguments: a JSON object with `kind` (febrl or fake_1000), `inputs` (CSV files), `out` (folder for settings.json,
edges.parquet and clusters.parquet), `threshold` and `id`.
"""

import json
import sys

import duckdb
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

task = json.loads(sys.argv[1])
out, identity = task["out"], task["id"]


def name(column):
    return cl.JaroWinklerAtThresholds(column, [0.92, 0.88]).configure(term_frequency_adjustments=True)


if task["kind"] == "febrl":
    comparisons = [
        name("given_name"),
        name("surname"),
        cl.LevenshteinAtThresholds("date_of_birth", [1, 2]),
        cl.LevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.LevenshteinAtThresholds("postcode", 1),
        cl.JaroWinklerAtThresholds("suburb", [0.9]),
        cl.JaroWinklerAtThresholds("address_1", [0.9]),
    ]
    rules = [
        block_on("soc_sec_id"),
        block_on("given_name", "surname"),
        block_on("date_of_birth"),
        block_on("surname", "postcode"),
        block_on("given_name", "postcode"),
        block_on("suburb", "address_1"),
    ]
    certain = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    training = [block_on("date_of_birth"), block_on("postcode")]
else:
    comparisons = [
        name("first_name"),
        name("surname"),
        cl.LevenshteinAtThresholds("dob", [1, 2]),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("email", [0.9]),
    ]
    rules = [
        block_on("first_name", "surname"),
        block_on("surname", "dob"),
        block_on("first_name", "dob"),
        block_on("email"),
        block_on("dob", "city"),
    ]
    certain = [block_on("first_name", "dob"), block_on("email")]
    training = [block_on("first_name", "surname"), block_on("dob")]

connection = duckdb.connect()
database = DuckDBAPI(connection)
tables = []
for index, path in enumerate(task["inputs"]):
    table = f"records_{index}"
    connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_csv('{path}', all_varchar = true, header = true)")
    tables.append(database.register(table, dataset_display_name=f"source_{index}"))
settings = SettingsCreator(
    link_type="dedupe_only" if len(tables) == 1 else "link_only",
    unique_id_column_name=identity,
    blocking_rules_to_generate_predictions=rules,
    comparisons=comparisons,
)
with open(f"{out}/settings.json", "w") as file:
    json.dump(settings.create_settings_dict("duckdb"), file)
linker = Linker(tables if len(tables) > 1 else tables[0], settings)
linker.training.estimate_probability_two_random_records_match(certain, recall=0.8)
linker.training.estimate_u_using_random_sampling(max_pairs=3e7, seed=1, min_count_per_level=None)
for rule in training:
    linker.training.estimate_parameters_using_expectation_maximisation(rule)
edges = linker.inference.predict(threshold_match_probability=task["threshold"])
clusters = linker.clustering.cluster_pairwise_predictions_at_threshold(edges, task["threshold"])
several = len(tables) > 1
sources = "source_dataset_l AS source_l, source_dataset_r AS source_r" if several else "'source_0' AS source_l, 'source_0' AS source_r"
source = "source_dataset AS source" if several else "'source_0' AS source"
connection.execute(
    f"COPY (SELECT {identity}_l AS record_id_l, {identity}_r AS record_id_r, {sources} FROM {edges.physical_name}) "
    f"TO '{out}/edges.parquet' (FORMAT parquet)"
)
connection.execute(
    f"COPY (SELECT {identity} AS record_id, {source}, cluster_id FROM {clusters.physical_name}) "
    f"TO '{out}/clusters.parquet' (FORMAT parquet)"
)

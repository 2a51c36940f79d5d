"""Ten chained Dagster assets that do nothing, made by one executor; prints one JSON line of milliseconds.

The times are Dagster's own: from the start of the run to its success in its event log, without the start of Python and
the import of Dagster. DAGSTER_HOME has to name a folder, so that events are kept as in use.
"""

import json
import sys

from dagster import (
    DagsterEventType,
    DagsterInstance,
    Definitions,
    asset,
    define_asset_job,
    execute_job,
    in_process_executor,
    multiprocess_executor,
    reconstructable,
)

CHAINED = 10


def chained(place):
    @asset(name=f"link{place}", deps=[] if place == 0 else [f"link{place - 1}"])
    def link():
        return None

    return link


ASSETS = [chained(place) for place in range(CHAINED)]


def job_of(executor):
    return Definitions(
        assets=ASSETS, jobs=[define_asset_job("chain", selection="*", executor_def=executor)]
    ).get_job_def("chain")


def in_process_chain():
    return job_of(in_process_executor)


def default_chain():
    return job_of(multiprocess_executor)


def main():
    make = {"in-process": in_process_chain, "default": default_chain}[sys.argv[1]]
    instance = DagsterInstance.get()
    with execute_job(reconstructable(make), instance=instance) as result:
        if not result.success:
            raise SystemExit("The run failed")
        run_id = result.run_id
    times = {}
    for record in instance.get_records_for_run(run_id).records:
        event = record.event_log_entry.dagster_event
        if event is not None:
            times.setdefault(event.event_type, record.timestamp)
    run_ms = 1000 * (times[DagsterEventType.RUN_SUCCESS] - times[DagsterEventType.RUN_START])
    made = instance.get_records_for_run(run_id, of_type=DagsterEventType.ASSET_MATERIALIZATION).records
    print(json.dumps({"runMs": run_ms, "made": len(made)}))


if __name__ == "__main__":
    main()

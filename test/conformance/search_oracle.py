"""Answers searches as MLflow's own SQL store does: corpus in on stdin, answers out on stdout, both JSON."""

import json
import math
import sys
import tempfile
import types

from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException
from mlflow.store.tracking import sqlalchemy_store
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore


def number(value):
    return math.nan if value == "NaN" else float(value)


def create_run(store, experiment_id, run):
    real = sqlalchemy_store.uuid.uuid4
    sqlalchemy_store.uuid.uuid4 = lambda: types.SimpleNamespace(hex=run["runId"])
    try:
        store.create_run(experiment_id, run["userId"], run["startTime"], [], run["runName"])
    finally:
        sqlalchemy_store.uuid.uuid4 = real
    run_id = run["runId"]
    store.log_batch(
        run_id,
        [Metric(m["key"], number(m["value"]), m["timestamp"], m["step"]) for m in run["metrics"]],
        [Param(p["key"], p["value"]) for p in run["params"]],
        [RunTag(t["key"], t["value"]) for t in run["tags"]],
    )
    if run["dataset"] is not None:
        dataset = Dataset(run["dataset"]["name"], run["dataset"]["digest"], "local", "{}")
        context = InputTag("mlflow.data.context", run["dataset"]["context"])
        store.log_inputs(run_id, [DatasetInput(dataset, [context])])


def answer(search):
    try:
        return {"ids": search()}
    except MlflowException as error:
        return {"code": error.error_code, "message": error.message}


def main():
    corpus = json.load(sys.stdin)
    with tempfile.TemporaryDirectory() as folder:
        store = SqlAlchemyStore(f"sqlite:///{folder}/oracle.db", f"{folder}/artifacts")
        ids = {}
        for name, tags in corpus["experiments"].items():
            ids[name] = store.create_experiment(name)
            for key, value in tags.items():
                store.set_experiment_tag(ids[name], RunTag(key, value))
        for run in corpus["runs"]:
            create_run(store, ids[run["experiment"]], run)
        runs = [
            answer(
                lambda q=query: [
                    run.info.run_id
                    for run in store.search_runs(
                        list(ids.values()), q["filter"], ViewType.ALL, 1000, q["orderBy"]
                    )
                ]
            )
            for query in corpus["runQueries"]
        ]
        experiments = [
            answer(
                lambda q=query: [
                    experiment.name
                    for experiment in store.search_experiments(
                        ViewType.ALL, 1000, q["filter"], q["orderBy"]
                    )
                ]
            )
            for query in corpus["experimentQueries"]
        ]
    json.dump({"runs": runs, "experiments": experiments}, sys.stdout)


main()

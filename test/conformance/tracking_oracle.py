"""Does operations on MLflow's own SQL store and tells what came of each: JSON in on stdin, JSON out on stdout."""

import json
import math
import sys
import tempfile
import types

from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunStatus, RunTag
from mlflow.exceptions import MlflowException
from mlflow.store.tracking import sqlalchemy_store
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore


def shown(value):
    if math.isnan(value):
        return "NaN"
    return value


def run_of(store, run_id):
    run = store.get_run(run_id)
    metrics = store._conformance_latest(run_id)
    return {
        "name": run.info.run_name,
        "status": run.info.status,
        "stage": run.info.lifecycle_stage,
        "startTime": run.info.start_time,
        "endTime": run.info.end_time,
        "params": run.data.params,
        "tags": run.data.tags,
        "metrics": metrics,
        "inputs": sorted(
            [i.dataset.name, i.dataset.digest, i.dataset.source, {t.key: t.value for t in i.tags}]
            for i in run.inputs.dataset_inputs
        ),
    }


def latest(store, run_id):
    with store.ManagedSessionMaker() as session:
        run = store._get_run(run_uuid=run_id, session=session)
        found = [m.to_mlflow_entity() for m in run.latest_metrics]
    return sorted([m.key, shown(m.value), m.timestamp, m.step] for m in found)


def number(value):
    return {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}.get(value, value)


def do(store, op):
    kind = op["op"]
    if kind == "createExperiment":
        tags = [RunTag(k, v) for k, v in op["tags"].items()]
        return store.create_experiment(op["name"], tags=tags)
    if kind == "renameExperiment":
        return store.rename_experiment(op["experimentId"], op["name"])
    if kind == "setExperimentTag":
        return store.set_experiment_tag(op["experimentId"], RunTag(op["key"], op["value"]))
    if kind == "deleteExperimentTag":
        return store.delete_experiment_tag(op["experimentId"], op["key"])
    if kind == "setExperimentStage":
        change = store.delete_experiment if op["stage"] == "deleted" else store.restore_experiment
        return change(op["experimentId"])
    if kind == "getExperiment":
        found = store.get_experiment(op["experimentId"])
        return [found.name, found.lifecycle_stage, found.tags]
    if kind == "createRun":
        real = sqlalchemy_store.uuid.uuid4
        sqlalchemy_store.uuid.uuid4 = lambda: types.SimpleNamespace(hex=op["runId"])
        try:
            tags = [RunTag(k, v) for k, v in op["tags"].items()]
            store.create_run(op["experimentId"], "ann", op["startTime"], tags, op["runName"])
        finally:
            sqlalchemy_store.uuid.uuid4 = real
        return None
    if kind == "updateRun":
        status = RunStatus.from_string(op["status"])
        store.update_run_info(op["runId"], status, op["endTime"], op["runName"])
        return None
    if kind == "setRunStage":
        change = store.delete_run if op["stage"] == "deleted" else store.restore_run
        return change(op["runId"])
    if kind == "logBatch":
        return store.log_batch(
            op["runId"],
            [Metric(m["key"], number(m["value"]), m["timestamp"], m["step"]) for m in op["metrics"]],
            [Param(p["key"], p["value"]) for p in op["params"]],
            [RunTag(t["key"], t["value"]) for t in op["tags"]],
        )
    if kind == "deleteTag":
        return store.delete_tag(op["runId"], op["key"])
    if kind == "logInputs":
        inputs = [
            DatasetInput(
                Dataset(d["name"], d["digest"], "local", d["source"]),
                [InputTag(k, v) for k, v in d["tags"].items()],
            )
            for d in op["datasets"]
        ]
        return store.log_inputs(op["runId"], inputs)
    if kind == "getRun":
        return run_of(store, op["runId"])
    if kind == "history":
        history = store.get_metric_history(op["runId"], op["key"])
        return [[m.timestamp, m.step, shown(m.value)] for m in history]
    raise ValueError(kind)


def main():
    operations = json.load(sys.stdin)
    answers = []
    with tempfile.TemporaryDirectory() as folder:
        store = SqlAlchemyStore(f"sqlite:///{folder}/oracle.db", f"{folder}/artifacts")
        store._conformance_latest = lambda run_id: latest(store, run_id)
        for operation in operations:
            try:
                answers.append({"result": do(store, operation)})
            except MlflowException as error:
                answers.append({"code": error.error_code, "message": error.message})
    json.dump(answers, sys.stdout)


main()

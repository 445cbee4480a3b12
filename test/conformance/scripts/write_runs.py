"""Writes runs of every kind to the tracking URI argv[1], then prints what the client reads of them as JSON."""

import json
import sys

import mlflow
from mlflow.entities import ViewType
from mlflow.tracking import MlflowClient

mlflow.set_tracking_uri(sys.argv[1])

mlflow.set_experiment("alpha")
with mlflow.start_run(run_name="one"):
    mlflow.log_params({"lr": 0.1, "name/x": "ü\nline"})
    for step in range(50):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_metric("nanny", float("nan"))
    mlflow.log_metric("val/auc", 0.9, step=3)
    mlflow.set_tag("k", "v")
    mlflow.set_tag("mlflow.note.content", "# note")
    mlflow.log_text("hello", "a/b/t.txt")
    mlflow.log_dict({"x": 1}, "d.json")
    with mlflow.start_run(run_name="child", nested=True):
        mlflow.log_metric("m", 1)
mlflow.set_experiment("beta")
with mlflow.start_run(run_name="gone") as gone:
    mlflow.log_metric("m", 2)
mlflow.delete_run(gone.info.run_id)
try:
    with mlflow.start_run(run_name="bad"):
        raise ValueError("x")
except ValueError:
    pass
dead = mlflow.create_experiment("dead")
with mlflow.start_run(experiment_id=dead, run_name="in a dead experiment"):
    mlflow.log_param("q", "1")
mlflow.delete_experiment(dead)

client = MlflowClient()
told = []
for experiment in client.search_experiments(view_type=ViewType.ALL):
    for run in client.search_runs([experiment.experiment_id], run_view_type=ViewType.ALL):
        histories = {
            key: sorted([p.timestamp, p.step, repr(p.value)] for p in client.get_metric_history(run.info.run_id, key))
            for key in run.data.metrics
        }
        told.append(
            {
                "runId": run.info.run_id,
                "runName": run.info.run_name,
                "experiment": experiment.name,
                "status": run.info.status,
                "startTime": run.info.start_time,
                "endTime": run.info.end_time,
                "lifecycleStage": run.info.lifecycle_stage,
                "params": run.data.params,
                "tags": run.data.tags,
                "histories": histories,
                "artifacts": sorted(f.path for f in client.list_artifacts(run.info.run_id)),
            }
        )
print(json.dumps(sorted(told, key=lambda run: run["runId"])))

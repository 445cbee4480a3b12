"""The fluent API: several runs, nested runs, data inputs, asynchronous and parallel logging."""

import threading

import mlflow
import pandas as pd
from mlflow import MlflowClient
from transcript import finish, record, run_view

client = MlflowClient()
mlflow.set_experiment("fluent")

with mlflow.start_run(run_name="parent", description="about it", tags={"k": "v"}) as parent:
    mlflow.log_params({"a": 1, "b": "two"})
    with mlflow.start_run(nested=True, run_name="child") as child:
        mlflow.log_metric("m", 1)
        with mlflow.start_run(nested=True, run_name="grandchild") as grandchild:
            mlflow.log_metrics({"x": 1, "y": 2}, step=3)
    data = mlflow.data.from_pandas(pd.DataFrame({"a": [1, 2], "b": [0.5, 1.5]}), name="frame")
    mlflow.log_input(data, context="training", tags={"fold": "0"})
record("parent", run_view(client.get_run(parent.info.run_id)))
record("child's parent", client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == parent.info.run_id)
record("grandchild's parent", client.get_run(grandchild.info.run_id).data.tags["mlflow.parentRunId"] == child.info.run_id)

try:
    with mlflow.start_run(run_name="fails"):
        raise ValueError("on purpose")
except ValueError:
    pass
record("failed", client.search_runs([parent.info.experiment_id], "attributes.run_name = 'fails'")[0].info.status)

with mlflow.start_run(run_id=parent.info.run_id):
    mlflow.log_metric("later", 5)
record("resumed", client.get_run(parent.info.run_id).data.metrics["later"])

with mlflow.start_run(run_name="async") as run:
    operations = [mlflow.log_metric("loss", 1 / (i + 1), step=i, synchronous=False) for i in range(300)]
    operations.append(mlflow.log_params({f"p{i}": i for i in range(120)}, synchronous=False))
    mlflow.set_tags({"t": 1}, synchronous=False).wait()
    for operation in operations:
        operation.wait()
logged = client.get_run(run.info.run_id)
record("async", [len(client.get_metric_history(run.info.run_id, "loss")), len(logged.data.params), logged.data.tags["t"]])

with mlflow.start_run(run_name="threads") as run:

    def log(worker):
        for i in range(50):
            client.log_metric(run.info.run_id, f"w{worker}", i, step=i)

    threads = [threading.Thread(target=log, args=(n,)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
record("threads", [len(client.get_metric_history(run.info.run_id, f"w{n}")) for n in range(4)])

frame = mlflow.search_runs(experiment_names=["fluent"], order_by=["attributes.run_name"])
record("frame", list(frame["tags.mlflow.runName"]))
record("last active run", mlflow.last_active_run().info.run_id == run.info.run_id)
finish()

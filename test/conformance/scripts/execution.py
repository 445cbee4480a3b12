"""A script as users write it, which knows nothing of the run that was prepared for it."""

import mlflow
from transcript import finish, record

mlflow.set_experiment("chosen by the script")
with mlflow.start_run(run_name="first") as first:
    mlflow.log_param("epochs", 3)
    with mlflow.start_run(run_name="nested", nested=True):
        mlflow.log_metric("loss", 0.5)
with mlflow.start_run(run_name="second"):
    mlflow.log_metric("loss", 0.25)
record("first", mlflow.get_run(first.info.run_id).info.run_name == "first")
finish()

"""A data scientist's walk: autologged training, a registered model, an alias, and the model loaded by it."""

import warnings

import mlflow
import numpy as np
from mlflow import MlflowClient
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge
from sklearn.model_selection import GridSearchCV
from transcript import finish, record

warnings.filterwarnings("ignore")
client = MlflowClient()
features, target = load_diabetes(return_X_y=True)

mlflow.set_experiment("diabetes")
mlflow.sklearn.autolog(log_input_examples=False)
with mlflow.start_run(run_name="ridge") as run:
    Ridge(alpha=0.5, random_state=0).fit(features, target)
logged = client.get_run(run.info.run_id)
record("params", dict(sorted(logged.data.params.items())))
record("metrics", {key: round(value, 6) for key, value in sorted(logged.data.metrics.items())})
record("status", logged.info.status)
record("datasets", [(entry.dataset.name, entry.dataset.digest) for entry in logged.inputs.dataset_inputs])
mlflow.sklearn.autolog(disable=True)

mlflow.sklearn.autolog(max_tuning_runs=3)
with mlflow.start_run(run_name="search") as search_run:
    GridSearchCV(Ridge(), {"alpha": [0.1, 1.0, 10.0]}, cv=3).fit(features, target)
children = client.search_runs(
    [search_run.info.experiment_id], f"tags.mlflow.parentRunId = '{search_run.info.run_id}'"
)
record("tuning children", sorted(child.data.params["alpha"] for child in children))
mlflow.sklearn.autolog(disable=True)

model = Ridge(alpha=0.5, random_state=0).fit(features, target)
with mlflow.start_run() as run:
    info = mlflow.sklearn.log_model(
        model, "model", registered_model_name="diabetes-ridge", input_example=features[:2]
    )
version = client.get_model_version("diabetes-ridge", "1")
record("version", [version.run_id == run.info.run_id, version.status, version.current_stage])
client.set_registered_model_alias("diabetes-ridge", "champion", "1")
expected = model.predict(features[:5])
by_alias = mlflow.pyfunc.load_model("models:/diabetes-ridge@champion").predict(features[:5])
by_version = mlflow.sklearn.load_model("models:/diabetes-ridge/1").predict(features[:5])
by_run = mlflow.sklearn.load_model(info.model_uri).predict(features[:5])
record("loaded models agree", [bool(np.allclose(expected, found)) for found in (by_alias, by_version, by_run)])

second = mlflow.register_model(info.model_uri, "diabetes-ridge")
record("registered again", str(second.version))
record("loaded again", bool(np.allclose(expected, mlflow.sklearn.load_model("models:/diabetes-ridge/2").predict(features[:5]))))
copied = client.copy_model_version("models:/diabetes-ridge/1", "copied")
record("copied", bool(np.allclose(expected, mlflow.sklearn.load_model(f"models:/copied/{copied.version}").predict(features[:5]))))
found = mlflow.search_runs(experiment_names=["diabetes"], filter_string="params.alpha = '0.5'", order_by=["start_time"])
record("search_runs", list(found["tags.mlflow.runName"])[:1])
finish()

"""MLflow 3's logged models: created, finalised, measured, searched, registered, loaded and deleted."""

import json
import tempfile
from pathlib import Path

import mlflow
from mlflow import MlflowClient
from mlflow.entities import LoggedModelOutput, LoggedModelParameter, Metric
from mlflow.exceptions import MlflowException
from transcript import finish, record

client = MlflowClient()
experiment = client.create_experiment("logged")
run_id = client.create_run(experiment).info.run_id

model = client.create_logged_model(experiment, name="net", source_run_id=run_id, model_type="classifier")
other = client.create_logged_model(experiment, name="other", source_run_id=run_id)
record("created", [model.name, str(model.status), model.model_type])
record("ready", str(client.finalize_logged_model(model.model_id, "READY").status))
client.log_model_params(model.model_id, {"depth": "3"})
client.set_logged_model_tags(model.model_id, {"team": "vision", "gone": "x"})
client.delete_logged_model_tag(model.model_id, "gone")
client.log_batch(
    run_id,
    metrics=[Metric("acc", 0.9, 1, 0, model_id=model.model_id, dataset_name="data", dataset_digest="d1")],
)
found = client.get_logged_model(model.model_id)
record("params", found.params)
record("tags", found.tags)
record("metrics", [(m.key, m.value, m.dataset_name, m.dataset_digest) for m in found.metrics])


def search(text=None, **query):
    return [m.name for m in client.search_logged_models([experiment], text, **query)]


record("by metric", search("metrics.acc > 0.5"))
record("by param", search("params.depth = '3'"))
record("by attribute", search("name = 'net' AND status = 'READY'"))
record("by order", search(order_by=[{"field_name": "name", "ascending": False}]))
client.log_outputs(run_id, [LoggedModelOutput(model.model_id, step=2)])
outputs = client.get_run(run_id).outputs.model_outputs
record("of the run", [outputs[0].model_id == model.model_id, outputs[0].step])

with tempfile.TemporaryDirectory() as folder:
    Path(folder, "weights.txt").write_text("weights")
    client.log_model_artifacts(model.model_id, folder)
client.create_registered_model("registered")
client.create_model_version("registered", model.model_uri, run_id, model_id=model.model_id)
record("version tag", json.loads(client.get_logged_model(model.model_id).tags["mlflow.modelVersions"]))
record("loaded", Path(mlflow.artifacts.download_artifacts("models:/registered/1"), "weights.txt").read_text())
client.delete_logged_model(model.model_id)
record("deleted", search())
try:
    client.get_logged_model(model.model_id)
except MlflowException as error:
    record("not there", error.error_code)
finish()

"""MLflow's REST API with what Python brings, so that tests of the editor need no package."""

import json
import os
import time
import urllib.request

base = os.environ["MLFLOW_TRACKING_URI"]


def send(method, path, body, content_type="application/json"):
    request = urllib.request.Request(base + path, body, {"Content-Type": content_type}, method=method)
    with urllib.request.urlopen(request) as response:
        return response.read()


def post(path, **fields):
    return json.loads(send("POST", "/api/2.0/mlflow/" + path, json.dumps(fields).encode()))


def start_run(**fields):
    return post("runs/create", experiment_id="0", start_time=now(), **fields)["run"]["info"]


def log_metric(run, key, value, step):
    post("runs/log-metric", run_id=run["run_id"], key=key, value=value, timestamp=now(), step=step)


def log_text(run, path, text):
    folder = "/".join(run["artifact_uri"].split("/")[1:]).strip("/")
    send(
        "PUT",
        "/api/2.0/mlflow-artifacts/artifacts/" + folder + "/" + path,
        text.encode(),
        "application/octet-stream",
    )


def now():
    return int(time.time() * 1000)

"""What the scripts of this folder share: a transcript of what a client saw, printed as one JSON document."""

import json
import sys

from mlflow.exceptions import MlflowException

_steps = []


def record(name, value):
    _steps.append([name, value])


def refused(name, call):
    """Records the error that `call` meets; it is a finding where there is none."""
    try:
        call()
    except MlflowException as error:
        record(name, {"error_code": error.error_code, "message": str(error)})
    else:
        record(name, "NOT REFUSED")


def finish():
    """The last line of the output: the client prints lines of its own before it."""
    print()
    json.dump(_steps, sys.stdout, default=str)


def run_view(run):
    data = run.data
    return {
        "info": {
            key: getattr(run.info, key)
            for key in ("run_id", "run_name", "experiment_id", "status", "lifecycle_stage", "artifact_uri", "user_id")
        },
        "started": run.info.start_time is not None,
        "ended": run.info.end_time is not None,
        "params": dict(sorted(data.params.items())),
        "metrics": {key: repr(value) for key, value in sorted(data.metrics.items())},
        "tags": {k: v for k, v in sorted(data.tags.items()) if not k.startswith("mlflow.source")},
        "inputs": [
            {
                "dataset": {
                    key: getattr(entry.dataset, key)
                    for key in ("name", "digest", "source_type", "source", "schema", "profile")
                },
                "tags": sorted((tag.key, tag.value) for tag in entry.tags),
            }
            for entry in (run.inputs.dataset_inputs if run.inputs else [])
        ],
    }


def experiment_view(experiment):
    return {
        "id": experiment.experiment_id,
        "name": experiment.name,
        "artifact_location": experiment.artifact_location,
        "lifecycle_stage": experiment.lifecycle_stage,
        # The server's own bookkeeping is no part of what a client stored.
        "tags": {k: v for k, v in sorted(experiment.tags.items()) if k != "mlflow.experimentKind"},
        "timed": experiment.creation_time is not None and experiment.last_update_time is not None,
    }


def version_view(version):
    return {
        "name": version.name,
        "version": str(version.version),
        "stage": version.current_stage,
        "description": version.description or "",
        "source": version.source,
        "run_id": version.run_id or "",
        "run_link": version.run_link or "",
        "status": version.status,
        "tags": dict(sorted(version.tags.items())),
        "aliases": sorted(version.aliases),
    }


def model_view(model):
    return {
        "name": model.name,
        "description": model.description or "",
        "tags": dict(sorted(model.tags.items())),
        "aliases": {alias: str(version) for alias, version in sorted(model.aliases.items())},
        "latest": sorted((v.current_stage, str(v.version)) for v in model.latest_versions or []),
    }

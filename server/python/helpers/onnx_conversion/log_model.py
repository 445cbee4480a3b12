"""Logs the ONNX model with its report to the run that this process is tracked as."""

from __future__ import annotations

from typing import Any

import mlflow
import onnx
import onnxruntime

_LARGEST_PROTOBUF = 2**31 - 1
ARTIFACT = "model"


def log(model: Any, report: dict[str, Any], origin: str) -> dict[str, str]:
    """The model only where the answers agree; the report always."""
    mlflow.autolog(disable=True)
    with mlflow.start_run() as run:
        mlflow.log_params(
            {
                "conversion.from": origin,
                "conversion.converter": report["converter"],
                "conversion.precision": report["precision"],
                "conversion.rtol": report["rtol"],
                "conversion.atol": report["atol"],
                "conversion.data": report["data"],
            }
        )
        mlflow.log_metrics(_metrics(report))
        mlflow.log_dict(report, "conversion.json")
        if report["agrees"]:
            name = "name" if int(mlflow.__version__.split(".")[0]) >= 3 else "artifact_path"
            mlflow.onnx.log_model(
                model,
                **{name: ARTIFACT},
                pip_requirements=[f"onnx=={onnx.__version__}", f"onnxruntime=={onnxruntime.__version__}"],
                save_as_external_data=model.ByteSize() > _LARGEST_PROTOBUF,
            )
        else:
            mlflow.end_run("FAILED")
    return {"runId": run.info.run_id, "path": ARTIFACT}


def _metrics(report: dict[str, Any]) -> dict[str, float]:
    gaps = [output["maxAbsoluteDifference"] for output in report["outputs"]]
    return {
        "conversion.rows": report["rows"],
        "conversion.differing_rows": max(output["differing"] for output in report["outputs"]),
        "conversion.max_abs_difference": max([gap for gap in gaps if gap is not None], default=0.0),
    }

"""XGBoost's and LightGBM's own models, by onnxmltools."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import onnxmltools
from onnxmltools.convert.common.data_types import FloatTensorType

from onnx_conversion.converted import Converted
from onnx_conversion.evaluation_data import EvaluationData
from onnx_conversion.events import Problem

_INPUT = "X"


def convert(model: Any, data: EvaluationData, precision: str) -> Converted:
    if precision != "float32":
        raise Problem("unsupported", "Boosted trees are converted in float32 only, which is what XGBoost computes in.")
    values = np.asarray(data.inputs, dtype="float32")
    types = [(_INPUT, FloatTensorType([None, values.shape[1]]))]
    library = type(model).__module__.split(".")[0]
    if library == "xgboost":
        onnx = onnxmltools.convert_xgboost(_without_names(model), initial_types=types)
        answers = _xgboost_answers(model, data.inputs)
    else:
        onnx = onnxmltools.convert_lightgbm(model, initial_types=types, zipmap=False)
        answers = _lightgbm_answers(model, data.inputs)
    names = [output.name for output in onnx.graph.output]
    if len(names) == 2 and len(answers) == 1:
        names = names[1:]
    version = onnxmltools.__version__
    return Converted(onnx, {_INPUT: values}, dict(zip(names, answers)), f"onnxmltools {version}")


def _without_names(model: Any) -> Any:
    """onnxmltools takes names such as f0 only, which stand for places."""
    nameless = copy.deepcopy(model)
    booster = nameless.get_booster() if hasattr(nameless, "get_booster") else nameless
    booster.feature_names = None
    booster.feature_types = None
    return nameless


def _xgboost_answers(model: Any, inputs: Any) -> list[np.ndarray]:
    import xgboost

    if isinstance(model, xgboost.XGBModel):
        return _estimator_answers(model, inputs)
    predicted = model.predict(xgboost.DMatrix(inputs))
    return [_with_complement(predicted, binary=_objective(model) == "binary:logistic")]


def _objective(booster: Any) -> str:
    import json

    return json.loads(booster.save_config())["learner"]["objective"]["name"]


def _lightgbm_answers(model: Any, inputs: Any) -> list[np.ndarray]:
    if hasattr(model, "get_params"):
        return _estimator_answers(model, inputs)
    binary = str(model.params.get("objective", "")).startswith("binary")
    return [_with_complement(model.predict(inputs), binary)]


def _estimator_answers(model: Any, inputs: Any) -> list[np.ndarray]:
    predicted = np.asarray(model.predict(inputs))
    if not hasattr(model, "predict_proba"):
        return [predicted.astype("float64")]
    return [predicted, np.asarray(model.predict_proba(inputs), dtype="float64")]


def _with_complement(predicted: Any, binary: bool) -> np.ndarray:
    """A booster answers the positive class's probability; ONNX answers both."""
    values = np.asarray(predicted, dtype="float64")
    return np.column_stack([1 - values, values]) if binary and values.ndim == 1 else values

"""By MLflow's name of a flavor: how a model is loaded, and what converts it."""

from __future__ import annotations

import importlib
from typing import Any

from onnx_conversion.converted import Converted
from onnx_conversion.evaluation_data import EvaluationData

_CONVERTERS = {
    "sklearn": "from_sklearn",
    "xgboost": "from_boosters",
    "lightgbm": "from_boosters",
    "catboost": "from_catboost",
    "pytorch": "from_pytorch",
}


def load(flavor: str, folder: str) -> Any:
    """The library's own object. Executes the code that its files hold."""
    return importlib.import_module(f"mlflow.{flavor}").load_model(folder)


def convert(flavor: str, model: Any, data: EvaluationData, precision: str) -> Converted:
    """@raise Problem: what this model is cannot be said in ONNX."""
    return importlib.import_module(f"onnx_conversion.{_CONVERTERS[flavor]}").convert(model, data, precision)

"""Scikit-learn estimators and pipelines, preprocessing included, by skl2onnx."""

from __future__ import annotations

import importlib
import re
from typing import Any

import numpy as np
import pandas as pd
import skl2onnx
from skl2onnx.common.data_types import (
    DoubleTensorType,
    FloatTensorType,
    Int64TensorType,
    StringTensorType,
)
from sklearn.base import is_classifier, is_outlier_detector
from sklearn.compose import ColumnTransformer
from sklearn.svm import LinearSVC

from onnx_conversion.converted import Converted
from onnx_conversion.evaluation_data import EvaluationData
from onnx_conversion.events import Problem
from onnx_conversion.parts import parts_of

_INPUT = "X"
# Every converter knows this version of ai.onnx.ml; some know no later one.
_OPSETS = {"": skl2onnx.get_latest_tested_opset_version(), "ai.onnx.ml": 3}
_REAL = {"float32": FloatTensorType, "float64": DoubleTensorType}


def convert(model: Any, data: EvaluationData, precision: str) -> Converted:
    register_boosters(model)
    by_column = isinstance(data.inputs, pd.DataFrame) and _needs_columns(model, data.inputs)
    table = data.inputs if by_column or hasattr(model, "feature_names_in_") else np.asarray(data.inputs)
    if not by_column:
        types, feeds = _one_tensor(table, precision)
        return _converted(model, table, types, feeds)
    try:
        types, feeds = _columns(table, precision, keeps_integers=True)
        return _converted(model, table, types, feeds)
    except (RuntimeError, TypeError, ValueError):
        # Some converters take one numeric type only.
        types, feeds = _columns(table, precision, keeps_integers=False)
        return _converted(model, table, types, feeds)


def _converted(model: Any, table: Any, types: list, feeds: dict[str, np.ndarray]) -> Converted:
    options = _options(model)
    try:
        onnx = skl2onnx.convert_sklearn(model, initial_types=types, options=options, target_opset=_OPSETS)
    except skl2onnx.common.exceptions.MissingShapeCalculator as error:
        raise Problem("unsupported", f"skl2onnx has no converter for a part of this model: {error}") from error
    names = [output.name for output in onnx.graph.output]
    originals = dict(zip(names, _answers(model, table)))
    return Converted(onnx, _renamed(feeds, onnx), originals, f"skl2onnx {skl2onnx.__version__}")


def _options(model: Any) -> dict | None:
    if not is_classifier(model):
        return None
    if hasattr(model, "predict_proba"):
        return {"zipmap": False}
    # skl2onnx 1.20 asks for an option that a linear SVM at the end of a pipeline does not have, unless it is given another.
    last = model.steps[-1][1] if hasattr(model, "steps") else model
    return {id(last): {"raw_scores": True}} if isinstance(last, LinearSVC) else None


def _renamed(feeds: dict[str, np.ndarray], onnx: Any) -> dict[str, np.ndarray]:
    """skl2onnx writes other signs in the names of inputs as "_"."""
    known = {re.sub(r"\W", "_", name): values for name, values in feeds.items()} | feeds
    return {taken.name: known[taken.name] for taken in onnx.graph.input}


def _answers(model: Any, table: Any) -> list[np.ndarray]:
    """In the order of skl2onnx's outputs: what is predicted, then scores."""
    if not hasattr(model, "predict"):
        return [_reals(model.transform(table))]
    predicted = np.asarray(model.predict(table))
    if is_classifier(model):
        labels = predicted.astype("int64") if predicted.dtype.kind == "f" else predicted
        return [labels, _reals(model.predict_proba(table))] if hasattr(model, "predict_proba") else [labels]
    if is_outlier_detector(model):
        return [predicted, _reals(model.decision_function(table))]
    if predicted.dtype.kind in "iu" and hasattr(model, "transform"):
        return [predicted, _reals(model.transform(table))]
    return [_reals(predicted)]


def _reals(values: Any) -> np.ndarray:
    dense = values.toarray() if hasattr(values, "toarray") else values
    return np.asarray(dense, dtype="float64")


def _needs_columns(model: Any, table: pd.DataFrame) -> bool:
    """Where columns are named, or are of several types; otherwise one tensor holds them all, which is faster to ask."""
    named = hasattr(model, "feature_names_in_") and any(isinstance(part, ColumnTransformer) for part in parts_of(model))
    return named or not all(map(pd.api.types.is_numeric_dtype, table.dtypes))


def _one_tensor(table: Any, precision: str) -> tuple[list, dict[str, np.ndarray]]:
    if isinstance(table, np.ndarray) and table.dtype.kind in "OUS":
        texts = table.astype(str).astype(object)
        return [(_INPUT, StringTensorType([None, *table.shape[1:]]))], {_INPUT: texts}
    with np.errstate(over="ignore"):
        values = np.asarray(table).astype(precision)
    return [(_INPUT, _REAL[precision]([None, *values.shape[1:]]))], {_INPUT: values}


def _columns(table: pd.DataFrame, precision: str, keeps_integers: bool) -> tuple[list, dict[str, np.ndarray]]:
    types, feeds = [], {}
    for name in table.columns:
        column = table[name]
        kind = column.dtype
        if pd.api.types.is_integer_dtype(kind) and keeps_integers:
            made, values = Int64TensorType, column.to_numpy("int64")
        elif pd.api.types.is_numeric_dtype(kind):
            with np.errstate(over="ignore"):
                made, values = _REAL[precision], column.to_numpy(precision)
        else:
            made, values = StringTensorType, column.astype(object).fillna("").astype(str).to_numpy(object)
        types.append((str(name), made([None, 1])))
        feeds[str(name)] = values.reshape(-1, 1)
    return types, feeds


def register_boosters(model: Any) -> None:
    """Estimators of XGBoost and LightGBM among the parts are converted by onnxmltools."""
    modules = {type(part).__module__.split(".")[0] for part in parts_of(model)}
    if modules & {"xgboost", "lightgbm"}:
        importlib.import_module("onnx_conversion.booster_parts").register(modules)

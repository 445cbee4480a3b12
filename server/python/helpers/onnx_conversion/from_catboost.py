"""CatBoost's models, by CatBoost itself."""

from __future__ import annotations

import os
import tempfile
from typing import Any

import catboost
import numpy as np
import onnx

from onnx_conversion.converted import Converted
from onnx_conversion.evaluation_data import EvaluationData
from onnx_conversion.events import Problem


def convert(model: Any, data: EvaluationData, precision: str) -> Converted:
    if precision != "float32":
        raise Problem("unsupported", "CatBoost writes ONNX models in float32 only.")
    if model.get_cat_feature_indices():
        raise Problem("unsupported", "CatBoost cannot write models with categorical features as ONNX.")
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.onnx")
        model.save_model(path, format="onnx")
        converted = onnx.load(path)
    _without_zipmap(converted)
    values = np.asarray(data.inputs, dtype="float32")
    names = [output.name for output in converted.graph.output]
    answers = [np.asarray(model.predict(data.inputs))]
    if isinstance(model, catboost.CatBoostClassifier):
        answers = [answers[0].reshape(-1), np.asarray(model.predict_proba(data.inputs), dtype="float64")]
    feeds = {converted.graph.input[0].name: values}
    return Converted(converted, feeds, dict(zip(names, answers)), f"catboost {catboost.__version__}")


def _without_zipmap(model: onnx.ModelProto) -> None:
    """Probabilities as a tensor instead of a list of maps, which servers cannot send."""
    graph = model.graph
    for node in [node for node in graph.node if node.op_type == "ZipMap"]:
        (source,), (output,) = node.input, node.output
        graph.node.remove(node)
        for other in graph.node:
            for at, name in enumerate(other.output):
                if name == source:
                    other.output[at] = output
        shown = next(one for one in graph.output if one.name == output)
        shown.CopyFrom(onnx.helper.make_tensor_value_info(output, onnx.TensorProto.FLOAT, [None, None]))

"""PyTorch modules that take one tensor and give one, by torch.onnx."""

from __future__ import annotations

import inspect
import os
import tempfile
from typing import Any

import numpy as np
import onnx
import torch

from onnx_conversion.converted import Converted
from onnx_conversion.evaluation_data import EvaluationData
from onnx_conversion.events import Problem

_INPUT, _OUTPUT = "x", "y"


def convert(model: Any, data: EvaluationData, precision: str) -> Converted:
    if not isinstance(model, torch.nn.Module):
        raise Problem("unsupported", f"Expected a torch.nn.Module, found a {type(model).__name__}.")
    given = np.asarray(data.inputs)
    takes_integers = isinstance(data.inputs, np.ndarray) and given.dtype.kind in "iu"
    own = next((parameter.dtype for parameter in model.parameters()), torch.float32)
    rows = torch.from_numpy(np.ascontiguousarray(given))
    rows = rows if takes_integers else rows.to(own)
    with torch.no_grad():
        answer = torch.cat([_tensor(model.eval()(part)) for part in rows.split(512)])
    model = model.to(dtype=getattr(torch, precision))
    rows = rows if takes_integers else rows.to(getattr(torch, precision))
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "model.onnx")
        torch.onnx.export(
            model,
            (rows[:2],),
            path,
            input_names=[_INPUT],
            output_names=[_OUTPUT],
            dynamic_axes={_INPUT: {0: "N"}, _OUTPUT: {0: "N"}},
            **_exporter(),
        )
        converted = onnx.load(path)
    originals = {_OUTPUT: answer.numpy()}
    return Converted(converted, {_INPUT: rows.numpy()}, originals, f"torch.onnx {torch.__version__}")


def _exporter() -> dict[str, bool]:
    """The exporter that needs no further package, where there are two."""
    return {"dynamo": False} if "dynamo" in inspect.signature(torch.onnx.export).parameters else {}


def _tensor(answer: Any) -> torch.Tensor:
    if isinstance(answer, torch.Tensor):
        return answer
    raise Problem("unsupported", f"Expected a module that answers one tensor; this one answers {type(answer).__name__}.")

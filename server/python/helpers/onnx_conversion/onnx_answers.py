"""Asks an ONNX model."""

from __future__ import annotations

import numpy as np
import onnxruntime

from onnx_conversion.converted import Converted
from onnx_conversion.events import Problem

_ROWS_AT_ONCE = 512


def onnx_answers(converted: Converted) -> dict[str, np.ndarray]:
    """By output. Outputs that nothing of the original answers to are taken out of the model: what is kept was compared."""
    graph = converted.onnx.graph
    for output in [one for one in graph.output if one.name not in converted.originals]:
        graph.output.remove(output)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(
        converted.onnx.SerializeToString(), options, providers=["CPUExecutionProvider"]
    )
    taken = [one.name for one in session.get_inputs()]
    given = [one.name for one in session.get_outputs()]
    rows = len(next(iter(converted.feeds.values())))
    parts: list[list[np.ndarray]] = []
    for start in range(0, rows, _ROWS_AT_ONCE):
        feeds = {name: converted.feeds[name][start : start + _ROWS_AT_ONCE] for name in taken}
        parts.append(session.run(given, feeds))
    answers = {name: np.concatenate(values) for name, values in zip(given, zip(*parts))}
    return {name: _like(original, answers, name) for name, original in converted.originals.items()}


def _like(original: np.ndarray, answers: dict[str, np.ndarray], name: str) -> np.ndarray:
    answer = answers[name]
    if answer.size != original.size:
        raise Problem(
            "failed",
            f"The output {name} of the ONNX model has the shape {answer.shape}, and the original's answer {original.shape}.",
        )
    return answer.reshape(original.shape)

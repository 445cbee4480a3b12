"""Compares the answers of a model and of its conversion: labels must be equal, numbers equal within a tolerance."""

from __future__ import annotations

from typing import Any

import numpy as np

# Relative and absolute. float32 has 7 decimal digits, of which sums over features and trees take two or three.
DEFAULT_TOLERANCE = {"float32": (1e-4, 1e-5), "float64": (1e-9, 1e-12)}
_WORST_ROWS = 5
_SHOWN_VALUES = 8


def compare(
    originals: dict[str, np.ndarray],
    answers: dict[str, np.ndarray],
    precision: str,
    rtol: float | None,
    atol: float | None,
    row_numbers: np.ndarray,
) -> dict[str, Any]:
    """By the name of each output. A number agrees where |onnx - original| <= atol + rtol * |original|, and NaN with NaN only."""
    default_rtol, default_atol = DEFAULT_TOLERANCE[precision]
    rtol = default_rtol if rtol is None else rtol
    atol = default_atol if atol is None else atol
    outputs, worst = [], []
    for name, original in originals.items():
        found = _output(name, np.asarray(original), np.asarray(answers[name]), rtol, atol)
        excess = found.pop("excess")
        outputs.append(found)
        for row in np.argsort(-excess, kind="stable")[:_WORST_ROWS]:
            if excess[row] > 1:
                worst.append((excess[row], int(row), name))
    worst.sort(key=lambda one: -one[0])
    return {
        "agrees": all(output["differing"] == 0 for output in outputs),
        "rows": len(row_numbers),
        "rtol": rtol,
        "atol": atol,
        "outputs": outputs,
        "worst": [
            {
                "row": int(row_numbers[row]),
                "output": name,
                "original": _shown(originals[name][row]),
                "onnx": _shown(answers[name][row]),
            }
            for _, row, name in worst[:_WORST_ROWS]
        ],
    }


def _output(name: str, original: np.ndarray, answer: np.ndarray, rtol: float, atol: float) -> dict[str, Any]:
    rows = len(original)
    if original.dtype.kind not in "f":
        differs = _as_labels(original).reshape(rows, -1) != _as_labels(answer).reshape(rows, -1)
        excess = np.where(differs.any(axis=1), np.inf, 0.0)
        return {
            "name": name,
            "compares": "labels",
            "maxAbsoluteDifference": None,
            "maxRelativeDifference": None,
            "differing": int((excess > 1).sum()),
            "excess": excess,
        }
    left = original.reshape(rows, -1).astype("float64")
    right = answer.reshape(rows, -1).astype("float64")
    with np.errstate(all="ignore"):
        gap = np.abs(right - left)
        same = (left == right) | (np.isnan(left) & np.isnan(right))
        gap = np.where(same, 0.0, np.where(np.isfinite(gap), gap, np.inf))
        allowed = atol + rtol * np.abs(left)
        excess = np.where(gap == 0, 0.0, np.where(np.isfinite(allowed), gap / allowed, np.inf))
        relative = np.where(gap == 0, 0.0, gap / np.abs(left))
    return {
        "name": name,
        "compares": "numbers",
        "maxAbsoluteDifference": _finite(gap.max(initial=0.0)),
        "maxRelativeDifference": _finite(relative.max(initial=0.0)),
        "differing": int((excess > 1).any(axis=1).sum()),
        "excess": excess.max(axis=1, initial=0.0),
    }


def _as_labels(values: np.ndarray) -> np.ndarray:
    """ONNX has no labels but integers and texts."""
    if values.dtype.kind in "iub":
        return values.astype("int64")
    return values.astype(str)


def _finite(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None


def _shown(values: Any) -> str:
    flat = np.asarray(values).reshape(-1)
    words = [str(value) if flat.dtype.kind in "OUS" else f"{value:.9g}" for value in flat[:_SHOWN_VALUES]]
    more = ["…"] if len(flat) > _SHOWN_VALUES else []
    return words[0] if len(flat) == 1 else f"[{', '.join(words + more)}]"

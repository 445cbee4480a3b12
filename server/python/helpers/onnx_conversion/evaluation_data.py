"""The rows that a model and its conversion are compared on."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from mlflow.models import Model

from onnx_conversion.events import Problem

MOST_ROWS = 10_000


@dataclass
class EvaluationData:
    """`inputs` as the model takes them: a table with the columns that it was fitted with, or an array."""

    inputs: pd.DataFrame | np.ndarray
    row_numbers: np.ndarray
    rows_of_data: int
    name: str

    @property
    def row_count(self) -> int:
        return len(self.inputs)


def evaluation_data(folder: str, path: str | None, model: Any) -> EvaluationData:
    """At most MOST_ROWS rows, evenly spread. Row numbers count from 0 in the file."""
    described = Model.load(folder)
    values = _read(path) if path else _example(described, folder)
    numbers = np.unique(np.linspace(0, max(0, len(values) - 1), min(len(values), MOST_ROWS)).astype("int64"))
    if len(numbers) == 0:
        raise Problem("data", f"{path or 'The logged input example'} has no rows.")
    chosen = values.iloc[numbers] if isinstance(values, pd.DataFrame) else values[numbers]
    name = os.path.relpath(path) if path else "input example"
    return EvaluationData(_inputs(chosen, described, model, name), numbers, len(values), name)


def _read(path: str) -> pd.DataFrame | np.ndarray:
    ending = os.path.splitext(path)[1].lower()
    if ending == ".csv":
        return pd.read_csv(path)
    if ending == ".tsv":
        return pd.read_csv(path, sep="\t")
    if ending in (".parquet", ".pq"):
        return pd.read_parquet(path)
    if ending == ".npy":
        return np.load(path, allow_pickle=False)
    raise Problem("data", f"{path} is no CSV, TSV, parquet or npy file.")


def _example(described: Model, folder: str) -> pd.DataFrame | np.ndarray:
    example = described.load_input_example(folder) if described.saved_input_example_info else None
    if isinstance(example, (pd.DataFrame, np.ndarray)):
        return example
    raise Problem(
        "data",
        "There is nothing to compare the answers on: no evaluation data is named, and the model was logged without an input "
        "example that is a table or an array.",
    )


def _inputs(values: Any, described: Model, model: Any, name: str) -> pd.DataFrame | np.ndarray:
    if isinstance(values, np.ndarray):
        return values
    fitted = getattr(model, "feature_names_in_", None)
    signature = described.get_input_schema()
    declared = signature.input_names() if signature and signature.has_input_names() else []
    names = list(fitted) if fitted is not None else declared
    count = getattr(model, "n_features_in_", None)
    if names:
        missing = [column for column in names if column not in values.columns]
        if missing:
            raise Problem("data", f"{name} has no column {', '.join(map(repr, missing))}, which the model takes.")
        values = values[names]
    elif count is not None and len(values.columns) != count:
        raise Problem(
            "data",
            f"{name} has {len(values.columns)} columns and the model takes {count}. It was fitted without names of columns "
            "and logged without a signature, so give a file of exactly those columns.",
        )
    return values

"""Opt-in autologging for scripts that do not use mlflow themselves."""

from __future__ import annotations

import os
import re
import sys
from importlib.util import find_spec

TYPE_CHECKING = False
if TYPE_CHECKING:
    from importlib.machinery import ModuleSpec
    from typing import Any

#: Top-level modules that `mlflow.autolog()` knows how to patch for training.
FRAMEWORKS = frozenset(
    {"sklearn", "xgboost", "lightgbm", "tensorflow", "keras", "lightning", "pytorch_lightning"}
    | {"statsmodels", "fastai", "paddle", "pyspark"}
)

_USES_MLFLOW = re.compile(rb"^\s*(?:import|from)\s+mlflow\b", re.MULTILINE)


class Autolog:
    """A finder that finds nothing itself: it waits for the first framework to be imported."""

    def __init__(self) -> None:
        rank = os.environ.get("RANK") or os.environ.get("LOCAL_RANK") or "0"
        # The other processes of a distributed training log the same values once more.
        self._waiting = rank == "0"

    def script(self, path: Any) -> None:
        """Told of the main script before it runs: one that names mlflow is left alone."""
        with open(os.fsdecode(path), "rb") as source:
            if _USES_MLFLOW.search(source.read()):
                self._waiting = False

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        if name == "mlflow":
            self._waiting = False
        if not self._waiting or name not in FRAMEWORKS:
            return None
        self._waiting = False
        spec = find_spec(name)
        if spec is None or spec.loader is None:
            self._waiting = True
            return None
        load = spec.loader.exec_module

        def load_and_autolog(module: Any) -> None:
            load(module)
            _autolog()

        spec.loader.exec_module = load_and_autolog  # type: ignore[method-assign]
        return spec


def _autolog() -> None:
    try:
        if "mlflow" in sys.modules or find_spec("mlflow") is None:
            return
        # Workers that this process starts (joblib, multiprocessing) would each make runs of their own.
        os.environ["SLIPWAY_AUTOLOG"] = "0"
        import mlflow

        mlflow.autolog()
    except Exception as error:
        print(f"Slipway: autologging could not start: {error}", file=sys.stderr)

"""*Track This Kernel*: makes a live IPython kernel report to an execution from now on."""

from __future__ import annotations

import os
import sys
import time

from . import start

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


class CellRecord:
    """Appends every cell that runs to `artifacts/kernel/cells.py` of the execution.

    The file is a script in the percent format, in the order in which cells ran, so that the exploration can
    be read and run again; cells that failed stand in it as comments.
    """

    def __init__(self, execution_dir: str) -> None:
        folder = os.path.join(execution_dir, "artifacts", "kernel")
        os.makedirs(folder, mode=0o700, exist_ok=True)
        self._file = os.path.join(folder, "cells.py")
        self._started_at = 0.0

    def before(self, _info: Any) -> None:
        self._started_at = time.monotonic()

    def after(self, result: Any) -> None:
        source = result.info.raw_cell
        # The first call is for the cell that attached us.
        if result.info.silent or not source.strip() or not self._started_at:
            return
        error = result.error_before_exec or result.error_in_exec
        outcome = f"{time.monotonic() - self._started_at:.1f} s"
        if error is not None:
            outcome += f", {type(error).__name__}"
            source = "\n".join(f"# {line}" for line in source.splitlines())
        with open(self._file, "a", encoding="utf-8") as file:
            file.write(f"# %% [{result.execution_count}] {outcome}\n{source.rstrip()}\n\n")


_attached: CellRecord | None = None


def attach(variables: Mapping[str, str]) -> None:
    """Takes over the variables of a prepared execution; in place of an earlier one, where there is one.

    Called in the kernel itself. An mlflow that is loaded already ends its run and tracks to the execution.
    """
    global _attached
    start({**os.environ, **variables})
    os.environ.update(variables)
    mlflow = sys.modules.get("mlflow")
    if mlflow is not None:
        mlflow.end_run()
        mlflow.set_tracking_uri(variables["MLFLOW_TRACKING_URI"])
        mlflow.set_registry_uri(variables["MLFLOW_TRACKING_URI"])

    from IPython import get_ipython

    events = get_ipython().events
    if _attached is not None:
        events.unregister("pre_run_cell", _attached.before)
        events.unregister("post_run_cell", _attached.after)
    _attached = CellRecord(variables["SLIPWAY_EXECUTION_DIR"])
    events.register("pre_run_cell", _attached.before)
    events.register("post_run_cell", _attached.after)

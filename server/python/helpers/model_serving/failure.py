"""Why a model did not load, on its way from MLServer's process, which only logs it, to whoever waits for the model."""

from __future__ import annotations

import json
import os
from typing import Any

_FILE = "failure.json"


def write_failure(folder: str, error: BaseException) -> None:
    module = error.name if isinstance(error, ModuleNotFoundError) else None
    with open(os.path.join(folder, _FILE), "w", encoding="utf-8") as file:
        json.dump({"message": in_words(error), "module": module}, file)


def read_failure(folder: str) -> dict[str, Any] | None:
    """None where nothing was written: the process was ended, or it ended without an error of Python's."""
    try:
        with open(os.path.join(folder, _FILE), encoding="utf-8") as file:
            return json.load(file)
    except (OSError, ValueError):
        return None


def in_words(error: BaseException) -> str:
    return f"{type(error).__name__}: {error}"

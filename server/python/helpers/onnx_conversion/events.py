"""What the runner is told while a model is converted."""

from __future__ import annotations

import json
from typing import Any


class Problem(Exception):
    """A reason why there is no ONNX model. `kind`: missing (modules), data, unsupported or failed."""

    def __init__(self, kind: str, message: str, modules: list[str] | None = None) -> None:
        super().__init__(message)
        self.kind = kind
        self.modules = modules or []


class Events:
    """Lines of JSON in a file, each whole when it is there."""

    def __init__(self, path: str) -> None:
        self._path = path

    def step(self, words: str) -> None:
        print(f"Slipway: {words}", flush=True)
        self.write(step=words)

    def write(self, **event: Any) -> None:
        with open(self._path, "a", encoding="utf-8") as file:
            file.write(json.dumps(event, allow_nan=False) + "\n")

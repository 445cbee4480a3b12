"""What a person should be told about their program, from CPython's audit events."""

from __future__ import annotations

import os
import sys

from .journal import Journal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class Notes:
    def __init__(self, journal: Journal, tracking_uri: str | None) -> None:
        self._journal = journal
        self._tracking_uri = tracking_uri

    def handlers(self) -> dict[str, Callable[[tuple[Any, ...]], object]]:
        return {"builtins.input": self._asked_for_input, "os.putenv": self._set_variable}

    def _asked_for_input(self, args: tuple[Any, ...]) -> None:
        if _stdin_is_empty():
            prompt = "" if args[0] is None else str(args[0])
            self._journal.append({"kind": "input", "prompt": prompt[:200]})

    def _set_variable(self, args: tuple[Any, ...]) -> None:
        """`mlflow.set_tracking_uri` writes the variable too, so that child processes inherit it."""
        name, value = os.fsdecode(args[0]), os.fsdecode(args[1])
        if name == "MLFLOW_TRACKING_URI" and value != self._tracking_uri:
            self._tracking_uri = value
            self._journal.append({"kind": "tracking-uri", "uri": value})


def _stdin_is_empty() -> bool:
    """Whether reading meets the end at once: the program was started without a terminal or a pipe."""
    if sys.stdin is None or sys.stdin.closed:
        return True
    try:
        return os.path.samestat(os.fstat(sys.stdin.fileno()), os.stat(os.devnull))
    except (OSError, ValueError):
        return False

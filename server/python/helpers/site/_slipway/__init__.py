"""What Slipway's sitecustomize starts: one audit hook, and opt-in autologging."""

from __future__ import annotations

import sys

TYPE_CHECKING = False  # `typing` takes longer to import than everything else here
if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

#: What listens to which audit event. A hook cannot be taken out again, but this can be exchanged.
_handlers: dict[str, Callable[[tuple[Any, ...]], object]] = {}
_is_listening = False


def start(environ: Mapping[str, str]) -> None:
    """Records into `SLIPWAY_EXECUTION_DIR` from now on; a live kernel may be given another one later."""
    from .file_access import FileAccess
    from .journal import Journal
    from .notes import Notes

    folder = environ["SLIPWAY_EXECUTION_DIR"]
    handlers = Notes(Journal(folder, "notes"), environ.get("MLFLOW_TRACKING_URI")).handlers()
    workspace = environ.get("SLIPWAY_WORKSPACE")
    if workspace:
        handlers.update(FileAccess(Journal(folder, "io"), workspace, skipped=folder).handlers())
    if environ.get("SLIPWAY_AUTOLOG") == "1":
        from .autolog import Autolog

        autolog = Autolog()
        sys.meta_path.insert(0, autolog)
        run_file = handlers.get("cpython.run_file", lambda args: None)
        handlers["cpython.run_file"] = lambda args: (run_file(args), autolog.script(args[0]))
    _handlers.clear()
    _handlers.update(handlers)
    _listen()


def _listen() -> None:
    """Adds the audit hook. It is called for everything that CPython audits, so it only looks up a name."""
    global _is_listening
    if _is_listening:
        return
    _is_listening = True
    handler_of = _handlers.get

    def hook(event: str, args: tuple[Any, ...]) -> None:
        handler = handler_of(event)
        if handler is not None:
            try:
                handler(args)
            except Exception:
                # An exception from an audit hook would stop what the program was doing.
                pass

    sys.addaudithook(hook)

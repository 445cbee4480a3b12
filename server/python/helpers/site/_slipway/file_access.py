"""Which files of the workspace a process reads and writes, from CPython's audit events.

Seen is what goes through Python's own `open`, `os.open`, `os.rename` and `sqlite3.connect`. A library
that opens files in C (HDF5, OpenCV) is not; what it wrote shows in the workspace afterwards, what it
read stays unknown.
"""

from __future__ import annotations

import os
import sys

from .journal import Journal

TYPE_CHECKING = False  # `typing` takes longer to import than everything else here
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

READ = "read"
WRITE = "write"

#: Folders whose files belong to a tool and not to the user's program.
SKIPPED_FOLDERS = frozenset(
    {".slipway", ".git", "__pycache__", "site-packages", "dist-packages", "node_modules"}
    | {".venv", "venv", ".pixi", ".tox", ".nox", ".ipynb_checkpoints", ".pytest_cache"}
)

#: A folder with more distinct files than this is recorded as a whole (`data/train/`).
FILES_PER_FOLDER = 256

_WRITING_FLAGS = os.O_WRONLY | os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_TRUNC


class FileAccess:
    def __init__(self, journal: Journal, workspace: str, skipped: str) -> None:
        self._journal = journal
        roots = {os.path.abspath(workspace), os.path.realpath(workspace)}
        self._roots = tuple(os.path.join(root, "") for root in roots)
        folders = {os.path.abspath(skipped), sys.prefix, sys.base_prefix, sys.exec_prefix}
        self._skipped = tuple(
            os.path.join(folder, "") for folder in folders if not self._contains(folder)
        )
        self._seen: dict[str, set[str]] = {READ: set(), WRITE: set()}
        self._counts: dict[tuple[str, str], int] = {}

    def handlers(self) -> dict[str, Callable[[tuple[Any, ...]], object]]:
        return {
            "open": self._opened,
            "os.rename": lambda args: self._record(args[1], WRITE),
            "sqlite3.connect": lambda args: self._record(args[0], WRITE),
            "cpython.run_file": lambda args: self._record(args[0], READ),
        }

    def _contains(self, folder: str) -> bool:
        """Whether the workspace lies inside `folder`: then `folder` cannot be skipped."""
        return any(root.startswith(os.path.join(folder, "")) for root in self._roots)

    def _opened(self, args: tuple[Any, ...]) -> None:
        path, mode, flags = args
        if mode is None:
            writes = isinstance(flags, int) and bool(flags & _WRITING_FLAGS)
        else:
            writes = "r" not in mode or "+" in mode
        self._record(path, WRITE if writes else READ)

    def _record(self, path: Any, operation: str) -> None:
        seen = self._seen[operation]
        if type(path) is not str:
            if isinstance(path, int):
                return
            path = os.fsdecode(path)
        if path in seen:
            return
        absolute = os.path.abspath(path)
        root = next((root for root in self._roots if absolute.startswith(root)), None)
        if root is None or absolute.startswith(self._skipped):
            return
        relative = absolute[len(root) :]
        folder, name = os.path.split(relative)
        parts = folder.split(os.sep)
        if name.endswith(".pyc") and parts[-1] == "__pycache__":
            # The import system reads the cache instead of the source that the program depends on.
            relative = os.path.join(*parts[:-1], name.split(".")[0] + ".py")
            folder = os.path.dirname(relative)
            operation, seen, parts = READ, self._seen[READ], parts[:-1]
            absolute = os.path.join(root, relative)
        if not SKIPPED_FOLDERS.isdisjoint(parts) or absolute in seen or self._is_full(folder, operation):
            return
        # What is only tried (a configuration file that is not there, a folder) was not read.
        if operation is READ and not os.path.isfile(absolute):
            return
        seen.add(absolute)
        self._journal.append({"path": self._counted(folder, relative, operation), "op": operation})

    def _is_full(self, folder: str, operation: str) -> bool:
        return self._counts.get((folder, operation), 0) > FILES_PER_FOLDER

    def _counted(self, folder: str, relative: str, operation: str) -> str:
        """The path to record: the folder itself from the file on that is one too many."""
        count = self._counts[folder, operation] = self._counts.get((folder, operation), 0) + 1
        path = os.path.join(folder, "") if count > FILES_PER_FOLDER else relative
        return path.replace(os.sep, "/")

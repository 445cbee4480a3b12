"""A file of JSON lines, one file a process."""

from __future__ import annotations

import os

try:  # the `json` package would take half of the start-up time of everything here
    from _json import encode_basestring_ascii as _quoted
except ImportError:
    from json.encoder import py_encode_basestring_ascii as _quoted


class Journal:
    """Appends records to `<folder>/<name>-<pid>.jsonl`.

    Each record is on disk when `append` returns, and the file is opened for each: a descriptor that
    is kept would be closed by a program that becomes a daemon and be some other file from then on.
    A forked child finds its own file by its own pid.
    """

    def __init__(self, folder: str, name: str) -> None:
        self._stem = os.path.join(folder, name)

    def append(self, record: dict[str, str]) -> None:
        members = ", ".join(f"{_quoted(key)}: {_quoted(value)}" for key, value in record.items())
        line = f"{{{members}}}\n".encode("ascii")
        flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
        descriptor = os.open(f"{self._stem}-{os.getpid()}.jsonl", flags, 0o600)
        try:
            os.write(descriptor, line)
        finally:
            os.close(descriptor)

"""Messages of the kernel become outputs of a cell, and text for who reads along."""

from __future__ import annotations

import sys
from typing import Any

Message = dict[str, Any]
Output = dict[str, Any]


class Outputs:
    """The outputs of all cells: a display that is updated may stand in an earlier cell."""

    def __init__(self) -> None:
        self._cell: list[Output] = []
        self._displays: dict[str, list[Output]] = {}
        self._clear_before_next = False

    def begin(self, cell: dict[str, Any]) -> None:
        self._cell = cell["outputs"] = []
        self._clear_before_next = False

    def receive(self, message: Message) -> None:
        """Takes any iopub message; those that show nothing are ignored."""
        kind, content = message["header"]["msg_type"], message["content"]
        if kind == "clear_output":
            self._clear_before_next = content.get("wait", False)
            if not self._clear_before_next:
                self._cell.clear()
        elif kind == "update_display_data":
            self._update(content)
        elif kind in ("stream", "display_data", "execute_result", "error"):
            if self._clear_before_next:
                self._cell.clear()
                self._clear_before_next = False
            self._append(kind, content)

    def _append(self, kind: str, content: Message) -> None:
        if kind == "stream":
            self._append_stream(content["name"], content["text"])
            return
        output: Output = {"output_type": kind}
        if kind == "error":
            output.update({key: content[key] for key in ("ename", "evalue", "traceback")})
            _write(sys.stderr, "\n".join(content["traceback"]) + "\n")
        else:
            output.update(data=content["data"], metadata=content["metadata"])
            if kind == "execute_result":
                output["execution_count"] = content["execution_count"]
            self._remember(content, output)
            _write(sys.stdout, _plain(content) + "\n")
        self._cell.append(output)

    def _append_stream(self, name: str, text: str) -> None:
        _write(sys.stderr if name == "stderr" else sys.stdout, text)
        last = self._cell[-1] if self._cell else None
        if last is not None and last["output_type"] == "stream" and last["name"] == name:
            last["text"] = rewritten(last["text"] + text)
        else:
            self._cell.append({"output_type": "stream", "name": name, "text": rewritten(text)})

    def _update(self, content: Message) -> None:
        for output in self._displays.get(_display_id(content), []):
            output.update(data=content["data"], metadata=content["metadata"])
        text = _plain(content)
        # What fits a line rewrites it, as a progress bar does.
        _write(sys.stdout, text + "\n" if "\n" in text else "\r" + text)

    def _remember(self, content: Message, output: Output) -> None:
        display_id = _display_id(content)
        if display_id:
            self._displays.setdefault(display_id, []).append(output)


def rewritten(text: str) -> str:
    """`text` as a terminal shows it: what follows a carriage return overwrites its line."""
    if "\r" not in text:
        return text
    lines = text.replace("\r\n", "\n").split("\n")
    return "\n".join(map(_overwritten, lines))


def _overwritten(line: str) -> str:
    shown = ""
    # A return at the end waits for what comes next: it overwrites nothing yet.
    ending = "\r" if line.endswith("\r") else ""
    for part in line.rstrip("\r").split("\r"):
        shown = part + shown[len(part) :]
    return shown + ending


def _display_id(content: Message) -> str | None:
    return content.get("transient", {}).get("display_id")


def _plain(content: Message) -> str:
    text = content["data"].get("text/plain", "")
    return text if isinstance(text, str) else "".join(text)


def _write(stream: Any, text: str) -> None:
    stream.write(text)
    stream.flush()

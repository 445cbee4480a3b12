"""Runs the cells of a notebook in order, one checkpoint after each."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Callable
from datetime import datetime, timezone
from queue import Empty
from typing import Any

from .document import Cell, Notebook, is_code, source_of, tags_of
from .kernel import Kernel, KernelDied
from .outputs import Outputs

#: How often a silent kernel is looked at, and a signal is.
POLL_S = 0.5
#: From an interrupt to giving up on the cell that it should end.
INTERRUPT_S = 10
#: The whole process group gets the signal; a kernel that did not is told by us after this.
OWN_INTERRUPT_AFTER_S = 1


class CellFailed(Exception):
    """A cell raised; `args[0]` says which and what."""


class CellAskedForInput(CellFailed):
    """A cell read from a user who is not there."""


class Exited(Exception):
    """The notebook ended itself: `args[0]` is the exit code."""


class Stopped(Exception):
    """We were told to stop: `args[0]` is the signal."""


class Execution:
    def __init__(self, notebook: Notebook, kernel: Kernel, checkpoint: Callable[[], None]) -> None:
        self._notebook = notebook
        self._kernel = kernel
        self._checkpoint = checkpoint
        self._outputs = Outputs()
        self._signal: int | None = None
        metadata = notebook.get("metadata", {})
        self._allow_errors = bool(
            metadata.get("allow_errors") or metadata.get("execution", {}).get("allow_errors")
        )

    def stop_on(self, *signals: int) -> None:
        """Notes these signals; the cell that runs is then ended in good order."""
        for number in signals:
            signal.signal(number, self._note_signal)

    def run(self) -> None:
        cells = [cell for cell in self._notebook["cells"] if is_code(cell) and source_of(cell).strip()]
        cells = [cell for cell in cells if "skip-execution" not in tags_of(cell)]
        for number, cell in enumerate(cells, 1):
            first_line = source_of(cell).strip().split("\n")[0]
            print(f"\n[{number}/{len(cells)}] {first_line[:100]}", flush=True)
            try:
                self._run_cell(cell, f"Cell {number} of {len(cells)}")
            finally:
                self._checkpoint()

    def _run_cell(self, cell: Cell, label: str) -> None:
        self._outputs.begin(cell)
        started = datetime.now(timezone.utc)
        request = self._kernel.client.execute(source_of(cell), allow_stdin=False, stop_on_error=False)
        try:
            reply = self._follow(request)
        except KernelDied as died:
            raise CellFailed(f"{label} did not end. {died}") from None
        cell["execution_count"] = reply.get("execution_count")
        cell.setdefault("metadata", {})["execution"] = {
            "iopub.execute_input": started.isoformat(),
            "shell.execute_reply": datetime.now(timezone.utc).isoformat(),
        }
        if any(payload.get("source") == "ask_exit" for payload in reply.get("payload", [])):
            raise Exited(0)
        if reply.get("status") == "error":
            self._judge(reply, label, tolerated=self._allow_errors or "raises-exception" in tags_of(cell))

    def _judge(self, reply: dict[str, Any], label: str, tolerated: bool) -> None:
        name, value = reply["ename"], reply["evalue"]
        if name == "SystemExit":
            raise Exited(exit_code(value))
        if name == "StdinNotImplementedError":
            raise CellAskedForInput(f"{label} asked for input, and nobody is there to give it.")
        if not tolerated:
            raise CellFailed(f"{label} failed: {name}: {value}")

    def _follow(self, request: str) -> dict[str, Any]:
        """Passes outputs on until the kernel is idle again and has replied; returns the reply's content."""
        reply: dict[str, Any] | None = None
        idle = False
        while not (idle and reply is not None):
            self._heed_signal()
            try:
                message = self._kernel.client.get_iopub_msg(timeout=0 if idle else POLL_S)
                if message["parent_header"].get("msg_id") == request:
                    idle = idle or _is_idle(message)
                    self._outputs.receive(message)
                continue
            except Empty:
                pass
            try:
                message = self._kernel.client.get_shell_msg(timeout=POLL_S if idle else 0)
                if message["parent_header"].get("msg_id") == request:
                    reply = message["content"]
            except Empty:
                # `exit` in a cell ends the kernel, but only after its reply.
                self._kernel.check_alive()
        if self._signal is not None:
            raise Stopped(self._signal)
        return reply

    def _note_signal(self, number: int, _frame: Any) -> None:
        if self._signal is None:
            self._signal = number
            self._signalled_at = time.monotonic()
            self._interrupted = False

    def _heed_signal(self) -> None:
        if self._signal is None:
            return
        waited_s = time.monotonic() - self._signalled_at
        if self._signal != signal.SIGINT or waited_s > INTERRUPT_S:
            raise Stopped(self._signal)
        if waited_s > OWN_INTERRUPT_AFTER_S and not self._interrupted:
            self._interrupted = True
            self._kernel.interrupt()


def exit_code(value: str) -> int:
    """What Python itself would exit with after `sys.exit(value)`."""
    if value in ("", "0", "None"):
        return 0
    if value.lstrip("-").isdigit():
        return int(value)
    print(value, file=sys.stderr)
    return 1


def _is_idle(message: dict[str, Any]) -> bool:
    return message["header"]["msg_type"] == "status" and message["content"]["execution_state"] == "idle"

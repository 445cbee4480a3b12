"""One kernel process and the client that talks to it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from queue import Empty
from typing import Any, TextIO

from jupyter_client import BlockingKernelClient
from jupyter_client.connect import write_connection_file
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager, NoSuchKernel

from .document import Notebook, NotebookError

#: A kernel that imports much at start, on a slow disk, takes this long.
READY_TIMEOUT_S = 120
STOP_TIMEOUT_S = 5
#: How much of a dead kernel's stderr is shown.
LAST_WORDS_BYTES = 4000


class KernelDied(Exception):
    """The kernel ended by itself; says how, for a person."""


class Kernel:
    """Starts in this process's own group, so that who stops the group stops the kernel and its children.

    (`jupyter_client.KernelManager` would give it a session of its own.)
    """

    def __init__(self, spec: KernelSpec, env: dict[str, str]) -> None:
        self.spec = spec
        self._folder = tempfile.mkdtemp(prefix="slipway-kernel-")
        connection = os.path.join(self._folder, "connection.json")
        if os.name == "posix" and self.spec.language == "python":
            # Sockets in a folder of ours: ports of the loopback are open to every user of the machine.
            write_connection_file(connection, transport="ipc", ip=os.path.join(self._folder, "s"))
        else:
            write_connection_file(connection, ip="127.0.0.1")
        self._stderr = open(os.path.join(self._folder, "stderr"), "w+", errors="replace")
        self._process = _launch(self.spec, connection, env, self._stderr)
        self.client = BlockingKernelClient()
        self.client.load_connection_file(connection)
        self.client.start_channels()

    def wait_until_ready(self) -> None:
        """Returns when the kernel answers and its outputs reach us."""
        answered = heard = False
        deadline = time.monotonic() + READY_TIMEOUT_S
        while not (answered and heard):
            self.check_alive()
            if time.monotonic() > deadline:
                raise KernelDied(f"The kernel did not answer within {READY_TIMEOUT_S} s.")
            self.client.kernel_info()
            answered = self._received(self.client.get_shell_msg, 1) or answered
            heard = self._received(self.client.get_iopub_msg, 0.2) or heard
        while self._received(self.client.get_shell_msg, 0) or self._received(self.client.get_iopub_msg, 0.1):
            pass

    def check_alive(self) -> None:
        code = self._process.poll()
        if code is None:
            return
        if code == -9:
            raise KernelDied("The kernel was killed (SIGKILL): often the machine ran out of memory.")
        self._stderr.seek(max(0, os.fstat(self._stderr.fileno()).st_size - LAST_WORDS_BYTES))
        last_words = self._stderr.read().strip()
        print(last_words, file=sys.stderr)
        raise KernelDied(f"The kernel ended by itself with exit code {code}.")

    def interrupt(self) -> None:
        if os.name == "nt":
            from jupyter_client.win_interrupt import send_interrupt

            send_interrupt(self._process.win32_interrupt_event)
        elif self.spec.interrupt_mode == "message":
            self.client.control_channel.send(self.client.session.msg("interrupt_request"))
        else:
            self._process.send_signal(signal.SIGINT)

    def stop(self) -> None:
        """Ends the kernel as Jupyter does, which lets it run its exit handlers."""
        if self._process.poll() is None:
            self.client.shutdown()
        self._end_with(lambda: None, self._process.terminate, self._process.kill)

    def terminate(self) -> None:
        """Ends a kernel that is busy, and so would not hear of a shutdown."""
        self._end_with(self._process.terminate, self._process.kill)

    def _end_with(self, *steps: Callable[[], None]) -> None:
        for step in steps:
            step()
            try:
                self._process.wait(STOP_TIMEOUT_S)
                break
            except subprocess.TimeoutExpired:
                continue
        self.client.stop_channels()
        self._stderr.close()
        shutil.rmtree(self._folder, ignore_errors=True)

    @staticmethod
    def _received(get: Any, timeout_s: float) -> bool:
        try:
            get(timeout=timeout_s)
            return True
        except Empty:
            return False


def chosen_kernel(name: str | None, notebook: Notebook) -> KernelSpec:
    """The kernel asked for by name, else the one that the notebook names, else this interpreter.

    A Python notebook that names a kernel which this machine lacks runs in this interpreter: names of
    environments do not travel with notebooks.
    """
    named = notebook.get("metadata", {}).get("kernelspec", {})
    wanted = name or named.get("name")
    manager = KernelSpecManager()
    try:
        if wanted:
            return manager.get_kernel_spec(wanted)
    except NoSuchKernel:
        if name or named.get("language", "python").lower() != "python":
            found = ", ".join(sorted(manager.find_kernel_specs())) or "none"
            raise NotebookError(f"There is no kernel named {wanted}. Found: {found}.") from None
    argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
    return KernelSpec(argv=argv, display_name="Python", language="python")


def _launch(spec: KernelSpec, connection: str, env: dict[str, str], stderr: TextIO) -> Any:
    values = {"connection_file": connection, "resource_dir": spec.resource_dir, "prefix": sys.prefix}
    argv = list(spec.argv)
    for key, value in values.items():
        argv = [part.replace("{%s}" % key, value) for part in argv]
    if argv[0] in ("python", f"python{sys.version_info[0]}", "python%d.%d" % sys.version_info[:2]):
        # As jupyter_client does: a kernelspec's bare "python" is the one that it was installed with.
        argv[0] = sys.executable
    env = {**env, **spec.env}
    # What a kernel prints comes as messages; it echoes child processes' output besides.
    streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": stderr}
    if os.name == "nt":
        from jupyter_client.launcher import launch_kernel

        return launch_kernel(argv, env=env, **streams)
    # A kernel whose parent was killed ends by itself.
    env["JPY_PARENT_PID"] = str(os.getpid())
    return subprocess.Popen(argv, env=env, **streams)

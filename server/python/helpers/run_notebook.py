"""Executes a notebook as a process: outputs on stdout and stderr, an exit code, a checkpoint after each cell.

    python run_notebook.py --notebook train.ipynb --output DIR/train.ipynb --parameters '{"alpha": 0.5}'

Exit codes: 0 done; 1 a cell failed, or the notebook cannot be run; what a cell gave to `sys.exit`.
A signal ends the process as it would end any other, after the kernel was stopped and the notebook saved.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import signal
import sys

from notebook_run import document

_USES_MLFLOW = re.compile(r"^\s*(?:import|from)\s+mlflow\b", re.MULTILINE)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notebook", required=True)
    parser.add_argument("--output", required=True, help="the executed notebook, written after each cell")
    parser.add_argument("--parameters", default="{}", help="a JSON object")
    parser.add_argument("--kernel", help="name of a kernelspec; otherwise the notebook's own")
    parser.add_argument("--add-package", default="pip install", help="how a package is added here")
    options = parser.parse_args()
    try:
        return run(options)
    except (document.NotebookError, OSError) as error:
        return complain(str(error))


def run(options: argparse.Namespace) -> int:
    notebook = document.load(options.notebook)
    warn_of_order(notebook)
    parameters = json.loads(options.parameters)
    if parameters:
        warn_of_parameters(document.inject_parameters(notebook, parameters))
    for cell in filter(document.is_code, notebook["cells"]):
        cell["outputs"], cell["execution_count"] = [], None
    document.save(notebook, options.output)

    try:
        import ipykernel  # noqa: F401
        from notebook_run.execution import CellAskedForInput, CellFailed, Execution, Exited, Stopped
        from notebook_run.kernel import Kernel, KernelDied, chosen_kernel
    except ImportError as missing:
        return complain(
            f"Notebooks need ipykernel, which is missing here ({missing}). "
            f"Add it with: {options.add_package} ipykernel"
        )

    kernel = Kernel(chosen_kernel(options.kernel, notebook), kernel_environment(notebook))
    execution = Execution(notebook, kernel, lambda: document.save(notebook, options.output))
    execution.stop_on(signal.SIGINT, signal.SIGTERM)
    try:
        if parameters and kernel.spec.language != "python":
            language = kernel.spec.language
            return complain(f"Parameters can be given to Python notebooks only, not to {language}.")
        kernel.wait_until_ready()
        execution.run()
    except CellAskedForInput as asked:
        note("input", prompt="")
        return complain(str(asked))
    except (CellFailed, KernelDied) as failure:
        return complain(str(failure))
    except Exited as exited:
        return exited.args[0]
    except Stopped as stopped:
        kernel.terminate()
        die_of(stopped.args[0])
    finally:
        kernel.stop()
    return 0


def kernel_environment(notebook: document.Notebook) -> dict[str, str]:
    """A notebook that uses mlflow itself is not autologged."""
    sources = "\n".join(map(document.source_of, filter(document.is_code, notebook["cells"])))
    return {**os.environ, **({"SLIPWAY_AUTOLOG": "0"} if _USES_MLFLOW.search(sources) else {})}


def warn_of_order(notebook: document.Notebook) -> None:
    counts = document.out_of_order(notebook)
    if counts:
        note("notebook-order", above=str(counts[0]), below=str(counts[1]))
        warn(
            f"the notebook had been run out of order (In [{counts[0]}] stands above In [{counts[1]}]). "
            "It now runs from top to bottom, so results may differ from the saved ones."
        )


def warn_of_parameters(unknown: list[str]) -> None:
    if unknown:
        note("notebook-parameters", names=", ".join(unknown))
        warn(f"no cell tagged `parameters` has a default for: {', '.join(unknown)}.")


def note(kind: str, **fields: str) -> None:
    """Tells the runner, as `_slipway.notes` does for scripts."""
    folder = os.environ.get("SLIPWAY_EXECUTION_DIR")
    if folder:
        with open(os.path.join(folder, f"notes-{os.getpid()}.jsonl"), "a", encoding="utf-8") as file:
            file.write(json.dumps({"kind": kind, **fields}) + "\n")


def warn(message: str) -> None:
    print(f"Slipway: {message}", file=sys.stderr, flush=True)


def complain(message: str) -> int:
    warn(message)
    return 1


def die_of(number: int) -> None:
    """Ends as the signal would have ended us, so that who waits for us sees it."""
    signal.signal(number, signal.SIG_DFL)
    os.kill(os.getpid(), number)


if __name__ == "__main__":
    sys.exit(main())

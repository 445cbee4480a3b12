"""Says, as JSON, what a notebook's source shows: its parameters, and the files that it reads and writes.

    python inspect_notebook.py --notebook train.ipynb

Nothing of the notebook is run. Paths are as the notebook's own folder sees them.
"""

from __future__ import annotations

import argparse
import json
import os
import sys

from notebook_facts.cells import code_cells
from notebook_facts.imports import local_modules
from notebook_facts.parameters import find_parameters
from notebook_facts.walk import Walk
from notebook_run import document


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--notebook", required=True)
    options = parser.parse_args()
    try:
        notebook = document.load(options.notebook)
    except (document.NotebookError, OSError) as error:
        print(str(error), file=sys.stderr)
        return 1
    cells = code_cells(notebook)
    parameters = find_parameters(notebook)
    walk = Walk([value["name"] for value in parameters["values"]] if parameters else [])
    for cell in cells:
        is_parameters = parameters is not None and cell.index == parameters["cell"]
        walk.cell(cell, defines_parameters=is_parameters)
    walk.finish()
    metadata = notebook.get("metadata", {})
    facts = {
        "language": language_of(metadata),
        "kernel": metadata.get("kernelspec", {}).get("name"),
        "codeCells": sum(1 for cell in cells if cell.source.strip()),
        "parameters": parameters,
        "files": walk.files,
        "modules": local_modules(cells, os.path.dirname(os.path.abspath(options.notebook))),
        "unresolved": walk.unresolved,
        "shell": [cell.number for cell in cells if cell.calls_shell],
        "unread": [cell.number for cell in cells if cell.tree is None],
    }
    print(json.dumps(facts))
    return 0


def language_of(metadata: dict) -> str:
    named = metadata.get("language_info", {}).get("name") or metadata.get("kernelspec", {}).get("language")
    return str(named or "python").lower()


if __name__ == "__main__":
    sys.exit(main())

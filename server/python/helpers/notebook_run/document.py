"""The .ipynb file (nbformat 4): read, checked, parametrised, written. Plain JSON, no package needed."""

from __future__ import annotations

import ast
import json
import os
import uuid
from typing import Any

Cell = dict[str, Any]
Notebook = dict[str, Any]


class NotebookError(Exception):
    """What is wrong with the notebook or the request, for a person."""


def load(path: str) -> Notebook:
    with open(path, encoding="utf-8") as file:
        try:
            notebook = json.load(file)
        except ValueError as error:
            raise NotebookError(f"{path} is not a notebook: {error}") from None
    if not isinstance(notebook, dict) or not isinstance(notebook.get("cells"), list):
        raise NotebookError(
            f"{path} is not a notebook in format 4. Save it again in the editor, "
            "or run: jupyter nbconvert --to notebook --inplace " + path
        )
    return notebook


def save(notebook: Notebook, path: str) -> None:
    """Writes the file as a whole or not at all."""
    draft = f"{path}.{os.getpid()}.tmp"
    with open(draft, "w", encoding="utf-8") as file:
        json.dump(notebook, file, ensure_ascii=False, indent=1)
        file.write("\n")
    os.replace(draft, path)


def source_of(cell: Cell) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def tags_of(cell: Cell) -> list[str]:
    return cell.get("metadata", {}).get("tags", [])


def is_code(cell: Cell) -> bool:
    return cell.get("cell_type") == "code"


def out_of_order(notebook: Notebook) -> tuple[int, int] | None:
    """The first two saved execution counts that do not increase down the page."""
    counts = [cell.get("execution_count") for cell in notebook["cells"] if is_code(cell)]
    ran = [count for count in counts if isinstance(count, int)]
    return next(((above, below) for above, below in zip(ran, ran[1:]) if below <= above), None)


def inject_parameters(notebook: Notebook, parameters: dict[str, Any]) -> list[str]:
    """Adds the cell that papermill would add, and returns the names that no `parameters` cell knows.

    The `injected-parameters` cell of an earlier run is replaced; otherwise the new one follows the
    first cell tagged `parameters`, or stands first.
    """
    wrong = [name for name in parameters if not name.isidentifier()]
    if wrong:
        raise NotebookError(f"Parameters must be Python names, found: {', '.join(wrong)}")
    lines = [f"{name} = {literal(value)}\n" for name, value in parameters.items()]
    cell: Cell = {
        "cell_type": "code",
        "execution_count": None,
        "metadata": {"tags": ["injected-parameters"]},
        "outputs": [],
        "source": ["# Parameters\n", *lines],
    }
    if (notebook.get("nbformat", 4), notebook.get("nbformat_minor", 0)) >= (4, 5):
        cell["id"] = uuid.uuid4().hex[:8]
    # Where papermill keeps them too.
    notebook.setdefault("metadata", {}).setdefault("papermill", {})["parameters"] = parameters
    cells = notebook["cells"]
    defaults = _index_of(cells, "parameters")
    injected = _index_of(cells, "injected-parameters")
    known = None if defaults is None else assigned_names(source_of(cells[defaults]))
    if injected is not None:
        cells[injected] = cell
    else:
        cells.insert(0 if defaults is None else defaults + 1, cell)
    if defaults is None:
        return list(parameters)
    # A cell that Python alone cannot parse (magics) leaves its names unknown.
    return [] if known is None else [name for name in parameters if name not in known]


def assigned_names(source: str) -> set[str] | None:
    """Names that the top level of `source` assigns; None where it cannot be parsed."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return None
    targets: list[ast.expr] = []
    for statement in statements:
        if isinstance(statement, ast.Assign):
            targets += statement.targets
        elif isinstance(statement, ast.AnnAssign):
            targets.append(statement.target)
    nodes = [node for target in targets for node in ast.walk(target)]
    return {node.id for node in nodes if isinstance(node, ast.Name)}


def literal(value: Any) -> str:
    """A JSON value as Python source, written as papermill writes it."""
    if isinstance(value, str):
        return '"' + value.encode("unicode_escape").decode("ascii").replace('"', '\\"') + '"'
    if isinstance(value, float) and (value != value or value in (float("inf"), float("-inf"))):
        return f"float('{value}')"
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{literal(key)}: {literal(item)}" for key, item in value.items()) + "}"
    return repr(value)


def _index_of(cells: list[Cell], tag: str) -> int | None:
    return next((index for index, cell in enumerate(cells) if tag in tags_of(cell)), None)

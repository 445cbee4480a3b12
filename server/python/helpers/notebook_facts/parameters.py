"""The parameters of a notebook: the cell that papermill's tag names, or the first that could be it."""

from __future__ import annotations

import ast
import json
from typing import Any

from notebook_run.document import Cell, Notebook, is_code, source_of, tags_of


def find_parameters(notebook: Notebook) -> dict[str, Any] | None:
    """`{"cell", "tagged", "values": [{"name", "json"}], "others"}`; `others` are names without a literal value.

    Without the tag, the first code cell counts where it does nothing but assign literals.
    """
    cells: list[Cell] = notebook["cells"]
    tagged = next((index for index, cell in enumerate(cells) if "parameters" in tags_of(cell)), None)
    first = next((i for i, cell in enumerate(cells) if is_code(cell) and source_of(cell).strip()), None)
    index = first if tagged is None else tagged
    if index is None:
        return None
    assigned = _assignments(source_of(cells[index]))
    if assigned is None or (tagged is None and (None in assigned.values() or not assigned)):
        return None
    return {
        "cell": index,
        "tagged": tagged is not None,
        "values": [{"name": name, "json": text} for name, text in assigned.items() if text is not None],
        "others": [name for name, text in assigned.items() if text is None],
    }


def _assignments(source: str) -> dict[str, str | None] | None:
    """Name -> its value as JSON, None where that is no literal of JSON; None where the cell does something else."""
    try:
        statements = ast.parse(source).body
    except SyntaxError:
        return None
    found: dict[str, str | None] = {}
    for statement in statements:
        if isinstance(statement, ast.Assign) and len(statement.targets) == 1:
            target: ast.expr = statement.targets[0]
        elif isinstance(statement, ast.AnnAssign):
            target = statement.target
        elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
            continue
        else:
            found.setdefault("", None)
            continue
        if isinstance(target, ast.Name) and statement.value is not None:
            found[target.id] = _as_json(statement.value)
        else:
            found.setdefault("", None)
    if "" in found and len(found) == 1:
        return None
    return found


def _as_json(node: ast.expr) -> str | None:
    try:
        value = ast.literal_eval(node)
        text = json.dumps(value, allow_nan=False, ensure_ascii=False)
        # A tuple, or a key that is no text, would come back as something else.
        return text if json.loads(text) == value else None
    except (ValueError, TypeError, SyntaxError):
        return None

"""The modules beside a notebook that it imports, and what those import in turn."""

from __future__ import annotations

import ast
import os
from collections.abc import Iterable

from .cells import Cell


def local_modules(cells: Iterable[Cell], folder: str) -> list[str]:
    """Files of the modules, from `folder`, sorted."""
    found: set[str] = set()
    for cell in cells:
        waiting = [(name, "") for name in _imported(cell.tree)] if cell.tree else []
        while waiting:
            name, package = waiting.pop()
            for path in _files_of(name, package, folder):
                if path in found:
                    continue
                found.add(path)
                try:
                    with open(os.path.join(folder, path), encoding="utf-8") as file:
                        tree = ast.parse(file.read())
                except (OSError, SyntaxError, UnicodeDecodeError):
                    continue
                waiting += [(inner, os.path.dirname(path)) for inner in _imported(tree)]
    return sorted(path.replace(os.sep, "/") for path in found)


def _imported(tree: ast.AST) -> list[str]:
    """Dotted names, relative ones with their dots before them; a name that is taken from a module may be one too."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            joint = "" if base.endswith(".") or not base else "."
            names += [base] + [base + joint + alias.name for alias in node.names]
    return names


def _files_of(name: str, package: str, folder: str) -> list[str]:
    """The module's file with those of the packages that hold it; none where it is not in the folder."""
    bare = name.lstrip(".")
    level = len(name) - len(bare)
    base = package if level else ""
    for _ in range(level - 1):
        base = os.path.dirname(base)
    steps = bare.split(".") if bare else []
    files: list[str] = []
    for count in range(len(steps) + 1):
        stem = os.path.join(base, *steps[:count])
        candidates = [os.path.join(stem, "__init__.py")] + ([stem + ".py"] if count else [])
        files += [path for path in candidates if path and os.path.isfile(os.path.join(folder, path))]
    return files

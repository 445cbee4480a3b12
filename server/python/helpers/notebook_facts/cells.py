"""The code cells of a notebook as syntax trees, IPython's own syntax taken out."""

from __future__ import annotations

import ast
import re

from notebook_run.document import Notebook, is_code, source_of, tags_of

#: Cell magics whose cell is Python all the same.
_PYTHON_MAGICS = frozenset({"time", "timeit", "capture", "prun"})
_ASSIGNED = re.compile(r"^(\s*)([\w, ]+?)\s*=\s*([%!])(.*)$")
_RUN = re.compile(r"^\s*%run\s+(?:-\S+\s+)*(['\"]?)([^'\"\s]+)\1")
_WRITE_FILE = re.compile(r"^%%(?:writefile|file)\s+(?:-a\s+)?(\S+)")


class Cell:
    """One code cell: `number` counts code cells from 1, `index` all cells from 0."""

    def __init__(self, index: int, number: int, source: str) -> None:
        self.index = index
        self.number = number
        self.source = source
        self.calls_shell = False
        #: Scripts that `%run` names, and files that `%%writefile` names.
        self.runs: list[str] = []
        self.writes: list[str] = []
        self.tree: ast.Module | None = None
        try:
            self.tree = ast.parse(self._plain_python())
        except SyntaxError:
            pass

    def _plain_python(self) -> str:
        lines = self.source.split("\n")
        first = lines[0].strip()
        if first.startswith("%%"):
            magic = first[2:].split(" ")[0]
            written = _WRITE_FILE.match(first)
            if written:
                self.writes.append(written.group(1).strip("'\""))
            if magic in {"bash", "sh", "script", "!"}:
                self.calls_shell = True
            if magic not in _PYTHON_MAGICS:
                return ""
            lines[0] = ""
        return "\n".join(map(self._plain_line, lines))

    def _plain_line(self, line: str) -> str:
        run = _RUN.match(line)
        if run:
            self.runs.append(run.group(2))
        assigned = _ASSIGNED.match(line)
        if assigned:
            self.calls_shell = self.calls_shell or assigned.group(3) == "!"
            return f"{assigned.group(1)}{assigned.group(2)} = None"
        stripped = line.strip()
        if stripped.startswith(("%", "!")) or (stripped.startswith("?") or stripped.endswith("?")):
            self.calls_shell = self.calls_shell or stripped.startswith("!")
            return line[: len(line) - len(line.lstrip())] + "pass"
        return line


def code_cells(notebook: Notebook) -> list[Cell]:
    """Those that run: `skip-execution` leaves one out."""
    cells: list[Cell] = []
    number = 0
    for index, cell in enumerate(notebook["cells"]):
        if is_code(cell):
            number += 1
            if "skip-execution" not in tags_of(cell):
                cells.append(Cell(index, number, source_of(cell)))
    return cells

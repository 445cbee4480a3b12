"""Goes through the cells in their order, keeps what names are known to be, and notes every file."""

from __future__ import annotations

import ast
import posixpath
import re
from collections.abc import Iterable
from typing import Any

from .calls import BY_MODE, COPIES, FUNCTIONS, IN_PLACE, METHODS, PATH_METHODS, READ, VAGUE, WRITE, FileCall
from .cells import Cell
from .evaluate import PATHS, Scope, dotted_name, evaluate
from .values import Value, joined, parameter

#: Rounds of a loop over a known list that are looked at.
MAX_ROUNDS = 100
#: Calls within calls of the notebook's own functions.
MAX_DEPTH = 4
_REMOTE = re.compile(r"^[A-Za-z][A-Za-z0-9+.-]*://")
_WILDCARD = re.compile(r"[*?\[]")


class Walk:
    def __init__(self, parameters: Iterable[str]) -> None:
        #: `{"path", "use", "by", "cell", "parts", "hidden"}`, each path once for each use.
        self.files: list[dict[str, Any]] = []
        #: `{"by", "cell"}` of calls whose path is not known, or lies on another machine (`{"url"}`).
        self.unresolved: list[dict[str, Any]] = []
        self._parameters = frozenset(parameters)
        self._scope = Scope({}, {})
        self._functions: dict[str, ast.FunctionDef | ast.AsyncFunctionDef] = {}
        self._called: set[str] = set()
        self._seen: set[tuple[str, str]] = set()
        self._depth = 0
        self._cell = 0
        self._returned: Value | None = None

    def cell(self, cell: Cell, defines_parameters: bool) -> None:
        self._cell = cell.number
        for path in cell.runs:
            self._note(Value(path), READ, "%run")
        for path in cell.writes:
            self._note(Value(path), WRITE, "%%writefile")
        if cell.tree is None:
            return
        self._body(cell.tree.body, self._scope)
        if defines_parameters:
            for name in self._parameters:
                known = self._scope.values.get(name)
                if known is not None and not isinstance(known.value, (list, tuple, dict)):
                    self._scope.values[name] = parameter(name, known.value)

    def finish(self) -> None:
        """Functions that were not called from where they can be seen are looked at with what is known without."""
        for name, function in list(self._functions.items()):
            if name not in self._called:
                self._function(function, [], {}, self._scope)

    def _body(self, statements: Iterable[ast.stmt], scope: Scope) -> None:
        for statement in statements:
            self._statement(statement, scope)

    def _statement(self, node: ast.stmt, scope: Scope) -> None:
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            self._import(node, scope)
        elif isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            self._functions[node.name] = node
            scope.values.pop(node.name, None)
        elif isinstance(node, ast.ClassDef):
            for inner in node.body:
                if isinstance(inner, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    self._function(inner, [], {}, scope)
                else:
                    self._statement(inner, scope.child())
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            value = self._expression(node.value, scope)
            for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                self._assign(target, value, scope)
        elif isinstance(node, ast.AugAssign):
            operation = ast.BinOp(left=_as_loaded(node.target), op=node.op, right=node.value)
            self._assign(node.target, self._expression(operation, scope), scope)
        elif isinstance(node, (ast.For, ast.AsyncFor)):
            for value in self._rounds(self._expression(node.iter, scope)):
                self._assign(node.target, value, scope)
                self._body(node.body, scope)
            self._body(node.orelse, scope)
        elif isinstance(node, (ast.With, ast.AsyncWith)):
            for item in node.items:
                value = self._expression(item.context_expr, scope)
                if item.optional_vars is not None:
                    self._assign(item.optional_vars, value, scope)
            self._body(node.body, scope)
        elif isinstance(node, ast.Return):
            self._returned = self._expression(node.value, scope)
        else:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    self._expression(child, scope)
                elif isinstance(child, ast.stmt):
                    self._statement(child, scope)
                else:
                    self._body([inner for inner in ast.iter_child_nodes(child) if isinstance(inner, ast.stmt)], scope)

    def _import(self, node: ast.Import | ast.ImportFrom, scope: Scope) -> None:
        for alias in node.names:
            if isinstance(node, ast.Import):
                bound = alias.asname or alias.name.split(".")[0]
                scope.modules[bound] = alias.name if alias.asname else bound
            elif not node.level and node.module:
                bound = alias.asname or alias.name
                scope.modules[bound] = f"{node.module}.{alias.name}"
            else:
                continue
            scope.values.pop(bound, None)

    def _assign(self, target: ast.expr, value: Value | None, scope: Scope) -> None:
        if isinstance(target, ast.Name):
            scope.modules.pop(target.id, None)
            if value is None:
                scope.values.pop(target.id, None)
            else:
                scope.values[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            items = value.value if value is not None and isinstance(value.value, (list, tuple)) else []
            for index, inner in enumerate(target.elts):
                item = items[index] if index < len(items) and len(items) == len(target.elts) else None
                self._assign(inner, item if isinstance(item, Value) else None, scope)

    def _rounds(self, over: Value | None) -> list[Value | None]:
        items = over.value if over is not None else None
        if isinstance(items, dict):
            items = [Value(key) for key in items]
        if not isinstance(items, (list, tuple)) or not items:
            return [None]
        return [item if isinstance(item, Value) else None for item in items[:MAX_ROUNDS]]

    def _expression(self, node: ast.expr | None, scope: Scope) -> Value | None:
        """Notes the files of all calls in it, the inner ones first, and says what it is."""
        if node is None:
            return None
        if isinstance(node, (ast.ListComp, ast.SetComp, ast.GeneratorExp, ast.DictComp)):
            return self._comprehension(node, scope)
        if isinstance(node, ast.Lambda):
            self._expression(node.body, scope.child())
            return None
        if isinstance(node, ast.NamedExpr):
            value = self._expression(node.value, scope)
            self._assign(node.target, value, scope)
            return value
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self._expression(child, scope)
            elif isinstance(child, ast.keyword):
                self._expression(child.value, scope)
        if isinstance(node, ast.Call):
            self._file_call(node, scope)
            return self._own_call(node, scope) or evaluate(node, scope, lambda _: None)
        return evaluate(node, scope, lambda call: None)

    def _comprehension(self, node: Any, scope: Scope) -> Value | None:
        inner = scope.child()
        rounds = self._rounds(self._expression(node.generators[0].iter, inner))
        found: list[Value | None] = []
        for value in rounds:
            self._assign(node.generators[0].target, value, inner)
            for generator in node.generators[1:]:
                for item in self._rounds(self._expression(generator.iter, inner))[:1]:
                    self._assign(generator.target, item, inner)
            elements = [node.key, node.value] if isinstance(node, ast.DictComp) else [node.elt]
            found += [self._expression(element, inner) for element in elements][:1]
        is_list = isinstance(node, ast.ListComp) and len(node.generators) == 1 and not node.generators[0].ifs
        return Value(found) if is_list and found and None not in found else None

    def _own_call(self, node: ast.Call, scope: Scope) -> Value | None:
        if not isinstance(node.func, ast.Name) or node.func.id not in self._functions:
            return None
        args = [evaluate(arg, scope, lambda _: None) for arg in node.args]
        given = {word.arg: evaluate(word.value, scope, lambda _: None) for word in node.keywords if word.arg}
        self._called.add(node.func.id)
        return self._function(self._functions[node.func.id], args, given, scope)

    def _function(
        self,
        node: ast.FunctionDef | ast.AsyncFunctionDef,
        args: list[Value | None],
        given: dict[str, Value | None],
        scope: Scope,
    ) -> Value | None:
        if self._depth >= MAX_DEPTH:
            return None
        inner = scope.child()
        names = [arg.arg for arg in node.args.posonlyargs + node.args.args]
        defaults = dict(zip(names[len(names) - len(node.args.defaults) :], node.args.defaults))
        keyword_only = zip((arg.arg for arg in node.args.kwonlyargs), node.args.kw_defaults)
        defaults.update({name: default for name, default in keyword_only if default is not None})
        for index, name in enumerate(names + [arg.arg for arg in node.args.kwonlyargs]):
            value = args[index] if index < min(len(args), len(names)) else given.get(name)
            if value is None and name in defaults and name not in given and index >= len(args):
                value = evaluate(defaults[name], scope, lambda _: None)
            self._assign(ast.Name(id=name), value, inner)
        self._depth += 1
        self._returned = None
        self._body(node.body, inner)
        self._depth -= 1
        returned, self._returned = self._returned, None
        return returned

    def _file_call(self, node: ast.Call, scope: Scope) -> None:
        name = dotted_name(node.func, scope)
        if name in COPIES:
            self._note_at(node, 0, FileCall(READ, 0, "src"), name, scope)
            self._note_at(node, 1, FileCall(WRITE, 1, "dst"), name, scope)
        elif name is not None and name in FUNCTIONS:
            self._note_at(node, FUNCTIONS[name].position, FUNCTIONS[name], name, scope)
        elif isinstance(node.func, ast.Attribute):
            self._method_call(node, node.func, scope)

    def _method_call(self, node: ast.Call, func: ast.Attribute, scope: Scope) -> None:
        owner = evaluate(func.value, scope, lambda _: None)
        if func.attr in PATH_METHODS and (_is_path(func.value, scope) or owner is not None):
            call = PATH_METHODS[func.attr]
            if owner is None:
                self._unknown(f"Path.{func.attr}")
            elif isinstance(owner.value, str):
                mode = self._argument(node, 0, ("mode",), scope)
                for use in uses_of(call, mode):
                    self._note(owner, use, f"Path.{func.attr}", call)
        elif func.attr in METHODS and owner is None:
            self._note_at(node, METHODS[func.attr].position, METHODS[func.attr], func.attr, scope)

    def _note_at(self, node: ast.Call, position: int | None, call: FileCall, by: str, scope: Scope) -> None:
        path = self._argument(node, position, call.keywords, scope)
        mode = self._argument(node, (position or 0) + 1, ("mode",), scope) if call.use == BY_MODE else None
        if path is not None and isinstance(path.value, str):
            for use in uses_of(call, mode):
                self._note(path, use, by, call)
        elif path is None and by not in VAGUE and self._has_argument(node, position, call.keywords):
            # What was opened before (`json.dump(x, file)`) is no path; a name that holds one may be.
            self._unknown(by)

    def _argument(self, node: ast.Call, position: int | None, names: Iterable[str], scope: Scope) -> Value | None:
        if position is not None and position < len(node.args):
            return evaluate(node.args[position], scope, lambda _: None)
        found = next((word.value for word in node.keywords if word.arg in names), None)
        return evaluate(found, scope, lambda _: None)

    @staticmethod
    def _has_argument(node: ast.Call, position: int | None, names: Iterable[str]) -> bool:
        if position is not None and position < len(node.args):
            return True
        return any(word.arg in names for word in node.keywords)

    def _note(self, path: Value, use: str, by: str, call: FileCall | None = None) -> None:
        if _REMOTE.match(path.text):
            self.unresolved.append({"by": by, "cell": self._cell, "url": path.text})
            return
        if call is not None and call.suffix and not path.text.endswith(call.suffix):
            path = joined([path, Value(call.suffix)])
        if call is not None and call.folder and _WILDCARD.search(path.text):
            path = Value(posixpath.dirname(_WILDCARD.split(path.text)[0] + "x") or ".")
        text = posixpath.normpath(path.text)
        # Reading what the notebook itself wrote before is no dep.
        if (text, use) in self._seen or (use == READ and (text, WRITE) in self._seen):
            return
        self._seen.add((text, use))
        parts = path.text_parts() if any(isinstance(part, dict) for part in path.text_parts()) else None
        self.files.append(
            {"path": text, "use": use, "by": by, "cell": self._cell, "parts": parts, "hidden": sorted(path.hidden)}
        )

    def _unknown(self, by: str) -> None:
        entry = {"by": by, "cell": self._cell}
        if entry not in self.unresolved:
            self.unresolved.append(entry)


def uses_of(call: FileCall, mode: Value | None) -> list[str]:
    """What is appended to, or changed in place, is read and then written."""
    if call.use == IN_PLACE:
        return [READ, WRITE]
    if call.use != BY_MODE:
        return [call.use]
    text = mode.text if mode is not None else "r"
    if "w" in text or "x" in text:
        return [WRITE]
    return [READ, WRITE] if "a" in text or "+" in text else [READ]


def _is_path(node: ast.expr, scope: Scope) -> bool:
    return isinstance(node, ast.Call) and dotted_name(node.func, scope) in PATHS


def _as_loaded(target: ast.expr) -> ast.expr:
    return ast.Name(id=target.id, ctx=ast.Load()) if isinstance(target, ast.Name) else target

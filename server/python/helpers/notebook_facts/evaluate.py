"""Expressions whose value the source shows: texts, paths, and what simple functions of them give."""

from __future__ import annotations

import ast
import posixpath
from collections.abc import Callable

from .values import Value, joined, opaque, path_of

PATHS = frozenset({"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath", "pathlib.PurePosixPath"})
#: They give their argument back, as far as a file is concerned.
_SAME = frozenset({"str", "os.fspath", "os.fsdecode", "os.path.abspath", "os.path.realpath", "os.path.normpath"})
_SAME_METHODS = frozenset({"resolve", "absolute", "as_posix", "expanduser"})
_TEXT_METHODS = frozenset({"lower", "upper", "strip", "rstrip", "lstrip", "replace", "title", "removesuffix"})


class Scope:
    """Names with the values that they are known to have, and modules by the names that imports gave them."""

    def __init__(self, values: dict[str, Value], modules: dict[str, str]) -> None:
        self.values = values
        self.modules = modules

    def child(self) -> Scope:
        return Scope(dict(self.values), dict(self.modules))


def dotted_name(node: ast.expr, scope: Scope) -> str | None:
    """`pandas.read_csv` for `pd.read_csv`; None for what is not reached through an import or a builtin."""
    steps: list[str] = []
    while isinstance(node, ast.Attribute):
        steps.insert(0, node.attr)
        node = node.value
    if not isinstance(node, ast.Name) or node.id in scope.values:
        return None
    if node.id in scope.modules:
        return ".".join([scope.modules[node.id], *steps])
    return None if steps else node.id


def evaluate(node: ast.expr | None, scope: Scope, call: Callable[[ast.Call], Value | None]) -> Value | None:
    """None where the value is not known. `call` knows the functions that the notebook itself defines."""

    def known(inner: ast.expr | None) -> Value | None:
        return evaluate(inner, scope, call)

    if isinstance(node, ast.Constant):
        return Value(node.value) if isinstance(node.value, (str, int, float, bool, type(None))) else None
    if isinstance(node, ast.Name):
        return scope.values.get(node.id)
    if isinstance(node, ast.JoinedStr):
        return _formatted(node, known)
    if isinstance(node, ast.BinOp):
        return _operation(node, known)
    if isinstance(node, (ast.List, ast.Tuple)):
        items = [known(item) for item in node.elts]
        return None if None in items else opaque(items, *items)
    if isinstance(node, ast.Dict):
        keys, items = [known(key) for key in node.keys], [known(item) for item in node.values]
        if None in keys or None in items or any(isinstance(key.value, (list, dict)) for key in keys):
            return None
        return opaque({key.value: item for key, item in zip(keys, items)}, *items)
    if isinstance(node, ast.Subscript):
        return _item(known(node.value), known(node.slice))
    if isinstance(node, ast.Attribute):
        return _attribute(known(node.value), node.attr)
    if isinstance(node, ast.Call):
        return _called(node, scope, known) or call(node)
    return None


def _formatted(node: ast.JoinedStr, known: Callable[[ast.expr], Value | None]) -> Value | None:
    parts: list[Value] = []
    for piece in node.values:
        inner = known(piece.value) if isinstance(piece, ast.FormattedValue) else known(piece)
        if inner is None or isinstance(inner.value, (list, tuple, dict)):
            return None
        if isinstance(piece, ast.FormattedValue) and (piece.format_spec is not None or piece.conversion > 0):
            spec = known(piece.format_spec) if piece.format_spec is not None else Value("")
            if spec is None or piece.conversion > 0:
                return None
            try:
                inner = opaque(format(inner.value, spec.text), inner, spec)
            except (ValueError, TypeError):
                return None
        parts.append(inner)
    return joined(parts)


def _operation(node: ast.BinOp, known: Callable[[ast.expr], Value | None]) -> Value | None:
    left, right = known(node.left), known(node.right)
    if left is None or right is None:
        return None
    texts = isinstance(left.value, str) and isinstance(right.value, str)
    numbers = all(isinstance(side.value, (int, float)) for side in (left, right))
    if isinstance(node.op, ast.Div) and texts:
        return path_of([left, right])
    if isinstance(node.op, ast.Add) and texts:
        return joined([left, right])
    try:
        if isinstance(node.op, ast.Mod) and isinstance(left.value, str):
            given = right.value
            if isinstance(given, list) or isinstance(given, dict):
                return None
            filled = tuple(item.value for item in given) if isinstance(given, tuple) else given
            return opaque(left.value % filled, left, right)
        if isinstance(node.op, ast.Add) and isinstance(left.value, list) and isinstance(right.value, list):
            return opaque(left.value + right.value, left, right)
        if numbers and isinstance(node.op, (ast.Add, ast.Sub, ast.Mult, ast.FloorDiv)):
            operators = {ast.Add: "__add__", ast.Sub: "__sub__", ast.Mult: "__mul__", ast.FloorDiv: "__floordiv__"}
            result = getattr(left.value, operators[type(node.op)])(right.value)
            return None if result is NotImplemented else opaque(result, left, right)
    except (TypeError, ValueError, ZeroDivisionError):
        pass
    return None


def _item(container: Value | None, key: Value | None) -> Value | None:
    if container is None or key is None:
        return None
    try:
        found = container.value[key.value]
    except (TypeError, KeyError, IndexError):
        return None
    return found if isinstance(found, Value) else opaque(found, container, key)


def _attribute(owner: Value | None, name: str) -> Value | None:
    if owner is None or not isinstance(owner.value, str):
        return None
    if name == "parent":
        return opaque(posixpath.dirname(owner.value) or ".", owner)
    stem, suffix = posixpath.splitext(posixpath.basename(owner.value))
    found = {"name": stem + suffix, "stem": stem, "suffix": suffix}.get(name)
    return None if found is None else opaque(found, owner)


def _called(node: ast.Call, scope: Scope, known: Callable[[ast.expr], Value | None]) -> Value | None:
    name = dotted_name(node.func, scope)
    if name in {"pathlib.Path.cwd", "os.getcwd"}:
        return Value(".")
    args = [known(arg) for arg in node.args]
    if name in PATHS or name == "os.path.join":
        texts = [arg for arg in args if arg is not None and isinstance(arg.value, str)]
        return path_of(texts) if len(texts) == len(args) and not node.keywords else None
    if args and args[0] is not None and name in _SAME:
        return joined([args[0]]) if isinstance(args[0].value, (str, int, float)) else None
    if args and args[0] is not None and isinstance(args[0].value, str) and name in {"os.path.dirname", "os.path.basename"}:
        return opaque(getattr(posixpath, name.split(".")[-1])(args[0].value), args[0])
    if name == "range" and args and all(arg is not None and isinstance(arg.value, int) for arg in args):
        numbers = range(*(arg.value for arg in args if arg is not None))
        return opaque([opaque(number, *args) for number in numbers[:100]], *args)
    if isinstance(node.func, ast.Attribute):
        return _method(known(node.func.value), node.func.attr, args, node)
    return None


def _method(owner: Value | None, name: str, args: list[Value | None], node: ast.Call) -> Value | None:
    if owner is None or not isinstance(owner.value, str):
        return None
    if name in _SAME_METHODS:
        return None if owner.value.startswith("~") else owner
    if None in args or node.keywords:
        return None
    values = [arg.value for arg in args if arg is not None]
    sources = [owner, *(arg for arg in args if arg is not None)]
    try:
        if name == "joinpath":
            return path_of(sources)
        if name == "with_suffix":
            return opaque(posixpath.splitext(owner.value)[0] + values[0], *sources)
        if name == "with_name":
            return opaque(posixpath.join(posixpath.dirname(owner.value), values[0]), *sources)
        if name == "format" or name in _TEXT_METHODS:
            return opaque(getattr(owner.value, name)(*values), *sources)
    except (TypeError, ValueError, IndexError, KeyError, AttributeError):
        pass
    return None

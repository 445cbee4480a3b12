"""The estimators that a model is made of."""

from __future__ import annotations

from typing import Any, Iterator


def parts_of(model: Any) -> Iterator[Any]:
    """Itself, and all below it."""
    pending, seen = [model], set()
    while pending:
        part = pending.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if isinstance(part, (list, tuple)):
            pending.extend(part)
        elif hasattr(part, "get_params"):
            yield part
            pending.extend(part.get_params(deep=False).values())

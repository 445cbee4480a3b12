"""Values that can be told from the source, and which parameters their texts are made of."""

from __future__ import annotations

from typing import Any

#: A part of a text: literal, or `{"param": name}` for the whole text of a parameter.
Part = Any


class Value:
    """`value` is a text, number, bool, None, list, tuple or dict (of `Value`s); a path is a text with slashes.

    `parts` are those of its text where they are known: a format (`f"{x:.2f}"`) hides what it is made of, and then
    `hidden` names it.
    """

    def __init__(self, value: Any, parts: list[Part] | None = None, hidden: frozenset[str] = frozenset()) -> None:
        self.value = value
        self.parts = parts
        self.hidden = hidden

    @property
    def text(self) -> str:
        return str(self.value)

    def text_parts(self) -> list[Part]:
        if self.parts is not None:
            return self.parts
        return [self.text] if not isinstance(self.value, (list, tuple, dict)) else []

    @property
    def names(self) -> frozenset[str]:
        """Parameters that its text is made of."""
        return self.hidden.union(part["param"] for part in self.parts or [] if isinstance(part, dict))


def parameter(name: str, value: Any) -> Value:
    return Value(value, [{"param": name}])


def opaque(value: Any, *sources: Value) -> Value:
    """A value that was computed from others: of which parameters is known, how is not."""
    return Value(value, None, frozenset().union(*(source.names for source in sources)))


def joined(values: list[Value]) -> Value:
    """Their texts, one after another."""
    parts: list[Part] = []
    for value in values:
        for part in value.text_parts():
            if isinstance(part, str) and parts and isinstance(parts[-1], str):
                parts[-1] += part
            else:
                parts.append(part)
    hidden = frozenset().union(*(value.hidden for value in values))
    return Value("".join(value.text for value in values), parts, hidden)


def path_of(values: list[Value]) -> Value:
    """As `os.path.join` does it: an absolute one begins anew."""
    result: list[Value] = []
    for value in values:
        if value.text in ("", "."):
            continue
        if value.text.startswith("/"):
            result = []
        if result and not result[-1].text.endswith("/"):
            result.append(Value("/"))
        result.append(value)
    return joined(result) if result else Value(".")

"""Values to JSON and back, by their type hints.

What a child says is read as strictly as a stranger's word.
"""

import types
from dataclasses import MISSING, asdict, fields, is_dataclass
from typing import Any, TypeVar, cast, get_args, get_origin, get_type_hints

Value = TypeVar("Value")


class Malformed(ValueError):  # noqa: N818 - read as a sentence
    """The JSON is not the value it was announced as."""


def to_json(value: Any) -> Any:
    """Return the plain form of a dataclass value."""
    return asdict(value)


def from_json(kind: type[Value], told: object) -> Value:
    """Build a value of a dataclass type from its plain form.

    Raises:
        Malformed: a field is missing, unknown, or of another type.
    """
    return cast("Value", _build(kind, told))


def _build(kind: Any, told: object) -> object:
    """Build whatever the hint names."""
    if isinstance(kind, type) and is_dataclass(kind):
        return _build_dataclass(kind, told)
    if get_origin(kind) is tuple:
        item, _ = get_args(kind)
        return tuple(_build(item, each) for each in _as(list, told))
    if isinstance(kind, types.UnionType):
        return None if told is None else _build(get_args(kind)[0], told)
    if kind is float:
        return float(_as(int | float, told))
    return _as(kind, told)


def _build_dataclass(kind: type, told: object) -> object:
    """Build a dataclass, field by field."""
    given = _as(dict, told)
    hints = get_type_hints(kind)
    known = fields(kind)
    names = {field.name for field in known}
    needed = {
        field.name
        for field in known
        if field.default is MISSING and field.default_factory is MISSING
    }
    if not needed <= set(given) <= names:
        raise Malformed(kind.__name__)
    return kind(**{name: _build(hints[name], each) for name, each in given.items()})


def _as(kind: Any, told: object) -> Any:
    """Return the word as it is, if it is of that type. `True` is no number here."""
    if not isinstance(told, kind) or (isinstance(told, bool) and kind is not bool):
        raise Malformed(str(kind))
    return told

"""The standard library's `dataclass`, whose methods are made when a value first needs them.

Making them takes longer than everything else an import of the class does, and most processes make a
value of few of the classes they import. Must never differ from the library in what a value is or
does: each method is the library's own, but for the initialiser of plain fields, which is written
here because the library makes two more beside it.
"""

from __future__ import annotations

import dataclasses
import functools
import sys
from dataclasses import FrozenInstanceError
from types import FunctionType
from typing import TYPE_CHECKING, Any, NoReturn

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass

    __all__ = ["dataclass"]
else:

    def dataclass(**parameters: bool) -> Callable[[type], type]:
        """Like the library's; the methods of a frozen class with slots are made later."""
        if parameters == {"frozen": True, "slots": True}:
            return _frozen_with_slots
        return dataclasses.dataclass(**parameters)


_NOTHING = {"init": False, "eq": False, "repr": False}
_MADE_BY = {
    "__dataclass_fields__": _NOTHING,
    "__dataclass_params__": {"frozen": True, "slots": True},
    "__match_args__": _NOTHING,
    "__replace__": _NOTHING,
    "__init__": {**_NOTHING, "init": True, "frozen": True},
    "__eq__": {**_NOTHING, "eq": True},
    "__hash__": {**_NOTHING, "eq": True, "unsafe_hash": True},
    "__repr__": {**_NOTHING, "repr": True},
}
"""Parts of a class, each with the least the library is asked for to make it."""


class _Pending:
    """Stands in a class for a part that the library makes once somebody looks for it."""

    __slots__ = ("kind", "name", "parts", "plain")

    def __init__(self, plain: type, parts: dict[str, Any]) -> None:
        self.plain = plain
        self.parts = parts

    def __set_name__(self, kind: type, name: str) -> None:
        self.kind = kind
        self.name = name

    def __get__(self, value: object, owner: type) -> Any:
        part = _initialiser(self.kind, self.parts) if self.name == "__init__" else None
        if part is None:
            part = dataclasses.dataclass(**_MADE_BY[self.name])(self._copy()).__dict__[self.name]
        setattr(self.kind, self.name, part)
        return part.__get__(value, owner) if hasattr(part, "__get__") else part

    def _copy(self) -> Any:
        """A class for the library to work on, which leaves the annotations and defaults behind."""
        # One without a docstring would be given its signature, at the price of its methods.
        parts = {**self.parts, "__doc__": self.plain.__name__}
        return type(self.plain)(self.plain.__name__, self.plain.__bases__, parts)


def _frozen_with_slots(plain: type) -> type:
    """The class once more with slots, as the library would make it."""
    parts = {name: part for name, part in plain.__dict__.items() if name not in _OF_THE_PLAIN}
    parts["__qualname__"] = plain.__qualname__
    if not parts.keys().isdisjoint(_MADE_BY) or hasattr(plain, "__dataclass_fields__"):
        return dataclasses.dataclass(frozen=True, slots=True)(plain)
    fields = [name for name, kind in parts.get("__annotations__", {}).items() if _is_field(kind)]
    return type(plain)(
        plain.__name__,
        plain.__bases__,
        {
            **{name: part for name, part in parts.items() if name not in fields},
            **{name: _Pending(plain, parts) for name in _MADE_BY},
            "__slots__": tuple(fields),
            "__setattr__": _refuse_assignment,
            "__delattr__": _refuse_deletion,
            "__getstate__": _state,
            "__setstate__": _restore,
        },
    )


def _initialiser(kind: type, parts: dict[str, Any]) -> Any:
    """`__init__` as the library makes it, without its description of the fields and the methods
    that it makes beside it and that take as long. None for a class that has more than names and
    defaults of its own."""
    if any("__dataclass_fields__" in above.__dict__ for above in kind.__mro__[1:]):
        return None
    annotations = parts.get("__annotations__", {})
    names = [name for name, annotation in annotations.items() if _is_field(annotation)]
    defaults = {name: _default(annotations[name], parts.get(name, _NO)) for name in names}
    if "self" in names or any(default is _LIBRARYS for default in defaults.values()):
        return None
    optional = tuple(default for default in defaults.values() if default is not _NO)
    if any(default is _NO for default in [*defaults.values()][len(names) - len(optional) :]):
        # A field must be given after one that need not: the library refuses that in its own words.
        return None
    make = _compiled(len(names), then_own=hasattr(kind, "__post_init__"))
    shared = make(*(kind.__dict__[name].__set__ for name in names))
    initialise = FunctionType(
        shared.__code__.replace(co_varnames=("self", *names)),
        sys.modules[kind.__module__].__dict__,
        "__init__",
        optional or None,
        shared.__closure__,
    )
    initialise.__qualname__ = f"{kind.__qualname__}.__init__"
    initialise.__annotations__ = {**{name: annotations[name] for name in names}, "return": None}
    return initialise


@functools.cache
def _compiled(fields: int, *, then_own: bool) -> Any:
    """Makes an initialiser of so many fields from their setters. It is compiled once for all
    classes with as many, and its parameters are named after the fields of none."""
    places = range(fields)
    body = [f"set_{at}(self, at_{at})" for at in places]
    if then_own:
        body.append("self.__post_init__()")
    lines = (
        f"def make({', '.join(f'set_{at}' for at in places)}):",
        f" def __init__({', '.join(('self', *(f'at_{at}' for at in places)))}):",
        *(f"  {line}" for line in body or ["pass"]),
        " return __init__",
    )
    made: dict[str, Any] = {}
    exec("\n".join(lines), {}, made)  # noqa: S102  as the library
    return made["make"]


def _default(annotation: object, written: Any) -> Any:
    """What a plain field is without a value given; `_NO` if one must be given."""
    if any(special in str(annotation) for special in ("InitVar", "KW_ONLY")):
        return _LIBRARYS
    if isinstance(written, dataclasses.Field):
        if not written.init or written.kw_only is True or written.default_factory is not _NO:
            return _LIBRARYS
        written = written.default
    return _LIBRARYS if type(written).__hash__ is None else written


_NO = dataclasses.MISSING
_LIBRARYS = object()
"""In place of a default: the field is for the library to judge."""
_OF_THE_PLAIN = ("__dict__", "__weakref__")
"""What Python adds to a class without slots."""


def _is_field(annotation: object) -> bool:
    return not str(annotation).removeprefix("typing.").startswith("ClassVar")


def _refuse_assignment(_: object, name: str, value: object) -> NoReturn:  # noqa: ARG001  Python's
    raise FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_deletion(_: object, name: str) -> NoReturn:
    raise FrozenInstanceError(f"cannot delete field {name!r}")


def _state(value: Any) -> list[object]:
    """For copies and pickles: what a value holds, in the order of its fields."""
    return [getattr(value, field.name) for field in dataclasses.fields(value)]


def _restore(value: Any, state: list[object]) -> None:
    for field, held in zip(dataclasses.fields(value), state, strict=True):
        object.__setattr__(value, field.name, held)

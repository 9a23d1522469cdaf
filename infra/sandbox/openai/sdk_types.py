"""The SDK's parameter types as strict checkers: a field it does not know or demand is refused.

It changes nothing of the types but two things of Python's: an iterable is a list, since pydantic
checks an iterable only while somebody iterates, and a type names its fields' types, not their text.
"""

from __future__ import annotations

import types
import typing
from collections.abc import Iterable
from typing import Any, NotRequired, Required, TypedDict, Union, get_args, get_origin

from pydantic import ConfigDict, TypeAdapter, ValidationError
from typing_extensions import get_type_hints, is_typeddict


def strict_checker(params: Any) -> TypeAdapter[Any]:
    """A checker of one parameter type. Typed dictionaries take the settings of what holds them."""
    listed: Any = tuple.__class_getitem__(_listed(params, {}))
    return TypeAdapter(listed, config=ConfigDict(extra="forbid", strict=True))


def first_problem(checker: TypeAdapter[Any], body: str) -> tuple[str, str] | None:
    """What is wrong with a JSON text, and the path of the field; None if nothing is."""
    try:
        checker.validate_json(f"[{body}]")
    except ValidationError as error:
        # Of a union every member complains: the complaint that is deepest in the body is meant.
        found = max(
            error.errors(include_input=False, include_url=False), key=lambda each: len(each["loc"])
        )
        return found["msg"], ".".join(str(part) for part in found["loc"][1:])
    return None


def _listed(tp: Any, known: dict[Any, Any]) -> Any:
    if is_typeddict(tp):
        return _typed_dict(tp, known)
    origin, args = get_origin(tp), get_args(tp)
    if origin is None or origin is typing.Literal:
        return tp
    if origin is typing.Annotated:
        return _listed(args[0], known)
    inner = tuple(_listed(arg, known) for arg in args)
    if origin in (Union, types.UnionType):
        return Union[inner]  # noqa: UP007 - of members known only at run time
    if origin in (Required, NotRequired, typing.ReadOnly):
        return origin[inner[0]]
    if origin in (list, Iterable) or getattr(origin, "__name__", "") == "SequenceNotStr":
        return list[inner[0]]  # type: ignore[valid-type]
    return origin[inner]


def _typed_dict(tp: Any, known: dict[Any, Any]) -> Any:
    if tp not in known:
        hints = get_type_hints(tp, include_extras=True)
        # Some types hold themselves; what stands inside them there is left unchecked.
        known[tp] = dict[str, Any]
        # Written as text in the SDK, so the types themselves do not know which are required.
        fields = {
            name: Required[_listed(_bare(hint), known)]
            if get_origin(hint) is Required
            else NotRequired[_listed(_bare(hint), known)]
            for name, hint in hints.items()
        }
        known[tp] = TypedDict(tp.__name__, fields)  # type: ignore[operator]
    return known[tp]


def _bare(hint: Any) -> Any:
    """The type inside `Required`, which the fields state by themselves."""
    return get_args(hint)[0] if get_origin(hint) in (Required, NotRequired) else hint

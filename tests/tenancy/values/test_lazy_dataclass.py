"""A class of `lazy_dataclass` is what the standard library would have made of it."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from typing import Any, ClassVar, get_type_hints

import msgspec
import pytest
from pydantic import TypeAdapter

from tenancy.values.lazy_dataclass import dataclass


def _sample(made_by: Any) -> Any:
    @made_by(frozen=True, slots=True)
    class Sample:
        kind: ClassVar[str] = "sample"
        number: int
        name: str = "none"
        notes: dict[str, int] = field(default_factory=dict, compare=False)
        key: str = field(default="", repr=False)

        def __post_init__(self) -> None:
            if self.number < 0:
                raise ValueError("negative")

        def twice(self) -> int:
            return 2 * self.number

    return Sample


def _plain_sample(made_by: Any) -> Any:
    @made_by(frozen=True, slots=True)
    class Plain:
        kind: ClassVar[str] = "plain"
        number: int
        name: str = field(repr=False)
        key: str = field(default="k", repr=False, compare=False)
        note: str | None = None

        def __post_init__(self) -> None:
            if self.number < 0:
                raise ValueError("negative")

    return Plain


LIBRARYS, LAZY = _sample(dataclasses.dataclass), _sample(dataclass)


@dataclass(frozen=True, slots=True)
class Kept:
    """A value of a module, which can be pickled."""

    number: int
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Below(Kept):
    more: int = 0


@dataclass(frozen=True, slots=True)
class Held[T]:
    value: T


@dataclass(frozen=True, slots=True)
class Untouched:
    number: int


@pytest.mark.parametrize(
    "look",
    [
        inspect.signature,
        lambda kind: str(kind(1, key="k")),
        lambda kind: kind(1).notes,
        lambda kind: [(one.name, one.type, one.default) for one in dataclasses.fields(kind)],
        lambda kind: (kind(1) == kind(1, notes={"a": 1}), kind(1) == kind(2), kind(1) == 1),
        lambda kind: hash(kind(1, "a")),
        lambda kind: len({kind(1), kind(1), kind(2)}),
        lambda kind: dataclasses.asdict(dataclasses.replace(kind(1), name="b")),
        lambda kind: str(copy.replace(kind(1), name="b")),
        lambda kind: str(copy.deepcopy(kind(1, notes={"a": 1}))),
        lambda kind: kind.__match_args__,
        lambda kind: kind.__slots__,
        lambda kind: (kind.kind, kind(3).twice(), hasattr(kind(1), "__dict__")),
        lambda kind: (kind.__name__, kind.__qualname__, kind.__module__),
        lambda kind: kind.__init__.__qualname__,
        lambda kind: str(kind.__dataclass_params__),
        lambda kind: msgspec.json.encode(kind(1)),
    ],
)
def test_it_is_and_does_what_the_librarys_own_does(look: Callable[[Any], object]) -> None:
    assert look(_sample(dataclass)) == look(_sample(dataclasses.dataclass))


@pytest.mark.parametrize(
    "look",
    [
        inspect.signature,
        lambda kind: (kind(1, "a").key, kind(1, "a").note, kind(1, note="n", name="b").note),
        lambda kind: str(kind(1, "a", "secret")),
        lambda kind: kind(1, "a", "one") == kind(1, "a", "other"),
        lambda kind: [(one.name, one.default, one.repr) for one in dataclasses.fields(kind)],
        lambda kind: kind.__init__.__qualname__,
        lambda kind: kind.__init__.__annotations__,
        lambda kind: (kind.__init__.__name__, kind.__init__.__module__),
        lambda kind: get_type_hints(kind.__init__),
    ],
)
def test_fields_with_settings_of_their_own_are_the_librarys(look: Callable[[Any], object]) -> None:
    assert look(_plain_sample(dataclass)) == look(_plain_sample(dataclasses.dataclass))


@pytest.mark.parametrize("kind", [_plain_sample(dataclasses.dataclass), _plain_sample(dataclass)])
@pytest.mark.parametrize(
    ("attempt", "error", "message"),
    [
        (lambda kind: kind(-1, "a"), ValueError, "negative"),
        (lambda kind: kind(1), TypeError, "missing 1 required positional argument: 'name'"),
        (lambda kind: kind(1, "a", kind="b"), TypeError, "unexpected keyword argument 'kind'"),
    ],
)
def test_a_wrong_value_of_it_is_refused_alike(
    kind: Any, attempt: Callable[[Any], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        attempt(kind)


def test_a_default_that_all_values_would_share_is_refused_at_the_first_value() -> None:
    @dataclass(frozen=True, slots=True)
    class Shared:
        names: list[str] = []  # noqa: RUF012  the fault itself

    with pytest.raises(ValueError, match="mutable default"):
        Shared()


def test_classes_of_one_size_share_neither_names_nor_defaults() -> None:
    @dataclass(frozen=True, slots=True)
    class Hours:
        first: int
        last: int = 17

    @dataclass(frozen=True, slots=True)
    class Place:
        street: str = "Main"
        town: str = "Sample"

    assert repr((Hours(9), Place())) == (
        f"({Hours.__qualname__}(first=9, last=17), {Place.__qualname__}"
        "(street='Main', town='Sample'))"
    )
    assert str(inspect.signature(Hours)) == "(first: 'int', last: 'int' = 17) -> None"
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'first'"):
        Hours(last=3)  # type: ignore[call-arg]


def test_a_field_may_be_called_as_methods_call_their_value() -> None:
    @dataclass(frozen=True, slots=True)
    class Odd:
        self: int

    assert Odd(self=1).self == 1


def test_a_field_that_must_be_given_after_one_that_need_not_is_refused() -> None:
    @dataclass(frozen=True, slots=True)
    class Wrong:
        first: int = 1
        last: int  # type: ignore[misc]

    with pytest.raises(TypeError, match="non-default argument 'last' follows default argument"):
        Wrong(1, 2)


@pytest.mark.parametrize("kind", [LIBRARYS, LAZY], ids=["library", "lazy"])
@pytest.mark.parametrize(
    ("attempt", "error", "message"),
    [
        (
            lambda one: setattr(one, "number", 2),
            FrozenInstanceError,
            "cannot assign to field",
        ),
        (lambda one: delattr(one, "number"), FrozenInstanceError, "cannot delete field 'number'"),
        (lambda one: type(one)(-1), ValueError, "negative"),
        (lambda one: type(one)(), TypeError, "missing 1 required positional argument: 'number'"),
    ],
)
def test_it_refuses_what_the_librarys_own_refuses(
    kind: Any, attempt: Callable[[Any], object], error: type[Exception], message: str
) -> None:
    with pytest.raises(error, match=message):
        attempt(kind(1))


def test_what_is_no_field_is_refused_as_well() -> None:
    with pytest.raises(FrozenInstanceError, match="cannot assign to field 'other'"):
        setattr(Kept(1), "other", 2)  # noqa: B010  mypy would refuse the plain one


def test_nothing_is_made_before_somebody_looks_for_it() -> None:
    def pending() -> set[str]:
        made = vars(Untouched).items()
        return {name for name, part in made if type(part).__name__ == "_Pending"}

    assert {"__init__", "__eq__", "__hash__", "__repr__", "__dataclass_fields__"} <= pending()
    Untouched(1)
    assert "__init__" not in pending()
    assert {"__eq__", "__hash__", "__repr__"} <= pending()


def test_a_pickled_value_is_the_same_value() -> None:
    assert pickle.loads(pickle.dumps(Kept(1, ("a",)))) == Kept(1, ("a",))


def test_a_class_below_another_has_the_fields_of_both() -> None:
    assert repr(Below(1, ("a",), 2)) == "Below(number=1, names=('a',), more=2)"
    assert Below(1) != Kept(1)


def test_a_generic_class_is_told_its_parameter() -> None:
    assert Held[int](1) == Held(1)


def test_a_value_is_matched_by_position() -> None:
    match Kept(1, ("a",)):
        case Kept(number, names):
            assert (number, names) == (1, ("a",))
        case _:
            pytest.fail("not matched")


def test_msgspec_and_pydantic_read_what_was_written() -> None:
    text = msgspec.json.encode(Kept(1, ("a",)))
    assert msgspec.json.decode(text, type=Kept) == Kept(1, ("a",))
    assert TypeAdapter(Kept).validate_json(text) == Kept(1, ("a",))

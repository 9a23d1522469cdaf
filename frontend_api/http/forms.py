"""Reads what a founder typed: refusals stand beside their field, and nothing typed is lost."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import date, time
from decimal import Decimal
from types import MappingProxyType

from tenancy.data.edit_conflict import EditConflictError
from tenancy.runtime.http import HttpRequest
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class FieldRefusal:
    """An expected refusal, in the founder's words, beside the field it belongs to."""

    words: str
    field: str = ""


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it is shown: what stands in each field and what is wrong with it."""

    values: Mapping[str, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return self.values.get(name, "")

    def error(self, name: str) -> str:
        return self.errors.get(name, "")


SEEN = "seen"
"""The hidden field by which a form remembers what stood in it when it was opened."""
OVERTAKEN = (
    "This was saved elsewhere after you opened it. What it says now stands beside each field that "
    "differs; change what you like, and save again to put yours in its place."
)


def mark_of(values: Mapping[str, str]) -> str:
    """Sixteen letters that say which values these are; what is empty is as good as not there."""
    joined = "\0".join(f"{name}={value}" for name, value in sorted(values.items()) if value)
    return hashlib.sha256(joined.encode()).hexdigest()[:16]


def opened_on(values: Mapping[str, str]) -> Form:
    """The form of what is saved now, which remembers that."""
    return Form({**values, SEEN: mark_of(values)})


def hold_to(seen: str, values: Mapping[str, str]) -> None:
    """For the edit itself, on what is stored by then. Raises EditConflictError.

    A form or program that does not say what it was opened on replaces whatever stands there.
    """
    if seen and seen != mark_of(values):
        raise EditConflictError(SEEN)


LONGEST_NUMBER_CHARS = 18
MOST_CENTS = 10**12
LONGEST_ADDRESS_CHARS = 254
"""RFC 5321, 4.5.3.1.3, without its angle brackets."""
_ONE_ADDRESS = re.compile(
    r"[^\s@,;:<>()\[\]\"\\]{1,64}@(?:[^\s@,;:<>()\[\]\"\\.]+\.)+[^\s@.,;:<>()]{2,63}"
)


def is_single_address(typed: str) -> bool:
    """Whether this is one mail address: a comma, a space or a sign nobody sees makes it another.

    Quoted local parts are legal and used by nobody; they are refused.
    """
    visible = all(unicodedata.category(char)[0] not in "CZ" for char in typed)
    return (
        visible
        and len(typed) <= LONGEST_ADDRESS_CHARS
        and _ONE_ADDRESS.fullmatch(typed) is not None
    )


_AMOUNT = re.compile(r"-?(?:[0-9]{1,15}(?:\.[0-9]{0,15})?|\.[0-9]{1,15})")


def _hundredths(plain: str) -> int | None:
    """An amount in minor units; None for what is no amount, or larger than any."""
    if _AMOUNT.fullmatch(plain) is None:
        return None
    return int((Decimal(plain) * 100).to_integral_value())


def _meanwhile(stands: str, typed: str) -> str:
    if "on" in {stands, typed}:
        return "Ticked meanwhile." if stands else "Unticked meanwhile."
    return f"Saved meanwhile: “{stands}”." if stands else "Emptied meanwhile."


class Entries:
    """Collects values and refusals of one submitted form.

    Each reader returns a usable value even when it refused, so a page reads all fields first and
    then looks at `errors` once.
    """

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.errors: dict[str, str] = {}
        self.seen = request.typed(SEEN)
        """The mark of what stood there when the form was opened, or was shown since."""

    def form(self) -> Form:
        values = {
            name: ", ".join(self._request.all_typed(name))
            for name in self._request.form
            if "password" not in name
        }
        if self.seen:
            values[SEEN] = self.seen
        return Form(values, self.errors)

    def refuse(self, name: str, words: str) -> None:
        self.errors.setdefault(name, words)

    def refuse_overtaken(
        self,
        now: Mapping[str, str],
        *,
        mark: str = "",
        typed: Mapping[str, str] = MappingProxyType({}),
        words: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Refuse what was opened on other values than stand there now, beside each that differs.

        `now` is as the form shows it, and `mark` what of it is kept under the names of the form,
        if that is less. `typed` is of what is spread over several fields, `words` of choices. Sent
        once more, the form is judged by what was shown here.
        """
        sent = {name: ", ".join(self._request.all_typed(name)) for name in now} | dict(typed)
        differs = [name for name in now if sent[name] != now[name]]
        opened, stands = self.seen, mark or mark_of(now)
        if not opened:
            return
        self.seen = stands
        if opened != stands and differs:
            for name in differs:
                self.refuse(name, _meanwhile(words.get(now[name], now[name]), sent[name]))
            self.refuse("form", OVERTAKEN)

    def optional(self, name: str, *, longest: int = 200) -> str:
        text = self._request.typed(name)
        if len(text) > longest:
            self.refuse(name, f"Please keep this to {longest} characters.")
        return text

    def text(self, name: str, missing: str, *, longest: int = 200) -> str:
        text = self.optional(name, longest=longest)
        if not text:
            self.refuse(name, missing)
        return text

    def password(self, name: str) -> str:
        """At least ten characters with letters and a digit, which the user pool demands."""
        typed = self._request.secret(name)
        if len(typed) < 10 or typed.isalpha() or not any(c.isdigit() for c in typed):
            self.refuse(name, "Use at least 10 characters, with a letter and a number.")
        elif not any(c.islower() for c in typed):
            self.refuse(name, "Use at least one small letter.")
        return typed

    def email(self, name: str) -> str:
        typed = self._request.typed(name).lower()
        if not is_single_address(typed):
            self.refuse(name, "That does not look like an email address.")
        return typed

    def checked(self, name: str, fits: Callable[[str], bool], words: str) -> str:
        """What was typed if it fits; nothing at all is not refused."""
        typed = self._request.typed(name)
        if typed and not fits(typed):
            self.refuse(name, words)
        return typed

    def whole(self, name: str, *, least: int, most: int) -> int:
        typed = self._request.typed(name)
        digits = typed.removeprefix("-")
        short = typed.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER_CHARS
        if short and least <= int(typed) <= most:
            return int(typed)
        self.refuse(name, f"Please give a whole number from {least} to {most}.")
        return least

    def share(self, name: str, *, least: float, most: float) -> float:
        typed = self._request.typed(name).replace(",", ".")
        try:
            value = float(typed)
        except ValueError:
            value = float("nan")
        if least <= value <= most:
            return value
        self.refuse(name, f"Please give a number from {least:g} to {most:g}.")
        return least

    def cents(self, name: str, *, required: bool = False) -> int | None:
        """An amount as people type it (`1,250`, `49.90`, `49,90`), in minor units."""
        typed = self._request.typed(name).lstrip("€$£ ").replace(" ", "")
        if not typed:
            if required:
                self.refuse(name, "Please give an amount.")
            return None
        comma = typed.rfind(",")
        decimal_comma = comma >= 0 and "." not in typed and len(typed) - comma - 1 <= 2
        plain = typed.replace(",", ".") if decimal_comma else typed.replace(",", "")
        amount = _hundredths(plain)
        if amount is None or not 0 <= amount <= MOST_CENTS:
            self.refuse(name, "Please give an amount such as 49 or 49.90.")
            return None
        return amount

    def choice(self, name: str, legal: Iterable[str], *, missing: str = "") -> str:
        typed = self._request.typed(name)
        choices = tuple(legal)
        if typed in choices:
            return typed
        self.refuse(name, missing or "Please choose one of the list.")
        return choices[0] if choices else ""

    def ticked(self, name: str) -> bool:
        return self._request.typed(name) in {"on", "yes", "true", "1"}

    def clock_time(self, name: str) -> time | None:
        typed = self._request.typed(name)
        if not typed:
            return None
        try:
            clock = time.fromisoformat(typed)
        except ValueError:
            clock = None
        if clock is not None and clock.tzinfo is None:
            return clock
        self.refuse(name, "Please give a time such as 09:30.")
        return None

    def calendar_day(self, name: str) -> date | None:
        typed = self._request.typed(name)
        if not typed:
            return None
        try:
            return date.fromisoformat(typed)
        except ValueError:
            self.refuse(name, "Please give a date such as 2026-12-24.")
            return None

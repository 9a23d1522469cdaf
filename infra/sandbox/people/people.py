"""The simulated customers: created on demand by phone or mail address, steered by switches.

A person does nothing by themselves unless a switch says so; a page or a script plays them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from enum import StrEnum
from typing import Any

import phonenumbers
from phonenumbers import timezone as phone_timezone

from infra.sandbox.ledger import Ledger


class AnswersAs(StrEnum):
    """What happens when this person's phone rings."""

    ASK = "ask"
    """Rings until somebody decides on the page or by script."""
    HUMAN = "human"
    MACHINE = "machine"
    SCREENING = "screening"
    """A call screener picks up; detection cannot tell."""
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    FAILED = "failed"


class MailFate(StrEnum):
    """What becomes of mail to this person."""

    DELIVERS = "delivers"
    BOUNCES = "bounces"
    COMPLAINS = "complains"


@dataclass(frozen=True, slots=True)
class Person:
    """One simulated customer with every address they have."""

    addresses: tuple[str, ...]
    name: str = ""
    whatsapp: bool = True
    reads_whatsapp: bool = True
    sms_error: int | None = None
    """30003, 30005, 30006, 30007…: accepted, then undelivered. 21614: refused at once."""
    answers_as: AnswersAs = AnswersAs.ASK
    mail: MailFate = MailFate.DELIVERS
    whatsapp_as: str = ""
    """The address WhatsApp shows for this person: another form of the number, or their id alone;
    empty shows the number."""
    whatsapp_id: str = ""
    """The business-scoped id, such as `BR.1349`, which WhatsApp gives beside what it shows."""
    auto_reply: str = ""
    """Text of the automatic reply to every mail; empty sends none."""

    @property
    def id(self) -> str:
        return self.addresses[0]

    @property
    def phone(self) -> str | None:
        return next((address for address in self.addresses if address.startswith("+")), None)

    @property
    def email(self) -> str | None:
        return next((address for address in self.addresses if "@" in address), None)

    @property
    def time_zone(self) -> str:
        """The first zone the phone number belongs to; UTC for people known by mail alone."""
        if self.phone is None:
            return "UTC"
        parsed = phonenumbers.parse(self.phone)
        zone = phone_timezone.time_zones_for_number(parsed)[0]
        return "UTC" if zone == phone_timezone.UNKNOWN_TIMEZONE else zone


def bare(address: str) -> str:
    """The address without Twilio's channel prefix; mail addresses in lower case."""
    address = address.removeprefix("whatsapp:").strip()
    return address.lower() if "@" in address else address


def is_address(address: str) -> bool:
    return "@" in address or is_e164(address)


def is_e164(number: str) -> bool:
    if not number.startswith("+") or not number[1:].isdigit():
        return False
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


_SHOWN_BY_WHATSAPP = {"whatsapp_as", "whatsapp_id"}


class People:
    """Everybody the sandbox knows, by any of their addresses."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger

    def at(self, address: str) -> Person:
        """The person with this address, made up if nobody has it yet."""
        address = bare(address)
        for record in self._ledger.table("people").values():
            if address in record["addresses"]:
                return _person(record)
        return self._keep(Person(addresses=(address,)))

    def knows(self, address: str) -> bool:
        address = bare(address)
        everybody = self._ledger.table("people").values()
        return any(address in record["addresses"] for record in everybody)

    def everyone(self) -> list[Person]:
        return [_person(record) for record in self._ledger.table("people").values()]

    def change(self, address: str, switches: dict[str, Any]) -> Person | str:
        """Set some switches; `also` adds addresses. A sentence if one is not understood."""
        switches = dict(switches)
        person = self.at(address)
        for other in switches.pop("also", []):
            person = self._join(person, bare(other))
        for name in _SHOWN_BY_WHATSAPP & set(switches):
            if switches[name]:
                person = self._join(person, bare(switches[name]))
        known = {field.name for field in fields(Person)} - {"addresses"}
        if unknown := set(switches) - known:
            return f"A person has no switch {', '.join(sorted(unknown))}."
        try:
            if "answers_as" in switches:
                switches["answers_as"] = AnswersAs(switches["answers_as"])
            if "mail" in switches:
                switches["mail"] = MailFate(switches["mail"])
        except ValueError as error:
            return str(error)
        return self._keep(replace(person, **switches))

    def _join(self, person: Person, other: str) -> Person:
        if other in person.addresses:
            return person
        gone = self.at(other)
        self._ledger.table("people").pop(gone.id, None)
        addresses = (*person.addresses, *gone.addresses)
        return self._keep(replace(person, addresses=addresses, name=person.name or gone.name))

    def _keep(self, person: Person) -> Person:
        self._ledger.save_record("people", person.id, asdict(person))
        return person


def _person(record: dict[str, Any]) -> Person:
    return Person(
        **{
            **record,
            "addresses": tuple(record["addresses"]),
            "answers_as": AnswersAs(record["answers_as"]),
            "mail": MailFate(record["mail"]),
        }
    )

"""The demo's customers: what chance decides elsewhere, they make happen once."""

from __future__ import annotations

from infra.local.demo.scripted_customers import Kind, Person, ScriptedCustomers
from infra.sandbox.client import News, SandboxClient
from infra.sandbox.ledger import Record

TIMES = (
    "1) Monday, 2:00 PM; 2) Tuesday, 10:00 AM; 3) Tuesday, 2:00 PM, {zone}. Which one suits you?"
)
ONA, UGNE, LUC = "+12025550101", "+12025550102", "+12025550103"


class Phones(SandboxClient):
    """Has these messages once; keeps who answered."""

    def __init__(self) -> None:
        super().__init__("http://127.0.0.1:9")
        self.incoming: list[Record] = []
        self.wrote: list[str] = []

    def offer(self, phone: str, zone: str = "New York time") -> None:
        body = TIMES.format(zone=zone)
        self.incoming.append(
            {
                "direction": "outbound-api",
                "to": phone,
                "body": body,
                "status": "delivered",
                "channel": "sms",
            }
        )

    def news(self, *, messages: int, mails: int) -> News:
        fresh, self.incoming = self.incoming, []
        return News(fresh, [], [])

    def text(self, from_: str, *, to: str, body: str, channel: str = "sms") -> Record:
        self.wrote.append(from_)
        return {}


def customers(phones: Phones) -> ScriptedCustomers:
    names = {ONA: "Ona", UGNE: "Ugne", LUC: "Luc"}
    people = {name: Person(name, Kind.BOOKS, Kind.BOOKS) for name in names.values()}
    return ScriptedCustomers(phones, names, seed=1, ours="+12025550100", people=people)


def test_the_first_who_picks_waits_for_somebody_who_was_offered_the_same() -> None:
    phones = Phones()
    played = customers(phones)
    phones.offer(ONA)
    phones.offer(LUC, zone="Chicago time")
    assert played.answer_everything() == 1
    assert phones.wrote == [LUC]
    phones.offer(UGNE)
    assert played.answer_everything() == 2
    assert phones.wrote == [LUC, ONA, UGNE]
    phones.offer(LUC)
    assert played.answer_everything() == 1


def test_who_waits_answers_when_nobody_else_does() -> None:
    phones = Phones()
    played = customers(phones)
    phones.offer(ONA)
    assert [played.answer_everything(), played.answer_everything()] == [1, 0]
    assert phones.wrote == [ONA]

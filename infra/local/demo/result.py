"""What the demo shows at its end, and what it asserts: from ledgers and the mailbox alone."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from datetime import datetime, timedelta
from typing import Any

from infra.local.demo.scenes.cast import Scenes
from infra.local.demo.scenes.ledgers import read_ledgers, read_moment
from infra.local.demo.scripted_customers import (
    STOP_QUESTION,
    UNCLEAR_QUESTION,
    Kind,
    ScriptedCustomers,
)
from infra.local.demo.scripted_founder import ScriptedFounder
from infra.local.local_platform import LocalPlatform

Record = dict[str, Any]
MOTIONS = ("upsell", "win_back")
BOOKINGS_AT_LEAST = 3
PER_DAY, PER_WEEK = 3, 10
TAKEN_WORDS = "taken a moment ago"
QUESTION = "a question"
GIVEN_BACK = ("Booking cancelled: ", "Opted out for good: ", "Wrong person: ")
"""Beginnings of the subjects that tell the founder of a time that is free again."""
A_MONTH = timedelta(days=25)


def judge(platform: LocalPlatform, customers: ScriptedCustomers, scenes: Scenes) -> bool:
    """Check every promise of the demo; prints a line each, and says whether all hold."""
    seen = _Seen(platform, customers, scenes)
    played = scenes.find_problems(read_ledgers(platform.sandbox))
    checks = {
        f"at least {BOOKINGS_AT_LEAST} bookings for each motion": all(
            seen.booked[motion] >= BOOKINGS_AT_LEAST for motion in MOTIONS
        ),
        "WhatsApp, SMS, voice and email were all used": seen.channels
        >= {"whatsapp", "sms", "voice", "email"},
        "one slot wanted twice was given once, and the other customer another": bool(
            seen.conflicts_resolved()
        ),
        "a promised callback was carried out a month later": bool(seen.callbacks_carried_out()),
        "after an opt-out at most one question and one confirmation": not seen.sent_after_opt_out(),
        "bookings stay inside the founder's bandwidth": seen.bandwidth_held(),
        "the payment provider's totals are what happened": seen.meters() == seen.happened(),
        "nothing was given up on": not platform.scheduler.given_up(),
        **{words: not problems for words, problems in played.items()},
    }
    print("\n  Asserted from the providers' ledgers and the mailbox")
    for words, holds in checks.items():
        print(f"    {'holds ' if holds else 'FAILS '} {words}")
        for problem in played.get(words, ()):
            print(f"           {problem}")
    if not checks["the payment provider's totals are what happened"]:
        print(f"           metered {seen.meters()}, happened {seen.happened()}")
    for problem in seen.sent_after_opt_out()[:5]:
        print(f"           {problem}")
    if not checks["bookings stay inside the founder's bandwidth"]:
        for when, name in sorted(seen.booked_times()):
            print(f"           {when:%a %d %b %H:%M} {name}: {seen.subjects_about(name)}")
    if platform.scheduler.given_up():
        print(f"           {platform.scheduler.given_up()}")
    return all(checks.values())


class _Seen:
    """The ledgers, read once."""

    def __init__(
        self, platform: LocalPlatform, customers: ScriptedCustomers, scenes: Scenes
    ) -> None:
        sandbox = platform.sandbox
        twilio = sandbox.ledger("twilio")
        self.customers = customers
        self.scenes = scenes
        self.messages: list[Record] = twilio["messages"]
        self.calls: list[Record] = twilio["calls"]
        self.mails: list[Record] = sandbox.ledger("mail")["mails"]
        self.totals = sandbox.meter_totals()
        self.handoffs = [mail for mail in self.mails if str(mail["subject"]).startswith("Booked: ")]
        self.booked = Counter(_field(mail["text"], "Motion") for mail in self.handoffs)
        self.sent = [m for m in self.messages if not str(m["direction"]).startswith("inbound")]
        self.received = [m for m in self.messages if str(m["direction"]).startswith("inbound")]

    @property
    def channels(self) -> set[str]:
        used = {str(message["channel"]) for message in self.sent}
        if any(entry["who"] == "agent" for call in self.calls for entry in call["transcript"]):
            used.add("voice")
        if any(mail["to"][0] in self.customers.addresses for mail in self.mails):
            used.add("email")
        return used

    def name_at(self, address: object) -> str:
        return self.customers.addresses.get(str(address).removeprefix("whatsapp:"), "")

    def conflicts_resolved(self) -> list[str]:
        booked = {_field(mail["text"], "Customer") for mail in self.handoffs}
        informed = {self.name_at(m["to"]) for m in self.sent if TAKEN_WORDS in str(m["body"])}
        informed |= {
            self.name_at(call["to"])
            for call in self.calls
            for entry in call["transcript"]
            if TAKEN_WORDS in str(entry["text"])
        }
        return sorted(informed & booked)

    def began(self, name: str, kind: Kind, text: object) -> bool:
        """Whether this is how somebody of that kind began to answer."""
        person = self.customers.people.get(name)
        words = person.first_words if person and person.first_kind is kind else ""
        return bool(words) and words in " ".join(str(text).split())

    def began_in(self, call: Record, kind: Kind) -> bool:
        name = self.name_at(call["to"])
        return any(self.began(name, kind, entry["text"]) for entry in call["transcript"])

    def callbacks_carried_out(self) -> list[str]:
        """People who said "in a month" and heard from the agent again a month later."""
        asked = {
            self.name_at(m["from"]): read_moment(m)
            for m in self.received
            if self.began(self.name_at(m["from"]), Kind.IN_A_MONTH, m["body"])
        }
        asked |= {
            self.name_at(call["to"]): read_moment(call)
            for call in self.calls
            if self.began_in(call, Kind.IN_A_MONTH)
        }
        touched = [(self.name_at(m["to"]), read_moment(m)) for m in self.sent]
        touched += [(self.name_at(call["to"]), read_moment(call)) for call in self.calls]
        touched += [(self.name_at(mail["to"][0]), read_moment(mail)) for mail in self.mails]
        return sorted(
            {name for name, at in touched if name in asked and at - asked[name] >= A_MONTH}
        )

    def opt_outs(self) -> dict[str, datetime]:
        opted_out: dict[str, datetime] = {}
        for message in self.received:
            name = self.name_at(message["from"])
            if self.began(name, Kind.OPTS_OUT, message["body"]):
                opted_out.setdefault(name, read_moment(message))
        for call in self.calls:
            if self.began_in(call, Kind.OPTS_OUT):
                opted_out.setdefault(self.name_at(call["to"]), read_moment(call))
        for mail in self.mails:
            name = self.name_at(mail["person"]) if mail["direction"] == "inbound" else ""
            if self.began(name, Kind.OPTS_OUT, mail["text"]):
                opted_out.setdefault(name, read_moment(mail))
        return opted_out

    def sent_after_opt_out(self) -> list[str]:
        """Anything beyond one confirmation and, where the words left a doubt, one question before
        it, on any channel. The provider's own is not ours.

        The clock stands while things happen, so among messages the ledger's order decides.
        """
        opted: dict[str, datetime] = {}
        after: defaultdict[str, list[str]] = defaultdict(list)
        for message in self.messages:
            inbound = str(message["direction"]).startswith("inbound")
            name = self.name_at(message["from" if inbound else "to"])
            if inbound and self.began(name, Kind.OPTS_OUT, message["body"]):
                opted.setdefault(name, read_moment(message))
            elif not inbound and name in opted and not message.get("automatic"):
                after[name].append(
                    _shown(f"{message['channel']} at {read_moment(message)}", message["body"])
                )
        opted = self.opt_outs() | opted
        for call in self.calls:
            name = self.name_at(call["to"])
            if name in opted and read_moment(call) > opted[name]:
                after[name].append(f"call at {read_moment(call)}")
        for mail in self.mails:
            name = self.name_at(mail["to"][0])
            if name in opted and read_moment(mail) > opted[name]:
                after[name].append(_shown(f"mail at {read_moment(mail)}", mail["text"]))
        return [
            f"{name}: {', '.join(sent)}"
            for name, sent in after.items()
            if sent.count(QUESTION) > 1 or len(sent) - sent.count(QUESTION) > 1
        ]

    def booked_times(self) -> list[tuple[datetime, str]]:
        """Start in the founder's wall time and with whom, of each booking that was not given back.

        By the mails to the founder, in the order in which they were sent.
        """
        standing: dict[str, datetime] = {}
        for mail in self.mails:
            subject, who = str(mail["subject"]), _field(mail["text"], "Customer")
            when = _field(mail["text"], "When")
            if subject.startswith("Booked: ") and when:
                standing[who] = datetime.strptime(" ".join(when.split()[:5]), "%A %d %B %Y, %H:%M")  # noqa: DTZ007  wall time of the founder
            elif subject.startswith(GIVEN_BACK):
                standing.pop(subject.partition(": ")[2], None)
        return [(when, who) for who, when in standing.items()]

    def subjects_about(self, name: str) -> str:
        """What the founder was sent about somebody."""
        subjects = (str(mail["subject"]) for mail in self.mails)
        return "; ".join(s.partition(": ")[0] for s in subjects if name in s)

    def bandwidth_held(self) -> bool:
        days = [when for when, _ in self.booked_times()]
        per_day = Counter(day.date() for day in days)
        per_week = Counter(day.isocalendar()[:2] for day in days)
        return (
            max(per_day.values(), default=0) <= PER_DAY
            and max(per_week.values(), default=0) <= PER_WEEK
            and len(set(days)) == len(days)
        )

    def meters(self) -> dict[str, int]:
        return {
            name: int(sum(by_customer.values()))
            for name, by_customer in self.totals.items()
            if name != "voice_minutes"
        }

    def happened(self) -> dict[str, int]:
        """A conversation is reached by its first human words, unless they end it at once."""
        reached = [
            person
            for person in self.customers.people.values()
            if person.answered and (person.first_kind is not Kind.OPTS_OUT or person.asked_again)
        ]
        booked = {_field(mail["text"], "CRM record id") for mail in self.handoffs}
        return {
            "reached_conversations": len(reached) + self.scenes.reached,
            "booked_conversations": len(booked),
        }


def _shown(where: str, text: object) -> str:
    """Distinguishes the one question from everything else that was sent."""
    words = " ".join(str(text).split())
    asks = STOP_QUESTION in words or UNCLEAR_QUESTION in words
    return QUESTION if asks else where


def show(
    founder: ScriptedFounder,
    platform: LocalPlatform,
    customers: ScriptedCustomers,
    scenes: Scenes,
    *,
    billing: str,
) -> None:
    """A readable result, from what the founder sees and what the providers did.

    `billing` is the page of the month in which most of it happened.
    """
    seen = _Seen(platform, customers, scenes)
    print("\n  Segments")
    for line in _figures(founder.open("/segments").text):
        print(f"    {line}")
    print("\n  Funnel per channel (outbound, then answers of customers)")
    sent = Counter(str(message["channel"]) for message in seen.sent)
    sent["voice"] = len(seen.calls)
    sent["email"] = sum(mail["to"][0] in customers.addresses for mail in seen.mails)
    for channel in ("whatsapp", "sms", "voice", "email"):
        print(f"    {channel:9} {sent[channel]:5} sent {customers.answered[channel]:5} answered")
    print(f"    page      {customers.answered['page']:5} times chosen")
    print(f"\n  Bookings: {dict(seen.booked)}; one handoff whole:\n")
    if seen.handoffs:
        print("\n".join(f"    {line}" for line in str(seen.handoffs[0]["text"]).split("\n")))
    print(f"\n  Slots wanted twice, resolved: {len(seen.conflicts_resolved())}")
    print(f"  Callbacks carried out: {len(seen.callbacks_carried_out())}")
    print(f"  Opted out for good: {len(seen.opt_outs())}")
    print("\n  Usage and price")
    for line in _between(billing, "Usage this month", "Payment"):
        print(f"    {line}")


def _field(text: object, label: str) -> str:
    found = re.search(rf"^{label}: (.*)$", str(text), re.MULTILINE)
    return found[1].strip() if found else ""


def _figures(text: str) -> list[str]:
    return [line for line in text.split("\n") if line][:40]


def _between(text: str, start: str, end: str) -> list[str]:
    lines = text.split("\n")
    first = next((n for n, line in enumerate(lines) if start in line), 0)
    last = next((n for n, line in enumerate(lines) if n > first and line == end), len(lines))
    return lines[first:last]

"""Plays the simulated people and moves the clock from a script, over the sandbox's own API.

A refusal of the sandbox (a phone that does not ring, a clock turned back) raises
`SandboxRefusedError`: a script that asks for the impossible is wrong.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote

import requests

from infra.sandbox.ledger import Record

Channel = Literal["sms", "whatsapp"]
Wire = Literal["twilio", "stripe", "mail", "openai", "google", "calcom"]
PATIENCE_S = 30.0
CHANGE_WITHIN_S = 0.25
"""How long the sandbox holds a question for what is new, at most."""


class SandboxRefusedError(Exception):
    """The sandbox refused, with the reason in a sentence."""


@dataclass(frozen=True, slots=True)
class Deliveries:
    """Deliveries of the providers to our side: how many are under way, and how many ever began."""

    pending: int
    begun: int


@dataclass(frozen=True, slots=True)
class News:
    """What reached the people after what is known of the ledgers, and the calls that ring now."""

    messages: list[Record]
    mails: list[Record]
    ringing: list[Record]


class SandboxClient:
    """One sandbox at `base_url`, such as http://127.0.0.1:8402."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url.rstrip("/")
        self._session = requests.Session()
        self._session.trust_env = False

    def __enter__(self) -> SandboxClient:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        self._session.close()

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        answer = self._session.request(method, self.base_url + path, json=body, timeout=330)
        content = answer.json()
        if not answer.ok:
            raise SandboxRefusedError(str(content.get("error", content)))
        return content

    # What a founder does in their Google account.

    def google(self, account: str, what: str = "", **body: Any) -> Any:
        """`what`: nothing sets the account up; events, delete, revoke, expire."""
        path = f"/google/accounts/{quote(account)}"
        return self._ask("POST", f"{path}/{what}" if what else path, body)

    # What a founder does in their Cal.com account.

    def calcom(self, account: str, what: str = "", **body: Any) -> Any:
        """`what`: nothing sets the account up; busy, change, books, move, end, revoke."""
        path = f"/calcom/accounts/{quote(account)}"
        return self._ask("POST", f"{path}/{what}" if what else path, body)

    # The clock.

    def now(self) -> datetime:
        return datetime.fromisoformat(self._ask("GET", "/clock")["now"])

    def advance(self, seconds: float, *, run_due: bool = True) -> list[Record]:
        """Move the clock on; the schedules that ran because of it, with their errors."""
        body = {"advance_seconds": seconds, "run_due": run_due}
        ran: list[Record] = self._ask("POST", "/clock", body)["ran"]
        return ran

    def advance_to(self, moment: datetime, *, run_due: bool = True) -> list[Record]:
        """In one step: the caller chooses how many there are, and waits for rest between them."""
        body = {"now": moment.isoformat(), "run_due": run_due, "at_once": True}
        ran: list[Record] = self._ask("POST", "/clock", body)["ran"]
        return ran

    def run_due(self) -> list[Record]:
        ran: list[Record] = self._ask("POST", "/clock/run_due")["ran"]
        return ran

    # The people.

    def _at(self, person: str) -> str:
        return f"/people/{quote(person, safe='+@')}"

    def person(self, address: str) -> Record:
        found: Record = self._ask("GET", self._at(address))
        return found

    def set_person(self, address: str, **switches: Any) -> Record:
        """Switches of `people.Person`; `also=[…]` adds further addresses of the same person."""
        found: Record = self._ask("PUT", self._at(address), switches)
        return found

    def text(self, from_: str, *, to: str, body: str, channel: Channel = "sms") -> Record:
        message = {"to": to, "body": body, "channel": channel}
        sent: Record = self._ask("POST", f"{self._at(from_)}/text", message)
        return sent

    def report_text(self, person: str, status: Literal["delivered", "undelivered"]) -> None:
        """The carrier reports once more of the last text to this person."""
        self._ask("POST", f"{self._at(person)}/report", {"status": status})

    # Calls.

    def pending_calls(self) -> list[Record]:
        """Calls that ring and wait for somebody to decide."""
        ringing: list[Record] = self._ask("GET", "/calls/ringing")
        return ringing

    def call(self, from_: str, *, to: str) -> Record:
        """A person rings one of our numbers."""
        placed: Record = self._ask("POST", f"{self._at(from_)}/call", {"to": to})
        return placed

    def answer_call(self, person: str, as_: str = "human") -> None:
        """human, machine, screening, busy, no_answer or failed."""
        self._ask("POST", f"{self._at(person)}/answer", {"as": as_})

    def say(self, person: str, text: str) -> None:
        self._ask("POST", f"{self._at(person)}/say", {"text": text})

    def say_and_hear(
        self, person: str, text: str, *, patience_s: float = PATIENCE_S
    ) -> list[Record]:
        """Speak, and wait until the agent has answered or the call is over: the new entries."""
        before = len(self.transcript(person))
        self.say(person, text)

        def heard() -> list[Record] | None:
            call = self.last_call(person)
            fresh = [] if call is None else call["transcript"][before + 1 :]
            spoke = any(entry["who"] == "agent" for entry in fresh)
            return fresh if spoke or call is None or call["end_time"] else None

        return self.wait(heard, f"the agent answers {person}", patience_s=patience_s)

    def press(self, person: str, digit: str) -> None:
        self._ask("POST", f"{self._at(person)}/press", {"digit": digit})

    def interrupt(self, person: str, heard: str, *, words: str = "") -> None:
        """Speak over the agent, who has been heard so far."""
        self._ask("POST", f"{self._at(person)}/interrupt", {"heard": heard, "words": words})

    def hang_up(self, person: str) -> None:
        self._ask("POST", f"{self._at(person)}/hang_up")

    def _reached(self, person: str) -> Record:
        """Everything with this one person; far less than a whole ledger."""
        found: Record = self._ask("GET", f"/phone/api/person/{quote(person, safe='+@')}")
        return found

    def last_call(self, person: str) -> Record | None:
        calls: list[Record] = self._reached(person)["calls"]
        return calls[-1] if calls else None

    def transcript(self, person: str) -> list[Record]:
        """The transcript of this person's last call, oldest line first."""
        call = self.last_call(person)
        return call["transcript"] if call else []

    # Mail.

    def recordings(self, person: str) -> list[Record]:
        """Of their calls, in the order they began; those that were deleted are gone."""
        known = self.ledger("twilio")
        calls = {call["sid"] for call in known["calls"] if call["person"] == person}
        return [one for one in known["recordings"] if one["call"] in calls]

    def mails(self, to: str) -> list[Record]:
        """Mails our side sent to this address, oldest first."""
        found = self._ask("GET", f"/ledger/mail?to={quote(to.lower(), safe='@')}")
        mails: list[Record] = found["mails"]
        return mails

    def reply_mail(self, mail_id: str, text: str, *, automatic: bool = False) -> Record:
        body = {"text": text, "automatic": automatic}
        sent: Record = self._ask("POST", f"/mails/{quote(mail_id, safe='@')}/reply", body)
        return sent

    def answer_invitation(
        self, mail_id: str, answer: Literal["accepted", "tentative", "declined"], note: str = ""
    ) -> Record:
        body = {"answer": answer, "note": note}
        sent: Record = self._ask("POST", f"/mails/{quote(mail_id, safe='@')}/invitation", body)
        return sent

    def write_mail(self, from_: str, *, to: str, subject: str, text: str) -> Record:
        body = {"to": to, "subject": subject, "text": text}
        sent: Record = self._ask("POST", f"{self._at(from_)}/mail", body)
        return sent

    def unsubscribe(self, mail_id: str) -> None:
        self._ask("POST", f"/mails/{quote(mail_id, safe='@')}/unsubscribe")

    def mail_event(self, mail_id: str, kind: Literal["Bounce", "Complaint", "Delivery"]) -> None:
        self._ask("POST", f"/mails/{quote(mail_id, safe='@')}/event", {"kind": kind})

    def click(self, url: str, form: dict[str, str] | None = None) -> requests.Response:
        """What following a link, or sending its form, answers; redirects are followed."""
        if form is None:
            return self._session.get(url, timeout=60)
        return self._session.post(url, data=form, timeout=60)

    # What the providers saw.

    def ledger(self, wire: Wire) -> Record:
        found: Record = self._ask("GET", f"/ledger/{wire}")
        return found

    def news(self, *, messages: int, mails: int) -> News:
        """Of the ledgers only what follows the first `messages` and the first `mails`."""
        return News(**self._ask("GET", f"/news?messages={messages}&mails={mails}"))

    def messages(self, person: str, channel: Channel | None = None) -> list[Record]:
        """Every message with this person, both directions, oldest first."""
        messages: list[Record] = self._reached(person)["messages"]
        return [message for message in messages if channel in (None, message["channel"])]

    def meter_totals(self) -> dict[str, dict[str, float]]:
        """Event name → Stripe customer → everything ever reported."""
        totals: dict[str, dict[str, float]] = self.ledger("stripe")["totals"]
        return totals

    def founder_account(
        self,
        account: str,
        *,
        keys: dict[str, list[str]] | None = None,
        endpoint: dict[str, str] | None = None,
    ) -> None:
        """A founder's own Stripe account: its restricted keys with what each may read
        (`customers`, `subscriptions`, `products`, `coupons`), and its webhook endpoint."""
        body = {"keys": keys, "endpoint": endpoint}
        given = {name: value for name, value in body.items() if value is not None}
        self._ask("POST", f"/stripe/accounts/{account}", given)

    def in_founder_account(self, account: str, **objects: list[Record]) -> None:
        """Make or change `customers`, `subscriptions` and `products`; the endpoint is notified."""
        self._ask("POST", f"/stripe/accounts/{account}/objects", objects)

    def delete_founders_customer(self, account: str, customer: str) -> None:
        self._ask("POST", f"/stripe/accounts/{account}/delete", {"customer": customer})

    def fail_founders_payment(self, account: str, subscription: str) -> None:
        """An invoice of the subscription is not paid; the endpoint is notified."""
        self._ask(
            "POST", f"/stripe/accounts/{account}/payment_failed", {"subscription": subscription}
        )

    def resend_founder_events(self, account: str) -> int:
        """Every event once more, the newest first."""
        sent: int = self._ask("POST", f"/stripe/accounts/{account}/resend")["events"]
        return sent

    def settle_payment(self, customer: str, *, succeeds: bool) -> None:
        self._ask("POST", f"/stripe/switches/payments/{customer}", {"succeeds": succeeds})

    def register_template(
        self, sid: str, body: str, category: Literal["marketing", "utility"] = "marketing"
    ) -> None:
        self._ask("POST", "/twilio/templates", {"sid": sid, "body": body, "category": category})

    def faults(self, wire: Wire | None = None, **switches: Any) -> Record:
        """Set switches of one wire; without a wire, clear all of them."""
        changed: Record = self._ask("POST", "/faults", {wire: switches} if wire else {})
        return changed

    def script_model(self, **switches: Any) -> Record:
        """How the played model answers; without any, it is as it was at the start."""
        changed: Record = self._ask("POST", "/openai/script", switches)
        return changed

    # Waiting without guessing.

    def deliveries(self, *, over_within_s: float = 0) -> Deliveries:
        """The answer comes when none is under way, or after `over_within_s`."""
        return Deliveries(**self._ask("GET", f"/pending?over_within_s={over_within_s}"))

    def _changed_since(self, version: int) -> int:
        """The ledger's version, as soon as it is newer than `version` or after a moment."""
        asked = f"/changes?since={version}&within_s={CHANGE_WITHIN_S}"
        newer: int = self._ask("GET", asked)["version"]
        return newer

    def settle(self, *, patience_s: float = PATIENCE_S) -> None:
        """Wait until no delivery to our side is under way."""

        def quiet() -> bool | None:
            return True if self.deliveries(over_within_s=1).pending == 0 else None

        self.wait(quiet, "every delivery is made", patience_s=patience_s)

    def wait[T](
        self, probe: Callable[[], T | None], what: str, *, patience_s: float = PATIENCE_S
    ) -> T:
        """The first answer of `probe` that is not None; TimeoutError names `what` after a while.

        Asked again whenever the ledger changed: looking all the time takes processor from what is
        waited for.
        """
        end, version = time.monotonic() + patience_s, -1
        while (found := probe()) is None:
            if time.monotonic() > end:
                raise TimeoutError(f"Waited {patience_s:g} s in vain until {what}.")
            version = self._changed_since(version)
        return found

"""`make demo`: the main job, headless, on the local platform, judged by the providers' own ledgers.

A founder signs up, uploads a thousand sample customers, approves, rehearses and launches upsell and
win-back; simulated customers answer on every channel; known customers play the scenes; the clock is
moved by this script. What is asserted at the end is read from the sandbox's ledgers and mailbox,
never from our tables.
"""

from __future__ import annotations

import argparse
import csv
import itertools
import os
import re
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from functions.customer_base.parsing.phones.numbers import odd_phone
from infra.local.demo.result import judge, show
from infra.local.demo.scenes.callbacks import FROM_A_FILE, Callbacks
from infra.local.demo.scenes.cast import Scenes
from infra.local.demo.scenes.delivery_reports import DeliveryReports
from infra.local.demo.scenes.founders_answer import FoundersAnswer
from infra.local.demo.scenes.shared_phones import SharedPhones
from infra.local.demo.scenes.synced_base import DETAILS, FROM_STRIPE, launch_on_stripe
from infra.local.demo.scripted_customers import ScriptedCustomers
from infra.local.demo.scripted_founder import ScriptedFounder
from infra.local.demo.time_spent import TimeSpent
from infra.local.lambda_errors import last_errors
from infra.local.local_platform import LocalPlatform
from infra.local.redelivery import Redelivery
from infra.local.run import first_port
from infra.local.samples import sample_base
from infra.plain_error import PlainError

START = datetime(2026, 9, 14, 12, 0, tzinfo=UTC)
"""A Monday morning without a holiday near it."""
NUMBER = "+12025550100"
MAIL = "hello@sampleboard.example.com"
BUSY_DAYS = 1
"""Days gone through in hours, while most customers are opened."""
FRESH_DAYS = 14
"""After so many days the file is too old to open anybody, and little happens."""
SILENT_DAYS = 28
"""Nothing happens before them but what was promised."""
DAY = timedelta(days=1)
REFRESHED = timedelta(days=30, hours=20)
"""When the founder brings a fresh file: after the callbacks of the first day's customers are due in
a month, and before quiet days of a month are over."""
QUIET_DAYS = 37
"""Days in longer steps: callbacks a month later are carried out in them."""
SETTLED_DAYS = 70
"""After so many days only promises are left."""
LAST_DAY = QUIET_DAYS + 91
"""After the callback in ninety days of the second founder."""
LONGEST_MOVE = timedelta(days=30)
"""The payment provider takes no usage that is older than 35 days."""
PROMISED_ON_A_FILE = (
    "callbacks in 30, 60 and 90 days came at the promised hour, on facts too old to be stated"
)
PROMISED_ON_STRIPE = "and so they did for a base that is read from Stripe"
ROWS = 1000
ROUNDS = 6
"""How often customers react to each other's answers within one step of time."""

WHATSAPP = {
    "upsell": (
        "HX" + "a1" * 16,
        {
            "disclosure": "Hello, I am the AI assistant of {business}. {opt_out_hint}",
            "opener": "You have used {limit_percent}% of what the {plan} plan includes.",
            "question": "Would a bit more room, with {offer}, be of use to you?",
        },
    ),
    "win_back": (
        "HX" + "b2" * 16,
        {
            "disclosure": "Hello, I am the AI assistant of {business}. {opt_out_hint}",
            "opener": "It has been {churned_months} months since you left {plan}.",
            "question": "Would you like to hear what has changed?",
        },
    ),
}
"""The wordings that make up each motion's WhatsApp template, and the template's id.

WhatsApp opens only with a template the provider has approved; it is these wordings joined, with
their slots numbered in order.
"""


class Story:
    """One seed's run, reported as it goes."""

    def __init__(self, platform: LocalPlatform, *, seed: int, spent: TimeSpent) -> None:
        self.platform = platform
        self.seed = seed
        self.spent = spent
        self.founder = ScriptedFounder(platform.console_url, sandbox=platform.sandbox)
        self.billing = ""
        self._began = time.monotonic()
        # One conversation at a time is worked locally, so a busy Monday takes its time.
        platform.scheduler.patience_s = 900.0
        redelivery = Redelivery(
            platform.cloud.client("lambda"), platform.cloud.client("sqs"), platform.scheduler
        )
        self.synced = Callbacks(
            platform.sandbox, NUMBER, FROM_STRIPE, promise=PROMISED_ON_STRIPE, reminded=False
        )
        self.scenes = Scenes(
            platform.sandbox,
            (
                Callbacks(platform.sandbox, NUMBER, FROM_A_FILE, promise=PROMISED_ON_A_FILE),
                self.synced,
                FoundersAnswer(platform.sandbox, NUMBER, self.founder, redelivery.deliver_twice),
                SharedPhones(platform.sandbox, NUMBER),
                DeliveryReports(platform.sandbox, NUMBER),
            ),
        )

    def report(self, sentence: str) -> None:
        print(f"  {time.monotonic() - self._began:6.1f} s  {sentence}", flush=True)

    def prepare(self, folder: Path) -> dict[str, str]:
        """Everything up to the launch; returns who may be reached at which address."""
        self.spent.begin("set up and launch")
        with self.spent.on("founder"):
            return self._prepare(folder)

    def _prepare(self, folder: Path) -> dict[str, str]:
        founder = self.founder
        founder.sign_up()
        self.report("Signed up, mail address confirmed")
        founder.connect_channels(number=NUMBER, mail=MAIL)
        file = folder / "customers.csv"
        today = self.platform.sandbox.now().date()
        sample_base.write_sample(file, rows=ROWS, seed=self.seed, today=today)
        addresses = _addresses(file)
        self.scenes.add_rows(file, today=today)
        self.scenes.prepare()
        done = founder.import_finished(founder.upload(file, attest=True))
        self.report(_line(done.text, "rows in ="))
        self._catalogue()
        founder.set_bandwidth(**HOURS)
        self._playbooks()
        founder.subscribe()
        founder.set_spending_limit("2000")
        self.report("Card added at the payment provider, spending limit set")
        return addresses

    def _catalogue(self) -> None:
        founder = self.founder
        founder.save_plans(
            {
                "Starter": ("base", "Sampleboard"),
                "Growth": ("tier", "Sampleboard"),
                "Scale": ("tier", "Sampleboard"),
            }
        )
        founder.add_offer(
            name="Growth",
            kind="tier",
            family="Sampleboard",
            yearly_value="600",
            currency="USD",
            floor="59",
            ceiling="79",
            per="month",
            trigger="limit",
        )
        founder.add_offer(
            name="Welcome back",
            kind="return_offer",
            family="Sampleboard",
            yearly_value="348",
            currency="USD",
            trigger="return",
        )
        self.report("Plans sorted, two offers in the catalogue")

    def _playbooks(self) -> None:
        self.founder.approve_needed_answers("en")
        for motion, (sid, wordings) in WHATSAPP.items():
            self.platform.sandbox.register_template(sid, _numbered(" ".join(wordings.values())))
            for part, words in wordings.items():
                self.founder.add_whatsapp_line(
                    motion,
                    "en",
                    part=part,
                    words=words,
                    content_sid=sid if part == "opener" else "",
                )
            self.founder.approve_playbook(motion, "en")
            self.founder.rehearse(motion, "en")
            self.report(f"{motion}: every line approved, six walks rehearsed")

    def launch(self) -> None:
        with self.spent.on("founder"):
            for motion in WHATSAPP:
                path = self.founder.create_campaign(motion=motion, name=f"Sample {motion}")
                self.founder.launch(path)
        self.report("Launched upsell and win-back")

    def live(self, customers: ScriptedCustomers, folder: Path) -> None:
        """Go through the days; customers answer whatever reaches them."""

        def until(span: timedelta, next_look: Callable[[datetime], datetime]) -> None:
            self._until(START + span, customers, next_look=next_look)

        self.spent.begin("the first day, hours")
        until(BUSY_DAYS * DAY, _an_hour_on)
        self.report("The busy day is over; now two looks a working day, then fewer")
        self.spent.begin("weeks on an old file")
        until(FRESH_DAYS * DAY, _next_quiet_look)
        until(SILENT_DAYS * DAY, _next_monday)
        until(REFRESHED, _next_quiet_look)
        self.spent.begin("a fresh file")
        with self.spent.on("founder"):
            self._refresh(folder)
        until(QUIET_DAYS * DAY, _next_quiet_look)
        self.spent.begin("the second founder")
        with self.spent.on("founder"):
            self.founder.sign_in()
            self.billing = self.founder.open("/billing").text
            self._launch_on_stripe()
        self.report("A look a day while the file is fresh, then those at which a promise falls due")
        self.spent.begin("promises")
        until(REFRESHED + FRESH_DAYS * DAY, _next_afternoon)
        until(SETTLED_DAYS * DAY, _next_fortnight)
        until(LAST_DAY * DAY, _as_far_as_may_be)

    def _launch_on_stripe(self) -> None:
        """A second founder, so late that few nights of reading Stripe follow."""
        sandbox = self.platform.sandbox
        launch_on_stripe(
            ScriptedFounder(self.platform.console_url, sandbox=sandbox, details=DETAILS), sandbox
        )
        launched = sandbox.now()
        # An hour at which all of the US may be written to, and one more for what waited for it.
        self.synced.looks = tuple(launched + timedelta(hours=hours) for hours in (6, 7))
        self.report("A second founder launched win-back on a base read from Stripe")

    def _refresh(self, folder: Path) -> None:
        """Facts older than two weeks open nothing, so the founder brings a fresh file."""
        self.founder.sign_in()
        file = folder / "customers.csv"
        done = self.founder.import_finished(self.founder.upload(file, attest=True))
        self.report(f"A fresh file: {_line(done.text, 'rows in =')}")

    def _until(
        self,
        moment: datetime,
        customers: ScriptedCustomers,
        *,
        next_look: Callable[[datetime], datetime],
    ) -> None:
        scheduler, on = self.platform.scheduler, self.spent.on
        last_line = ""
        with on("rest"):
            scheduler.settle()
        while (now := self.platform.sandbox.now()) < moment:
            to = min(next_look(now), moment, self.scenes.next_moment(now) or moment)
            with on("schedules"):
                scheduler.move(to)
            with on("rest"):
                scheduler.settle()
            for _ in range(ROUNDS):
                with on("customers"):
                    acted = customers.answer_everything() + self.scenes.act()
                if not acted:
                    break
                with on("rest"):
                    scheduler.settle()
            last_line = self._progress(customers, to, last_line)

    def _progress(self, customers: ScriptedCustomers, now: datetime, last_line: str) -> str:
        """One line whenever customers did something, or a day went by."""
        done = ", ".join(f"{count} {name}" for name, count in sorted(customers.answered.items()))
        shown = f"{now:%a %d %b}: {done}"
        if done and shown != last_line:
            self.report(f"{now:%a %d %b %H:%M} UTC, answers so far: {done}")
        return shown


HOURS: dict[str, str | list[str]] = {
    "time_zone": "America/New_York",
    **{f"start:{day}:0": "09:00" for day in range(5)},
    **{f"end:{day}:0": "17:00" for day in range(5)},
    # The form proposes a second window in the afternoon; one long day replaces both.
    **{f"{edge}:{day}:1": "" for day in range(5) for edge in ("start", "end")},
    "talk_minutes": "4",
    "held_minutes": "15",
    "buffer_minutes": "5",
    "notice_minutes": "120",
    "horizon_days": "7",
    "per_day": "3",
    "per_week": "10",
    # A few in a hundred of the sample customers have no phone number.
    "meeting_link": "https://meet.example.com/demo",
}


def _an_hour_on(now: datetime) -> datetime:
    """The night is skipped: 07 to 24 UTC covers the day of every sample customer."""
    at = now + timedelta(hours=1)
    return at.replace(hour=7, minute=0) if at.hour < 7 else at


def _next_quiet_look(now: datetime) -> datetime:
    """15 and 19 UTC on working days: an afternoon of Europe, mornings of both American coasts."""
    day = now
    while True:
        for hour in (15, 19):
            look = day.replace(hour=hour, minute=0, second=0, microsecond=0)
            if look > now and look.weekday() < 5:
                return look
        day += timedelta(days=1)


def _next_afternoon(now: datetime) -> datetime:
    """15 UTC on working days, when little is left to happen."""
    look = _next_quiet_look(now)
    while look.hour != 15:
        look = _next_quiet_look(look)
    return look


def _next_monday(now: datetime) -> datetime:
    look = _next_afternoon(now)
    while look.weekday() != 0:
        look = _next_afternoon(look)
    return look


def _next_fortnight(now: datetime) -> datetime:
    return _next_monday(_next_monday(now))


def _as_far_as_may_be(now: datetime) -> datetime:
    return now + LONGEST_MOVE


def _numbered(words: str) -> str:
    """Slots as a template numbers its variables."""
    number = itertools.count(1)
    return re.sub(r"\{\w+\}", lambda _: f"{{{{{next(number)}}}}}", words)


def _line(text: str, words: str) -> str:
    return next((line for line in text.split("\n") if words in line), words)


def _addresses(file: Path) -> dict[str, str]:
    """Phone and mail of everybody in the file → their name."""
    with file.open(encoding="utf-8", newline="") as rows:
        people = list(csv.DictReader(rows))
    found: dict[str, str] = {}
    for row in people:
        phone = odd_phone(row["phone"], row["country"] or None)
        for address in (phone, row["email"].lower()):
            if address:
                found.setdefault(address, row["name"])
    return found


def play(seed: int, *, port: int) -> bool:
    """One seed from nothing to the result; True when every assertion holds."""
    print(f"\nSeed {seed}", flush=True)
    spent = TimeSpent()
    with (
        LocalPlatform(port, start_at=START, report=lambda _: None) as platform,
        tempfile.TemporaryDirectory(prefix="warmline-demo-") as folder,
    ):
        story = Story(platform, seed=seed, spent=spent)
        story.report("The local platform is up")
        try:
            addresses = story.prepare(Path(folder))
            customers = ScriptedCustomers(
                platform.sandbox, addresses=addresses, seed=seed, ours=NUMBER
            )
            story.launch()
            story.live(customers, Path(folder))
        except (TimeoutError, PlainError):
            for line in last_errors(platform.cloud.client("logs")):
                print(f"  {line}", file=sys.stderr)
            raise
        spent.begin("shown and judged")
        story.founder.sign_in()
        show(story.founder, platform, customers, story.scenes, billing=story.billing)
        held = judge(platform, customers, story.scenes)
        print("\n  Where the time went, in seconds")
        for line in spent.format_table():
            print(f"    {line}")
        return held


def main() -> int:
    """`python -m infra.local.demo --seeds 1 2 3`."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    chosen = parser.parse_args()
    port = first_port(os.environ.get("WARMLINE_PORT", ""))
    try:
        held = [play(seed, port=port) for seed in chosen.seeds]
    except (PlainError, TimeoutError) as error:
        print(f"\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    print(f"\n{sum(held)} of {len(held)} seeds hold every assertion.")
    return 0 if all(held) else 1


if __name__ == "__main__":
    raise SystemExit(main())

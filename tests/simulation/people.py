"""The customers of a simulated world: what each of them is like, and what they answer.

A person decides from what they were really sent. What they say is plain, so that what they meant
is known without any reader.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from functions.outreach.domain.playbooks.playbook import Part
from functions.outreach.domain.understanding.acts import ActKind
from functions.product.channels import Channel
from functions.product.consent import Consent, SoftOptIn
from functions.product.customer_facts import CustomerFacts, CustomerId, Trigger
from functions.product.motions import Motion
from tests.outreach.approved import EVERY_CHANNEL, customer

PHRASES: dict[str, tuple[str, ...]] = {
    "yes": ("Yes, tell me more", "Yes please", "I'm interested", "Sounds good"),
    "yes_that": ("Yes", "That's right", "Yes please, book it"),
    "not_that": ("No", "No, not that one"),
    "later": ("Not now, ask me again in a month", "Please come back to me in two weeks"),
    "in_a_month": ("In a month", "In two weeks please"),
    "no": ("No thanks, not interested", "No thank you, we don't need that"),
    "stop": ("STOP", "please stop texting me", "Unsubscribe me from this", "Stop contacting me"),
    "price": ("How much does it cost?", "What's the price?"),
    "unknown": (
        "Does it run on our own servers in the basement?",
        "Can it read handwriting from 1850?",
    ),
    "reason": ("It was too slow for our work", "We were missing an export of invoices"),
    "hostile": ("This is outrageous, my lawyer will hear about it",),
    "human": ("I want to talk to a human",),
    "call_me": ("Please call me instead",),
    "mail_me": ("Can you email me instead?",),
    "cancel": ("I need to cancel our meeting",),
    "move": ("Can we move our meeting to another day?",),
    "other_times": ("None of these work, what about next week?",),
    "thanks": ("Thanks!", "Thank you, see you then"),
    "wrong": ("You have the wrong number",),
    "person": ("Are you a real person?",),
    "complains": (
        "Your last update broke my reports",
        "I was charged twice and nobody answers me",
    ),
    "refers": ("You should speak to my boss about this, she decides",),
    "done": ("I already renewed last week",),
    "child": ("I'm 12, my dad is not at home",),
    "grieves": ("My husband died last week, I can't deal with this",),
    "vague_stop": ("All these messages, honestly", "We get rather a lot of these"),
    "late": ("Hello, are you still there?", "I changed my mind, tell me more"),
    "start": ("START",),
    "mumble": ("hmm grmbl", "the green one with the wheels"),
}

EXACT_TIMES = (
    "Not now, ask me again on Sunday at 3 pm",
    "Not now, try me on Saturday at 11 am",
    "Please come back to me on Friday at 9 pm",
    "Not now, ask me in four weeks, on a Sunday at 4 pm",
    "Not now, ask me next Thursday at 11 am",
)
"""Times at which many may not be contacted."""

PERSONAS: dict[str, int] = {
    "books": 5,
    "books_on_page": 2,
    "consents_on_page": 1,
    "returns_later": 3,
    "declines": 2,
    "stops": 3,
    "asks_price": 2,
    "asks_unknown": 2,
    "hostile": 1,
    "wants_human": 1,
    "silent": 3,
    "auto_replier": 1,
    "changes_channel": 2,
    "cancels": 2,
    "moves": 2,
    "writes_late": 2,
    "wrong_person": 1,
    "mumbles": 1,
    "chooser": 2,
    "complains": 2,
    "refers": 1,
    "done": 1,
    "child": 1,
    "grieves": 1,
    "vague_and_silent": 2,
    "vague_and_goes_on": 2,
}
"""Persona → how common."""

SAY_ONE_THING = frozenset(
    {
        "declines",
        "hostile",
        "wants_human",
        "wrong_person",
        "writes_late",
        "complains",
        "refers",
        "done",
        "child",
        "grieves",
        "vague_and_silent",
    }
)
"""Personas that say one thing and nothing else."""

READ_AS: dict[str, ActKind] = {
    "complains": ActKind.COMPLAINT,
    "refers": ActKind.REFERRAL,
    "done": ActKind.ALREADY_DONE,
    "child": ActKind.MINOR,
    "grieves": ActKind.DISTRESS,
    "vague_stop": ActKind.OPT_OUT,
}
"""What one reader makes of the intents that the rules have no phrases for. An opt-out that it alone
finds is a possible one."""

AUTO_REPLY = (
    "I am out of the office until Monday with limited access to email.",
    (("auto-submitted", "auto-replied"), ("subject", "Automatic reply: your message")),
)


@dataclass
class Person:
    """One customer. `zone` is where they truly are."""

    facts: CustomerFacts
    persona: str
    zone: str
    random: Random
    got: int = 0
    """Messages received."""
    gone_silent: bool = False
    expressed: list[str] = field(default_factory=list)
    """Intents, in order."""
    patience: int = 12
    stop_at: int = 0
    """For the one who stops: after so many messages."""

    @property
    def id(self) -> CustomerId:
        return self.facts.customer_id

    def awake_delay(self, now: datetime, channel: Channel) -> timedelta:
        """How long until they look at it; mail takes longer, and at night people sleep."""
        minutes = self.random.expovariate(1 / (240 if channel is Channel.EMAIL else 25))
        moment = now + timedelta(minutes=min(minutes, 4000) + 0.3)
        local = moment.astimezone(ZoneInfo(self.zone))
        if not 7 <= local.hour < 23 and self.random.random() < 0.9:
            moment += timedelta(hours=self.random.uniform(8, 11))
        return moment - now

    @property
    def private_mailbox(self) -> str:
        """A mailbox that no record holds."""
        return f"private-{self.id}@example.net"

    def writes_from(self, channel: Channel, *, message: int) -> str:
        """Where a message comes from: mail often in another spelling, or from the private mailbox.

        It draws from luck of its own, so that all other chance of the world stays as it is.
        """
        if channel is not Channel.EMAIL:
            return self.facts.phone
        luck = Random(f"{self.id}|{message}").random()
        if luck < 0.2:
            return self.private_mailbox
        if luck < 0.5:
            name, _, _ = self.facts.email.partition("@")
            return f"{name[:3]}.{name[3:]}+w@GoogleMail.com"
        return self.facts.email

    def phrase(self, intent: str) -> str:
        """Times are now and then exact; by luck of their own, as above."""
        words = self.random.choice(PHRASES[intent])
        luck = Random(f"{self.id}|{len(self.expressed)}|exact")
        exact = intent in {"later", "in_a_month"} and luck.random() < 0.4
        return luck.choice(EXACT_TIMES) if exact else words

    def answer(self, parts: frozenset[Part], *, offered: int) -> str | None:
        """The intent that answers these parts; None says nothing. `choose:<n>` picks a slot."""
        self.got += 1
        wanted = self._wanted(parts, offered=offered)
        if wanted is not None:
            if len(self.expressed) >= self.patience:
                return None
            self.expressed.append(wanted)
            self.gone_silent = wanted in {"stop", "wrong"}
        return wanted

    def _wanted(self, parts: frozenset[Part], *, offered: int) -> str | None:
        once = {
            "declines": "no",
            "hostile": "hostile",
            "wants_human": "human",
            "wrong_person": "wrong",
            "returns_later": "later",
            "asks_price": "price",
            "asks_unknown": "unknown",
            "writes_late": "no",
            "complains": "complains",
            "refers": "refers",
            "done": "done",
            "child": "child",
            "grieves": "grieves",
            "vague_and_silent": "vague_stop",
            "vague_and_goes_on": "vague_stop",
        }
        if self.gone_silent or self.persona in {"silent", "auto_replier"}:
            return None
        if self.persona == "stops" and self.got > self.stop_at:
            return "stop"
        if self.persona == "vague_and_goes_on" and Part.CONFIRM_OPT_OUT in parts:
            return "start"
        if self.persona in SAY_ONE_THING:
            return None if self.expressed else once[self.persona]
        if self.persona in once and once[self.persona] not in self.expressed:
            return once[self.persona]
        if self.persona == "changes_channel" and not {"call_me", "mail_me"} & set(self.expressed):
            return self.random.choice(("call_me", "mail_me"))
        if self.persona == "mumbles":
            return "mumble"
        if (
            self.persona == "chooser"
            and Part.SLOT_OFFER in parts
            and "other_times" not in self.expressed
        ):
            return "other_times"
        return self._agreeable(parts, offered=offered)

    def _agreeable(self, parts: frozenset[Part], *, offered: int) -> str | None:
        if Part.SLOT_READ_BACK in parts:
            return "not_that" if self.random.random() < 0.1 else "yes_that"
        if Part.SLOT_OFFER in parts and offered:
            return f"choose:{0 if self.random.random() < 0.6 else self.random.randrange(offered)}"
        if Part.LEAVING_REASON in parts:
            return "reason"
        if Part.CALLBACK_OFFER in parts:
            return "in_a_month"
        if parts & {Part.SLOT_CONFIRM, Part.CALLBACK_CONFIRM}:
            return "thanks" if self.random.random() < 0.3 else None
        if parts & {Part.OPT_OUT, Part.DECLINE, Part.WRONG_PERSON, Part.HUMAN_HANDOVER}:
            return None
        if self.random.random() < 0.12:
            return None
        return "person" if self.random.random() < 0.08 else "yes"


def choice_text(index: int, random: Random) -> str:
    words = (
        ("1", "2", "3"),
        ("The first one works", "The second one works", "The third one works"),
    )
    return random.choice(words)[min(index, 2)]


def population(seed: int, *, size: int, today: date) -> dict[Motion, tuple[Person, ...]]:
    """Customers of both motions; some share a phone, some are far away, some can only get mail."""
    random = Random(f"{seed}|population")
    found: dict[Motion, list[Person]] = {Motion.UPSELL: [], Motion.WIN_BACK: []}
    before: Person | None = None
    for number in range(1, size + 1):
        motion = Motion.UPSELL if random.random() < 0.55 else Motion.WIN_BACK
        persona = random.choices(list(PERSONAS), weights=list(PERSONAS.values()))[0]
        facts, zone = _someone(number, motion, random, today=today)
        if before is not None and random.random() < 0.12 and before.facts.phone:
            facts = replace(
                facts,
                phone=before.facts.phone,
                region=before.facts.region,
                country=before.facts.country,
            )
            zone = before.zone
        person = Person(
            facts=facts,
            persona=persona,
            zone=zone,
            random=Random(f"{seed}|person|{number}"),
            stop_at=random.randrange(4),
        )
        found[motion].append(person)
        before = person
    return {motion: tuple(people) for motion, people in found.items()}


PLACES: tuple[tuple[str, str, str, str], ...] = (
    ("US", "NY", "America/New_York", "+1212555{:04d}"),
    ("US", "CA", "America/Los_Angeles", "+1213555{:04d}"),
    ("US", "TX", "America/Chicago", "+1214555{:04d}"),
    ("GB", "", "Europe/London", "+4420794600{:02d}"),
)


def _someone(
    number: int, motion: Motion, random: Random, *, today: date
) -> tuple[CustomerFacts, str]:
    country, region, zone, phone = random.choice(PLACES)
    reachable = random.random()
    channels: tuple[Channel, ...] = EVERY_CHANNEL
    if reachable < 0.35:
        channels = tuple(random.sample(EVERY_CHANNEL, k=random.randint(1, 3)))
    elif reachable < 0.6:
        channels = (Channel.VOICE, Channel.EMAIL)
    agreed = datetime(2026, 1, 5, tzinfo=UTC)
    facts = customer(
        number,
        as_of=today,
        country=country,
        region=region,
        phone=phone.format(number) if reachable > 0.1 else "",
        email=f"person{number}@gmail.com" if reachable < 0.95 else "",
        consents=tuple(
            Consent(
                channel,
                granted_at=agreed,
                source="sample form",
                wording="I agree to messages and calls from an AI assistant about my plan.",
                written=True,
            )
            for channel in channels
        ),
        soft_opt_in=SoftOptIn(attested_by="f_sample", attested_at=agreed, import_id="i_sample"),
        whatsapp=random.choice((True, False, None)),
        synced=random.random() < 0.6,
        motion=motion,
    )
    if motion is Motion.WIN_BACK:
        gone = random.randint(31, 180)
        facts = replace(
            facts,
            status="cancelled",
            churned_on=today - timedelta(days=gone),
            limit_used=None,
            trigger=Trigger("o_return", "return", "return", float(gone), 0.5),
        )
    return facts, zone

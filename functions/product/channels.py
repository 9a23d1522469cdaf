"""The channels: one row says everything the product knows of a way to reach a person.

A channel is added by a row here, an adapter for its provider and its rows in the permission table.
Nothing here decides whether a person may be contacted.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from datetime import timedelta
from enum import StrEnum
from typing import NewType, Protocol

from tenancy.values.lazy_dataclass import dataclass

Provider = NewType("Provider", str)
"""The name by which a channel's row asks for its adapter."""

TWILIO_MESSAGES = Provider("twilio_messages")
TWILIO_CALLS = Provider("twilio_calls")
SES_MAIL = Provider("ses_mail")


class Channel(StrEnum):
    """The name of a way to reach a person.

    Open: `Channel("pager")` is a channel too, one object for equal names, so that a channel is
    added by its row alone; members are the ones our own code has to name. A name from outside is
    looked up in `CHANNELS` before use.
    """

    WHATSAPP = "whatsapp"
    SMS = "sms"
    VOICE = "voice"
    EMAIL = "email"

    @classmethod
    def _missing_(cls, value: object) -> Channel | None:
        return _undeclared(value) if isinstance(value, str) and value.isidentifier() else None


@functools.cache
def _undeclared(name: str) -> Channel:
    channel = str.__new__(Channel, name)
    channel._name_, channel._value_ = name.upper(), name
    return channel


class ContactPoint(StrEnum):
    """The field of a customer's facts that holds the address of a channel."""

    PHONE = "phone"
    EMAIL = "email"


class OptOut(StrEnum):
    """What ends a channel for good, besides the customer's own words in any language."""

    STOP_KEYWORD = "stop_keyword"
    """The provider itself knows STOP and its like."""
    KEY_NINE = "key_nine"
    """A keypress during the call."""
    LINK = "link"
    """One click in the message (RFC 8058)."""


class HasContactPoints(Protocol):
    @property
    def phone(self) -> str: ...

    @property
    def email(self) -> str: ...

    @property
    def whatsapp(self) -> bool | None: ...


@dataclass(frozen=True, slots=True)
class ChannelWords:
    """How the founder reads of a channel."""

    name: str
    in_a_column: str
    """In the name of a column of an uploaded file: "consent to …"."""
    message: str
    """One message, with its article: "Too long for …"."""
    effect: str
    """One message in the list of what was done."""
    address: str
    """Our own address on it."""
    connect: str
    """What to do while it is not connected."""
    ready: str


@dataclass(frozen=True, slots=True)
class ChannelSpec:
    """One channel. Lengths are characters."""

    channel: Channel
    provider: Provider
    contact_point: ContactPoint
    opt_out: OptOut
    words: ChannelWords
    longest_message: int
    """What the provider takes in one message."""
    longest_line: int
    """What an approved line may take with its slots filled."""
    follow_up_after: timedelta = timedelta(hours=24)
    """Silence before the one follow-up."""
    next_channel_after: timedelta = timedelta(hours=24)
    """Silence after the last touch, before another channel is tried."""
    most_attempts: int | None = None
    """Openings and follow-ups in one conversation, answered or not; None: as the ladder has it."""
    window: timedelta | None = None
    """How long after the customer's own message there free text is taken; outside it the provider
    takes approved templates alone. None: free text is taken always."""
    may_open: bool = True
    """Whether a conversation may begin there; else it only goes on there, once somebody talked."""
    in_contact_hours: bool = True
    """The legal hours of voice and text hold; mail wakes nobody and keeps the tenant's own."""
    setup_order: int = 0
    """Where it stands on the founder's page: the quickest to set up first."""
    spoken: bool = False
    """Words are spoken in a call, which is placed and has to be answered first."""
    has_subject: bool = False
    has_account: Callable[[HasContactPoints], bool | None] | None = None
    """Whether the customer is known to be there, where the contact point alone does not say so;
    unknown, a consent for the channel says it. None: the contact point says it."""
    follows_calling_code: bool = False
    """The provider's own rule for US numbers follows the calling code +1, not the country."""
    provider_lists_sent: bool = True
    """A doubtful attempt can be looked for in the provider's own list before it is repeated."""
    between_pieces: str = " "
    """What stands between the approved pieces of one message."""
    lines: tuple[str, ...] = ()
    """Parts of a playbook the channel needs besides the common ones."""
    consent_line: str = ""
    """The part whose wording a customer agrees to on the hosted page; empty: not asked there."""
    counted_as: str = "phone"
    """The count of a segment run that says how many customers may be there."""

    def address(self, facts: HasContactPoints) -> str:
        """The customer's address on this channel; empty if unknown."""
        return facts.email if self.contact_point is ContactPoint.EMAIL else facts.phone

    @property
    def takes_templates(self) -> bool:
        return self.window is not None


@dataclass(frozen=True, slots=True)
class Channels:
    """The rows, best first: the order in which a silent customer is tried."""

    rows: tuple[ChannelSpec, ...]

    def __getitem__(self, channel: Channel) -> ChannelSpec:
        """Raises KeyError for a channel without a row."""
        for row in self.rows:
            if row.channel is channel:
                return row
        raise KeyError(channel)

    def __contains__(self, name: object) -> bool:
        return any(row.channel == name for row in self.rows)

    def __iter__(self) -> Iterator[Channel]:
        return (row.channel for row in self.rows)

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def written(self) -> tuple[Channel, ...]:
        return tuple(row.channel for row in self.rows if not row.spoken)


CHANNELS = Channels(
    (
        ChannelSpec(
            channel=Channel.WHATSAPP,
            provider=TWILIO_MESSAGES,
            contact_point=ContactPoint.PHONE,
            opt_out=OptOut.STOP_KEYWORD,
            words=ChannelWords(
                name="WhatsApp",
                in_a_column="WhatsApp",
                message="a WhatsApp message",
                effect="WhatsApp message",
                address="WhatsApp sender number",
                connect="Connect a WhatsApp sender.",
                ready="Ready where customers agreed to WhatsApp.",
            ),
            longest_message=1600,  # Twilio's limit of a message body (error 21617).
            longest_line=1024,  # The body of a WhatsApp template.
            window=timedelta(hours=24),  # WhatsApp's customer service window (Twilio 63016).
            has_account=lambda facts: facts.whatsapp,
            follows_calling_code=True,
            setup_order=3,
            counted_as="whatsapp",
        ),
        ChannelSpec(
            channel=Channel.SMS,
            provider=TWILIO_MESSAGES,
            contact_point=ContactPoint.PHONE,
            opt_out=OptOut.STOP_KEYWORD,
            words=ChannelWords(
                name="SMS",
                in_a_column="SMS",
                message="a text message",
                effect="Text message",
                address="Number that texts",
                connect="Connect a number that can text.",
                ready="Ready for customers who agreed to texts.",
            ),
            longest_message=1600,  # Twilio's limit of a message body (error 21617).
            longest_line=320,  # Two plain text messages.
            lines=("text_me_consent",),
            consent_line="text_me_consent",
            setup_order=2,
            counted_as="phone",
        ),
        ChannelSpec(
            channel=Channel.VOICE,
            provider=TWILIO_CALLS,
            contact_point=ContactPoint.PHONE,
            opt_out=OptOut.KEY_NINE,
            words=ChannelWords(
                name="Voice",
                in_a_column="calls",
                message="something spoken",
                effect="Call",
                address="Number that calls",
                connect="Connect a number that can call.",
                ready="Ready for customers who agreed in writing to calls by an AI voice.",
            ),
            longest_message=1500,  # A minute and a half of speech.
            longest_line=400,  # About 25 seconds of speech.
            most_attempts=2,
            spoken=True,
            lines=(
                *("voicemail", "inbound", "stranger_call", "screening"),
                *("transfer", "transfer_failed"),
                *("slot_read_back", "call_me_consent"),
            ),
            consent_line="call_me_consent",
            setup_order=4,
            counted_as="phone",
        ),
        ChannelSpec(
            channel=Channel.EMAIL,
            provider=SES_MAIL,
            contact_point=ContactPoint.EMAIL,
            opt_out=OptOut.LINK,
            words=ChannelWords(
                name="Email",
                in_a_column="email",
                message="an email",
                effect="Mail",
                address="Sender address",
                connect="Give the address your customers know you by, and your postal address.",
                ready="Ready: every mail carries your postal address and a one-click opt-out.",
            ),
            longest_message=8000,
            longest_line=4000,
            # People answer mail when they sit down to it.
            follow_up_after=timedelta(hours=72),
            next_channel_after=timedelta(hours=72),
            in_contact_hours=False,
            has_subject=True,
            provider_lists_sent=False,
            between_pieces="\n\n",
            lines=("email_subject",),
            setup_order=1,
            counted_as="email",
        ),
    )
)

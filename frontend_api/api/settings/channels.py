"""Our address on each channel, proved by a code, and when people may be contacted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Annotated

from pydantic import Field

from frontend_api.acts.settings import channels as acts
from frontend_api.acts.settings import sender_test
from frontend_api.api.contract.endpoint import (
    ApiModel,
    AskedModel,
    Call,
    Nothing,
    endpoint,
    refused_fields,
)
from frontend_api.http.forms import LONGEST_ADDRESS_CHARS, FieldRefusal, is_single_address
from frontend_api.http.problems import ApiProblem, FieldProblem, not_there
from frontend_api.launch.channel_readiness import channel_readiness
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.settings import Sender
from functions.product.channels import CHANNELS, Channel

_NO_CHANNEL = "This channel"


class ChannelShown(ApiModel):
    channel: str
    state: str
    """`ready`, `pending` (partly ready) or `missing`."""
    words: str
    address: str
    name: str
    waits_for_code: str
    """An address that is ours once its code comes back; empty while none waits."""


class ChannelList(ApiModel):
    items: tuple[ChannelShown, ...]


class AddressAsked(AskedModel):
    """What is left out stays as it is."""

    address: Annotated[str, Field(min_length=1, max_length=LONGEST_ADDRESS_CHARS)]
    """A mail address, or a number with + and its country code."""
    name: Annotated[str, Field(max_length=acts.LONGEST_NAME)] = ""
    """Empty for the name of the business."""
    postal_address: Annotated[str, Field(max_length=200)] | None = None
    """Stands in every mail; for the channel email alone."""
    a2p_campaign: Annotated[str, Field(max_length=acts.LONGEST_CAMPAIGN_ID)] | None = None
    sms_outside_us: bool | None = None
    """Both for the channel sms alone."""


class CodeAsked(AskedModel):
    code: Annotated[str, Field(min_length=1, max_length=20)]


class CodeWanted(AskedModel):
    by_call: bool = False
    """A number is called instead of texted."""


def _hour(limits: tuple[int, int]) -> object:
    return Field(ge=limits[0], le=limits[1])


class ContactHoursShown(ApiModel):
    """Local to the customer; weekday 0 is Monday."""

    hours_start: int
    hours_end: int
    weekdays: tuple[int, ...]
    per_day: int
    per_week: int


class ContactHoursAsked(AskedModel):
    """What is left out stays as it is."""

    hours_start: Annotated[int, _hour(acts.HOURS_START)] | None = None
    hours_end: Annotated[int, _hour(acts.HOURS_END)] | None = None
    weekdays: (
        Annotated[tuple[Annotated[int, Field(ge=0, le=6)], ...], Field(max_length=7)] | None
    ) = None
    per_day: Annotated[int, _hour(acts.PER_DAY)] | None = None
    per_week: Annotated[int, _hour(acts.PER_WEEK)] | None = None


type _Asked = (
    Call[Nothing, Nothing]
    | Call[AddressAsked, Nothing]
    | Call[CodeAsked, Nothing]
    | Call[CodeWanted, Nothing]
)


def _shown(call: _Asked, channel: Channel) -> ChannelShown:
    settings = call.ports.settings.load(call.session.tenant.id)
    found = channel_readiness(channel, settings)
    sender = next((one for one in settings.senders if one.channel is channel), None)
    waiting = acts.waiting_claim(call.session, call.ports, channel)
    return ChannelShown(
        channel=channel,
        state=found.state,
        words=found.words,
        address=sender.address if sender else "",
        name=sender.name if sender else "",
        waits_for_code=waiting.address if waiting else "",
    )


def _named(call: _Asked) -> Channel | None:
    named = call.values["channel"]
    return Channel(named) if named in CHANNELS else None


@endpoint("List channels", answer=ChannelList, body=Nothing, query=Nothing)
def list_channels(call: Call[Nothing, Nothing]) -> ChannelList | ApiProblem:
    return ChannelList(items=tuple(_shown(call, channel) for channel in CHANNELS))


@endpoint(
    "Name our address on a channel; one that is not proved is sent a code",
    answer=ChannelShown,
    body=AddressAsked,
    query=Nothing,
    problems=(404,),
)
def name_address(call: Call[AddressAsked, Nothing]) -> ChannelShown | ApiProblem:
    channel = _named(call)
    if channel is None:
        return not_there(_NO_CHANNEL)
    address = _address(channel, call.body.address)
    if isinstance(address, ApiProblem):
        return address
    given = call.body.model_dump(exclude_none=True, exclude={"address", "name"})
    rules = call.ports.settings.load(call.session.tenant.id).rules
    refused = _rules_problem(channel, given, rules)
    if refused is not None:
        return refused
    name = call.body.name.strip() or call.session.tenant.business_name
    sender = Sender(channel, address, name)
    claimed = acts.claim_address(
        call.session, call.ports, sender, change=lambda before: replace(before, **given)
    )
    if isinstance(claimed, FieldRefusal):
        return refused_fields((replace(claimed, field=claimed.field or "address"),))
    return _shown(call, channel)


def _address(channel: Channel, typed: str) -> str | ApiProblem:
    if channel is Channel.EMAIL:
        address = typed.strip().lower()
        if is_single_address(address):
            return address
        return _problem("That does not look like an email address.", "address")
    number = acts.read_number(typed.strip())
    return _problem(number.words, "address") if isinstance(number, FieldRefusal) else number


def _rules_problem(
    channel: Channel, given: Mapping[str, object], rules: ChannelRules
) -> ApiProblem | None:
    mail, text = channel is Channel.EMAIL, channel is Channel.SMS
    legal = {"postal_address"} if mail else {"a2p_campaign", "sms_outside_us"} if text else set()
    if unknown := sorted(set(given) - legal):
        return _problem("Not for this channel.", unknown[0])
    postal = given.get("postal_address", rules.postal_address)
    if mail and not str(postal).strip():
        return _problem(acts.POSTAL_MISSING, "postal_address")
    return None


def _problem(words: str, name: str) -> ApiProblem:
    return ApiProblem(422, words, (FieldProblem(f"/{name}", words),))


@endpoint(
    "Prove an address by the code that went to it",
    answer=ChannelShown,
    body=CodeAsked,
    query=Nothing,
    problems=(404,),
)
def prove_address(call: Call[CodeAsked, Nothing]) -> ChannelShown | ApiProblem:
    channel = _named(call)
    if channel is None:
        return not_there(_NO_CHANNEL)
    proved = acts.prove_address(call.session, call.ports, channel, code=call.body.code)
    if isinstance(proved, FieldRefusal):
        return refused_fields((replace(proved, field="code"),))
    return _shown(call, channel)


@endpoint(
    "Send the code of an address again",
    answer=ChannelShown,
    body=CodeWanted,
    query=Nothing,
    status=202,
    problems=(404,),
)
def send_code_again(call: Call[CodeWanted, Nothing]) -> ChannelShown | ApiProblem:
    channel = _named(call)
    claim = acts.waiting_claim(call.session, call.ports, channel) if channel else None
    if channel is None or claim is None:
        return ApiProblem(404, acts.NOTHING_WAITS)
    by_call = call.body.by_call
    refused = acts.send_code_again(call.session, call.ports, claim, by_call=by_call)
    return refused_fields((refused,)) if refused else _shown(call, channel)


@endpoint("When people may be contacted", answer=ContactHoursShown, body=Nothing, query=Nothing)
def show_contact_hours(call: Call[Nothing, Nothing]) -> ContactHoursShown | ApiProblem:
    return _hours(call.ports.settings.load(call.session.tenant.id).rules)


@endpoint(
    "Change when people may be contacted",
    answer=ContactHoursShown,
    body=ContactHoursAsked,
    query=Nothing,
)
def change_contact_hours(call: Call[ContactHoursAsked, Nothing]) -> ContactHoursShown | ApiProblem:
    sent = call.body.model_dump(exclude_none=True)
    if "weekdays" in sent:
        sent["weekdays"] = tuple(sorted(set(sent["weekdays"])))
    kept = acts.keep_contact_hours(call.session, call.ports, lambda before: replace(before, **sent))
    return refused_fields(kept) if isinstance(kept, tuple) else _hours(kept)


def _hours(rules: ChannelRules) -> ContactHoursShown:
    return ContactHoursShown(
        hours_start=rules.hours_start,
        hours_end=rules.hours_end,
        weekdays=rules.weekdays,
        per_day=rules.per_day,
        per_week=rules.per_week,
    )


class SenderTestQueued(ApiModel):
    """One in a minute is enough: another in the same minute is the same mail."""

    channel: str


@endpoint(
    "Mail the first message to who made the key, as customers will see it",
    answer=SenderTestQueued,
    body=Nothing,
    query=Nothing,
    status=202,
    problems=(409,),
)
def test_sender(call: Call[Nothing, Nothing]) -> SenderTestQueued | ApiProblem:
    if not sender_test.send_sender_test(call.session, call.ports):
        return ApiProblem(409, sender_test.NOTHING_TO_TEST)
    return SenderTestQueued(channel=Channel.EMAIL)

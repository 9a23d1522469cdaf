"""Domain values to JSON text and back, and events with their type's name. Round trips are exact."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Hashable
from datetime import date, time
from typing import Any, cast

from functions.outreach.domain.conversation import events as e
from functions.outreach.ports import InboundMessage
from tenancy.values.json_text import decode_json, encode_json, pydantic_adapter

EVENTS: dict[str, type] = {
    event.__name__: event
    for event in (
        e.BecameDue,
        e.CustomerSaid,
        e.CalendarMailReceived,
        e.SlotPicked,
        e.BookingCalledOff,
        e.ConsentGiven,
        e.ZoneChosen,
        e.OptedOutByLink,
        e.OptOutUnattributed,
        e.CallConnected,
        e.CallEnded,
        e.MachineAnswered,
        e.TransferEnded,
        e.RecordingReady,
        e.Interrupted,
        e.DeliveryReported,
        e.EffectRefused,
        e.FactsChanged,
        e.FounderTookOver,
        e.FounderAnswered,
        e.FounderHandedBack,
        e.FounderSettled,
        e.BookingCancelled,
        e.BookingMoved,
        e.RehearsalEnded,
        InboundMessage,
    )
}


def to_json(value: object) -> str:
    """Encode one dataclass as JSON text."""
    return encode_json(value)


def from_json[T](kind: type[T], text: str | bytes) -> T:
    """Decode what `to_json` wrote. Raises pydantic.ValidationError on anything else."""
    return decode_json(kind, text)


def to_plain(value: object) -> dict[str, Any]:
    """Encode one dataclass as plain JSON values, for an answer of the API."""
    plain: dict[str, Any] = pydantic_adapter(cast(Hashable, type(value))).dump_python(
        value, mode="json"
    )
    return plain


def event_to_plain(event: e.Event | InboundMessage) -> dict[str, Any]:
    """Encode an event with its type's name beside its fields."""
    fields = json.loads(json.dumps(dataclasses.asdict(event), default=_iso_text))
    return {"type": type(event).__name__, **fields}


def _iso_text(value: object) -> str:
    """Raises TypeError for what JSON has no word for and this module reads from no text."""
    if isinstance(value, (date, time)):
        return value.isoformat()
    raise TypeError(f"an event holds a {type(value).__name__}")


def event_from_plain(plain: dict[str, Any]) -> e.Event | InboundMessage:
    """Decode an event. Raises KeyError for an unknown type, ValidationError for bad fields."""
    kind = EVENTS[plain["type"]]
    fields = {name: value for name, value in plain.items() if name != "type"}
    event: e.Event | InboundMessage = from_json(kind, json.dumps(fields))
    return event

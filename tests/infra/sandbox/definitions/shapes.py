"""The definitions as they are kept, and what a value breaks of one of their shapes."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jsonschema_rs
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

HERE = Path(__file__).parent


@cache
def definition(provider: str) -> dict[str, Any]:
    """The whole of `twilio.json`, `stripe.json`, `google.json` or `calcom.json`."""
    found: dict[str, Any] = json.loads((HERE / f"{provider}.json").read_text())
    return found


def _schema(provider: str, name: str) -> dict[str, Any]:
    known = definition(provider)
    within = known.get("named", {}).get(name, name)
    return {"$ref": f"#/$defs/{quote(within)}", "$defs": known["$defs"]}


@cache
def _validator(provider: str, name: str) -> Draft202012Validator:
    return Draft202012Validator(_schema(provider, name))


@cache
def _quick(provider: str, name: str) -> jsonschema_rs.Draft202012Validator:
    """Judges the same; its words name less."""
    return jsonschema_rs.Draft202012Validator(_schema(provider, name))


def problems_in(provider: str, name: str, value: Any) -> list[str]:
    """What a value breaks of the definition of this name, each with its place."""
    if _quick(provider, name).is_valid(value):
        return []
    found = _validator(provider, name).iter_errors(value)
    return sorted(f"{provider} {name}{_place(error)}: {_message_of(error)}" for error in found)


def _place(error: ValidationError) -> str:
    return "".join(f"[{step}]" for step in error.absolute_path)


def _message_of(error: ValidationError) -> str:
    """Of a choice of several shapes, what the likeliest lacks."""
    inner = [one for one in error.context or () if one.validator in {"required", "enum"}]
    return inner[0].message if inner else error.message

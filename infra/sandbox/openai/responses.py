"""`POST /v1/responses` with a strict schema: an object that fits it, wrapped as the SDK expects."""

from __future__ import annotations

import json
from typing import Any

from infra.sandbox.ledger import Ledger
from infra.sandbox.openai.script import Script
from infra.sandbox.openai.wire import OpenAiRefused

_CHARS_A_TOKEN = 4
_SURE = (("certain", 0.8), ("likely", 0.5), ("possible", 0.2))


def params() -> Any:
    """The SDK's type of a request."""
    from openai.types.responses.response_create_params import ResponseCreateParamsNonStreaming

    return ResponseCreateParamsNonStreaming


class Responses:
    """Answers by the script, in the words of the schema it was given."""

    def __init__(self, script: Script, ledger: Ledger) -> None:
        self._script = script
        self._ledger = ledger

    def create(self, body: dict[str, Any]) -> dict[str, Any] | OpenAiRefused:
        from openai.types.responses import Response

        chosen = (body.get("text") or {}).get("format") or {}
        if chosen.get("type") != "json_schema" or not chosen.get("strict"):
            return OpenAiRefused("Only strict schemas are played here.", param="text.format")
        if problem := loose_part(chosen["schema"]):
            message = f"Invalid schema for response_format '{chosen['name']}': {problem}"
            return OpenAiRefused(message, code="invalid_json_schema", param="text.format.schema")
        scripted = self._script.answers_to(body["input"])
        if self._script.declines("*"):
            content: dict[str, Any] = {"type": "refusal", "refusal": "I can't help with that."}
        else:
            text = json.dumps(self._filled(chosen["schema"], scripted))
            content = {"type": "output_text", "text": text, "annotations": [], "logprobs": []}
        tokens_in, tokens_out = (len(str(part)) // _CHARS_A_TOKEN for part in (body, content))
        answered = {
            "id": "resp_sandbox",
            "object": "response",
            "created_at": int(self._ledger.now().timestamp()),
            "status": "completed",
            "model": body["model"],
            "output": [
                {
                    "type": "message",
                    "id": "msg_sandbox",
                    "role": "assistant",
                    "status": "completed",
                    "content": [content],
                }
            ],
            "parallel_tool_calls": True,
            "tool_choice": "auto",
            "tools": [],
            "usage": {
                "input_tokens": tokens_in,
                "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
                "output_tokens": tokens_out,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": tokens_in + tokens_out,
            },
        }
        return Response.model_validate(answered).to_dict()

    def _filled(self, schema: dict[str, Any], scripted: dict[str, Any]) -> dict[str, Any]:
        if self._script.nonsense:
            return dict.fromkeys(schema["properties"], "buy everything")
        return {
            name: _value(part, scripted.get(name)) for name, part in schema["properties"].items()
        }


def _value(part: dict[str, Any], given: Any) -> Any:
    """A choice with its sureness, a sureness alone, or text that a script wrote for it."""
    if part["type"] == "array":
        return given or ["A draft that the played model wrote."]
    if part["type"] == "object":
        options = part["properties"]["choice"]["enum"]
        chances = given or {options[-1]: 1.0}
        best = max(chances, key=lambda value: chances[value])
        return {"choice": best, "sure": _sureness(chances[best])}
    return _sureness(float(given or 0))


def _sureness(chance: float) -> str:
    return next((word for word, least in _SURE if chance >= least), "no")


def loose_part(schema: dict[str, Any]) -> str | None:
    """What the strict mode refuses in a schema: optional properties, and objects left open."""
    if schema.get("type") == "array":
        return loose_part(schema["items"])
    if schema.get("type") != "object":
        return None
    if schema.get("additionalProperties") is not False:
        return "'additionalProperties' is required to be supplied and to be false."
    properties = schema.get("properties", {})
    if set(schema.get("required", [])) != set(properties):
        return "'required' is required to be supplied and to include every key in properties."
    return next(filter(None, map(loose_part, properties.values())), None)

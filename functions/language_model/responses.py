"""What the Responses API answers, as far as it is read: texts, refusals, and tokens used."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, ValidationError

from functions.language_model.connection import Failure, WireBody


class TextPart(WireBody):
    type: Literal["output_text"]
    text: str


class RefusalPart(WireBody):
    type: Literal["refusal"]


class OutputMessage(WireBody):
    type: Literal["message"]
    content: list[Annotated[TextPart | RefusalPart, Field(discriminator="type")]]


class ResponseUsage(WireBody):
    input_tokens: Annotated[int, Field(ge=0)]
    output_tokens: Annotated[int, Field(ge=0)]


class ResponseBody(WireBody):
    status: str
    output: list[dict[str, object]]
    usage: ResponseUsage


def text_in(response: ResponseBody) -> str | Failure:
    """What was written, if it was written to its end."""
    try:
        parts = [
            part
            for item in response.output
            if item.get("type") == "message"
            for part in OutputMessage.model_validate(item).content
        ]
    except ValidationError:
        return Failure.UNREADABLE
    if any(isinstance(part, RefusalPart) for part in parts):
        return Failure.REFUSED
    if response.status != "completed":
        return Failure.UNREADABLE
    return "".join(part.text for part in parts if isinstance(part, TextPart))

"""The Responses API with a strict schema, for accounts and servers without the Decisions API.

The schema's enums are the same options; what a model says of its own sureness is not a probability,
so its words count for less than the other wire's.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from functions.language_model.connection import Connection, Failure
from functions.language_model.responses import ResponseBody, ResponseUsage, text_in
from functions.outreach.adapters.openai.questions import (
    INSTRUCTIONS,
    Asked,
    ChoiceQuestion,
    ModelAnswers,
    Question,
    Wire,
    as_json,
)
from functions.outreach.domain.understanding.understand import Unavailable

if TYPE_CHECKING:
    from openai import OpenAI

OUTPUT_TOKENS_AT_MOST = 600
"""The schema's longest object has fewer than half as many."""
SURENESS = {"certain": 0.85, "likely": 0.6, "possible": 0.35, "no": 0.0}
"""A model's word for how sure it is, as the probability we are ready to believe."""
_CHOICE, _SURE = "choice", "sure"


def responses_wire(connection: Connection) -> Wire:
    return Wire(connection, _send, read_body)


def _send(client: OpenAI, model: str, asked: Asked, budget_s: float) -> bytes:
    raw = client.responses.with_raw_response.create(
        model=model,
        instructions=INSTRUCTIONS + "\n\n" + _written_out(asked.questions),
        input=[{"type": "message", "role": "user", "content": as_json(asked)}],
        text={
            "format": {
                "type": "json_schema",
                "name": "reading",
                "strict": True,
                "schema": schema_of(asked.questions),
            }
        },
        reasoning={"effort": "none"},
        max_output_tokens=OUTPUT_TOKENS_AT_MOST,
        store=False,
        prompt_cache_key=asked.prefix_key,
        timeout=budget_s,
    )
    return raw.content


def schema_of(questions: tuple[Question, ...]) -> dict[str, object]:
    """A strict schema: every property is required and nothing else is allowed."""
    return _object({question.name: _property(question) for question in questions})


def _property(question: Question) -> dict[str, object]:
    sure: dict[str, object] = {"type": "string", "enum": list(SURENESS)}
    if not isinstance(question, ChoiceQuestion):
        return sure
    options = [option.value for option in question.options]
    return _object({_CHOICE: {"type": "string", "enum": options}, _SURE: sure})


def _object(properties: dict[str, dict[str, object]]) -> dict[str, object]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _written_out(questions: tuple[Question, ...]) -> str:
    lines = [
        "Fill in every property of the schema. A property with a choice names the one option that "
        "fits best and how sure you are of it; every other property says how sure you are that "
        "its statement is true."
    ]
    for question in questions:
        if isinstance(question, ChoiceQuestion):
            lines.append(f"{question.name}: {question.instructions}")
            lines += [f"- {option.value}: {option.description}" for option in question.options]
        else:
            lines.append(f"{question.name}: {question.statement}")
    return "\n".join(lines)


def read_body(body: bytes, questions: tuple[Question, ...]) -> ModelAnswers | Unavailable:
    """The properties that fit their questions, each as a probability."""
    try:
        response = ResponseBody.model_validate(json.loads(body))
    except ValueError:
        return Unavailable(Failure.UNREADABLE)
    text = text_in(response)
    if isinstance(text, Failure):
        return Unavailable(text)
    try:
        answers = json.loads(text)
    except ValueError:
        return Unavailable(Failure.UNREADABLE)
    if not isinstance(answers, dict):
        return Unavailable(Failure.UNREADABLE)
    return _answered(answers, questions, response.usage)


def _answered(
    answers: dict[str, object], questions: tuple[Question, ...], usage: ResponseUsage
) -> ModelAnswers | Unavailable:
    choices: dict[str, dict[str, float]] = {}
    predicates: dict[str, float] = {}
    for question in questions:
        value = answers.get(question.name)
        if isinstance(question, ChoiceQuestion):
            if (chosen := _chosen(value, question)) is not None:
                choices[question.name] = chosen
        elif isinstance(value, str) and value in SURENESS:
            predicates[question.name] = SURENESS[value]
    found = ModelAnswers(
        choices,
        predicates,
        input_tokens=usage.input_tokens,
        output_tokens=usage.output_tokens,
    )
    return Unavailable(Failure.UNREADABLE) if found.is_empty else found


def _chosen(value: object, question: ChoiceQuestion) -> dict[str, float] | None:
    if not isinstance(value, dict):
        return None
    choice, sure = value.get(_CHOICE), value.get(_SURE)
    options = {option.value for option in question.options}
    if not isinstance(choice, str) or not isinstance(sure, str):
        return None
    return {choice: SURENESS[sure]} if choice in options and sure in SURENESS else None

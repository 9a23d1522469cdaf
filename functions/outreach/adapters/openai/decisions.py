"""The Decisions API: typed questions about a message, a probability for each, no generated text.

It believes only answers that fit the questions; any other is dropped, and the rest stand.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from functions.language_model.connection import Connection, Failure, WireBody
from functions.outreach.adapters.openai.questions import (
    INSTRUCTIONS,
    Asked,
    ChoiceQuestion,
    ModelAnswers,
    Question,
    Wire,
)
from functions.outreach.domain.understanding.understand import Unavailable

if TYPE_CHECKING:
    from openai import OpenAI
    from openai.types import decision_create_params as params

Probability = Annotated[float, Field(ge=0, le=1)]
SUM_MAY_DIFFER = 0.05


class PredicateAnswer(WireBody):
    type: Literal["predicate"]
    name: str
    probability: Probability


class OptionChance(WireBody):
    value: str
    probability: Probability


class ChoiceAnswer(WireBody):
    type: Literal["choice"]
    name: str
    choice: str
    probabilities: list[OptionChance]


class RefusedAnswer(WireBody):
    type: Literal["refusal"]


class TokenUsage(WireBody):
    input_tokens: Annotated[int, Field(ge=0)]


class DecisionBody(WireBody):
    answers: list[object]
    usage: TokenUsage


_ANSWER: TypeAdapter[PredicateAnswer | ChoiceAnswer | RefusedAnswer] = TypeAdapter(
    Annotated[PredicateAnswer | ChoiceAnswer | RefusedAnswer, Field(discriminator="type")]
)


def decisions_wire(connection: Connection) -> Wire:
    return Wire(connection, _send, read_body)


def _send(client: OpenAI, model: str, asked: Asked, budget_s: float) -> bytes:
    raw = client.decisions.with_raw_response.create(
        model=model,
        input=[
            {"type": "message", "role": "developer", "content": INSTRUCTIONS},
            {
                "type": "message",
                "role": "user",
                "content": [{"type": "input_json", "data": dict(asked.message)}],
            },
        ],
        questions=[_param(question) for question in asked.questions],
        prompt_cache_key=asked.prefix_key,
        timeout=budget_s,
    )
    return raw.content


def _param(question: Question) -> params.Question:
    if isinstance(question, ChoiceQuestion):
        return {
            "type": "choice",
            "name": question.name,
            "instructions": question.instructions,
            "choices": [
                {"value": option.value, "description": option.description}
                for option in question.options
            ],
        }
    return {"type": "predicate", "name": question.name, "instructions": question.statement}


def read_body(body: bytes, questions: tuple[Question, ...]) -> ModelAnswers | Unavailable:
    """The answers that fit their questions. Answers come in the order of the questions."""
    try:
        decision = DecisionBody.model_validate(json.loads(body))
    except ValueError:
        return Unavailable(Failure.UNREADABLE)
    if len(decision.answers) != len(questions):
        return Unavailable(Failure.UNREADABLE)
    choices: dict[str, dict[str, float]] = {}
    predicates: dict[str, float] = {}
    refused = 0
    for question, answer in zip(questions, decision.answers, strict=True):
        match _fitting(question, answer):
            case PredicateAnswer(probability=probability):
                predicates[question.name] = probability
            case ChoiceAnswer(probabilities=chances):
                choices[question.name] = {each.value: each.probability for each in chances}
            case RefusedAnswer():
                refused += 1
            case None:
                continue
    found = ModelAnswers(choices, predicates, input_tokens=decision.usage.input_tokens)
    if not found.is_empty:
        return found
    return Unavailable(Failure.REFUSED if refused == len(questions) else Failure.UNREADABLE)


def _fitting(
    question: Question, answer: object
) -> PredicateAnswer | ChoiceAnswer | RefusedAnswer | None:
    try:
        parsed = _ANSWER.validate_python(answer)
    except ValidationError:
        return None
    if isinstance(parsed, RefusedAnswer):
        return parsed
    is_choice = isinstance(question, ChoiceQuestion)
    if parsed.name != question.name or isinstance(parsed, ChoiceAnswer) != is_choice:
        return None
    if isinstance(parsed, PredicateAnswer) or not isinstance(question, ChoiceQuestion):
        return parsed
    values = [each.value for each in parsed.probabilities]
    options = {option.value for option in question.options}
    total = sum(each.probability for each in parsed.probabilities)
    fits = len(values) == len(set(values)) and {*values, parsed.choice} <= options
    return parsed if fits and abs(total - 1) <= SUM_MAY_DIFFER else None

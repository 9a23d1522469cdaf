"""`POST /v1/decisions`: every question answered in order, in the shape of the SDK's own type."""

from __future__ import annotations

from typing import Any

from infra.sandbox.openai.script import Script
from infra.sandbox.openai.wire import OpenAiRefused

QUESTIONS_AT_MOST, OPTIONS = 400, range(2, 256)
LIKELY, FAINT = 0.9, 0.01
_CHARS_A_TOKEN = 4


def params() -> Any:
    """The SDK's type of a request."""
    from openai.types.decision_create_params import DecisionCreateParams

    return DecisionCreateParams


class Decisions:
    """Answers by the script: what it does not name is unclear, or not so."""

    def __init__(self, script: Script) -> None:
        self._script = script

    def create(self, body: dict[str, Any]) -> dict[str, Any] | OpenAiRefused:
        from openai.types import Decision

        questions = body["questions"]
        if not 1 <= len(questions) <= QUESTIONS_AT_MOST:
            return OpenAiRefused("Provide between 1 and 400 questions.", param="questions")
        for index, question in enumerate(questions):
            choices = question.get("choices")
            if choices is None:
                continue
            values = [choice["value"] for choice in choices]
            if len(values) not in OPTIONS or len(set(values)) != len(values):
                return OpenAiRefused(
                    "Provide between 2 and 255 unique choices.", param=f"questions[{index}].choices"
                )
        scripted = self._script.answers_to(body["input"])
        tokens = len(str(body)) // _CHARS_A_TOKEN
        answered = {
            "model": body["model"],
            "answers": [self._answer(question, scripted) for question in questions],
            "usage": {
                "input_tokens": tokens,
                "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
                "output_tokens": 0,
                "output_tokens_details": {"reasoning_tokens": 0},
                "total_tokens": tokens,
            },
        }
        return Decision.model_validate(answered).to_dict()

    def _answer(self, question: dict[str, Any], scripted: dict[str, Any]) -> dict[str, Any]:
        name = question.get("name")
        if self._script.declines(name or ""):
            return {"type": "refusal", "name": name}
        given = scripted.get(name or "")
        if question["type"] == "predicate":
            probability = 7.5 if self._script.nonsense else float(given or FAINT)
            return {"type": "predicate", "name": name, "probability": probability}
        values = [choice["value"] for choice in question["choices"]]
        if self._script.nonsense:
            values = ["buy everything", "obey"]
        chances = _spread(values, given or {})
        best = max(chances, key=lambda value: chances[value])
        return {
            "type": "choice",
            "name": name,
            "choice": best,
            "confidence": chances[best],
            "probabilities": [
                {"value": value, "probability": chance} for value, chance in chances.items()
            ],
        }


def _spread(values: list[str], given: dict[str, float]) -> dict[str, float]:
    """The given chances; what is left is the last option's: "unclear", or "none of these"."""
    chances = {value: given.get(value, 0.0) for value in values}
    chances[values[-1]] += max(0.0, 1 - sum(chances.values()))
    return chances

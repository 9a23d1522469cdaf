"""OpenAI as the sandbox plays it: as strict as the real server, and readable by its own SDK."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import pytest

from infra.sandbox.client import SandboxClient, SandboxRefusedError
from infra.sandbox.settings import OPENAI_KEY
from tests.infra.sandbox.conftest import Served

if TYPE_CHECKING:
    import openai

pytestmark = pytest.mark.costly(first=2)

MODEL = "gpt-6-luna"
ASKS: dict[str, Any] = {
    "model": MODEL,
    "input": [
        {
            "type": "message",
            "role": "user",
            "content": [{"type": "input_json", "data": {"message": "no thanks"}}],
        }
    ],
    "questions": [
        {"type": "predicate", "name": "opt_out", "instructions": "Wants no more messages."},
        {
            "type": "choice",
            "name": "act",
            "instructions": "What it does.",
            "choices": [{"value": "declined"}, {"value": "unclear"}],
        },
    ],
}


@pytest.fixture
def client(served: Served) -> Iterator[openai.OpenAI]:
    import openai

    with openai.OpenAI(
        api_key=OPENAI_KEY, base_url=f"{served.url}/openai/v1", max_retries=0
    ) as made:
        yield made


def test_the_sdk_reads_what_is_answered(client: openai.OpenAI, world: SandboxClient) -> None:
    answers = {"opt_out": 0.2, "act": {"declined": 0.9}}
    world.script_model(answers=[{"words": "no thanks", "answers": answers}])
    decision = client.decisions.create(**ASKS)
    predicate, choice = decision.answers
    assert predicate.type == "predicate"
    assert predicate.probability == 0.2
    assert choice.type == "choice"
    assert (choice.choice, choice.confidence) == ("declined", 0.9)
    assert sum(each.probability for each in choice.probabilities) == pytest.approx(1)
    (request,) = world.ledger("openai")["requests"]
    assert request["path"] == "decisions"
    assert request["answered"]["usage"]["input_tokens"] == decision.usage.input_tokens


def test_a_question_may_be_refused_while_the_others_stand(
    client: openai.OpenAI, world: SandboxClient
) -> None:
    world.script_model(refuses=["act"])
    assert [answer.type for answer in client.decisions.create(**ASKS).answers] == [
        "predicate",
        "refusal",
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"temperature": 0}, "temperature"),
        ({"questions": []}, "between 1 and 400"),
        ({"questions": [{"type": "predicate", "name": "x"}]}, "instructions"),
        ({"questions": [{"type": "riddle", "instructions": "x"}]}, "type"),
        (
            {"questions": [{"type": "predicate", "instructions": "x", "weight": 2}]},
            "weight",
        ),
        (
            {
                "questions": [
                    {"type": "choice", "instructions": "x", "choices": [{"value": "only"}]}
                ]
            },
            "between 2 and 255",
        ),
        ({"input": [{"role": "user", "content": [{"type": "input_json", "data": 3}]}]}, "data"),
        ({"prompt_cache_key": 7}, "prompt_cache_key"),
    ],
)
def test_what_the_sdks_types_do_not_know_is_refused(
    client: openai.OpenAI, change: dict[str, Any], words: str
) -> None:
    import openai

    body = {**ASKS, **change}
    with pytest.raises(openai.BadRequestError, match=words):
        client.post("/decisions", body=body, cast_to=object)


def test_the_key_and_the_model_are_checked(client: openai.OpenAI, world: SandboxClient) -> None:
    import openai

    with pytest.raises(openai.AuthenticationError):
        client.with_options(api_key="sk-other").decisions.create(**ASKS)
    with pytest.raises(openai.NotFoundError, match="does not exist"):
        client.decisions.create(**{**ASKS, "model": "gpt-4.1-mini"})
    assert client.models.retrieve(MODEL).shutdown_date is None
    world.script_model(models={MODEL: "2026-12-11"})
    assert client.models.retrieve(MODEL).shutdown_date == "2026-12-11"


STRICT = {
    "type": "object",
    "properties": {"opt_out": {"type": "string", "enum": ["certain", "likely", "possible", "no"]}},
    "required": ["opt_out"],
    "additionalProperties": False,
}


def responds(client: openai.OpenAI, schema: dict[str, Any], *, strict: bool = True) -> str:
    answered = client.responses.create(
        model=MODEL,
        input="no thanks",
        text={"format": {"type": "json_schema", "name": "r", "strict": strict, "schema": schema}},
        store=False,
    )
    return answered.output_text


def test_a_strict_schema_is_filled_in(client: openai.OpenAI, world: SandboxClient) -> None:
    world.script_model(answers=[{"words": "no thanks", "answers": {"opt_out": 0.7}}])
    assert responds(client, STRICT) == '{"opt_out": "likely"}'


@pytest.mark.parametrize(
    "schema",
    [
        {**STRICT, "required": []},
        {name: value for name, value in STRICT.items() if name != "additionalProperties"},
        {**STRICT, "properties": {"opt_out": {"type": "object", "properties": {}}}},
    ],
)
def test_a_loose_schema_is_refused_as_the_strict_mode_does(
    client: openai.OpenAI, schema: dict[str, Any]
) -> None:
    import openai

    with pytest.raises(openai.BadRequestError, match="Invalid schema"):
        responds(client, schema)


def test_a_schema_that_is_not_strict_is_not_played(client: openai.OpenAI) -> None:
    import openai

    with pytest.raises(openai.BadRequestError, match="strict"):
        responds(client, STRICT, strict=False)


@pytest.mark.parametrize(
    ("status", "error"), [(429, "RateLimitError"), (500, "InternalServerError")]
)
def test_it_can_be_busy_or_broken(
    client: openai.OpenAI, world: SandboxClient, status: int, error: str
) -> None:
    import openai

    world.faults("openai", fail_next=1, status=status)
    with pytest.raises(getattr(openai, error)):
        client.decisions.create(**ASKS)
    client.decisions.create(**ASKS)
    assert len(world.ledger("openai")["requests"]) == 1


def test_a_switch_nobody_knows_is_refused(world: SandboxClient) -> None:
    with pytest.raises(SandboxRefusedError, match="no switch"):
        world.script_model(mood="kind")

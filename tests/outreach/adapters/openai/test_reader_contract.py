"""What every reader is held to, however it reads, and however a model elsewhere behaves.

Rules, the learned reader and both wires of OpenAI, at the sandbox's own wire: each may add to what
the others found, and none may take from it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from functions.language_model.connection import WireName
from functions.outreach.adapters.openai.reader import Budgets, OpenAiReader
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.events import CustomerSaid
from functions.outreach.domain.conversation.state import State
from functions.outreach.domain.steps.step import step
from functions.outreach.domain.understanding.acts import ActKind, Reading
from functions.outreach.domain.understanding.rule_reader import RuleReader
from functions.outreach.domain.understanding.understand import Unavailable, understand
from functions.product.channels import Channel
from infra.sandbox.client import SandboxClient
from tests.infra.sandbox.conftest import Served
from tests.outreach.adapters.openai.asking import asked, reader_at
from tests.outreach.domain.sample_playbook import context, conversation
from tests.outreach.domain.understanding.read_once import embedded_once

pytestmark = pytest.mark.costly(first=12)

CORPUS = Path(__file__).parents[2] / "domain" / "understanding" / "corpus"
WIRES = (WireName.DECISIONS, WireName.RESPONSES)

MOODS: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "unclear": ({}, {}),
    "always agrees": (
        {"answers": [{"words": "", "answers": {"main_act": {"interested": 1.0}}}]},
        {},
    ),
    "reopens everything": (
        {"answers": [{"words": "", "answers": {"main_act": {"opt_in": 1.0}}}]},
        {},
    ),
    "sees machines everywhere": (
        {"answers": [{"words": "", "answers": {"main_act": {"automatic": 1.0}}}]},
        {},
    ),
    "nonsense": ({"nonsense": True}, {}),
    "garbled": ({"garbled": True}, {}),
    "refuses": ({"refuses": ["*"]}, {}),
    "busy": ({}, {"fail_next": 10_000, "status": 429}),
    "broken": ({}, {"fail_next": 10_000, "status": 500}),
    "no such model": ({"models": {"gpt-6-luna": False}}, {}),
}
"""How the played model behaves: its script, and the faults of its wire."""


@pytest.fixture(params=WIRES, ids=[wire.value for wire in WIRES])
def elsewhere(request: pytest.FixtureRequest, served: Served) -> OpenAiReader:
    """The reader on one wire, with time enough to load the SDK in a busy test run."""
    found = reader_at(served.url, wire=request.param)
    return replace(found, readers=replace(found.readers, budgets=Budgets(60, 60)))


@pytest.fixture
def behaves(world: SandboxClient) -> Callable[[str], None]:
    def set_mood(mood: str) -> None:
        script, faults = MOODS[mood]
        world.script_model()
        world.script_model(**script)
        world.faults("openai", fail_next=0)
        world.faults("openai", **faults)

    set_mood("unclear")
    return set_mood


@pytest.mark.parametrize("mood", MOODS)
def test_a_stop_suppresses_whatever_a_model_answers(
    elsewhere: OpenAiReader, behaves: Callable[[str], None], mood: str
) -> None:
    behaves(mood)
    reading = understand(asked("STOP"), (*embedded_once(), elsewhere))
    assert suppressed("STOP", reading)
    alone = understand(asked("STOP"), (elsewhere,))
    assert suppressed("STOP", alone)


def suppressed(text: str, reading: Reading) -> bool:
    talk = replace(conversation(), state=State.OPENED, channel=Channel.SMS)
    decided = step(
        talk, CustomerSaid("m-1", Channel.SMS, text, reading, talk.facts.phone), context()
    )
    assert isinstance(decided, Step)
    return decided.suppress == text


@pytest.mark.parametrize("mood", MOODS)
@pytest.mark.parametrize(
    "language",
    ["en", pytest.param("lt", marks=pytest.mark.slow), pytest.param("ru", marks=pytest.mark.slow)],
)
def test_no_model_takes_from_what_must_not_be_missed(
    elsewhere: OpenAiReader, behaves: Callable[[str], None], mood: str, language: str
) -> None:
    behaves(mood)
    lines = (CORPUS / f"must_not_miss_{language}.tsv").read_text(encoding="utf-8").splitlines()
    for line in lines[::7]:
        text, _ = line.split("\t")
        request = replace(asked(text), language=language)
        ours = understand(request, embedded_once())
        with_it = understand(request, (*embedded_once(), elsewhere))
        stops = {act.kind for act in ours.acts if act.kind in STOPS}
        found = {act.kind for act in with_it.acts}
        assert stops <= {*found, *(POSSIBLE_OF.get(kind, kind) for kind in found)}, text


STOPS = {
    *(ActKind.OPT_OUT, ActKind.POSSIBLE_OPT_OUT, ActKind.WRONG_PERSON, ActKind.HUMAN_WANTED),
    *(ActKind.POSSIBLE_WRONG_PERSON, ActKind.HOSTILE, ActKind.DISTRESS, ActKind.MINOR),
    ActKind.COMPLAINT,
}
POSSIBLE_OF = {
    ActKind.OPT_OUT: ActKind.POSSIBLE_OPT_OUT,
    ActKind.WRONG_PERSON: ActKind.POSSIBLE_WRONG_PERSON,
}
"""A certain one stands for the possible one."""


@pytest.mark.parametrize(
    "mood", ["nonsense", "garbled", "refuses", "busy", "broken", "no such model"]
)
@pytest.mark.parametrize(
    "text", ["sounds good, tell me more", "not for us, thanks", "how much is it?", "perhaps in May"]
)
def test_a_model_that_cannot_answer_changes_nothing(
    elsewhere: OpenAiReader, behaves: Callable[[str], None], mood: str, text: str
) -> None:
    behaves(mood)
    ours = understand(asked(text), embedded_once())
    assert isinstance(elsewhere.read(asked(text), ()), Unavailable)
    assert understand(asked(text), (*embedded_once(), elsewhere)) == ours


def test_a_model_that_never_answers_changes_nothing_and_is_not_waited_for(
    elsewhere: OpenAiReader, world: SandboxClient
) -> None:
    world.script_model()
    elsewhere.read(asked("sounds good"), ())
    hasty = replace(
        elsewhere, readers=replace(elsewhere.readers, budgets=Budgets(written_s=0.2, spoken_s=0.1))
    )
    world.faults("openai", timeout_after_accept=2)
    text = "not for us, thanks"
    ours = understand(asked(text), embedded_once())
    assert hasty.read(asked(text), ()) == Unavailable("timeout")
    assert understand(asked(text), (*embedded_once(), hasty)) == ours


def test_a_model_alone_ends_nothing_for_ever(elsewhere: OpenAiReader, world: SandboxClient) -> None:
    answers = {"main_act": {"opt_out": 1.0}, "opt_out": 1.0, "wrong_person": 1.0}
    world.script_model(answers=[{"words": "", "answers": answers}])
    text = "the report looks nice"
    reading = understand(asked(text), (*embedded_once(), elsewhere))
    assert {act.kind for act in reading.acts} & {ActKind.OPT_OUT, ActKind.WRONG_PERSON} == set()
    assert not suppressed(text, reading)


def test_a_model_that_is_sure_makes_a_possible_opt_out_certain(
    elsewhere: OpenAiReader, world: SandboxClient
) -> None:
    text = "hi Tom, could you do me a favour and please take me off this list for good, thanks"
    rules = understand(asked(text), (RuleReader(),))
    assert ActKind.POSSIBLE_OPT_OUT in {act.kind for act in rules.acts}
    world.script_model(answers=[{"words": "favour", "answers": {"opt_out": 0.97}}])
    reading = understand(asked(text), (RuleReader(), elsewhere))
    assert ActKind.OPT_OUT in {act.kind for act in reading.acts}


def test_a_no_that_only_a_model_understood_is_heard(
    elsewhere: OpenAiReader, world: SandboxClient
) -> None:
    text = "another upgrade, my lucky day, whatever did I do before"
    assert ActKind.DECLINED not in {
        act.kind for act in understand(asked(text), embedded_once()).acts
    }
    world.script_model(answers=[{"words": "upgrade", "answers": {"main_act": {"declined": 0.95}}}])
    reading = understand(asked(text), (*embedded_once(), elsewhere))
    assert reading.acts[0].kind is ActKind.DECLINED
    assert reading.reader == "embedded+learned+openai"


def test_a_no_that_we_heard_is_no_yes_because_a_model_says_so(
    elsewhere: OpenAiReader, world: SandboxClient
) -> None:
    world.script_model(answers=[{"words": "", "answers": {"main_act": {"interested": 1.0}}}])
    reading = understand(asked("no thanks, not for us"), (*embedded_once(), elsewhere))
    assert ActKind.INTERESTED not in {act.kind for act in reading.acts}

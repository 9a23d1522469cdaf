"""A reply read by a model elsewhere as it is deployed: key, switch, limit, money, and silence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from starlette.applications import Starlette
from starlette.routing import Route

from functions.outreach import wiring
from functions.outreach.adapters.openai.reader import Budgets, OpenAiReaders
from functions.outreach.domain.conversation.state import Conversation, Outcome, State
from functions.outreach.domain.settings import ReadingRules
from functions.outreach.handlers import schedules
from functions.outreach.ports import InboundMessage, ModelProblem
from functions.outreach.store.model_health import load_model_health
from functions.outreach.store.reading_allowance import load_spent_cents
from functions.outreach.store.settings import edit_reading_rules
from functions.outreach.workflows.advance_conversation import Advanced, advance
from functions.product.channels import Channel
from infra.sandbox.app import create_app
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import OPENAI_KEY, Settings
from tests.infra.sandbox.conftest import OurSide, Served, serve
from tests.outreach.adapters.openai.asking import warm_up
from tests.outreach.approved import NOW, TENANT
from tests.outreach.handlers.deployed import Deployed, deployed_stage

pytestmark = pytest.mark.costly(first=1)

IRONIC = "we have outgrown what you do, the shed is quiet now"


@pytest.fixture(scope="module")
def served() -> Iterator[Served]:
    side = OurSide()
    ours = serve(Starlette(routes=[Route("/{path:path}", side.hook, methods=["GET", "POST"])]))
    app = create_app(Settings(hooks_url=f"http://127.0.0.1:{ours.port}", start=NOW))
    running = serve(app)
    url = f"http://127.0.0.1:{running.port}"
    warm_up(url)
    yield Served(app.state.sandbox, url)
    running.stop()
    ours.stop()


@pytest.fixture
def model(served: Served) -> Iterator[SandboxClient]:
    with SandboxClient(served.url) as client:
        client.script_model()
        client.faults()
        client.script_model(
            answers=[{"words": "outgrown", "answers": {"main_act": {"declined": 0.97}}}]
        )
        yield client


@pytest.fixture
def keyed(
    aws: None, served: Served, model: SandboxClient, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Deployed]:
    monkeypatch.setenv("WARMLINE_OPENAI_URL", f"{served.url}/openai/v1")
    with deployed_stage(OPENAI_KEY) as stage:
        yield stage


def said(stage: Deployed, text: str, number: int = 1) -> Conversation:
    talk = stage.opened(number)
    message = InboundMessage(f"SM-{number}", Channel.SMS, text, talk.facts.phone)
    done = advance(wiring.advance_ports(), tenant=TENANT, conversation=talk.id, event=message)
    assert isinstance(done, Advanced)
    return done.conversation


def asked(model: SandboxClient) -> int:
    return len(model.ledger("openai")["requests"])


@pytest.mark.slow
def test_a_no_that_only_the_model_understood_ends_the_conversation_and_costs_money(
    keyed: Deployed, model: SandboxClient
) -> None:
    before = asked(model)
    assert said(keyed, IRONIC).outcome is Outcome.DECLINED
    assert asked(model) == before + 1
    assert 0 < load_spent_cents(TENANT, now=NOW) < 1


@pytest.mark.slow
def test_a_founder_switches_it_off(keyed: Deployed, model: SandboxClient) -> None:
    edit_reading_rules(TENANT, lambda _: ReadingRules(openai=False))
    before = asked(model)
    assert said(keyed, IRONIC).outcome is not Outcome.DECLINED
    assert asked(model) == before
    assert load_spent_cents(TENANT, now=NOW) == 0


@pytest.mark.slow
def test_past_the_limit_nothing_leaves(keyed: Deployed, model: SandboxClient) -> None:
    edit_reading_rules(TENANT, lambda _: ReadingRules(monthly_cents=0))
    before = asked(model)
    assert said(keyed, IRONIC).outcome is not Outcome.DECLINED
    assert asked(model) == before


@pytest.mark.slow
def test_without_a_key_nobody_is_asked(aws: None, model: SandboxClient) -> None:
    before = asked(model)
    with deployed_stage() as stage:
        assert wiring.remote_readers() is None
        assert said(stage, IRONIC).outcome is not Outcome.DECLINED
        assert wiring.check_model_ports() is None
        schedules.reconcile_usage({})
    assert asked(model) == before


@pytest.mark.slow
def test_a_model_that_is_silent_is_given_up_on_after_three_messages(
    keyed: Deployed, model: SandboxClient
) -> None:
    readers = wiring.remote_readers()
    assert isinstance(readers, OpenAiReaders)
    hasty = replace(readers, budgets=Budgets(written_s=0.2, spoken_s=0.2))
    ports = replace(wiring.advance_ports(), remote_readers=hasty)
    model.faults("openai", timeout_after_accept=100)
    for number in range(1, 5):
        talk = keyed.opened(number)
        message = InboundMessage(f"SM-{number}", Channel.SMS, "no thanks", talk.facts.phone)
        done = advance(ports, tenant=TENANT, conversation=talk.id, event=message)
        assert isinstance(done, Advanced)
        assert done.conversation.state is State.CLOSED
    left = model.faults("openai")["openai"]["timeout_after_accept"]
    assert left >= 97


def test_the_daily_schedule_names_a_model_that_is_gone(
    keyed: Deployed, model: SandboxClient
) -> None:
    model.script_model(models={"gpt-6-luna": False})
    schedules.reconcile_usage({})
    health = load_model_health()
    assert health is not None
    assert (health.model, health.problem) == ("gpt-6-luna", ModelProblem.UNKNOWN)

"""`make eval` is ready for a model elsewhere: with a key it is measured, without one nothing is."""

from __future__ import annotations

import pytest

from functions.outreach.domain.understanding.acts import ActKind
from infra.sandbox.client import SandboxClient
from infra.sandbox.settings import OPENAI_KEY
from infra.training.exemplars import Exemplar
from tests.benchmarks.evaluate import remote_rows
from tests.benchmarks.reader_gates import judge
from tests.benchmarks.remote_reader import CountedMoney, open_remote_readers
from tests.infra.sandbox.conftest import Served
from tests.outreach.adapters.openai.asking import warm_up

IRONIC = "lovely, exactly what I needed on a Monday, another upgrade to pay for"
REPLY = Exemplar(IRONIC, "en", "question", "sms", ("declined",), "sample")


def test_without_a_key_nothing_is_measured(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("WARMLINE_OPENAI_KEY", raising=False)
    money = CountedMoney()
    assert remote_rows(money) == []
    assert money == CountedMoney()


def test_with_a_key_a_reply_is_read_with_the_model_and_its_cost_is_counted(
    served: Served, world: SandboxClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    warm_up(served.url)
    monkeypatch.setenv("WARMLINE_OPENAI_KEY", OPENAI_KEY)
    monkeypatch.setenv("WARMLINE_OPENAI_URL", f"{served.url}/openai/v1")
    declined = {"main_act": {"declined": 0.98}}
    world.script_model(answers=[{"words": "upgrade", "answers": declined}])
    money = CountedMoney()
    (outcome,) = judge([REPLY], more=open_remote_readers(money))
    assert outcome.deciding.kind is ActKind.DECLINED
    assert money.answered == 1
    assert money.spent > 0

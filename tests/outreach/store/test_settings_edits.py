"""Two who change one part of the settings at the same time: neither undoes the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.domain.understanding.knowledge import AnswerId
from functions.outreach.store import settings
from tenancy.tenant import tenant_id
from tests.cloud_account import cloud_account

TENANT = tenant_id("t_" + "e" * 16)


@pytest.fixture(autouse=True)
def account() -> Iterator[None]:
    with cloud_account():
        yield


def test_a_starter_never_replaces_an_answer_that_somebody_stored() -> None:
    starter = Answer(AnswerId("starter-en-obligation"), "en", ("Must I?",), "No.")
    worded = Answer(starter.id, "en", ("Must I?",), "Not at all.")
    settings.add_answer(TENANT, starter)
    assert settings.load(TENANT).answers == (starter,)
    settings.save_answer(TENANT, worded)
    settings.add_answer(TENANT, starter)
    assert settings.load(TENANT).answers == (worded,)

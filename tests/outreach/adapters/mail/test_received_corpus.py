"""Raw mails as programs of many makers and languages write them: whose words, and who wrote."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from functions.outreach.adapters.mail.inbound import InboundMail, parse
from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss

CORPUS = Path(__file__).parent / "received"
EXPECTED = tomllib.loads((CORPUS / "expected.toml").read_text(encoding="utf-8"))


def received(name: str) -> InboundMail:
    mail = parse((CORPUS / f"{name}.eml").read_bytes())
    assert mail is not None
    return mail


def test_every_mail_says_what_is_expected_of_it() -> None:
    assert {path.stem for path in CORPUS.glob("*.eml")} == EXPECTED.keys()


@pytest.mark.parametrize("name", EXPECTED)
def test_the_customers_own_words_are_found(name: str) -> None:
    assert received(name).text == EXPECTED[name]["words"]


@pytest.mark.parametrize("name", EXPECTED)
def test_what_no_person_wrote_is_automatic_and_nothing_else(name: str) -> None:
    mail = received(name)
    acts = {act.kind for act in find_must_not_miss(mail.text, headers=mail.headers)}
    automatic = EXPECTED[name].get("automatic", False)
    assert (acts == {ActKind.AUTOMATIC}) == automatic
    assert (ActKind.OPT_OUT in acts) == (EXPECTED[name]["words"] == "STOP")

"""What a founder put right raises what it may raise, and never more."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.conversation.request import ALWAYS
from functions.outreach.domain.understanding.acts import (
    CORRECTIONS_AT_MOST,
    ActKind,
    Correction,
    Reading,
    ReadingRequest,
    newest_corrections,
)
from functions.outreach.domain.understanding.corrections_reader import CorrectionsReader
from functions.outreach.domain.understanding.embedded_readers import load_embedded_readers
from functions.outreach.domain.understanding.understand import understand
from functions.product.channels import Channel

NOW = datetime(2026, 11, 30, 9)  # noqa: DTZ001 - local wall time of the customer
ODD = "it's a bit of a Tuesday over here, if you know what I mean"


def correction(text: str, act: ActKind, *, turn: int = 1) -> Correction:
    at = NOW + timedelta(minutes=turn)
    read_as = (ActKind.UNCLEAR,)
    return Correction("c_1", turn, text, "en", "sms", "question", act, read_as, "f_1", at)


def request(text: str, *corrections: Correction) -> ReadingRequest:
    return ReadingRequest(
        text=text,
        language="en",
        channel=Channel.SMS,
        local_now=NOW,
        legal=ALWAYS,
        corrections=corrections,
    )


def deciding(text: str, *corrections: Correction) -> ActKind:
    return understand(request(text, *corrections), load_embedded_readers()).acts[0].kind


def test_words_much_like_corrected_ones_are_read_as_the_founder_said() -> None:
    again = "A bit of a Tuesday over here again, if you know what I mean!"
    assert deciding(again) is not ActKind.COMPLAINT
    assert deciding(again, correction(ODD, ActKind.COMPLAINT)) is ActKind.COMPLAINT
    other = "is there a way to export the invoices for our accountant?"
    assert deciding(other, correction(ODD, ActKind.COMPLAINT)) is deciding(other)


def test_a_tenant_without_corrections_has_no_third_reader() -> None:
    readers = load_embedded_readers()
    assert understand(request("sure, why not"), readers).reader == "embedded+learned"
    corrected = request("sure, why not", correction(ODD, ActKind.COMPLAINT))
    assert understand(corrected, readers).reader == "embedded+learned+corrected"


@pytest.mark.parametrize(
    "act",
    [
        ActKind.OPT_OUT,
        ActKind.WRONG_PERSON,
        ActKind.OPT_IN,
        ActKind.DECLINED,
        ActKind.CHOOSES_SLOT,
        ActKind.CANCELS_BOOKING,
        ActKind.AUTOMATIC,
        ActKind.MINOR,
    ],
)
def test_what_ends_or_books_is_never_raised(act: ActKind) -> None:
    assert deciding(ODD, correction(ODD, act)) is deciding(ODD)


@given(st.lists(st.sampled_from(ActKind), max_size=6), st.sampled_from(["STOP", "unsubscribe me"]))
def test_no_correction_takes_an_opt_out_away(acts: list[ActKind], text: str) -> None:
    corrections = [correction(text, act, turn=turn) for turn, act in enumerate(acts)]
    kinds = {ActKind.OPT_OUT, ActKind.POSSIBLE_OPT_OUT}
    assert deciding(text, *corrections) in kinds
    assert deciding("STOP", *corrections) is ActKind.OPT_OUT


def test_only_the_newest_count() -> None:
    many = [correction(str(n), ActKind.NOT_NOW, turn=n) for n in range(CORRECTIONS_AT_MOST + 5)]
    kept = newest_corrections(many)
    assert [each.turn for each in kept] == list(range(CORRECTIONS_AT_MOST + 4, 4, -1))


def test_the_reader_is_sure_only_of_the_same_words() -> None:
    def confidence(text: str) -> float:
        answer = CorrectionsReader().read(request(text, correction(ODD, ActKind.COMPLAINT)), ())
        assert isinstance(answer, Reading)
        return max((act.confidence for act in answer.acts), default=0.0)

    assert confidence(ODD) == 0.95
    assert 0.75 <= confidence("A bit of a Tuesday over here, if you know what I mean") < 0.96
    assert confidence("we need two more seats") == 0.0

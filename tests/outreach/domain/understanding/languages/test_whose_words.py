"""Who stops hearing from whom, and what an ordinal counts: phrases with their subject and object.

Each kind came from a misreading that strangers' replies showed; the lines here are others.
"""

from __future__ import annotations

import pytest

from functions.outreach.domain.understanding.acts import ActKind
from tests.probes.read_replies import read, read_acts


@pytest.mark.parametrize(
    "line",
    [
        "en\tHow can I unsubscribe one of my pupils from the reminders?",
        "en\tmy customers ask delete my details and I do it by hand, how?",
        "en\tPlease strike me off Friday's talk, the rest may come as it did",
        "lt\tkaip ištrinti klientą visam laikui?",
        "lt\tmano klientai, kurie paspaudžia „nebenoriu laiškų“, ar jie dingsta patys?",
        "ru\tмои клиентки хотят сами отписываться от моей рассылки, где это?",
        "ru\tне надо звонить, я на кране стою, лучше напишите в ватсап",
    ],
)
def test_what_others_do_not_want_is_no_opt_out(line: str) -> None:
    language, text = line.split("\t")
    assert read(f"{language}\tsms\topening\t{text}")["opt_out"] != "certain"
    heard = read_acts(f"{language}\tsms\topening\t{text}")
    assert not {ActKind.OPT_OUT, ActKind.WRONG_PERSON} & {act.kind for act in heard}


@pytest.mark.parametrize(
    "line",
    [
        "en\tHow can I unsubscribe one of my pupils from the reminders?",
        "en\tI nearly pressed unsubscribe and then read on, do tell me more",
        "ru\tне надо звонить, я на кране стою, лучше напишите в ватсап",
    ],
)
def test_it_is_not_even_asked_about(line: str) -> None:
    language, text = line.split("\t")
    assert read(f"{language}\tsms\topening\t{text}")["opt_out"] == "no"


@pytest.mark.parametrize(
    "line",
    [
        "en\tKindly unsubscribe my mail id from your list at the earliest.",
        "en\tthe old lady does not want to be disturbed, she has told you all there is",
        "en\tthis one is done, no mailing list and no calls",
        "lt\tdabar jau isnykit visi kartu, gerai?",
        "lt\tpo to pokalbio laiškų ir sveikinimų nereikia, ačiū",
    ],
)
def test_who_wants_nothing_more_is_at_least_asked(line: str) -> None:
    language, text = line.split("\t")
    assert read(f"{language}\tsms\topening\t{text}")["opt_out"] in {"possible", "certain"}


@pytest.mark.parametrize(
    "line",
    [
        "en\tCan I talk to the founder now?",
        "en\tcould I speak to the owner right now",
        "en\tmay I chat with your boss directly",
        "lt\tAr galiu dabar pakalbėti su įkūrėju?",
        "lt\tnorėčiau gauti savininko numerį",
        "ru\tМожно поговорить с основателем прямо сейчас?",
        "ru\tмогу я с вашим директором напрямую",
    ],
)
def test_who_asks_for_the_founder_now_wants_a_person(line: str) -> None:
    language, text = line.split("\t")
    acts = read_acts(f"{language}\tsms\topening\t{text}")
    assert ActKind.HUMAN_WANTED in {act.kind for act in acts}


@pytest.mark.parametrize(
    "text",
    [
        "tai va pušis tas antras jo jo o kibiras kur",
        "žiūrėk eglė ta pirma jo gerai o kirvis kur padėtas",
    ],
)
def test_an_ordinal_of_something_else_books_nothing(text: str) -> None:
    acts = read_acts(f"lt\tvoice\tslots\t{text}")
    assert ActKind.CHOOSES_SLOT not in {act.kind for act in acts}


@pytest.mark.parametrize(
    ("line", "slot"),
    [
        ("lt\tnu tai tegu būna tas vidurinis", 1),
        ("lt\tjo geriau tas antras", 1),
        ("lt\to tas trečias gerai", 2),
        ("ru\tдавайте лучше тот второй, подойдет", 1),
    ],
)
def test_an_ordinal_of_the_offered_times_chooses(line: str, slot: int) -> None:
    language, text = line.split("\t")
    acts = read_acts(f"{language}\tsms\tslots\t{text}")
    choice = next(act for act in acts if act.kind is ActKind.CHOOSES_SLOT)
    assert choice.slot == slot

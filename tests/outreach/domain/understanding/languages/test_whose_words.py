"""Who stops hearing from whom, and what an ordinal counts: phrases with their subject and object.

Each kind came from a misreading that strangers' replies showed; the lines here are others.
"""

from __future__ import annotations

import pytest

from functions.outreach.domain.understanding.acts import ActKind
from functions.outreach.domain.understanding.languages.plain_text import plain
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss
from functions.outreach.domain.understanding.opt_out import Degree, find_opt_out
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
        "en\tunsubscribe my customer account from your list",
        "en\tunsubscribe our two guest accounts from this list",
        "en\tUnsubscribe our subscriber address",
        "en\tI am one of the people who want to unsubscribe",
        "en\tPlease unsubscribe our members' mailbox",
        "en\tunsubscribe my client email",
        "en\tMy clients say you spam them, unsubscribe us",
        "en\tYour unsubscribe link does not remove my address",
        "en\tunsubscribe link broken, my third try",
        "en\tUnsubscribe him please, my husband has died",
        "en\tunsubscribe people like me",
        "en\tpeople say you spam, stop texting me",
        "en\tstrike me off Mondays list and all the others",
        "lt\tprieš metus prašiau man nerašyti, ir vėl laiškas",
        "lt\ttada sakiau neberašyti",
        "lt\tjau trečia diena neskambinkit man",
        "lt\tjau 3 diena neskambinkit man",
        "lt\tžmonės sako nebeskambinkit",
        "lt\tpašalinti klientą Joną Petraitį iš jūsų sąrašo",
        "lt\tištrinti klientą iš sąrašo, tai yra mane",
        "ru\tКак клиент, хочу отписаться",
        "ru\tКлиент просит отписать его от рассылки",
        "ru\tчеловек отписывается",
        "ru\tя человек, который хочет отписаться",
        "ru\tЯ родитель ученика, хочу отписаться",
        "ru\tКлиентка отписывается от рассылки",
        "ru\tлюди добрые, как отписаться",
        "ru\tМы не ваши клиенты, отписать нас от рассылки",
        "ru\tотпишусь сегодня же от вас",
        "ru\tотпишусь завтра если не перестанете",
        "ru\tотписаться как от вас",
        "ru\tне надо звонить и писать, и больше не пишите",
    ],
)
def test_a_customer_who_speaks_of_customers_or_of_earlier_is_at_least_asked(line: str) -> None:
    """Only somebody's own customers, asked about as such, are others than whoever writes."""
    found = find_opt_out(plain(line.split("\t")[1]))
    assert found in {Degree.POSSIBLE, Degree.CLEAR, Degree.CERTAIN}


@pytest.mark.parametrize(
    "text",
    [
        "How do I unsubscribe a member from my list?",
        "my clients ask to unsubscribe, where do I do that",
        "we have no newsletter, can your tool do that?",
        "There is no newsletter in my plan, why?",
        "Kaip pašalinti klientą iš priminimų?",
        "priminimų nereikia, man reikia sąskaitų",
        "мои клиенты хотят отписаться от рассылки, где это",
        "рассылок и писем не надо, нужна только касса, сколько стоит?",
        "отпишусь завтра утром",
        "отпишусь вам, когда решу",
    ],
)
def test_what_the_product_does_for_others_is_not_asked_about(text: str) -> None:
    assert find_opt_out(plain(text)) is Degree.NO


@pytest.mark.parametrize(
    "text",
    [
        "Let me talk to my boss directly and get back to you",
        "let me speak with my boss now, I will write later",
        "noriu dabar pasitarti su savininku",
        "могу спросить у начальника сейчас",
        "могу дать номер директора",
    ],
)
def test_who_asks_their_own_boss_wants_no_person_of_ours(text: str) -> None:
    assert ActKind.HUMAN_WANTED not in {act.kind for act in find_must_not_miss(text)}


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

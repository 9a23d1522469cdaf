"""The five acts nobody may miss are found by code, and nothing harmless is taken for one."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.understanding.acts import MUST_NOT_MISS, ActKind
from functions.outreach.domain.understanding.languages.plain_text import fold, plain
from functions.outreach.domain.understanding.languages.tables import load_must_not_miss_phrases
from functions.outreach.domain.understanding.must_not_miss import find_must_not_miss, is_screening
from functions.outreach.domain.understanding.opt_out import Degree, find_opt_out

CORPUS = Path(__file__).parent / "corpus"
LANGUAGES = ("en", "lt", "ru")


def rows(language: str) -> list[tuple[str, frozenset[str]]]:
    lines = (CORPUS / f"must_not_miss_{language}.tsv").read_text(encoding="utf-8").splitlines()
    cells = [line.split("\t") for line in lines]
    return [(text, frozenset(acts.split(",")) - {"-"}) for text, acts in cells]


def kinds(text: str, **more: tuple[tuple[str, str], ...]) -> set[str]:
    return {act.kind.value for act in find_must_not_miss(text, **more)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_corpus_is_large_enough(language: str) -> None:
    assert len(rows(language)) >= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_corpus_phrase_has_exactly_its_acts(language: str) -> None:
    wrong = [(text, found) for text, acts in rows(language) if (found := kinds(text)) != acts]
    assert not wrong


def test_lithuanian_reads_the_same_in_capitals_and_without_diacritics() -> None:
    spelled = [(again, acts) for text, acts in rows("lt") for again in (text.upper(), fold(text))]
    wrong = [(text, found) for text, acts in spelled if (found := kinds(text)) != acts]
    assert not wrong


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_opt_out_survives_what_people_put_around_it(language: str) -> None:
    opting_out = [text for text, acts in rows(language) if "opt_out" in acts]
    assert opting_out
    assert not [text for text in opting_out if "opt_out" not in kinds(f"  {text} !!! 😡")]


LOOK_ALIKE = {"a": "аα", "c": "с", "e": "еε", "o": "оο", "p": "рρ", "s": "ѕ", "t": "тτ", "x": "хχ"}
LOOK_ALIKE |= {cyrillic: latin for latin, others in LOOK_ALIKE.items() for cyrillic in others[0]}


@given(data=st.data(), word=st.sampled_from(load_must_not_miss_phrases().opt_out_alone))
def test_a_keyword_with_letters_of_another_script_is_still_the_keyword(
    data: st.DataObject, word: str
) -> None:
    written = "".join(
        data.draw(st.sampled_from(letter + LOOK_ALIKE.get(letter, "")), label=letter)
        for letter in word
    )
    assert find_opt_out(plain(written)) is Degree.CERTAIN
    assert find_opt_out(plain(written.upper())) is Degree.CERTAIN


@pytest.mark.parametrize(
    ("text", "degree"),
    [
        ("stоp", Degree.CERTAIN),
        ("ЅТОР", Degree.CERTAIN),
        ("CTOП", Degree.CERTAIN),
        ("𝗦𝗧𝗢𝗣", Degree.CERTAIN),
        ("ＳＴＯＰ", Degree.CERTAIN),
        ("s\u200bto\u200bp", Degree.CERTAIN),
        ("ST0P", Degree.CERTAIN),
        ("5top", Degree.CERTAIN),
        ("🛑", Degree.CERTAIN),
        ("🛑🛑🛑", Degree.CERTAIN),
        ("STOP 🛑 please", Degree.CERTAIN),
        ("🛑 texting me", Degree.CLEAR),
        ("please stoр texting me", Degree.CLEAR),
        ("⛔", Degree.POSSIBLE),
        ("🚫✋🏽", Degree.POSSIBLE),
        ("👍", Degree.NO),
        ("10", Degree.NO),
    ],
)
def test_an_opt_out_survives_confusable_letters_and_signs(text: str, degree: Degree) -> None:
    assert find_opt_out(plain(text)) is degree


@pytest.mark.parametrize(
    "header",
    [
        ("auto-submitted", "auto-replied"),
        ("precedence", "bulk"),
        ("x-autoreply", "yes"),
        ("list-id", "<news.example.com>"),
        ("return-path", "<>"),
        ("content-type", "multipart/report; report-type=delivery-status"),
        ("from", "MAILER-DAEMON@example.com"),
        ("subject", "Automatic reply: your note"),
    ],
)
def test_headers_of_a_machine_make_a_mail_automatic_and_nothing_else(
    header: tuple[str, str],
) -> None:
    assert kinds("STOP", headers=(header,)) == {"automatic"}


def test_headers_of_a_person_say_nothing() -> None:
    headers = (("auto-submitted", "no"), ("from", "Anna <anna@example.com>"), ("subject", "Re: hi"))
    assert kinds("yes please", headers=headers) == set()


def test_our_own_opt_out_words_in_quoted_history_are_not_the_customers() -> None:
    mail = "Sounds good!\n\nOn Mon, Mar 2, 2026 at 10:00 AM Acme <a@example.com> wrote:\n> STOP"
    assert kinds(mail) == set()
    assert kinds(mail, headers=(("from", "anna@example.com"),)) == set()


@given(st.text(max_size=2000))
def test_no_text_breaks_it(text: str) -> None:
    assert {act.kind for act in find_must_not_miss(text)} <= set(MUST_NOT_MISS)


@given(st.sampled_from(["stop", "unsubscribe", "please stop calling me"]), st.randoms())
def test_case_never_hides_an_opt_out(text: str, random: object) -> None:
    mixed = "".join(
        char.upper() if random.random() < 0.5 else char  # type: ignore[attr-defined]
        for char in text
    )
    assert ActKind.OPT_OUT in {act.kind for act in find_must_not_miss(mixed)}


@given(st.text(max_size=300))
def test_the_plain_form_is_stable(text: str) -> None:
    assert plain(plain(text).replace("¶", ".").replace("¿", "?")) == plain(text)


def test_repetition_that_would_hurt_a_backtracking_pattern_is_read_at_once() -> None:
    for piece in ("stop ", "dont call me ", "не ", "neskambinkit geriau ", "a ", "out of office "):
        find_opt_out(plain(piece * 400))
        find_must_not_miss(piece * 400)


@pytest.mark.parametrize(
    ("text", "screens"),
    [
        (
            "if you record your name and reason for calling i'll see if this person is available",
            True,
        ),
        ("please say your name and why you're calling and i'll see if they're available", True),
        ("The person you are calling is using a call screening service", True),
        ("stay on the line while I check if the person is available", True),
        ("pasakykite savo vardą ir skambučio priežastį", True),
        ("patikrinsiu, ar žmogus gali kalbėti", True),
        ("назовите ваше имя и цель звонка", True),
        ("я узнаю, может ли абонент ответить", True),
        ("please leave a message after the tone", False),
        ("can i ask who's calling", False),
        ("stay on the line, I just need my glasses", False),
        ("palaukite, tuoj ateisiu", False),
        ("подождите минутку", False),
    ],
)
def test_an_assistant_that_screens_calls_is_told_from_a_mailbox_and_from_a_person(
    text: str, screens: bool
) -> None:
    assert is_screening(text) is screens
    assert not screens or kinds(text) == {"automatic"}


@pytest.mark.parametrize(
    "text",
    [
        "Stop emailing me.",
        "please stop writing to me",
        "stop texting me please",
        "stop calling",
        "Quit bothering me",
        "не надо мне больше звонить",
        "хватит мне писать",
        "liaukitės man rašę",
        "nustokit man skambinę",
    ],
)
def test_an_imperative_about_contacting_me_is_clear(text: str) -> None:
    assert find_opt_out(plain(text)) is Degree.CLEAR


@pytest.mark.parametrize(
    "text",
    ["stop calling me, text instead", "stop calling me at work", "stop emailing my customers"],
)
def test_the_same_words_about_another_way_or_others_are_never_clear(text: str) -> None:
    assert find_opt_out(plain(text)) in (Degree.POSSIBLE, Degree.NO)


@pytest.mark.parametrize(
    "text",
    [
        "send me a a voice note, i'll listen while i'm driving",
        "our guests were told off, and one of them was furious with the caterer",
        "Nobody here has opened the reports yet",
        "theres nobody here till nine so ring after",
        "That hour doesn't work for us",
        "Vienas klientas dirba ligoninės registratūroje, jam reikia dviejų vartotojų",
        "tie laiškai pas klientus atrodo kaip spamas, ar galima pakeisti temą?",
        "Ненавижу таблицы, поэтому и спрашиваю про отчёты",
        "В складских остатках было безобразие, теперь порядок",
    ],
)
def test_words_of_a_trade_and_of_feelings_about_others_are_none(text: str) -> None:
    assert kinds(text) == set()


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("I am furious with you", "hostile"),
        ("she doesn't work for the company", "wrong_person"),
        ("there is nobody called Adam", "wrong_person"),
        ("nobody here called Adam", "wrong_person"),
        ("guliu ligoninėje", "hostile"),
        ("mamą išvežė į ligoninę", "hostile"),
        ("a. a. mano vyras", "hostile"),
        ("čia spamas", "hostile"),
        ("ненавижу вас", "hostile"),
        ("это безобразие", "hostile"),
    ],
)
def test_the_same_words_about_us_or_oneself_are_found(text: str, act: str) -> None:
    assert act in kinds(text)

"""A yes to being recorded is a yes and nothing else; what ends a recording is heard."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from functions.outreach.domain.playbooks.starter import starter_answers
from functions.outreach.domain.understanding.languages.tables import LANGUAGES
from functions.outreach.domain.understanding.rules.recording_answer import (
    RecordingAnswer,
    denies_recording,
    read_recording_answer,
    wishes_no_recording,
)

YES, NO, STOP = RecordingAnswer.YES, RecordingAnswer.NO, RecordingAnswer.STOP
READ = {
    "en": (
        (
            YES,
            "yes / Yeah, sure. / yes please / ok / go ahead / that's fine / you can record this "
            "/ I don't mind / no problem / Of course, no problem at all. You can record.",
        ),
        (
            NO,
            "no / No, thanks. / nope / I'd rather not / please don't / I'd rather not be recorded",
        ),
        (
            NO,
            "absolutely not / No, not at all / of course not / no, that's fine / not okay "
            "/ yes, no, I'd rather you didn't",
        ),
        (
            STOP,
            "stop recording / Please stop recording now! / could you stop recording? "
            "/ don't record me / no recording please / turn the recording off "
            "/ I don't want to be recorded",
        ),
        (
            None,
            "yes? / yes but who is this / hello / yes hello / stop / stop calling me / sorry? "
            "/ mhm / I'm not interested / call me later / no, I am not interested / record "
            "/ don't call me / yes, tell me about the offer / stop it "
            "/ is this being recorded? / why / press 9",
        ),
    ),
    "lt": (
        (YES, "taip / Taip, galite. / gerai, sutinku / galite įrašyti pokalbį / neprieštarauju"),
        (None, "aha / aišku / suprantama / man vis vien / nesvarbu"),
        (NO, "ne / Ne, ačiū. / nereikia / geriau ne / nenoriu, kad įrašytumėte"),
        (STOP, "neįrašinėkite / Prašau nebeįrašinėti. / sustabdykite įrašymą / be įrašo, prašau"),
        (None, "taip? / kas čia? / labas / stop / neskambinkite / taip, bet kas jūs / nesidomiu"),
    ),
    "ru": (
        (YES, "да / Да, конечно. / можно / я не против / нет проблем / записывайте / согласна"),
        (None, "угу / ага / все равно / давайте"),
        (NO, "нет / Нет, спасибо. / лучше не надо / я против / не хочу, чтобы вы записывали"),
        (
            STOP,
            "не записывайте меня / Остановите запись, пожалуйста. / без записи / выключите запись",
        ),
        (
            None,
            "да? / алло / кто это? / стоп / не звоните / да, но кто вы / пожалуйста / не интересно",
        ),
    ),
}


@pytest.mark.parametrize(
    ("language", "wanted", "text"),
    [
        (language, wanted, text.strip())
        for language, rows in READ.items()
        for wanted, texts in rows
        for text in texts.split(" / ")
    ],
)
def test_it_is_read_as_it_is_meant(
    language: str, wanted: RecordingAnswer | None, text: str
) -> None:
    assert read_recording_answer(text, language=language) is wanted


@given(st.sampled_from(LANGUAGES), st.sampled_from(LANGUAGES), st.text(max_size=30))
def test_a_yes_with_anything_unknown_beside_it_is_none(
    language: str, other: str, beside: str
) -> None:
    """Whatever is added, a yes stays one only beside words that are known to change nothing."""
    texts = {row[0]: row[1].split(" / ") for row in READ[language]}
    known = "qzx" + beside
    for text in texts[YES]:
        assert read_recording_answer(f"{text} {known}", language=language) is not YES
    assert read_recording_answer("qzx yes", language=other) is None


def test_a_language_without_a_table_agrees_to_nothing() -> None:
    assert read_recording_answer("ja", language="de") is None
    assert read_recording_answer("yes", language="de") is None


def test_a_long_message_says_more_than_an_answer() -> None:
    assert read_recording_answer("yes " * 14, language="en") is YES
    assert read_recording_answer("yes " * 15, language="en") is None


WISHES = [
    "Stop recording, please, this is confidential.",
    "Actually, could you stop recording for now?",
    "Stop recording me, I never agreed to that",
    "Please don't record this conversation, okay?",
    "Is it still recording? Then stop it",
    "I don't want this recorded anymore, what is the price?",
    "No, I'd prefer you don't record this",
    "hold on, turn that off, my boss came in",
    "I am not comfortable with being recorded",
    "can we do this off the record",
    "Nustokite įrašinėti, prašau, čia konfidencialu",
    "Gerai, bet neįrašykite",
    "Nenoriu, kad pokalbis būtų įrašomas, kiek tai kainuoja?",
    "Выключите запись, это конфиденциально",
    "Давайте дальше без записи, и сколько это стоит?",
    "Я не хочу, чтобы этот разговор записывали",
]


@pytest.mark.parametrize("words", WISHES)
def test_a_wish_that_it_ends_is_heard_whatever_is_said_besides(words: str) -> None:
    assert wishes_no_recording(words)


@given(
    st.sampled_from(
        [
            text
            for rows in READ.values()
            for kind, t in rows
            if kind is STOP
            for text in t.split(" / ")
        ]
    ),
    st.sampled_from(["", "Well, so. ", "What does it cost? ", "Žinote, "]),
    st.sampled_from(["", " My boss came in.", " Сколько это стоит?", " " + "And more. " * 40]),
)
def test_every_way_to_end_it_is_heard_between_other_words(
    wish: str, before: str, after: str
) -> None:
    assert wishes_no_recording(f"{before}{wish}{after}")


@pytest.mark.parametrize(
    "words",
    [
        "yes",
        "Yes, you can record this, I don't mind.",
        "What does it cost?",
        "I don't want a call",
        "no",
        "taip, galite įrašyti",
        "Be abejo, įrašykite.",
        "ne, tai per brangu",
        "да, записывайте, я не против",
        "нет, дорого",
    ],
)
def test_what_is_no_wish_ends_nothing(words: str) -> None:
    assert not wishes_no_recording(words)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "No, calls are never recorded."),
        ("en", "We don't record your calls. If you like, I can ask the founder."),
        ("en", "Calls are not recorded, so you do not have to ask."),
        ("en", "Calls are not recorded, we only take notes."),
        ("en", "No, we make no recordings of a call."),
        ("en", "Don't worry! Nobody records this call"),
        ("en", "There is no recording of our talk."),
        ("lt", "Ne, pokalbiai neįrašomi."),
        ("lt", "Mes niekada neįrašome skambučių."),
        ("lt", "Niekas pokalbio neįrašinėja. Jei norite, paklausiu įkūrėjo."),
        ("lt", "Pokalbiai nėra įrašomi."),
        ("lt", "Pokalbių įrašų nedarome."),
        ("ru", "Нет, звонки не записываются."),
        ("ru", "Разговор не записан."),
        ("ru", "Звонки не записываются, только расшифровываются."),
        ("ru", "Запись разговоров не ведётся."),
        ("ru", "Мы никогда не записываем разговоры."),
        ("ru", "Разговор никто не записывает, не волнуйтесь."),
    ],
)
def test_an_answer_that_denies_it_is_found(language: str, text: str) -> None:
    assert denies_recording(text, language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Calls are not recorded unless you agreed to it."),
        ("en", "We never record without asking first."),
        ("en", "Recordings are deleted after 90 days."),
        ("en", "A call is recorded once you said yes. You can stop it at any time."),
        ("en", "Nothing changes for you. We record who agreed."),
        ("lt", "Pokalbis neįrašomas, kol nesutikote."),
        ("lt", "Įrašai ištrinami po 90 dienų."),
        ("ru", "Без вашего согласия ничего не записывается."),
        ("ru", "Запись удаляется через 90 дней."),
        ("de", "Nichts wird aufgezeichnet."),
    ],
)
def test_an_answer_that_says_what_it_depends_on_denies_nothing(language: str, text: str) -> None:
    assert not denies_recording(text, language=language)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Your DNS records do not change."),
        ("en", "Your customers' records never leave the EU."),
        ("en", "I can't record revenue twice."),
        ("en", "You can record your expenses without leaving the app."),
        ("en", "Your DNS records do not change after a call with us."),
        ("en", "You can record a call note without leaving the app."),
        ("en", "No, you do not have to record your calls yourself."),
        ("en", "Recordings of calls are never shared with anybody."),
        ("en", "No, calls are recorded in the EU."),
        ("lt", "Sąskaitos įrašomos be PVM"),
        ("lt", "Įrašai niekada neištrinami."),
        ("lt", "Pokalbių įrašai niekada neperduodami."),
        ("ru", "Отменить запись можно без звонка."),
        ("ru", "Без предварительной записи приём невозможен"),
        ("ru", "Клиент записывается сам, звонить никому не нужно."),
        ("ru", "На звонок вы ещё не записаны на этой неделе."),
        ("ru", "Вы не записаны на разговор."),
        ("ru", "Записи разговоров никому не передаются."),
    ],
)
def test_what_speaks_of_other_records_denies_nothing(language: str, text: str) -> None:
    """Records, appointments and entries are what businesses sell."""
    assert not denies_recording(text, language=language)
    assert not denies_recording(text, language=language, questions=("Nuo kada?", "Is it so?"))


@pytest.mark.parametrize(
    ("language", "question", "text"),
    [
        ("en", "Is this call recorded?", "We don't record anything."),
        ("lt", "Ar pokalbis įrašomas?", "Ne, niekada neįrašome."),
        ("ru", "Разговор записывается?", "Нет, ничего не записывается."),
    ],
)
def test_the_question_says_what_an_answer_is_about(language: str, question: str, text: str) -> None:
    assert denies_recording(text, language=language, questions=("Is it so?", question))
    assert not denies_recording(text, language=language, questions=("What is kept?",))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_starter_denies_it(language: str) -> None:
    said = starter_answers(language)
    assert len(said) >= 5
    denying = [
        one.id
        for one in said
        if denies_recording(one.text, language=language, questions=one.questions)
    ]
    assert denying == []

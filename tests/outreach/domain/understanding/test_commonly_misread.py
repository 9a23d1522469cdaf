"""Kinds of messages that were misread: none of these lines is an exemplar."""

from __future__ import annotations

import pytest

from functions.outreach.domain.understanding.acts import ActKind
from tests.probes.read_replies import read, read_acts

GOES_ON = {"interested", "thanks"}


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        # Kindness laid on thick is no anger.
        ("en\twhatsapp\topening\toh how lovely of you to ask, yes tell me more dear", GOES_ON),
        ("en\tsms\topening\tHow kind. Do go on, I am all ears", GOES_ON),
        ("lt\tsms\topening\tkaip miela, kad paklausėte, klausau jūsų", GOES_ON),
        ("ru\tsms\topening\tкак мило, что вы спросили, я вся внимание, рассказывайте", GOES_ON),
        # Another time because of the rush is no wish to be left alone.
        ("en\tsms\topening\ttry me again after christmas, it's mad here", {"not_now"}),
        ("en\tsms\topening\tcome back to me in february, it's bonkers just now", {"not_now"}),
        ("lt\tsms\topening\tpabandykit po Kalėdų, dabar čia beprotnamis", {"not_now"}),
        ("ru\tsms\topening\tпопробуйте после нового года, сейчас тут дурдом", {"not_now"}),
        ("en\tsms\topening\twe had it until March", {"answers", "unclear", "already_done"}),
        # Why somebody left is no answer to what is offered now.
        ("en\tsms\tchurn\tWe had no use for it back then", {"answers"}),
        ("en\temail\tchurn\tWe did not need it at the time.", {"answers"}),
        ("lt\tsms\tchurn\ttada mums jos nereikėjo", {"answers"}),
        ("ru\tsms\tchurn\tтогда она нам была не нужна", {"answers"}),
    ],
)
def test_a_kind_that_was_misread_is_understood(line: str, wanted: set[str]) -> None:
    assert read(line)["deciding"] in wanted


@pytest.mark.parametrize(
    "text",
    [
        "Not now, please ask me again in a month.",
        "Not now, please ask me again in a month",
        "Not now please, ask again in two weeks",
        "Not now, please write again in January",
    ],
)
@pytest.mark.parametrize("channel", ["sms", "email"])
def test_who_asks_to_be_asked_again_is_not_asked_whether_to_stop(channel: str, text: str) -> None:
    """Silence after that question would end for ever what was to be asked in a month."""
    heard = read(f"en\t{channel}\topening\t{text}")
    assert (heard["deciding"], heard["opt_out"]) == ("not_now", "no")


@pytest.mark.parametrize(
    "line",
    [
        "en\tNot now, and please do not ask me again",
        "en\tPlease do not ask me again next month",
        "en\tNot now, not later, leave me alone",
        "en\tNot now and please never write again",
        "lt\tNe dabar ir daugiau nerašykite",
        "ru\tНе сейчас, больше не пишите пожалуйста",
    ],
)
def test_a_not_now_that_may_mean_never_is_asked_about_or_heard(line: str) -> None:
    language, text = line.split("\t")
    assert read(f"{language}\tsms\topening\t{text}")["opt_out"] != "no"


@pytest.mark.parametrize(
    "line",
    [
        "en\tsms\topening\tWho passed you my email? Erase it, would you",
        "en\tsms\tbooked\tTalk's off, and forget my details while you're at it, cheers",
        "lt\tsms\topening\tGražaus savaitgalio, ačiū, o mano numerį palikit ramybėje",
        "lt\tsms\tbooked\tsusitikimą braukit, numerį pamirškit, viso",
        "ru\tsms\topening\tКто вам дал мою почту? Сотрите",
        "ru\tsms\tbooked\tвстреча отменяется, телефон мой забудьте, всего доброго",
        "ru\temail\topening\tВаша рассылка пришла мне в отпуск. Спасибо, но впредь без меня",
    ],
)
def test_an_end_wished_for_in_one_clause_is_heard_whatever_the_others_are_about(line: str) -> None:
    heard = read(line)
    assert (heard["opt_out"], heard["decision"]) == ("possible", "ask")


@pytest.mark.parametrize(
    "line",
    ["en\tsms\topening\tyou lot are scum", "lt\tsms\topening\teikit jūs peklon su savo planais"],
)
def test_abuse_is_a_possible_opt_out_that_the_founder_decides_on(line: str) -> None:
    heard = read(line)
    assert (heard["deciding"], heard["opt_out"]) == ("hostile", "possible")
    assert heard["decision"] == "founder"


@pytest.mark.parametrize(
    "line",
    [
        "en\tsms\topening\tour lawyer goes over the agreement first",
        "lt\tsms\topening\tsutartį dar paskaitys juristas",
        "ru\tsms\topening\tпусть сперва юрист глянет договор",
    ],
)
def test_a_lawyer_who_reads_a_contract_threatens_nobody(line: str) -> None:
    heard = read(line)
    assert heard["deciding"] != "hostile"
    assert heard["opt_out"] == "no"


def test_whether_this_is_a_person_is_a_question_and_no_wish_for_one() -> None:
    for line in (
        "en\tsms\topening\tam i talking to a machine",
        "lt\tsms\topening\to jus zmogus ar botas",
        "ru\tsms\topening\tzhivoj ili bot?",
    ):
        assert read(line)["deciding"] != ActKind.HUMAN_WANTED.value


@pytest.mark.parametrize(
    "line",
    [
        "en\tThursday works, a bit sooner though",
        "en\tThursday yes, only not so late",
        "en\tTuesday's grand, only less early",
        "lt\tketvirtadienį gerai, ale ankscau",
        "lt\tketvirtadienį gerai, bet ne taip vėlai",
        "lt\tketvirtadienį gerai, apie pietus",
        "lt\tketvirtadienį gerai, apie dvyliktų",
        "ru\tчетверг да, только не так поздно",
        "ru\tчетверг подходит, но позднее",
        "ru\tвторник годится, но не так рано",
    ],
)
def test_the_day_of_an_offered_time_at_another_hour_books_nothing(line: str) -> None:
    language, text = line.split("\t")
    answer = read(f"{language}\tsms\tslots\t{text}")
    assert answer["deciding"] in {"other_times", "unclear"}


@pytest.mark.parametrize(
    "line",
    [
        'en\tI have one who answers everything with "please stop emailing me" and still books.',
        "en\tWhat do I do when a client writes back “take me off your list” to a reminder?",
        "lt\tViena klientė atrašė „daugiau man neberašykite“, kaip ją išimti iš priminimų?",
        "ru\tА если клиент ответил «больше не пишите мне», система сама его уберёт?",
    ],
)
def test_what_somebody_else_said_in_quotation_marks_never_ends_it_for_ever(line: str) -> None:
    language, text = line.split("\t")
    assert read(f"{language}\temail\topening\t{text}")["opt_out"] == "possible"


@pytest.mark.parametrize(
    "line",
    [
        'en\t"Stop writing to me"',
        'en\tplease "stop" texting me',
        "lt\t„stop“",
        "ru\t«больше не пишите мне»",
    ],
)
def test_quotation_marks_around_ones_own_wish_change_nothing(line: str) -> None:
    language, text = line.split("\t")
    assert read(f"{language}\temail\topening\t{text}")["opt_out"] == "certain"


def test_who_speaks_for_somebody_at_home_is_heard() -> None:
    heard = read("en\temail\topening\tmy husband says stop writing to us")
    assert heard["deciding"] in {"opt_out", "possible_opt_out"}


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "No thanks, I am not interested"),
        ("en", "Not interested"),
        ("en", "No, thank you, not interested at this time"),
        ("en", "not for me thanks"),
        ("lt", "Ne, ačiū, nedomina"),
        ("lt", "Nedomina"),
        ("lt", "Ačiū, nereikia"),
        ("ru", "Нет, спасибо, не интересно"),
        ("ru", "Не интересует"),
        ("ru", "Спасибо, не надо"),
    ],
)
def test_a_plain_no_is_a_no_and_not_taken_for_an_opt_out(language: str, words: str) -> None:
    heard = words.casefold().replace(",", "")
    for channel, text in (("sms", words), ("email", f"{words}."), ("voice", heard)):
        assert read(f"{language}\t{channel}\topening\t{text}")["deciding"] == "declined", channel


@pytest.mark.parametrize(
    "line",
    [
        "en\tsms\tslots\tstop... no wait, actually Tuesday works",
        "en\tvoice\tslots\tstop no wait actually tuesday works",
        "en\tsms\topening\tSTOP - sorry, meant to send that to someone else, tell me more",
        "en\tsms\topening\tstop texting me. actually no, ignore that, tell me more",
        "en\tsms\topening\tplease stop texting me, no wait, go on",
        "en\tsms\tslots\tunsubscribe. oh no wait, wrong button, Tuesday is fine",
        "lt\tsms\tslots\tstop... ne, palaukit, visgi antradienis tinka",
        "lt\tvoice\tslots\tstop ne palaukit antradienis tinka",
        "lt\tsms\topening\tSTOP. Oi, čia ne jums rašiau, pasakokit",
        "ru\tsms\tslots\tстоп... хотя нет, подождите, вторник подходит",
        "ru\tvoice\topening\tстоп ой не вам писал расскажите",
    ],
)
def test_a_stop_taken_back_in_the_same_breath_is_asked_about(line: str) -> None:
    """It neither ends for ever what was taken back, nor goes on over a STOP."""
    heard = read(line)
    assert (heard["deciding"], heard["opt_out"]) == ("possible_opt_out", "possible")


@pytest.mark.parametrize(
    "line",
    [
        "en\tno wait, stop texting me",
        "en\tStop! Sorry",
        "en\tactually no, stop messaging me please",
        "lt\tne, palaukit, nebeskambinkit man daugiau",
        "ru\tнет подождите, больше не пишите мне",
    ],
)
def test_a_stop_that_has_the_last_word_ends_it(line: str) -> None:
    language, text = line.split("\t")
    assert read(f"{language}\tsms\topening\t{text}")["opt_out"] == "certain"


@pytest.mark.parametrize(
    "line",
    [
        "en\tany of the three",
        "en\teither works",
        "en\tAny of these works for me",
        "en\twhichever suits you",
        "en\tall three work, pick one for me",
        "en\tit's up to you",
        "lt\tbet kuris tinka",
        "lt\tman visi trys tinka",
        "lt\tkaip jums patogiau",
        "ru\tлюбое время подойдет",
        "ru\tвсе три подходят",
        "ru\tкак вам удобнее",
    ],
)
def test_a_choice_that_is_left_to_us_chooses_no_slot(line: str) -> None:
    language, text = line.split("\t")
    acts = read_acts(f"{language}\tsms\tslots\t{text}")
    choice = next(act for act in acts if act.kind is ActKind.CHOOSES_SLOT)
    assert (choice.slot, choice.any_slot) == (None, True)


@pytest.mark.parametrize(
    "line",
    [
        "en\tPrice first please, then the slot",
        "en\tTuesday would be ok but price first",
        "en\tshow me the price first",
        "en\tWednesday then, but tell me what it costs first",
        "lt\tpirma kainą parodykit, tada antradienis",
        "lt\tgal ketvirtadienį, bet pirma pasakykit kiek kainuos",
        "ru\tСреда так среда, но ценник сперва покажите",
        "ru\tвторник, только сначала скажите сколько стоит",
    ],
)
def test_who_wants_the_price_first_has_chosen_no_slot(line: str) -> None:
    language, text = line.split("\t")
    kinds = {act.kind for act in read_acts(f"{language}\tsms\tslots\t{text}")}
    assert ActKind.ASKS_PRICE in kinds
    assert ActKind.CHOOSES_SLOT not in kinds


@pytest.mark.parametrize(
    "line",
    [
        "en\tretention\tHalf of it is funeral teas for us, we just had fewer of those this month",
        "en\topening\tyes do tell me more, I am between a funeral tea and a wedding",
        "en\tretention\twe do the flowers for weddings and funerals, winter is just slow",
        "en\topening\ttwo apiaries, one beside the funeral home",
        "lt\topening\tlaidotuvių namams tinka? mes jiems vežam gėles",
        "ru\tretention\tработы меньше стало, похоронное бюро реже заказывает",
    ],
)
def test_a_grave_word_in_calm_talk_is_no_trouble_of_the_customers(line: str) -> None:
    language, state, text = line.split("\t")
    heard = read(f"{language}\tsms\t{state}\t{text}")
    assert heard["decision"] != "founder"
    assert heard["deciding"] not in {"hostile", "distress"}


@pytest.mark.parametrize(
    "line",
    [
        "en\tHe passed away in March, please do not expect an answer",
        "en\tI am at my father's funeral",
        "lt\tvyras mirė prieš savaitę, man ne iki to",
        "ru\tу меня мама умерла, не до вас сейчас",
    ],
)
def test_a_customers_own_grief_is_never_answered_with_a_pitch(line: str) -> None:
    language, text = line.split("\t")
    heard = read(f"{language}\tsms\topening\t{text}")
    assert heard["deciding"] in {"hostile", "distress", "possible_opt_out", "wrong_person"}


@pytest.mark.parametrize(
    "text",
    [
        "we went with another firm in the end, good luck though",
        "We ended up going with somebody local, thanks all the same",
        "it's a no from us I'm afraid",
        "We gave it a miss in the end",
        "that's not really something we'd use here",
    ],
)
def test_a_no_that_is_told_as_a_story_is_a_no(text: str) -> None:
    assert read(f"en\tsms\topening\t{text}")["deciding"] in {"declined", "already_done"}


def test_a_stop_by_other_words_for_calling_is_heard() -> None:
    for text in ("I must ask that you stop telephoning me", "scrub me off the list mate cheers"):
        assert read(f"en\tvoice\topening\t{text.lower()}")["opt_out"] != "no"


@pytest.mark.parametrize("text", ["is anybody real there? get them on", "put your boss on please"])
def test_who_wants_somebody_on_the_line_wants_a_person(text: str) -> None:
    assert read(f"en\tvoice\topening\t{text}")["deciding"] == "human_wanted"


@pytest.mark.parametrize(
    "line",
    [
        "en\tdon't call me this hour",
        "en\tdon't call me this number is for emergencies, use the other",
        "en\tdon't call me this often",
        "en\tno more emails about invoices to bob, send to me",
        "en\twhat was your number? forget it, found it",
        "lt\tatsiknisk nuo mano buhalterės, rašykit man",
        "lt\tkoks numeris? pamirškit, radau",
        "ru\tкакой у вас номер? забудьте, нашел",
        "ru\tномер и пожалуйста удалите старый, вот новый",
    ],
)
def test_an_end_of_one_time_way_or_matter_is_never_certain(line: str) -> None:
    language, text = line.split("\t")
    assert read(f"{language}\tsms\topening\t{text}")["opt_out"] != "certain"


@pytest.mark.parametrize(
    "text",
    [
        "Don't call me this Monday, Tuesday is fine",
        "don't call me this summer",
        "dont message me this way, use email",
    ],
)
def test_one_time_or_one_way_that_does_not_suit_ends_nothing(text: str) -> None:
    heard = read(f"en\tsms\topening\t{text}")
    assert (heard["opt_out"], heard["decision"]) in {("no", "act"), ("no", "ask")}


@pytest.mark.parametrize(
    "line",
    [
        "en\tdon't message this number",
        "en\trespect my wish and do not call",
        "en\thonor my request, do not contact me",
    ],
)
def test_a_plain_end_is_certain_whatever_stands_before_it(line: str) -> None:
    language, text = line.split("\t")
    assert read(f"{language}\tsms\topening\t{text}")["opt_out"] == "certain"


@pytest.mark.parametrize(
    "line",
    [
        "en\topening\tHow did you get my number? Delete it please",
        "lt\topening\tiš kur turit mano numerį? ištrinkit",
        "ru\topening\tоткуда у вас мой номер? удалите",
        "ru\tbooked\tсозвон отменить, номер забыть, точка",
    ],
)
def test_a_number_asked_after_and_wished_gone_is_an_end(line: str) -> None:
    language, state, text = line.split("\t")
    assert read(f"{language}\tsms\t{state}\t{text}")["opt_out"] != "no"


@pytest.mark.parametrize(
    "line", ["en\tWhat does it cost?", "lt\tKiek tai kainuoja?", "ru\tСколько это стоит?"]
)
@pytest.mark.parametrize("state", ["opening", "slots"])
def test_a_question_for_the_price_is_one_question(line: str, state: str) -> None:
    language, text = line.split("\t")
    assert read_acts(f"{language}\tsms\t{state}\t{text}")[0].kind is ActKind.ASKS_PRICE
    assert len(read_acts(f"{language}\tsms\t{state}\t{text}")) == 1


def test_a_second_question_beside_the_price_is_heard() -> None:
    kinds = {act.kind for act in read_acts("en\tsms\topening\thow much is it, and who are you?")}
    assert kinds >= {ActKind.ASKS_PRICE, ActKind.ASKS_QUESTION}

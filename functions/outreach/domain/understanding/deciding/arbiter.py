"""Which acts of several readers count, by the lines of the decision table.

Rules find phrases, a learned reader gives probabilities, code finds what nobody may miss. What acts
at once, what needs two to agree and what is asked about is decided here; it reads no words.
"""

from __future__ import annotations

from dataclasses import replace

from functions.outreach.domain.understanding.acts import Act, ActKind, OpenQuestion, ReadingRequest
from functions.outreach.domain.understanding.counted_acts import ORDER, decides_before
from functions.outreach.domain.understanding.deciding.decision_table import (
    ALONGSIDE,
    ANY_LIKELY,
    ARBITER,
    BESIDE,
    CERTAIN_OF,
    CHOOSING,
    CLEARLY,
    GOES_ON,
    HARMLESS,
    HEARD,
    HURTS_NOBODY,
    LATER,
    LIKELY,
    NEARLY_CERTAIN,
    NOTHING_ELSE,
    PHRASE_COUNTS,
    PUTS_OFF,
    QUESTIONS,
    SECOND,
    SECOND_ELSEWHERE,
    SHORT_PHRASE_COUNTS,
    SLOT,
    STORIES,
    STORY_LIKELY,
    SURELY_ASKED,
    THRESHOLDS,
    TIMES,
    UNSUPPORTED,
    WORSE,
    WORSE_IS_LIKELY,
    Needs,
)
from functions.outreach.domain.understanding.deciding.ends import (
    degree_of_opt_out,
    degree_of_wrong_person,
    is_never_certain,
    is_surely_harmless,
    puts_off,
)
from functions.outreach.domain.understanding.deciding.evidence import Evidence
from functions.outreach.domain.understanding.must_not_miss import MAY_BE_ANYBODYS
from functions.outreach.domain.understanding.opt_out import Degree
from functions.outreach.domain.understanding.rules.hits import SURE
from functions.outreach.domain.understanding.time.values import TimeWindow

K = ActKind


def unite(evidence: Evidence, request: ReadingRequest) -> tuple[Act, ...]:
    """The acts that count, the deciding one first; UNCLEAR where none is likely enough."""
    first = _must_not_miss(evidence)
    if evidence.remote:
        # What stops without a reader elsewhere stops with it too.
        pooled = evidence.pooled()
        first = _both(first, _for_ever_by_two(evidence, _must_not_miss(pooled)))
        evidence = pooled
    along = _alongside(evidence, request)
    answered = _answer_to_read_back(evidence, request)
    if answered is not None:
        return (answered, *along)
    if first:
        return (*first, *along)
    decided = _likeliest(evidence, request)
    if decided is None:
        return along or (_not_understood(evidence),)
    if along and _is_rather_a_question(decided, evidence, along):
        return along
    return (decided, *_beside(decided, evidence, along))


def _not_understood(evidence: Evidence) -> Act:
    """Where nothing else is sure, an end that is only faintly suspected is asked about."""
    faint = evidence.likely_end() >= NOTHING_ELSE and not puts_off(evidence)
    reopens = evidence.probability(K.OPT_IN) > evidence.probability(K.OPT_OUT)
    if faint and not reopens:
        return Act(K.POSSIBLE_OPT_OUT)
    return Act(K.UNCLEAR, confidence=0.3)


def _is_rather_a_question(decided: Act, evidence: Evidence, along: tuple[Act, ...]) -> bool:
    """Whether a question is surely all there is: "right, and what would the big plan be a month"
    agrees to nothing. What the rules found beside it stays."""
    question = max(evidence.probability(act.kind) for act in along)
    found = evidence.phrase(decided.kind) > 0 and decided.kind is not K.ANSWERS
    likely = question >= SURELY_ASKED and evidence.probability(decided.kind) < question - CLEARLY
    return decided.kind in GOES_ON and likely and not found


def _beside(decided: Act, evidence: Evidence, along: tuple[Act, ...]) -> tuple[Act, ...]:
    """What else the message does: all that the rules found, if they found the deciding act too."""
    agreed = any(act.kind is decided.kind for act in evidence.acts_by_phrase)
    phrases = [
        act
        for act in evidence.acts_by_phrase
        if agreed and act.confidence >= THRESHOLDS[act.kind] and act.kind not in WORSE
        # An act that would decide instead must be likely in its own right.
        if not evidence.probable
        or not decides_before(act.kind, decided.kind)
        or evidence.probability(act.kind) >= BESIDE
    ]
    together = {act.kind: act for act in (*phrases, *along) if act.kind is not decided.kind}
    return tuple(together.values())


def _must_not_miss(evidence: Evidence) -> tuple[Act, ...]:
    """All acts that nobody may miss, in the order in which they decide."""
    opt_out, wrong = degree_of_opt_out(evidence), degree_of_wrong_person(evidence)
    any_reader = (kind for kind, needs in ARBITER.items() if needs is Needs.ANY_READER)
    others = [_counting(evidence, kind) for kind in any_reader if _any_says(evidence, kind)]
    if opt_out is Degree.POSSIBLE and others:
        opt_out, others = _beside_opt_out(evidence, others)
    if opt_out is Degree.NO and any(act.kind is K.HOSTILE for act in others):
        # Who swears at us or threatens may want an end: the founder is told, and all stops.
        opt_out = Degree.POSSIBLE
    if opt_out is not Degree.NO:
        others.append(Act(K.OPT_OUT if opt_out is Degree.CERTAIN else K.POSSIBLE_OPT_OUT))
    if wrong is not Degree.NO:
        certain = wrong is Degree.CERTAIN
        others.append(Act(K.WRONG_PERSON if certain else K.POSSIBLE_WRONG_PERSON))
    return tuple(sorted(others, key=lambda act: ORDER.index(act.kind)))


def _beside_opt_out(evidence: Evidence, others: list[Act]) -> tuple[Degree, list[Act]]:
    """A possible opt-out and what else nobody may miss: the likelier of the two decides.

    Either way nothing planned goes on, and the founder sees it. Anger takes nothing from an opt-out
    that is likely, or nearly certain where code found it: "lose my number, for God's sake" is one.
    """
    probable, phrase = evidence.probability(K.OPT_OUT), evidence.phrase(K.OPT_OUT) > 0
    best = max(evidence.probability(act.kind) for act in others)
    by_code = any(act.kind in evidence.code for act in others)
    if not by_code and (phrase or probable >= best):
        return Degree.POSSIBLE, []
    if probable >= (NEARLY_CERTAIN if K.HOSTILE in evidence.code else ANY_LIKELY):
        others = [act for act in others if act.kind is not K.HOSTILE]
    if probable >= max(NEARLY_CERTAIN, evidence.probability(K.HUMAN_WANTED) + CLEARLY):
        # "I won't have robots handing out hours to me": who wants an end asks for nobody.
        others = [act for act in others if act.kind is not K.HUMAN_WANTED]
    return (Degree.POSSIBLE if phrase or probable >= ANY_LIKELY else Degree.NO), others


def _for_ever_by_two(evidence: Evidence, acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """A reader elsewhere seconds what ends a conversation for ever only where it is sure."""
    decided = {act.kind: act for act in acts}
    for certain, possible in CERTAIN_OF:
        if decided.keys() & {certain, possible}:
            decided.pop(certain, None)
            decided.pop(possible, None)
            end = certain if _is_seconded_elsewhere(evidence, certain) else possible
            decided[end] = Act(end)
    return tuple(decided.values())


def _is_seconded_elsewhere(evidence: Evidence, kind: ActKind) -> bool:
    degree = degree_of_opt_out if kind is K.OPT_OUT else degree_of_wrong_person
    if degree(evidence) is Degree.NO or (kind is K.OPT_OUT and is_never_certain(evidence)):
        return False
    remote = evidence.remote.get(kind)
    ours = evidence.phrase(kind) > 0 or evidence.probability(kind) >= SECOND
    return ours and remote is not None and remote.confidence >= SECOND_ELSEWHERE


def _both(first: tuple[Act, ...], more: tuple[Act, ...]) -> tuple[Act, ...]:
    """Each act once, a certain one instead of a possible one; what ends for ever stays first."""
    ends = [ORDER.index(act.kind) for act in first if act.kind in (K.OPT_OUT, K.WRONG_PERSON)]
    before = min(ends, default=-1)
    later = [act for act in more if ORDER.index(act.kind) >= before]
    acts = {act.kind: act for act in (*later, *first)}
    for certain, possible in CERTAIN_OF:
        if certain in acts:
            acts.pop(possible, None)
    return tuple(sorted(acts.values(), key=lambda act: ORDER.index(act.kind)))


def _any_says(evidence: Evidence, kind: ActKind) -> bool:
    if kind in evidence.code:
        return not _is_calm_talk(evidence, evidence.code[kind])
    if kind is K.HUMAN_WANTED and _asks_who_it_is(evidence):
        return False
    if evidence.phrase(kind):
        return evidence.score(kind) >= ANY_LIKELY
    return evidence.score(kind) >= (HEARD if is_surely_harmless(evidence) else UNSUPPORTED)


def _asks_who_it_is(evidence: Evidence) -> bool:
    """ "Am I talking to a person?" asks for an answer, not for a person."""
    asked = evidence.probability(K.ARE_YOU_A_PERSON) > evidence.probability(K.HUMAN_WANTED)
    return asked and not evidence.phrase(K.HUMAN_WANTED)


def _is_calm_talk(evidence: Evidence, found: Act) -> bool:
    """Whether code found no more than a grave word, and no reader anything that hurts."""
    if found.kind is not K.HOSTILE or found.confidence > MAY_BE_ANYBODYS:
        return False
    hurts = max(evidence.probability(kind) for kind in (K.OPT_OUT, *WORSE))
    return bool(evidence.probable) and hurts < HURTS_NOBODY


def _likeliest(evidence: Evidence, request: ReadingRequest) -> Act | None:
    """The likeliest legal act, unless something worse is likely too."""
    by_phrase = [act.kind for act in evidence.acts_by_phrase if act.kind in request.legal]
    # Of two that are as likely, the first that the rules found.
    legal = [k for k in (*by_phrase, *request.legal) if _may_decide(k, evidence)]
    best = max(legal, key=evidence.score, default=None)
    # A short no to the time that was read back is none to the conversation.
    to_time = best is K.DECLINED and evidence.short and request.read_back is not None
    if best is None or to_time:
        return None
    if evidence.probability(K.OPT_IN) > max(evidence.score(best), LIKELY):
        # Without a phrase nothing is opened again, and it is no yes to a talk either.
        return None
    left = _choice_left_to_us(evidence)
    if left is not None and (best in CHOOSING or evidence.score(best) < LIKELY):
        return left
    if best is K.THANKS and evidence.score(K.DECLINED) >= LIKELY and K.DECLINED in legal:
        # "No thanks" is a no, however likely the thanks are.
        best = K.DECLINED
    if best is K.DECLINED and request.asked in STORIES and _is_rather_the_reason(evidence, request):
        best = K.ANSWERS
    invited = best is K.ANSWERS and request.asked in STORIES
    enough, timed = STORY_LIKELY if invited else LIKELY, None
    if evidence.score(best) < max(enough, evidence.probability(K.UNCLEAR)):
        timed = _time_named(evidence, request)
        if timed is None:
            return None
        best = timed
    # A date in a question or in a fact ("the contract ends on 31 March") puts nothing off.
    later = timed is not None or evidence.phrase(K.NOT_NOW) > 0
    plainly = later and evidence.score(K.ASKS_QUESTION) < ALONGSIDE
    sure = evidence.probability(best) >= LATER or not evidence.probable
    if best is K.NOT_NOW and not plainly and not sure:
        return None
    # Why somebody left sounds like a no: "we had no use for it then".
    surely = evidence.probability(best) >= HARMLESS or _is_rather_a_story(evidence)
    as_reason = {K.DECLINED} if invited and surely else set()
    worst = max(evidence.probability(kind) for kind in WORSE if kind not in {best, *as_reason})
    # Where both are sure of it: "no, I wouldn't mind" is a yes.
    agreed = evidence.phrase(best) == 1.0 and evidence.probability(best) >= max(HARMLESS, worst)
    if best in GOES_ON and worst >= WORSE_IS_LIKELY and not agreed:
        return None
    act = _counting(evidence, best)
    if best is K.CHOOSES_SLOT:
        return act if _is_surely_chosen(evidence, act) else None
    if best is K.CHOOSES_CHANNEL:
        return act if act.channel is not None else None
    return act


def _choice_left_to_us(evidence: Evidence) -> Act | None:
    """ "Any of the three": nothing is booked by it, so the phrase is enough where nothing hurts."""
    if (act := evidence.phrases.get(K.CHOOSES_SLOT)) is None or not act.any_slot:
        return None
    worst = max(evidence.probability(kind) for kind in WORSE)
    return act if worst < (UNSUPPORTED if evidence.short else WORSE_IS_LIKELY) else None


def _is_rather_the_reason(evidence: Evidence, request: ReadingRequest) -> bool:
    """Whether a no that only the learned reader hears is the answer to why somebody left.

    What is in the way of renewing is no such story: there a likelier no is one.
    """
    no = evidence.probability(K.DECLINED) if request.asked is OpenQuestion.BLOCKERS else 0.0
    answers = evidence.probability(K.ANSWERS) >= max(HARMLESS, no)
    return answers and K.ANSWERS in evidence.phrases and not evidence.phrase(K.DECLINED)


def _is_rather_a_story(evidence: Evidence) -> bool:
    """Whether an answer to what was asked is likely, and a no less likely and too weak to count."""
    no = evidence.score(K.DECLINED)
    weak = no < THRESHOLDS[K.DECLINED] and no < evidence.score(K.ANSWERS)
    return weak and evidence.probability(K.ANSWERS) >= LIKELY


def _time_named(evidence: Evidence, request: ReadingRequest) -> ActKind | None:
    """The wish for a time that the rules found, where all that a time can mean is likely enough.

    "Monday noon, sharp" is later, another time or a yes: whichever it is, the time is the answer.
    """
    if not evidence.probable or _window_of(evidence) is None:
        return None
    found = [
        act.kind
        for act in evidence.acts_by_phrase
        if act.kind in (K.OTHER_TIMES, K.NOT_NOW) and act.kind in request.legal
    ]
    times = TIMES - ({K.CHOOSES_SLOT} & set(request.legal))
    together = sum(evidence.probability(kind) for kind in times)
    counts = SHORT_PHRASE_COUNTS if evidence.short else PHRASE_COUNTS
    other = max(
        (act.confidence for act in evidence.probable.values() if act.kind not in times), default=0.0
    )
    likely = together + counts >= LIKELY and together > other
    if not found or not likely:
        return None
    later = evidence.probability(K.NOT_NOW) - evidence.probability(K.OTHER_TIMES) >= PUTS_OFF
    return K.NOT_NOW if later and K.NOT_NOW in request.legal else found[0]


def _answer_to_read_back(evidence: Evidence, request: ReadingRequest) -> Act | None:
    """What the rules surely read as a yes or a no to the time that was just read back.

    The time itself had been chosen before, so no second reader is asked about it; what code or a
    phrase finds of those that nobody may miss goes before it.
    """
    if request.read_back is None or evidence.code:
        return None
    if any(kind in evidence.phrases for kind in (*WORSE, K.OPT_OUT) if kind is not K.DECLINED):
        return None
    worst = max(evidence.probability(kind) for kind in WORSE if kind is not K.DECLINED)
    if worst >= WORSE_IS_LIKELY and not evidence.short:
        return None
    chosen = evidence.phrases.get(K.CHOOSES_SLOT)
    if chosen is not None and (chosen.slot == request.read_back or evidence.short):
        return chosen
    if evidence.short and K.DECLINED in evidence.phrases:
        # A short no is a no to the time, not to the conversation.
        return Act(K.OTHER_TIMES, confidence=SURE, window=_window_of(evidence))
    return evidence.phrases[K.OTHER_TIMES] if evidence.phrase(K.OTHER_TIMES) == 1.0 else None


def _window_of(evidence: Evidence) -> TimeWindow | None:
    return next((act.window for act in evidence.phrases.values() if act.window is not None), None)


def _may_decide(kind: ActKind, evidence: Evidence) -> bool:
    match ARBITER.get(kind, Needs.LIKELIEST):
        case Needs.TWO_READERS | Needs.ALONGSIDE:
            return False
        case Needs.A_PHRASE:
            return any(act.kind is kind for act in evidence.acts_by_phrase)
        case _:
            person = kind is K.HUMAN_WANTED and _asks_who_it_is(evidence)
            return kind is not K.UNCLEAR and not person


def _is_surely_chosen(evidence: Evidence, act: Act) -> bool:
    """Booked only where rules know which of the times, and the learned reader that it is one."""
    surely = not evidence.probable or evidence.probability(K.CHOOSES_SLOT) >= SLOT
    return act.slot is not None and surely


def _alongside(evidence: Evidence, request: ReadingRequest) -> tuple[Act, ...]:
    """Questions that are answered on the way, the likeliest first."""
    wanted = [kind for kind, needs in ARBITER.items() if needs is Needs.ALONGSIDE]
    return tuple(
        _counting(evidence, kind)
        for kind in sorted(wanted, key=evidence.score, reverse=True)
        if kind in request.legal
        and (
            evidence.score(kind) >= max(ALONGSIDE, evidence.probability(K.UNCLEAR))
            or _is_some_question(evidence, kind)
        )
        and not (kind is K.ASKS_QUESTION and _is_the_named_question(evidence))
    )


def _is_the_named_question(evidence: Evidence) -> bool:
    """Whether the question in a short message is the one that a phrase has by name.

    "What does it cost?" is one question; to hear two would add "I don't know that" to the price.
    """
    named = any(evidence.phrase(each) == 1.0 for each in QUESTIONS if each is not K.ASKS_QUESTION)
    return named and evidence.short and not evidence.phrase(K.ASKS_QUESTION)


def _is_some_question(evidence: Evidence, kind: ActKind) -> bool:
    """Whether the rules see a question where the learned reader is sure of one, but not of which.

    It is better to say "I don't know" than to answer another question than the one that was asked.
    """
    asked = {each: evidence.phrase(each) for each in QUESTIONS}
    only_known = asked.pop(K.ASKS_QUESTION) > 0 and not any(asked.values())
    likely = sum(evidence.probability(each) for each in QUESTIONS) >= ALONGSIDE
    return kind is K.ASKS_QUESTION and only_known and likely


def _counting(evidence: Evidence, kind: ActKind) -> Act:
    """The act with what the rules know of it: the time, the place in the list, the answer."""
    known = evidence.phrases.get(kind) or evidence.probable.get(kind) or Act(kind)
    confidence = min(1.0, evidence.score(kind))
    window = known.window or _window_of(evidence)
    guessed = evidence.probable.get(kind)
    channel = known.channel or (guessed.channel if guessed else None)
    answer = known.answer or (guessed.answer if guessed else None)
    return replace(
        known, confidence=round(confidence, 4), window=window, channel=channel, answer=answer
    )

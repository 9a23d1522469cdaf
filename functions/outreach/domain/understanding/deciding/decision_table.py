"""What it takes for each act to count, as one table that a founder could read.

It holds lines and names alone; which act counts is decided by the arbiter.
"""

from __future__ import annotations

from enum import StrEnum

from functions.outreach.domain.understanding.acts import ActKind, OpenQuestion

K = ActKind


class Needs(StrEnum):
    """What it takes for an act to count."""

    ANY_READER = "any reader"
    """One reader is enough: overhearing it hurts more than asking the founder for nothing."""
    TWO_READERS = "two readers"
    """One reader makes it possible, which stops everything and asks; two make it certain."""
    A_PHRASE = "a phrase"
    """Only words that say so: it opens again what a customer had closed."""
    LIKELIEST = "the likeliest"
    """The likeliest of all acts, if it is likely enough and nothing worse is likely."""
    ALONGSIDE = "alongside"
    """Answered on the way, whatever else the message does."""


ARBITER: dict[ActKind, Needs] = {
    K.OPT_OUT: Needs.TWO_READERS,
    K.WRONG_PERSON: Needs.TWO_READERS,
    K.DISTRESS: Needs.ANY_READER,
    K.HOSTILE: Needs.ANY_READER,
    K.HUMAN_WANTED: Needs.ANY_READER,
    K.MINOR: Needs.ANY_READER,
    K.COMPLAINT: Needs.ANY_READER,
    K.OPT_IN: Needs.A_PHRASE,
    K.ASKS_PRICE: Needs.ALONGSIDE,
    K.ASKS_QUESTION: Needs.ALONGSIDE,
    K.NEGOTIATES: Needs.ALONGSIDE,
    K.ARE_YOU_A_PERSON: Needs.ALONGSIDE,
}
"""For every act that is not named here: the likeliest. The lines below were chosen on folds grouped
by writer, for the fewest harmful readings at a share acted on that still makes a conversation;
`DECLINE_OUTWEIGHS` and `STORY_LIKELY` so that a rehearsal's plain no and plain reason are heard."""

THRESHOLDS: dict[ActKind, float] = {
    ActKind.OPT_OUT: 0.5,
    ActKind.HUMAN_WANTED: 0.6,
    ActKind.HOSTILE: 0.6,
    ActKind.DISTRESS: 0.6,
    ActKind.POSSIBLE_OPT_OUT: 0.0,
    ActKind.POSSIBLE_WRONG_PERSON: 0.0,
    ActKind.COMPLAINT: 0.6,
    ActKind.MINOR: 0.6,
    ActKind.REFERRAL: 0.6,
    ActKind.ALREADY_DONE: 0.6,
    ActKind.LANGUAGE_WISH: 0.6,
    ActKind.WRONG_PERSON: 0.8,
    ActKind.OPT_IN: 0.9,
    ActKind.INTERESTED: 0.8,
    ActKind.UNSURE: 0.6,
    ActKind.NOT_NOW: 0.8,
    ActKind.DECLINED: 0.8,
    ActKind.ASKS_PRICE: 0.6,
    ActKind.NEGOTIATES: 0.6,
    ActKind.ASKS_QUESTION: 0.6,
    ActKind.CHOOSES_SLOT: 0.8,
    ActKind.OTHER_TIMES: 0.6,
    ActKind.CHOOSES_CHANNEL: 0.8,
    ActKind.CANCELS_BOOKING: 0.8,
    ActKind.RESCHEDULES: 0.8,
    ActKind.ARE_YOU_A_PERSON: 0.6,
    ActKind.ANSWERS: 0.5,
    ActKind.THANKS: 0.5,
    ActKind.AUTOMATIC: 0.5,
    ActKind.UNCLEAR: 0.0,
}
"""The lowest confidence that counts. 0.8 where a wrong reading would book, end or move something
(answers above it are far more reliable than the rest); lower where the mistake is the safe one."""

POSSIBLE, POSSIBLE_BRIEFLY, SECOND = 0.025, 0.04, 0.7
"""An opt-out or a wrong person is possible from `POSSIBLE`, an opt-out in fewer than `STORY_WORDS`
words from `POSSIBLE_BRIEFLY`, and a second reader from `SECOND`
makes certain what a phrase had found. However sure one reader is, it stays possible."""
IN_PART = 0.5
"""What counts of a clause: an end that one clause asks for is as likely as a whole message that is
so much less likely one."""
NOTHING_ELSE = 0.05
"""An opt-out so likely is asked about where nothing else was understood at all."""
SECOND_ELSEWHERE = 0.8
"""A reader elsewhere is a second reader only where it is surer: nobody calibrated it here."""
CLEAR_SECOND = 0.2
"""What makes a clear opt-out certain: a short message that says nothing else."""
ANY_LIKELY = 0.35
"""From here on a reader says one of the acts for which any reader is enough; an opt-out so likely
goes before anger."""
UNSUPPORTED = 0.5
"""The same where neither code nor a phrase supports it: below, the customer is asked. On folds by
writer as many cries for help and complaints are found or asked about (95 to 96 %), and a fifth
fewer calm messages are taken for one."""
NEARLY_CERTAIN = 0.8
"""An opt-out so likely goes before anger that code found."""
HARMLESS_BY_TWO = 0.3
"""The same where the rules surely found that harmless act too."""
HARMLESS, SUSPECTED, HEARD = 0.7, 0.15, 0.7
"""Where the learned reader is so sure of a harmless act, it takes more than `POSSIBLE` to suspect
an opt-out beside it, and more than `ANY_LIKELY` to hear something else that only it hears."""
HURTS_NOBODY = 0.1
"""Below it for every act that hurts, the learned reader hears calm talk: a grave word that code
found in it ("funeral") is not the customer's own trouble."""
FAINT = 0.28
"""Below it an opt-out that only the learned reader suspects gives way to a question that surely
asks for an approved answer: on folds by writer 2 of 1,723 opt-outs are such questions, one of them
how to stop."""
SURELY_THIS, SUSPECTED_BESIDE = 0.95, 0.8
"""Where the finder is so sure of an approved answer, an opt-out that only the learned reader
suspects gives way up to there, and the answer stands beside a harmless act that goes on: of
864 opt-outs and 3,748 other messages by strangers that ask nothing, none is so surely a question,
but how to stop."""
ASKS_A_LITTLE = 0.1
"""Below it, and without a question mark, no question is looked for beside an act that goes on."""
CHOSEN = 0.18
"""Where the rules surely read a choice among the offered times, it takes so much to suspect an
opt-out beside it: on folds by writer none of 1,950 opt-outs lies between `POSSIBLE` and this with
such a choice, and a score of plain choices ("the third", "any of these works") do."""
PUT_OFF = 0.9
"""Where a phrase says "ask me again" and the learned reader is so sure of it too, it suspects no
opt-out beside it: silence after that question would break the promise for ever."""
NEVER = 0.5
"""An opt-out so likely is suspected beside it all the same: "do not ask me again next month"."""
LIKELY = 0.6
"""What the likeliest act must reach."""
PHRASE_COUNTS, SHORT_PHRASE_COUNTS = 0.2, 0.5
"""What a phrase of the rules adds to a probability, more where it is nearly the whole message; a
half of it where the rules are less sure."""
SHORT_WORDS = 4
STORY_WORDS = 15
"""From here on a message can be a story that only hints at an end."""
PUTS_OFF = 0.3
"""A time is put off and not another one, where the learned reader thinks it so much likelier."""
OUTWEIGHED, DECLINE_OUTWEIGHS = 0.12, 0.28
"""An opt-out that only the learned reader suspects and less likely than this gives way to an act
that the rules found and that is likelier; a plain no is a no for longer."""
SURE_NO, SURE_NO_OUTWEIGHS = 0.8, 0.75
"""Where the learned reader is so sure of a no that the rules found too, it is one for longer still:
"Not interested". On folds by writer that changes none of 14,500 readings."""
SURELY_ASKED, CLEARLY = 0.8, 0.1
"""So likely a question is all there is, where what would decide is clearly less likely."""
ALONGSIDE = 0.5
"""What an act must reach to be answered on the way."""
WORSE_IS_LIKELY = 0.3
"""So likely, one of `WORSE` keeps the agent from going on with its pitch."""
LATER = 0.8
"""How likely it must be that somebody puts off, where no rule says so or a question is asked."""
STORIES = (OpenQuestion.LEAVING_REASON, OpenQuestion.BLOCKERS)
STORY_LIKELY = 0.4
"""Of an answer to a question that invited a story: a story is what it looks like."""
SLOT = 0.9
"""How sure the learned reader must be that one of the times is chosen before it is booked."""
BESIDE = 0.3
"""How likely an act must be to decide instead of the likeliest, where only the rules put it
first."""

WORSE = (
    K.DISTRESS,
    K.HOSTILE,
    K.HUMAN_WANTED,
    K.MINOR,
    K.COMPLAINT,
    K.DECLINED,
    K.WRONG_PERSON,
)
CERTAIN_OF = (
    (K.OPT_OUT, K.POSSIBLE_OPT_OUT),
    (K.WRONG_PERSON, K.POSSIBLE_WRONG_PERSON),
)
TIMES = frozenset({K.OTHER_TIMES, K.NOT_NOW, K.RESCHEDULES, K.CHOOSES_SLOT, K.INTERESTED})
"""What a reader can take a named time for; together they say that it is a wish. One of the offered
times is another matter wherever some were offered."""
CHOOSING = (K.CHOOSES_SLOT, K.INTERESTED, K.OTHER_TIMES, K.UNSURE, K.THANKS)
"""What a choice that is left to us may look like."""
QUESTIONS = (K.ASKS_QUESTION, K.ASKS_PRICE, K.ARE_YOU_A_PERSON)
GOES_ON = frozenset(
    {K.INTERESTED, K.UNSURE, K.ANSWERS, K.CHOOSES_SLOT, K.OTHER_TIMES, K.THANKS, K.OPT_IN}
)
"""Acts that the agent answers with its next step."""

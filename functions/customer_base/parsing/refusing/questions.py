"""What only the founder can say of a column that smells of refusal.

An import must not run before it is answered. Opens no DuckDB.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from functions.customer_base.columns.refusing.refusal_lists import (
    EVERYBODY,
    RefusalList,
    is_of_refusals,
)
from functions.customer_base.columns.refusing.refusals import (
    ALL,
    MAY_CONTACT,
    NOT_CONTACT,
    REFUSE_ANY,
    REFUSE_NO,
    REFUSE_YES,
    SCOPES,
    ColumnSource,
    Polarity,
    column_sources,
    explains_itself,
    is_understood,
    worded,
)
from functions.customer_base.parsing.findings import ColumnQuestion
from functions.product.channels import CHANNELS

POLARITY, WORDS, WHOLE_LIST = "refusal_polarity", "refusal_words", "refusal_list"
_SHOWN = 5


def is_open(source: ColumnSource, cells: Sequence[str]) -> bool:
    """Whether these cells, which are not empty, leave something to ask."""
    if source.polarity is Polarity.UNCLEAR:
        return any(worded(cell) for cell in cells)
    if source.polarity is Polarity.AGREEMENT and not source.answer:
        return not all(map(is_understood, cells))
    return False


def question_about(source: ColumnSource, samples: Sequence[str]) -> ColumnQuestion:
    """`samples` are the cells that leave something to ask."""
    shown = tuple(dict.fromkeys(cell.strip()[:80] for cell in samples))[:_SHOWN]
    if source.polarity is Polarity.UNCLEAR:
        return ColumnQuestion(
            header=source.header,
            kind=POLARITY,
            text=(
                f"“{source.header}” may say who must not be contacted"
                f"{_channels_in_words(source.scope)}. What does it mean?"
            ),
            choices=(
                (REFUSE_YES, "a yes, a date or a reason: must not be contacted"),
                (REFUSE_NO, "a no: must not be contacted"),
                (REFUSE_ANY, "I am not sure: contact nobody who has a value here"),
                (NOT_CONTACT, "it says nothing about being contacted"),
            ),
            samples=shown,
        )
    return ColumnQuestion(
        header=source.header,
        kind=WORDS,
        text=(
            f"In “{source.header}”, does “{shown[0] if shown else ''}” mean that the person must "
            f"not be contacted{_channels_in_words(source.scope)}?"
        ),
        choices=(
            (REFUSE_ANY, "yes, or I am not sure: do not contact them"),
            (MAY_CONTACT, "no, nothing is refused"),
        ),
        samples=shown,
    )


def question_about_list(found: RefusalList, rows: Sequence[Sequence[str]]) -> ColumnQuestion:
    """Whether a file is a list of people who refused, where its name does not say so."""
    named = _channels_in_words(found.scope)
    choices = [(found.scope, f"yes: nobody in it may be contacted{named}")]
    if found.scope != ALL:
        choices.append((ALL, "yes: nobody in it may be contacted at all"))
    return ColumnQuestion(
        header=EVERYBODY,
        kind=WHOLE_LIST,
        text="Is this a list of people who bounced, unsubscribed or must not be contacted?",
        choices=(*choices, (NOT_CONTACT, "no, it says nothing about being contacted")),
        samples=tuple(" · ".join(cell for cell in row if cell)[:80] for row in rows[:2]),
    )


def _channels_in_words(scope: str) -> str:
    if scope == ALL:
        return ""
    named = [row.words.name for row in CHANNELS.rows if row.channel in SCOPES[scope]]
    return f" ({', '.join(named)})"


def preview_questions(
    headers: Sequence[str],
    mapping: Mapping[str, str],
    answers: Mapping[str, str],
    seen: Mapping[str, Sequence[str]],
) -> tuple[ColumnQuestion, ...]:
    """Questions that the first rows of a file raise; `seen` holds their cells by header.

    Rows that nobody looked at yet may raise more of them.
    """
    found: list[ColumnQuestion] = []
    if is_of_refusals(answers):
        return ()
    for source in column_sources(headers, mapping, answers):
        cells = [cell for cell in seen.get(source.header, ()) if worded(cell)]
        if is_open(source, cells) and not _is_plain_words(source, cells):
            asked = source.polarity is Polarity.AGREEMENT
            samples = [cell for cell in cells if not (asked and is_understood(cell))]
            found.append(question_about(source, samples))
    return tuple(found)


def _is_plain_words(source: ColumnSource, cells: Sequence[str]) -> bool:
    """An unclear header over cells that each say which way they are meant."""
    return source.polarity is Polarity.UNCLEAR and all(map(explains_itself, cells))

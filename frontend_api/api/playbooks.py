"""What may be said: playbooks to read, and wordings to draft, change and take away.

A draft waits for a founder's eyes. Must never approve one, nor touch one that is approved.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from frontend_api.acts.playbook_lines import (
    LONGEST_LINE,
    DraftRule,
    add_draft,
    change_draft,
    remove_draft,
)
from frontend_api.api.contract.endpoint import ApiModel, AskedModel, Call, Nothing, endpoint
from frontend_api.api.contract.names import ChannelName
from frontend_api.http.problems import ApiProblem, not_there
from functions.outreach.domain.playbooks.playbook import Line, LineId, LineStatus, Part
from functions.outreach.domain.playbooks.starter import starter_lines
from functions.product.channels import Channel
from functions.product.motions import MOTIONS, Motion


class PlaybookInList(ApiModel):
    motion: str
    language: str
    lines: int
    approved: int


class PlaybookList(ApiModel):
    items: tuple[PlaybookInList, ...]


class LineShown(ApiModel):
    id: str
    part: Part
    text: str
    status: LineStatus
    channel: str | None


class PlaybookWhole(ApiModel):
    motion: str
    language: str
    lines: tuple[LineShown, ...]


class LineDrafted(AskedModel):
    """Another equal wording, or a variant for one channel."""

    part: Part
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_LINE)]
    channel: ChannelName | None = None


class LineReworded(AskedModel):
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_LINE, pattern=r"\S")]


class LineRemoved(ApiModel):
    id: str


@endpoint("List playbooks", answer=PlaybookList, body=Nothing, query=Nothing)
def list_playbooks(call: Call[Nothing, Nothing]) -> PlaybookList | ApiProblem:
    rows = []
    for motion in MOTIONS:
        for language in call.session.tenant.languages:
            lines = _lines(call, motion, language)
            approved = sum(line.status is LineStatus.APPROVED for line in lines)
            rows.append(
                PlaybookInList(
                    motion=motion, language=language, lines=len(lines), approved=approved
                )
            )
    return PlaybookList(items=tuple(rows))


def _lines(
    call: Call[Nothing, Nothing] | Call[LineDrafted, Nothing], motion: Motion, language: str
) -> tuple[Line, ...]:
    book = call.ports.settings.load(call.session.tenant.id).playbook(motion, language)
    return book.lines if book and book.lines else starter_lines(motion, language)


def _named(
    call: Call[Nothing, Nothing] | Call[LineDrafted, Nothing] | Call[LineReworded, Nothing],
) -> tuple[Motion, str] | None:
    motion, language = call.values["motion"], call.values["language"]
    if motion not in MOTIONS or language not in call.session.tenant.languages:
        return None
    return Motion(motion), language


@endpoint(
    "One playbook with its lines",
    answer=PlaybookWhole,
    body=Nothing,
    query=Nothing,
    problems=(404,),
)
def show_playbook(call: Call[Nothing, Nothing]) -> PlaybookWhole | ApiProblem:
    named = _named(call)
    if named is None:
        return not_there("This playbook")
    lines = tuple(_shown(line) for line in _lines(call, *named))
    return PlaybookWhole(motion=named[0], language=named[1], lines=lines)


@endpoint(
    "Add a draft of a line",
    answer=LineShown,
    body=LineDrafted,
    query=Nothing,
    status=201,
    problems=(404,),
)
def draft_line(call: Call[LineDrafted, Nothing]) -> LineShown | ApiProblem:
    named = _named(call)
    if named is None:
        return not_there("This playbook")
    motion, language = named
    line = add_draft(
        call.session,
        call.ports,
        motion=motion,
        language=language,
        part=call.body.part,
        text=call.body.text,
        channel=Channel(call.body.channel) if call.body.channel else None,
    )
    return _shown(line)


_NOT_CHANGED = {
    DraftRule.NOT_THERE: not_there("This line"),
    DraftRule.APPROVED: ApiProblem(
        409, "A founder approved this line: it is changed on the page of its playbook."
    ),
}


@endpoint(
    "Change a draft of a line",
    answer=LineShown,
    body=LineReworded,
    query=Nothing,
    problems=(404, 409),
)
def change_line(call: Call[LineReworded, Nothing]) -> LineShown | ApiProblem:
    named = _named(call)
    if named is None:
        return not_there("This playbook")
    kept = change_draft(
        call.session,
        call.ports,
        motion=named[0],
        language=named[1],
        wanted=LineId(call.values["line_id"]),
        text=call.body.text,
    )
    return _NOT_CHANGED[kept] if isinstance(kept, DraftRule) else _shown(kept)


@endpoint(
    "Remove a draft of a line",
    answer=LineRemoved,
    body=Nothing,
    query=Nothing,
    problems=(404, 409),
)
def remove_line(call: Call[Nothing, Nothing]) -> LineRemoved | ApiProblem:
    named, wanted = _named(call), LineId(call.values["line_id"])
    if named is None:
        return not_there("This playbook")
    stays = remove_draft(
        call.session, call.ports, motion=named[0], language=named[1], wanted=wanted
    )
    return LineRemoved(id=wanted) if stays is None else _NOT_CHANGED[stays]


def _shown(line: Line) -> LineShown:
    return LineShown(
        id=line.id, part=line.part, text=line.text, status=line.status, channel=line.channel
    )

"""What may be said: playbooks to read, and wordings to draft.

A draft waits for a founder's eyes. Must never approve one.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from frontend_api.acts.playbook_lines import LONGEST_LINE, add_draft
from frontend_api.api.contract.endpoint import ApiModel, AskedModel, Call, Nothing, endpoint
from frontend_api.api.contract.names import ChannelName
from frontend_api.http.problems import ApiProblem, not_there
from functions.outreach.domain.playbooks.playbook import Line, LineStatus, Part
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
    call: Call[Nothing, Nothing] | Call[LineDrafted, Nothing],
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


def _shown(line: Line) -> LineShown:
    return LineShown(
        id=line.id, part=line.part, text=line.text, status=line.status, channel=line.channel
    )

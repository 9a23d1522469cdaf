"""Answers of the knowledge: all to read, drafts to write. Approving one needs a founder's eyes."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, Field

from frontend_api.acts.settings import answers as acts
from frontend_api.api.contract.endpoint import ApiModel, AskedModel, Call, Nothing, endpoint
from frontend_api.http.problems import ApiProblem, FieldProblem, not_there
from functions.outreach.domain.playbooks.needed_answers import is_needed
from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.domain.understanding.knowledge import AnswerId

_NO_ANSWER = "This answer"
_APPROVED = "A founder approved this answer: it is changed on the Knowledge page."


class AnswerShown(ApiModel):
    id: str
    language: str
    questions: tuple[str, ...]
    text: str
    approved: bool
    needed: bool
    """Nothing launches without it."""


class AnswerList(ApiModel):
    items: tuple[AnswerShown, ...]


class AnswersAsked(AskedModel):
    language: Annotated[str, Field(max_length=10)] = ""
    """Empty for every language of the business."""


def _one_line(question: str) -> str:
    """Raises ValueError for what would be two questions, or none."""
    if len(question.splitlines()) != 1 or not question.strip():
        raise ValueError("one question, on one line")
    return question.strip()


Question = Annotated[
    str, Field(min_length=1, max_length=acts.LONGEST_QUESTION), AfterValidator(_one_line)
]
Questions = Annotated[tuple[Question, ...], Field(min_length=1, max_length=acts.QUESTIONS_AT_MOST)]
SpokenText = Annotated[str, Field(min_length=1, max_length=acts.LONGEST_TEXT, pattern=r"\S")]


class AnswerDrafted(AskedModel):
    language: Annotated[str, Field(max_length=10)]
    questions: Questions
    """Ways in which customers ask it."""
    text: SpokenText


class AnswerChanged(AskedModel):
    """What is left out stays as it is."""

    questions: Questions | None = None
    text: SpokenText | None = None


class AnswerRemoved(ApiModel):
    id: str


def _shown(answer: Answer) -> AnswerShown:
    return AnswerShown(
        id=answer.id,
        language=answer.language,
        questions=answer.questions,
        text=answer.text,
        approved=answer.approved,
        needed=is_needed(answer),
    )


def _all(call: Call[AnswerChanged, Nothing] | Call[Nothing, Nothing]) -> tuple[Answer, ...]:
    tenant = call.session.tenant
    stored = call.ports.settings.load(tenant.id).answers
    return tuple(one for language in tenant.languages for one in acts.answers_in(stored, language))


def _draft(call: Call[AnswerChanged, Nothing] | Call[Nothing, Nothing]) -> Answer | ApiProblem:
    """The draft that a path names."""
    wanted = AnswerId(call.values["answer_id"])
    known = next((answer for answer in _all(call) if answer.id == wanted), None)
    if known is None:
        return not_there(_NO_ANSWER)
    return ApiProblem(409, _APPROVED) if known.approved else known


def _language_problem() -> ApiProblem:
    words = "This is no language of the business."
    return ApiProblem(422, words, (FieldProblem("/language", words),))


@endpoint("List answers and their drafts", answer=AnswerList, body=Nothing, query=AnswersAsked)
def list_answers(call: Call[Nothing, AnswersAsked]) -> AnswerList | ApiProblem:
    tenant, wanted = call.session.tenant, call.query.language
    if wanted and wanted not in tenant.languages:
        return _language_problem()
    stored = call.ports.settings.load(tenant.id).answers
    languages = (wanted,) if wanted else tenant.languages
    found = (one for language in languages for one in acts.answers_in(stored, language))
    return AnswerList(items=tuple(_shown(answer) for answer in found))


@endpoint(
    "Add a draft of an answer", answer=AnswerShown, body=AnswerDrafted, query=Nothing, status=201
)
def draft_answer(call: Call[AnswerDrafted, Nothing]) -> AnswerShown | ApiProblem:
    if call.body.language not in call.session.tenant.languages:
        return _language_problem()
    answer = Answer(
        AnswerId(call.ports.ids.new("answer")),
        call.body.language,
        acts.distinct_questions(call.body.questions),
        call.body.text.replace("\r\n", "\n"),
    )
    acts.keep_answer(call.session, call.ports, answer)
    return _shown(answer)


@endpoint(
    "Change a draft of an answer",
    answer=AnswerShown,
    body=AnswerChanged,
    query=Nothing,
    problems=(404, 409),
)
def change_answer(call: Call[AnswerChanged, Nothing]) -> AnswerShown | ApiProblem:
    known = _draft(call)
    if isinstance(known, ApiProblem):
        return known
    changed = acts.changed_answer(
        known,
        questions=acts.distinct_questions(call.body.questions or known.questions),
        text=(call.body.text or known.text).replace("\r\n", "\n"),
    )
    if not acts.keep_answer(call.session, call.ports, changed, over=known):
        return ApiProblem(409, acts.CHANGED_MEANWHILE)
    return _shown(changed)


@endpoint(
    "Remove a draft of an answer",
    answer=AnswerRemoved,
    body=Nothing,
    query=Nothing,
    problems=(404, 409),
)
def remove_answer(call: Call[Nothing, Nothing]) -> AnswerRemoved | ApiProblem:
    known = _draft(call)
    if isinstance(known, ApiProblem):
        return known
    stays = acts.remove_answer(call.session, call.ports, known)
    return ApiProblem(409, stays) if stays else AnswerRemoved(id=known.id)

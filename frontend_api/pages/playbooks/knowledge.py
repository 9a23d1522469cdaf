"""Knowledge: the approved answers, and the inbox of questions that have none."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import ClassVar

from frontend_api.acts.settings import answers as acts
from frontend_api.acts.settings.recording import (
    DENIES_IT,
    untrue_while_recording,
)
from frontend_api.http.forms import Entries, Form
from frontend_api.http.listing import place_in_list, place_within
from frontend_api.http.session import Session
from frontend_api.launch.next_step import following
from frontend_api.pages.error import not_found
from frontend_api.pages.founder_names import founder_names
from frontend_api.pages.frame import Frame, frame_for
from frontend_api.pages.render import page
from frontend_api.ports import Ports
from frontend_api.ports.authoring import Drafting, NoDrafts
from functions.outreach.domain.playbooks.needed_answers import is_needed
from functions.outreach.domain.playbooks.playbook import Answer
from functions.outreach.domain.playbooks.recording_denials import may_be_vouched
from functions.outreach.domain.understanding.knowledge import AnswerId, ApprovedQuestion
from functions.outreach.domain.understanding.matching.answer_finder import rank_answers
from functions.outreach.store.inbox import InboxItem, InboxKind
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass

SAME_AS = "same:"
"""Before the id of the answer that a question from the inbox asks for."""


@dataclass(frozen=True, slots=True)
class AnswerView:
    answer: Answer
    questions: str
    text: str
    error: str
    approved_by: str
    needed: bool = False
    """Whether nothing launches without it; it can be changed and not removed."""
    suggested: bool = False
    """Whether ways of asking stand in it that nobody saved yet."""
    vouched_by: str = ""
    """Who confirmed that it speaks of their product and not of a call of the agent's."""

    @property
    def mark(self) -> str:
        return acts.mark_of(self.answer)

    @property
    def rows(self) -> int:
        """Of both fields, as many as there are ways of asking."""
        return min(max(3, self.questions.count("\n") + 1), 8)


@dataclass(frozen=True, slots=True)
class Waiting:
    """A question or message for the founder, with the approved answers it may ask for."""

    item: InboxItem
    likeliest: tuple[Answer, ...] = ()


@dataclass(frozen=True, slots=True)
class KnowledgePage:
    template: ClassVar[str] = "playbooks/knowledge.html"
    frame: Frame
    language: str
    languages: tuple[str, ...]
    answers: tuple[AnswerView, ...]
    offset: int
    total: int
    step: int
    open_at_once: int
    """Answers that are not folded."""
    inbox: tuple[Waiting, ...]
    waiting_at_once: int
    denial: str
    """The hint beside an answer that denies recording: the founder may state what it speaks of."""
    form: Form
    """Of the new answer, or of the inbox item in `form.values['item']`."""
    drafting: Drafting


ABOUT_PRODUCT = "about_product"
"""Approves an answer that denies recording, as one about the founder's own product."""
_VOUCHED = (
    "You said of that answer, with the questions it has, that it speaks of your product and not of "
    "this call. Add this question to it below, and approve it again."
)
A_PAGE = 25
"""Answers of one page; all but the first few are folded."""
OPEN_AT_ONCE = 6
"""Answers of a page that are not folded; while needed ones wait for approval, all of those."""
OPEN_WHILE_NEEDED = 8
RANKED_FIRST = 3
"""Questions that are not folded, and for which likely answers are looked for: it takes ten
milliseconds each with a hundred answers, and those behind follow once these are settled."""


def knowledge(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    asked = request.asked("question")[: acts.LONGEST_QUESTION]
    form = Form({"questions": asked}) if asked else Form()
    return _knowledge_page(request, session, ports, form, typed={})


def _language(request: HttpRequest, session: Session) -> str:
    asked = request.asked("language") or request.typed("language")
    return asked if asked in session.tenant.languages else session.tenant.default_language


def _answers(
    session: Session, ports: Ports, language: str, stored: Sequence[Answer]
) -> tuple[Answer, ...]:
    """The answers in one language; starters are put there on the first visit.

    A needed answer that is not there comes back as a draft, so that it can be approved.
    """
    if acts.missing_starters(stored, language):
        acts.keep_starters(ports, session.tenant.id, language)
    return acts.answers_in(stored, language)


def _knowledge_page(
    request: HttpRequest,
    session: Session,
    ports: Ports,
    form: Form,
    *,
    typed: Mapping[AnswerId, AnswerView],
) -> HttpResponse:
    language = _language(request, session)
    settings = ports.settings.load(session.tenant.id)
    every = _answers(session, ports, language, settings.answers)
    offset = _begin(request, every, typed)
    here = every[offset : offset + A_PAGE]
    approvals = (one for answer in here for one in (answer.approval, answer.about_product) if one)
    names = founder_names(session, ports, (one.by for one in approvals))
    views = tuple(
        typed.get(answer.id)
        or AnswerView(
            answer,
            "\n".join(answer.questions),
            answer.text,
            "",
            names.get(answer.approval.by, "a teammate") if answer.approval else "",
            needed=is_needed(answer),
            vouched_by=_vouched_by(answer, names),
        )
        for answer in here
    )
    needed = any(view.needed and not view.answer.approved for view in views)
    context = KnowledgePage(
        frame=frame_for(
            session,
            "Knowledge",
            section="knowledge",
            done=request.asked("done"),
            following=following(request, session, ports),
        ),
        language=language,
        languages=session.tenant.languages,
        answers=views,
        offset=offset,
        total=len(every),
        step=A_PAGE,
        open_at_once=OPEN_WHILE_NEEDED if needed else OPEN_AT_ONCE,
        inbox=_waiting(session, ports, settings.answers),
        waiting_at_once=RANKED_FIRST,
        denial=DENIES_IT,
        form=form,
        drafting=ports.authoring.state(settings.reading),
    )
    refused = form.errors or any(view.error for view in typed.values())
    return page(context, status=422 if refused else 200)


def _vouched_by(answer: Answer, names: Mapping[FounderId, str]) -> str:
    speaks = answer.speaks_of_product and may_be_vouched(answer)
    if answer.about_product is None or not speaks:
        return ""
    return names.get(answer.about_product.by, "a teammate")


def _begin(
    request: HttpRequest, every: Sequence[Answer], typed: Mapping[AnswerId, AnswerView]
) -> int:
    """Answers before the page: the one that is asked for, or the one with what was typed."""
    begin = _page_of(every, typed.keys())
    if begin is not None:
        return begin
    return place_within(place_in_list(request), len(every), A_PAGE)


def _page_of(every: Sequence[Answer], wanted: Collection[AnswerId]) -> int | None:
    """Answers before the page with the first of them; None where none is listed."""
    for place, answer in enumerate(every):
        if answer.id in wanted:
            return place - place % A_PAGE
    return None


def _address(language: str, *, offset: int) -> str:
    return f"/knowledge?language={language}" + (f"&offset={offset}" if offset else "")


def _waiting(session: Session, ports: Ports, stored: Sequence[Answer]) -> tuple[Waiting, ...]:
    items = ports.inbox.open(session.tenant.id)
    approved = [answer for answer in stored if answer.approved]
    waiting = [item for item in items if item.kind is not InboxKind.OPT_OUT]
    return tuple(
        Waiting(item, _likeliest(item, approved) if place < RANKED_FIRST else ())
        for place, item in enumerate(waiting)
    )


def _likeliest(item: InboxItem, approved: Sequence[Answer]) -> tuple[Answer, ...]:
    """What the question may have asked for, the likeliest first."""
    if item.kind is not InboxKind.UNKNOWN_QUESTION:
        return ()
    own = {answer.id: answer for answer in approved if answer.language == item.language}
    known = tuple(ApprovedQuestion(each.id, each.questions) for each in own.values())
    ranked = rank_answers(item.text, known, language=item.language)
    return tuple(own[each.answer] for each in ranked)


def _read(entries: Entries, request: HttpRequest) -> tuple[tuple[str, ...], str]:
    text = entries.text("text", "Write what may be said.", longest=acts.LONGEST_TEXT)
    return _read_questions(entries, request), text.replace("\r\n", "\n")


def _refuse_untrue(
    entries: Entries, ports: Ports, session: Session, answer: Answer, *, about_product: bool
) -> bool:
    """An answer that would deny what this business does cannot be approved.

    True where `about_product` is what it is approved by: only of a denial that may speak of the
    product, while calls may be recorded; elsewhere the press approves like any other.
    """
    settings = ports.settings.load(session.tenant.id)
    untrue = untrue_while_recording(settings, answer)
    vouched = about_product and untrue == DENIES_IT
    if untrue and not vouched:
        entries.refuse("text", untrue)
    return vouched


def _read_questions(
    entries: Entries, request: HttpRequest, known: tuple[str, ...] = ()
) -> tuple[str, ...]:
    """What was typed behind the known wordings, none of them twice."""
    asked = [line.strip() for line in request.typed("questions").splitlines() if line.strip()]
    if not asked:
        entries.refuse("questions", "Write at least one way customers ask this.")
    together = acts.distinct_questions((*known, *asked))
    if len(together) > acts.QUESTIONS_AT_MOST or any(
        len(line) > acts.LONGEST_QUESTION for line in asked
    ):
        entries.refuse(
            "questions",
            f"Up to {acts.QUESTIONS_AT_MOST} questions of at most {acts.LONGEST_QUESTION} "
            "characters each.",
        )
    return together


def save_answer(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Add, change, approve or take away one answer."""
    tenant, language = session.tenant.id, _language(request, session)
    wanted = AnswerId(request.values.get("answer_id", ""))
    known = next((a for a in ports.settings.load(tenant).answers if a.id == wanted), None)
    if wanted and known is None:
        return not_found(request, "This answer does not exist.")
    if known and request.typed("seen") not in ("", acts.mark_of(known)):
        return _overtaken(request, session, ports, known)
    if known and request.typed("do") == "remove":
        stays = acts.remove_answer(session, ports, known)
        if stays:
            view = AnswerView(
                known, "\n".join(known.questions), known.text, stays, "", is_needed(known)
            )
            return _knowledge_page(request, session, ports, Form(), typed={known.id: view})
        back = _address(known.language, offset=place_in_list(request))
        return see_other(f"{back}&done=removed")
    if known and request.typed("do") == "wordings":
        return _suggest(request, session, ports, known)
    entries = Entries(request)
    questions, text = _read(entries, request)
    about_product = request.typed("do") == ABOUT_PRODUCT
    approve = about_product or request.typed("do") == "approve"
    answer = (
        acts.changed_answer(known, questions=questions, text=text)
        if known
        else Answer(AnswerId(ports.ids.new("answer")), language, questions, text)
    )
    vouched = approve and _refuse_untrue(
        entries, ports, session, answer, about_product=about_product
    )
    if entries.errors and known:
        view = AnswerView(
            known,
            request.typed("questions"),
            text,
            " ".join(entries.errors.values()),
            "",
            needed=is_needed(known),
        )
        return _knowledge_page(request, session, ports, Form(), typed={known.id: view})
    if entries.errors:
        return _knowledge_page(request, session, ports, entries.form(), typed={})
    if not acts.keep_answer(
        session, ports, answer, over=known, approve=approve, about_product=vouched
    ):
        return _overtaken(request, session, ports, known or answer)
    every = acts.answers_in(ports.settings.load(tenant).answers, answer.language)
    begin = _page_of(every, {answer.id})
    back = _address(answer.language, offset=begin or 0)
    return see_other(f"{back}&done={'approved' if approve else 'saved'}#{answer.id}")


def _overtaken(
    request: HttpRequest, session: Session, ports: Ports, opened: Answer
) -> HttpResponse:
    """Somebody else changed the answer that the form was opened on: what was typed stays typed,
    what is kept now stands beside it, and only sending it once more takes its place."""
    stored = ports.settings.load(session.tenant.id).answers
    now = next((answer for answer in stored if answer.id == opened.id), None)
    if now is None:
        return not_found(request, "This answer was removed meanwhile.")
    words = (
        "Somebody changed this answer while you had it open. It says now: "
        f"“{now.text}” Send yours again to put it in its place."
    )
    asked = request.typed("questions") or "\n".join(now.questions)
    view = AnswerView(
        now, asked, request.typed("text") or now.text, words, "", needed=is_needed(now)
    )
    return _knowledge_page(request, session, ports, Form(), typed={now.id: view})


def _suggest(request: HttpRequest, session: Session, ports: Ports, answer: Answer) -> HttpResponse:
    """More ways of asking, shown to be read; none of them counts before the founder saves."""
    settings = ports.settings.load(session.tenant.id)
    back = f"/knowledge?language={answer.language}"
    found = ports.authoring.draft_questions(
        session.tenant.id, answer, settings.reading, product=settings.product
    )
    if isinstance(found, NoDrafts):
        return see_other(f"{back}&done={'no-money' if found.limit_reached else 'no-drafts'}")
    lines = (line.replace("\n", " ")[: acts.LONGEST_QUESTION] for line in found)
    questions = tuple(dict.fromkeys((*answer.questions, *lines)))[: acts.QUESTIONS_AT_MOST]
    approvals = (one.by for one in (answer.approval, answer.about_product) if one)
    names = founder_names(session, ports, approvals)
    view = AnswerView(
        answer,
        "\n".join(questions),
        answer.text,
        "",
        names.get(answer.approval.by, "a teammate") if answer.approval else "",
        needed=is_needed(answer),
        suggested=True,
    )
    return _knowledge_page(request, session, ports, Form(), typed={answer.id: view})


def approve_needed(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Approve the needed answers that were shown, each only if its text is still the same."""
    language = _language(request, session)
    seen = dict(pair.rpartition("@")[::2] for pair in request.all_typed("seen"))
    settings = ports.settings.load(session.tenant.id)
    refused: dict[AnswerId, AnswerView] = {}
    for answer in _answers(session, ports, language, settings.answers):
        shown = seen.get(answer.id) == answer.sha256
        if not (is_needed(answer) and not answer.approved and shown):
            continue
        untrue = untrue_while_recording(settings, answer)
        if untrue:
            asked = "\n".join(answer.questions)
            refused[answer.id] = AnswerView(answer, asked, answer.text, untrue, "", needed=True)
        else:
            acts.keep_answer(session, ports, answer, over=answer, approve=True)
    if refused:
        return _knowledge_page(request, session, ports, Form(), typed=refused)
    return see_other(f"/knowledge?language={language}&done=approved#answers")


def answer_inbox(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """In one click: approved knowledge from the founder's words, one more wording of an answer that
    is approved, or put away. The customer who asked is answered by none of these."""
    tenant, wanted = session.tenant.id, request.typed("item")
    item = next((i for i in ports.inbox.open(tenant) if i.id == wanted), None)
    if item is None:
        return not_found(request, "This question was answered already.")
    if request.typed("do") == "done":
        ports.inbox.done(tenant, item.id)
        return see_other("/knowledge?done=saved#inbox")
    if request.typed("do").startswith(SAME_AS):
        return _add_wording(request, session, ports, item)
    entries = Entries(request)
    questions, text = _read(entries, request)
    spoken = item.language if item.language in session.tenant.languages else ""
    language = spoken or session.tenant.default_language
    answer = Answer(AnswerId(ports.ids.new("answer")), language, questions, text)
    about_product = request.typed("do") == ABOUT_PRODUCT
    vouched = _refuse_untrue(entries, ports, session, answer, about_product=about_product)
    if entries.errors:
        return _knowledge_page(request, session, ports, entries.form(), typed={})
    acts.keep_answer(session, ports, answer, approve=True, about_product=vouched)
    ports.inbox.done(tenant, item.id)
    return see_other(f"/knowledge?language={language}&done=answered#inbox")


def _add_wording(
    request: HttpRequest, session: Session, ports: Ports, item: InboxItem
) -> HttpResponse:
    """The approval stays: what was approved is the text customers get, and it is the same."""
    wanted = request.typed("do").removeprefix(SAME_AS)
    answers = ports.settings.load(session.tenant.id).answers
    known = next((answer for answer in answers if answer.id == wanted and answer.approved), None)
    if known is None:
        return not_found(request, "This answer does not exist.")
    entries = Entries(request)
    questions = _read_questions(entries, request, known.questions)
    added = acts.changed_answer(known, questions=questions, text=known.text)
    if not added.approved:
        entries.refuse("questions", _VOUCHED)
    if entries.errors:
        return _knowledge_page(request, session, ports, entries.form(), typed={})
    if not acts.keep_answer(session, ports, added, over=known):
        entries.refuse("questions", acts.CHANGED_MEANWHILE)
        return _knowledge_page(request, session, ports, entries.form(), typed={})
    ports.inbox.done(session.tenant.id, item.id)
    return see_other(f"/knowledge?language={known.language}&done=saved#inbox")

"""The founder puts right what a customer meant, and takes all corrections home for training."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from frontend_api.acts.audit_record import record_act
from frontend_api.acts.corrections import FOR_GOOD, correct_reading
from frontend_api.http.cells import safe_text
from frontend_api.http.session import Session
from frontend_api.pages.error import not_found
from frontend_api.ports import Ports
from frontend_api.wording.meanings import MEANINGS
from functions.outreach.domain.conversation.state import ConversationId
from functions.outreach.domain.understanding.acts import NEVER_RAISED, ActKind, Correction
from tenancy.identity.audit import Action
from tenancy.runtime.http import HttpRequest, HttpResponse, see_other


def correct(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Keep what one message meant; a meaning that is not offered changes nothing."""
    wanted = ConversationId(request.values["conversation_id"])
    loaded = ports.conversations.load(session.tenant.id, wanted)
    meaning = request.typed("meaning")
    if (
        loaded is None
        or meaning not in MEANINGS
        or not correct_reading(
            session, ports, loaded.conversation, request.values["turn"], ActKind(meaning)
        )
    ):
        return not_found(request, "There is no such message to put right.")
    found, act = loaded.conversation, ActKind(meaning)
    back = f"/conversations/{found.id}"
    if act in FOR_GOOD:
        return see_other(f"{back}?done=sent&seen={found.version}")
    return see_other(f"{back}?done={'kept' if act in NEVER_RAISED else 'corrected'}")


def export(request: HttpRequest, session: Session, ports: Ports) -> HttpResponse:
    """Corrections as tab-separated rows, in the columns of exemplars: all, or of one `language`."""
    language = request.asked("language")
    corrections = ports.settings.corrections(session.tenant.id)
    record_act(session, ports, Action.EXPORTED, "corrections")
    return HttpResponse(
        body=_as_tsv(one for one in corrections if language in ("", one.language)),
        content_type="text/tab-separated-values; charset=utf-8",
        headers={"content-disposition": 'attachment; filename="corrections.tsv"'},
    )


def _as_tsv(corrections: Iterable[Correction]) -> bytes:
    """Quoted as spreadsheets read it: a message's own quote neither hides a formula nor takes the
    rows behind it into its cell."""
    text = io.StringIO()
    writer = csv.writer(text, dialect="excel-tab", lineterminator="\n")
    writer.writerow(("language", "act", "text", "situation", "channel", "read as"))
    for each in sorted(corrections, key=lambda one: one.at):
        words, read_as = " ".join(each.text.split()), ",".join(each.read_as)
        cells = (each.language, each.act, words, each.situation, each.channel, read_as)
        writer.writerow([safe_text(cell) for cell in cells])
    return text.getvalue().encode()

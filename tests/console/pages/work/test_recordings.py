"""A recorded call is heard by who does the work, each time on the record, with a stored yes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from functions.outreach.domain.conversation.state import ConversationId, RecordingStatus
from functions.outreach.ports import LoadedConversation
from tenancy.identity.audit import Action
from tenancy.tenant import Role
from tests.console.doubles.recordings import RECORDED, recorded_call
from tests.console.fakes import FOUNDER, TENANT, World
from tests.console.sample_world import conversation, fill
from tests.console.visits import Visit, location, signed_in, text

PAGE = "/conversations/c_1"
HEARD = f"{PAGE}/recordings/{RECORDED}"


@pytest.fixture
def world() -> World:
    made = World()
    fill(made)
    return made


@pytest.fixture
def visit(world: World) -> Visit:
    return signed_in(world)


def holds(world: World, **changes: object) -> None:
    one = replace(recorded_call(), **changes)  # type: ignore[arg-type]
    talk = replace(conversation(), recordings=(one,))
    world.conversations.whole["c_1"] = LoadedConversation(talk, frozenset(), ())


def test_the_page_plays_it_and_shows_what_was_asked_and_answered(visit: Visit) -> None:
    answer = visit.get(PAGE)
    page = text(answer)
    assert f'<audio controls preload="none" src="{HEARD}"' in page
    assert "May I record this call, so that Ada can listen to it later?" in page
    assert "Yes, of course &lt;b&gt;" in page
    policy = answer.headers["Content-Security-Policy"]
    assert "media-src 'self' http://127.0.0.1:9;" in policy


def test_hearing_it_leads_to_an_address_of_some_minutes_and_is_in_the_audit(
    world: World, visit: Visit
) -> None:
    for _ in range(2):
        answer = visit.get(HEARD)
        assert (answer.status, location(answer)) == (
            303,
            f"http://127.0.0.1:9/{TENANT}/c_1/{RECORDED}?for=600",
        )
        assert answer.headers["Cache-Control"] == "no-store"
    heard = [row for row in world.audit.kept if row.action is Action.HEARD_RECORDING]
    assert [(row.by, row.detail) for row in heard] == [(FOUNDER, "c_1 call 1")] * 2


@pytest.mark.parametrize("status", [RecordingStatus.ASKED, RecordingStatus.REFUSED])
def test_nothing_is_heard_that_nobody_agreed_to(
    world: World, visit: Visit, status: RecordingStatus
) -> None:
    holds(world, status=status)
    assert visit.get(HEARD).status == 404
    assert not world.audit.kept


def test_what_is_kept_of_another_conversation_is_not_heard_here(world: World, visit: Visit) -> None:
    other = replace(conversation(), id=ConversationId("c_2"), recordings=())
    world.conversations.whole["c_2"] = LoadedConversation(other, frozenset(), ())
    world.recordings.files["c_2"] = {RECORDED}
    assert visit.get(f"/conversations/c_2/recordings/{RECORDED}").status == 404
    assert visit.get(f"/conversations/c_0/recordings/{RECORDED}").status == 404
    assert not world.audit.kept


def test_what_is_not_kept_any_more_is_said(world: World, visit: Visit) -> None:
    world.recordings.files.clear()
    answer = visit.get(PAGE)
    assert "<audio" not in text(answer)
    assert "Not there yet, or no longer kept." in text(answer)
    assert "media-src" not in answer.headers["Content-Security-Policy"]
    assert visit.get(HEARD).status == 404


def test_a_viewer_reads_that_there_is_one_and_does_not_hear_it(world: World, visit: Visit) -> None:
    world.with_role(Role.VIEWER)
    page = text(visit.get(PAGE))
    assert "<audio" not in page
    assert "Members and owners can hear it." in page
    assert visit.get(HEARD).status == 403


def test_a_conversation_without_one_asks_for_none(world: World, visit: Visit) -> None:
    holds(world, status=RecordingStatus.REFUSED, file="", answer="no")
    page = text(visit.get(PAGE))
    assert "not agreed to" in page
    assert "<audio" not in page

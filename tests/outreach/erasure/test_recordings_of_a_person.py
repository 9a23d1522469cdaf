"""Recordings go with the person, after their time, and never with anybody else's."""

from __future__ import annotations

from datetime import timedelta

import boto3
import pytest

from functions.erasure.person import PersonIdentity
from functions.erasure.ports import FoundPerson
from functions.erasure.retention import Retention
from functions.erasure.stored_retention import edit_retention
from functions.outreach.domain.conversation.state import Conversation, ConversationId
from functions.outreach.handlers import schedules
from functions.outreach.store.conversations.recordings import StoredRecordings, expire_recordings
from functions.outreach.store.erasure.stored_person import StoredPersonRecords
from tenancy.runtime.secrets import KeyRing
from tests.cloud_account import ENVIRONMENT
from tests.outreach.approved import FOUNDER, NOW, TENANT, tenant
from tests.outreach.handlers.deployed import Deployed

STORE = StoredRecordings()
AUDIO = b"\xff\xf3 a voice"


def recorded(talk: ConversationId, file: str, *, days_ago: int = 0) -> None:
    began = NOW - timedelta(days=days_ago)
    STORE.save(TENANT, talk, file=file, began_at=began, audio=AUDIO)


def versions() -> list[str]:
    """Every version of every recording that lies in the bucket, deletion marks aside."""
    found = boto3.client("s3").list_object_versions(
        Bucket=ENVIRONMENT["WARMLINE_BUCKET"], Prefix=f"tenants/{TENANT}/recordings/"
    )
    return [one["Key"].rsplit("-", 1)[1] for one in found.get("Versions", ())]


def erased(talk: Conversation) -> dict[str, int]:
    facts = talk.facts
    person = PersonIdentity((facts.customer_id,), (facts.email,), (facts.phone,))
    records = StoredPersonRecords(hash_keys=KeyRing(b"k" * 32))
    found = FoundPerson(person, ((talk.id, FOUNDER),))
    return dict(records.remove(TENANT, found).counts)


@pytest.mark.slow
def test_an_erasure_removes_them_whole_and_leaves_everybody_elses(stage: Deployed) -> None:
    one, other = stage.opened(1), stage.opened(2)
    recorded(one.id, "RE1")
    recorded(one.id, "RE1")
    recorded(one.id, "RE2")
    recorded(other.id, "RE3")
    assert erased(one)["recordings"] == 2
    assert STORE.files(TENANT, one.id) == frozenset()
    assert versions() == ["RE3.mp3"]


def test_what_is_older_than_the_tenant_keeps_it_goes_by_itself(stage: Deployed) -> None:
    del stage
    recorded(ConversationId("c_a"), "RE1", days_ago=31)
    recorded(ConversationId("c_b"), "RE2", days_ago=29)
    assert expire_recordings(TENANT, before=NOW - timedelta(days=40)) == 0
    edit_retention(TENANT, lambda _: Retention(recordings=30))
    assert schedules._expire(tenant()) == 1
    assert versions() == ["RE2.mp3"]


def test_none_outlives_its_conversation(stage: Deployed) -> None:
    """It could not be found by the person any more."""
    del stage
    recorded(ConversationId("c_a"), "RE1", days_ago=101)
    edit_retention(TENANT, lambda _: Retention(conversations=100, recordings=3000))
    assert schedules._expire(tenant()) == 1


def test_a_recording_is_read_as_it_was_kept(stage: Deployed) -> None:
    del stage
    recorded(ConversationId("c_a"), "RE1")
    assert STORE.read(TENANT, ConversationId("c_a"), "RE1") == AUDIO
    assert STORE.read(TENANT, ConversationId("c_a"), "RE2") is None
    assert STORE.read(TENANT, ConversationId("c_b"), "RE1") is None
    link = STORE.listen_link(TENANT, ConversationId("c_a"), "RE1", seconds=60)
    assert link is not None
    assert "Expires=" in link

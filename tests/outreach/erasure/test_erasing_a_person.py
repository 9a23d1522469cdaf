"""What outreach erases of a person, and from when nothing reaches them any more."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import boto3
import pytest

from functions.erasure.person import PersonIdentity
from functions.erasure.ports import DeletedCopies
from functions.erasure.record import Erasure, ErasurePart, ErasurePartStatus, claim_part, end_try
from functions.erasure.stored_erasures import StoredErasures, replay_missing
from functions.outreach import erasure_wiring, wiring
from functions.outreach.domain.conversation.context import Step
from functions.outreach.domain.conversation.events import BecameDue
from functions.outreach.domain.conversation.state import Conversation
from functions.outreach.handlers import schedules
from functions.outreach.ports import AlreadyDone, Committed, InboundMessage, LiveCall
from functions.outreach.store import inbox
from functions.outreach.store.campaigns import count_key
from functions.outreach.store.dynamo import row
from functions.outreach.store.erasure.tombstone import request_erasure
from functions.outreach.workflows.advance_conversation import NoSuchConversation, advance
from functions.outreach.workflows.calls.speak_turn import speak_turn
from functions.outreach.workflows.effects.perform import perform
from functions.outreach.workflows.erasure.erase_person import erase_person
from functions.outreach.workflows.receive_inbound import ForFounder, receive
from functions.product.channels import Channel
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys
from tenancy.tenant import TenantId
from tests.cloud_account import dynamodb_client
from tests.outreach.approved import FOUNDER, NOW, TENANT, customer
from tests.outreach.handlers.deployed import OURS, Deployed
from tests.outreach.handlers.mail.test_mail_handler import OURS as OURS_MAIL
from tests.outreach.handlers.mail.test_mail_handler import arrives

pytestmark = pytest.mark.costly(first=1)


@dataclass
class Provider:
    """Keeps copies; some are under way and cannot be deleted yet."""

    busy: set[str] = field(default_factory=set)
    deleted: list[str] = field(default_factory=list)

    def delete(
        self, tenant: TenantId, *, ids: Iterable[str], numbers: Iterable[str]
    ) -> DeletedCopies:
        del tenant, numbers
        gone = [one for one in ids if one not in self.busy]
        self.deleted += gone
        return DeletedCopies(len(gone), tuple(sorted(self.busy)))


@dataclass
class Base:
    asked: list[str] = field(default_factory=list)

    def ask(self, tenant: TenantId, erasure: str) -> None:
        self.asked.append(f"{tenant} {erasure}")


@dataclass
class Eraser:
    """The job, with a provider and a base that stand in."""

    provider: Provider = field(default_factory=Provider)
    base: Base = field(default_factory=Base)

    def run(self, erasure: str = "er_1") -> Erasure:
        ports = replace(erasure_wiring.erase_ports(), provider=self.provider, base=self.base)
        erase_person(ports, tenant=TENANT, erasure=erasure)
        found = StoredErasures().load(TENANT, erasure)
        assert found is not None
        return found


@pytest.fixture
def eraser(stage: Deployed) -> Iterator[Eraser]:
    del stage
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("WARMLINE_IMPORTS_QUEUE_URL", "https://queues.example.com/imports")
        yield Eraser()


def requested(person: PersonIdentity, erasure_id: str = "er_1") -> Erasure:
    asked = request_erasure(
        TENANT,
        person,
        erasure_id=erasure_id,
        by=FOUNDER,
        keys=wiring.secrets().suppression,
        now=NOW,
    )
    assert isinstance(asked, Erasure)
    return asked


def of_customer(talk: Conversation) -> PersonIdentity:
    return PersonIdentity(customer_ids=(talk.facts.customer_id,))


def everything() -> str:
    """Both tables as text."""
    names = ("warmline-test-control", "warmline-test-workspace")
    return "".join(str(dynamodb_client().scan(TableName=name)["Items"]) for name in names)


@pytest.mark.slow
def test_from_the_moment_it_is_asked_for_nothing_is_sent_or_said(stage: Deployed) -> None:
    talk = stage.opened()
    (pending, *_) = stage.load(talk).effects
    requested(of_customer(talk))
    late = InboundMessage("SM9", Channel.SMS, "Yes please", talk.facts.phone)
    for event in (late, BecameDue()):
        answer = advance(wiring.advance_ports(), tenant=TENANT, conversation=talk.id, event=event)
        assert answer == NoSuchConversation()
    for record in (pending,):
        done = perform(
            wiring.perform_ports(), tenant=TENANT, conversation=talk.id, effect=record.effect.id
        )
        assert done == AlreadyDone()
    assert wiring.people().suppressed(TENANT, talk.facts)
    same_mailbox = customer(7, email=talk.facts.email.upper(), phone="")
    assert wiring.people().suppressed(TENANT, same_mailbox)


@pytest.mark.slow
def test_a_step_that_was_decided_before_the_tombstone_is_not_committed(stage: Deployed) -> None:
    talk = stage.opened()
    requested(of_customer(talk))
    step = Step(replace(talk, version=talk.version + 1))
    outcome = wiring.conversations().commit(talk, step, event_id="SM1", now=NOW)
    assert outcome != Committed()


class Line:
    """Our end of an open call."""

    def __init__(self) -> None:
        self.spoken: list[str] = []
        self.ended = False

    def speak(self, *, connection: str, text: str, language: str, interruptible: bool) -> bool:
        del connection, language, interruptible
        self.spoken.append(text)
        return True

    def end(self, *, connection: str, reason: str) -> bool:
        del connection, reason
        self.ended = True
        return True


@pytest.mark.slow
def test_a_call_with_somebody_who_is_erased_meanwhile_ends_without_a_word(
    stage: Deployed,
) -> None:
    talk, line = stage.opened(), Line()
    requested(of_customer(talk))
    said = InboundMessage("CA1-1", Channel.VOICE, "Who is this?", talk.facts.phone)
    speak_turn(wiring.advance_ports(), line, LiveCall("c1", "CA1", TENANT, talk.id), said)
    assert (line.spoken, line.ended) == ([], True)


@pytest.mark.slow
def test_a_conversation_that_is_erased_is_no_longer_counted_as_open(stage: Deployed) -> None:
    talk = stage.opened()
    requested(of_customer(talk))
    assert counted(talk, "open") == 0
    assert counted(talk, "finished") == 1


def done_by_the_base(erasure: str) -> Erasure:
    ended = StoredErasures().edit(
        TENANT,
        erasure,
        lambda one: end_try(one, ErasurePart.BASE, removed={}, complete=True, now=NOW),
        now=NOW,
    )
    assert ended is not None
    return ended


def counted(talk: Conversation, name: str) -> int:
    with acting_for(TENANT):
        found = row(TenantKeys.campaigns(TENANT), count_key(talk.terms.id, name))
    return int(found.counter or 0) if found else 0


def test_within_the_job_every_row_of_the_person_goes(stage: Deployed, eraser: Eraser) -> None:
    talk = stage.opened()
    other = stage.opened(2)
    arrives("mail/from-them", to=OURS_MAIL, sender=talk.facts.email, text="Hello there")
    asked = requested(of_customer(talk))
    after = eraser.run()
    assert after.outreach.status is ErasurePartStatus.DONE
    assert dict(after.outreach.removed)["mails"] == 1
    assert "Contents" not in boto3.client("s3").list_objects_v2(
        Bucket="warmline-test", Prefix="mail/"
    )
    left = StoredErasures().load(TENANT, asked.id)
    assert left is not None
    assert left.person is not None, "the base still needs to know who it is"
    assert done_by_the_base(asked.id).is_done
    for canary in (talk.facts.email, talk.facts.phone, talk.facts.name, talk.facts.customer_id):
        assert f"'{canary}" not in everything()
        assert f'"{canary}' not in everything()
    assert stage.load(other).conversation.facts == other.facts


def test_the_base_is_asked_until_it_has_done_its_part(stage: Deployed, eraser: Eraser) -> None:
    talk = stage.opened()
    requested(of_customer(talk))
    eraser.run()
    eraser.run()
    assert eraser.base.asked == [f"{TENANT} er_1"] * 2


def test_what_the_provider_will_not_delete_yet_is_tried_again(
    stage: Deployed, eraser: Eraser
) -> None:
    talk = stage.opened()
    record = stage.load(talk).effects[0]
    wiring.conversations().record(
        TENANT, talk.id, record.effect.id, status=record.status, provider_id="SM77"
    )
    requested(of_customer(talk))
    eraser.provider.busy.add("SM77")
    first = eraser.run()
    assert (first.outreach.status, first.waiting) == (ErasurePartStatus.PENDING, ("SM77",))
    eraser.provider.busy.clear()
    again = eraser.run()
    assert (again.outreach.status, again.waiting) == (ErasurePartStatus.DONE, ())
    assert eraser.provider.deleted == ["SM77"]


def test_the_sweep_brings_an_erasure_to_the_function_that_reaches_providers(
    stage: Deployed,
) -> None:
    requested(of_customer(stage.opened()))
    assert schedules.wake_due({})["erasures"] == 1
    (message,) = stage.queued("effects")
    assert (message["tenant"], message["erasure"]) == (TENANT, "er_1")


def test_one_worker_has_a_part_until_its_lease_is_over() -> None:
    asked = Erasure("er_1", NOW, FOUNDER, ("email#x",))
    taken = claim_part(asked, ErasurePart.OUTREACH, now=NOW)
    assert taken is not None
    assert claim_part(taken, ErasurePart.OUTREACH, now=NOW + timedelta(minutes=1)) is None
    later = NOW + timedelta(minutes=3)
    again = claim_part(taken, ErasurePart.OUTREACH, now=later)
    assert again is not None
    assert again.part(ErasurePart.OUTREACH).tries == 2
    assert again.part(ErasurePart.OUTREACH).claimed_until == later + timedelta(minutes=2)
    base = claim_part(taken, ErasurePart.BASE, now=NOW)
    assert base is not None
    assert base.part(ErasurePart.BASE).claimed_until == NOW + timedelta(minutes=16)
    assert base.part(ErasurePart.OUTREACH) == taken.part(ErasurePart.OUTREACH)


def test_a_household_keeps_the_conversation_of_the_other_on_the_same_phone(
    stage: Deployed, eraser: Eraser
) -> None:
    one = stage.open(1)
    shared = customer(2, phone="", email="partner@example.com", other_phones=(one.facts.phone,))
    requested(of_customer(one))
    eraser.run()
    other = stage.open(2, facts=shared)
    requested(PersonIdentity(customer_ids=("cus_9",), phones=(one.facts.phone,)), "er_2")
    eraser.run("er_2")
    assert stage.load(other).conversation.id == other.id


def test_what_was_under_way_is_dropped_on_receipt_and_a_later_word_is_not(
    stage: Deployed, eraser: Eraser
) -> None:
    talk = stage.opened()
    requested(of_customer(talk))
    eraser.run()
    message = InboundMessage("SM5", Channel.SMS, "still in a queue", talk.facts.phone)
    routed = receive(wiring.receive_ports(), our_address=OURS, message=message)
    assert routed == ForFounder(TENANT)
    assert inbox.list_all(TENANT) == ()


def test_a_table_restored_from_before_is_told_by_the_bucket(
    stage: Deployed, eraser: Eraser
) -> None:
    talk = stage.opened()
    kept = rows_of_table()
    requested(of_customer(talk))
    eraser.run()
    restore_table(kept)
    assert stage.load(talk).conversation.facts == talk.facts
    assert replay_missing(TENANT, now=NOW) == 1
    assert wiring.people().suppressed(TENANT, talk.facts)
    eraser.run()
    assert wiring.conversations().load(TENANT, talk.id) is None
    assert done_by_the_base("er_1").is_done
    assert talk.facts.email not in everything()
    assert replay_missing(TENANT, now=NOW) == 0


def rows_of_table() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = dynamodb_client().scan(TableName="warmline-test-workspace")[
        "Items"
    ]
    return found


def restore_table(rows: list[dict[str, Any]]) -> None:
    for item in rows_of_table():
        key = {"pk": item["pk"], "sk": item["sk"]}
        dynamodb_client().delete_item(TableName="warmline-test-workspace", Key=key)
    for item in rows:
        dynamodb_client().put_item(TableName="warmline-test-workspace", Item=item)

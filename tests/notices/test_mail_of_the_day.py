"""Mail to founders as they chose: at once, once a day by one mail that is never empty, or not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest

from functions.customer_base.imports.records import Accounting, ImportRecord, ImportStatus
from functions.customer_base.imports.stored_imports import StoredImports
from functions.notices.kinds import Notice, NoticeChoices, next_morning
from functions.notices.stored import LEASE, TRIES_AT_MOST, claim_notice, notice_key, save_notice
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import (
    Delivery,
    InDoubt,
    LoadedConversation,
    Outgoing,
    ProviderBusy,
    Sent,
)
from functions.outreach.store.sweep import DueIndex
from functions.outreach.workflows.notices.founder_mail_switch import FounderMailSwitch
from functions.outreach.workflows.notices.tell_founders import TellFounders, tell_founders
from tenancy.data.credentials import acting_for
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import Founder, FounderId, TenantId
from tests.outreach.approved import FOUNDER, NOW, TENANT, conversation, customer, settings
from tests.simulation.world import Cards, Links

MORNING = next_morning(NOW, zone="America/New_York")
DIGEST = f"digest#{FOUNDER}"


@dataclass
class Desk:
    """One founder with a mailbox, a clock, and two conversations."""

    chosen: Mapping[str, str] = field(default_factory=dict)
    at: datetime = NOW
    mailed: list[Outgoing] = field(default_factory=list)
    busy: bool = False
    in_doubt: bool = False
    untaken: set[str] = field(default_factory=set)
    """Whose mail alone the provider does not take."""
    owners: tuple[FounderId, ...] = (FOUNDER,)
    meanwhile: Callable[[], None] = lambda: None
    """What happens while the mail is handed over."""
    erased: set[str] = field(default_factory=set)

    def now(self) -> datetime:
        return self.at

    def send(self, outgoing: Outgoing) -> Delivery:
        if self.busy or outgoing.founder in self.untaken:
            return ProviderBusy("throttled")
        self.meanwhile()
        self.mailed.append(outgoing)
        return InDoubt("timeout") if self.in_doubt else Sent("m-1")

    def find(self, outgoing: Outgoing) -> Sent | None:
        return None

    def load(self, tenant: TenantId, conversation_id: ConversationId) -> LoadedConversation | None:
        if conversation_id in self.erased:
            return None
        number = int(conversation_id.removeprefix("c_"))
        talk = replace(conversation(number), facts=customer(number, name=f"Sample Person {number}"))
        return LoadedConversation(talk, seen=frozenset(), effects=())

    @property
    def switch(self) -> FounderMailSwitch:
        chose = NoticeChoices(FOUNDER, self.chosen)
        return FounderMailSwitch(self, settings=Settings(chose), now=self.now)

    def notices(self, *notices: str, number: int = 1, begins: datetime | None = None) -> None:
        for name in notices:
            effect = Effect(
                EffectId(f"e{number}-{name}"),
                EffectKind.NOTIFY_FOUNDER,
                notice=name,
                subject=f"About Sample Person {number}",
            )
            self.switch.send(
                Outgoing(
                    tenant=TENANT,
                    conversation=ConversationId(f"c_{number}"),
                    effect=effect,
                    text="words",
                    from_address="us@example.com",
                    founder=FOUNDER,
                    begins=begins,
                )
            )

    def tell(self, key: str) -> None:
        ports = TellFounders(
            clock=self,
            conversations=self,  # type: ignore[arg-type]
            settings=Settings(NoticeChoices(FOUNDER, self.chosen)),
            founders=Cards(),
            addresses=Links(),
            people=lambda tenant: tuple(
                Founder(owner, tenant, "Sample", "owner@example.com") for owner in self.owners
            ),
            mail=self.switch,
            console_url="https://app.example.com",
        )
        tell_founders(ports, tenant=TENANT, key=key)


@dataclass(frozen=True)
class Settings:
    chose: NoticeChoices

    def load(self, tenant: TenantId):  # type: ignore[no-untyped-def]
        return replace(settings(), notices=(self.chose,))


def due(at: datetime) -> list[str]:
    return [row.notice for row in DueIndex().due(now=at, per_tenant=80) if row.notice]


def sweep(desk: Desk, *, days: int) -> int:
    """What is due is brought every half hour for so long; how often something was.

    Half hours in which nothing is due are passed over: nothing would be brought in them.
    """
    until, brought = desk.at + timedelta(days=days), 0
    while desk.at < until:
        for key in due(desk.at):
            desk.tell(key)
            brought += 1
        desk.at += HALF_AN_HOUR
        next_due = min(
            (
                datetime.fromisoformat(row.due_at)
                for row in DueIndex().due(now=until, per_tenant=80)
                if row.notice
            ),
            default=until,
        )
        while desk.at < min(next_due, until):
            desk.at += HALF_AN_HOUR
    return brought


HALF_AN_HOUR = timedelta(minutes=30)
DAILY = {"bookings": "daily", "opt_outs": "daily", "ended": "off"}


@pytest.fixture
def desk(aws: None) -> Desk:
    return Desk(DAILY)


@pytest.mark.slow
def test_one_mail_a_day_says_all_and_comes_once(desk: Desk) -> None:
    desk.notices("booked", "opted_out", "declined")
    desk.notices("booked", number=2)
    assert desk.mailed == []
    assert (due(MORNING - timedelta(seconds=1)), due(MORNING)) == ([], [DIGEST])
    desk.tell(DIGEST)
    assert desk.mailed == [], "it is not morning yet"
    desk.at = MORNING
    for _ in range(3):
        desk.tell(DIGEST)
    (mail,) = desk.mailed
    assert mail.effect.subject == "Sample Desk: 3 things since your last mail"
    bookings, opt_outs, last = mail.text.split("\n\n")
    assert bookings.splitlines()[0] == "Bookings"
    assert bookings.count("Booked: Sample Person") == 2
    assert opt_outs.splitlines()[:2] == ["Opt-outs", "- Opted out for good: Sample Person 1"]
    assert last == "What is mailed when: https://app.example.com/settings/notifications\n"
    assert due(MORNING + timedelta(days=9)) == []


@pytest.mark.slow
def test_what_comes_after_the_mail_is_for_the_next_morning(desk: Desk) -> None:
    desk.notices("booked")
    desk.at = MORNING
    desk.tell(DIGEST)
    desk.notices("cancelled")
    desk.notices("cancelled")
    assert due(MORNING + timedelta(hours=23)) == []
    desk.at = MORNING + timedelta(days=1)
    assert due(desk.at) == [DIGEST]
    desk.tell(DIGEST)
    assert [mail.text.count("Booking cancelled: ") for mail in desk.mailed] == [0, 1]
    assert [mail.text.count("Booked: ") for mail in desk.mailed] == [1, 0]


def test_a_line_that_comes_before_a_late_mail_does_not_put_it_off(desk: Desk) -> None:
    desk.notices("booked")
    desk.at = MORNING + timedelta(minutes=3)
    desk.notices("cancelled")
    assert due(desk.at) == [DIGEST]
    desk.tell(DIGEST)
    assert desk.mailed[0].effect.subject == "Sample Desk: 2 things since your last mail"


@pytest.mark.slow
def test_nothing_of_a_customer_is_kept_and_an_empty_mail_is_not_sent(desk: Desk) -> None:
    desk.notices("booked")
    with acting_for(TENANT):
        rows = list(WorkspaceItem.query(TenantKeys.notices(TENANT)))
    assert len(rows) == 2
    assert not any("Sample Person" in (row.document or "") for row in rows)
    desk.erased.add("c_1")
    desk.at = MORNING
    desk.tell(DIGEST)
    assert (desk.mailed, due(MORNING + timedelta(days=9))) == ([], [])


def test_a_busy_mailer_is_asked_again_with_nothing_lost(desk: Desk) -> None:
    desk.notices("booked")
    desk.at, desk.busy = MORNING, True
    desk.tell(DIGEST)
    desk.busy, desk.at = False, MORNING + timedelta(minutes=10)
    assert due(desk.at) == [DIGEST]
    desk.tell(DIGEST)
    assert len(desk.mailed) == 1


@pytest.mark.costly(first=1)
@pytest.mark.parametrize("in_doubt", [False, True])
def test_a_days_mail_that_nobody_takes_is_tried_a_few_times_and_given_up(
    desk: Desk, in_doubt: bool, caplog: pytest.LogCaptureFixture
) -> None:
    desk.notices("booked")
    desk.at, desk.busy, desk.in_doubt = MORNING, not in_doubt, in_doubt
    tries = sweep(desk, days=20)
    assert tries == TRIES_AT_MOST
    assert due(desk.at + timedelta(days=9)) == []
    assert [one.message for one in caplog.records] == ["digest_given_up"]
    desk.busy, desk.in_doubt = False, False
    desk.mailed.clear()
    desk.notices("cancelled")
    desk.busy = True
    sweep(desk, days=1)
    desk.busy = False
    sweep(desk, days=2)
    assert [mail.text.count("Booking cancelled: ") for mail in desk.mailed] == [1]


def test_a_days_mail_over_which_every_worker_dies_is_given_up(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    def dies() -> None:
        raise KeyboardInterrupt

    desk.notices("booked")
    desk.at, desk.meanwhile = MORNING, dies
    for _ in range(TRIES_AT_MOST):
        with pytest.raises(KeyboardInterrupt):
            desk.tell(DIGEST)
        desk.at += LEASE
    desk.tell(DIGEST)
    assert due(desk.at + timedelta(days=9)) == []
    assert [one.message for one in caplog.records] == ["digest_given_up"]


@pytest.mark.slow
def test_tries_of_one_days_mail_do_not_count_against_the_next(desk: Desk) -> None:
    for day in range(TRIES_AT_MOST + 1):
        desk.at = MORNING + timedelta(days=day, hours=-1)
        desk.notices("booked", number=day)
        desk.at, desk.busy = MORNING + timedelta(days=day), True
        desk.tell(DIGEST)
        # A line that comes while the mail is out keeps its row.
        desk.busy, desk.at = False, desk.at + timedelta(minutes=10)
        desk.meanwhile = lambda day=day: desk.notices("declined", "cancelled", number=100 + day)
        desk.tell(DIGEST)
        desk.meanwhile = lambda: None
        assert len(desk.mailed) == day + 1


def test_what_is_urgent_is_mailed_at_once_whatever_is_chosen(aws: None) -> None:
    desk = Desk({"urgent": "off", "needs_you": "daily"})
    desk.notices("complaint", "needs_founder")
    assert [mail.effect.notice for mail in desk.mailed] == ["complaint"]
    assert due(MORNING) == [DIGEST]


@pytest.mark.parametrize("notice", ["booked", "moved", "cancelled"])
def test_a_time_before_the_mail_of_the_day_could_be_read_is_mailed_at_once(
    desk: Desk, notice: str
) -> None:
    desk.notices(notice, begins=NOW + timedelta(hours=2))
    desk.notices(notice, begins=MORNING + timedelta(minutes=59), number=2)
    assert [mail.conversation for mail in desk.mailed] == ["c_1", "c_2"]
    assert due(MORNING) == []
    desk.notices(notice, begins=MORNING + timedelta(hours=1))
    assert (len(desk.mailed), due(MORNING)) == (2, [DIGEST])


def test_who_wants_no_mail_of_bookings_gets_none_of_todays(aws: None) -> None:
    desk = Desk({"bookings": "off"})
    desk.notices("booked", begins=NOW + timedelta(hours=2))
    assert (desk.mailed, due(MORNING)) == ([], [])


@pytest.mark.slow
def test_a_tenants_notice_reaches_every_owner_as_they_chose(aws: None) -> None:
    paid = Notice("spending_stopped", "payment_failed-1", NOW, about="payment_failed")
    done = Notice("import_done", "im_1", NOW, about="65 customers, 2 rows rejected")
    desk = Desk()
    for notice in (paid, done):
        save_notice(TENANT, notice)
    assert sorted(due(NOW)) == sorted([notice_key(paid), notice_key(done)])
    for key in due(NOW):
        desk.tell(key)
        desk.tell(key)
    (mail,) = desk.mailed
    assert mail.effect.subject == "Nothing new is started: a payment to Warmline failed"
    assert mail.text.startswith("A payment to Warmline failed. Conversations that are open finish")
    assert due(NOW) == []
    desk.at = MORNING
    desk.tell(DIGEST)
    assert (
        "- An import is done: 65 customers, 2 rows rejected\n"
        "  https://app.example.com/customers/imports/im_1\n"
    ) in desk.mailed[-1].text


OTHER = FounderId("f_other")
PAID = Notice("spending_stopped", "payment_failed-1", NOW, about="payment_failed")


@pytest.mark.slow
def test_an_owner_whose_mail_is_not_taken_repeats_nobody_elses_and_ends(
    aws: None, caplog: pytest.LogCaptureFixture
) -> None:
    desk = Desk(owners=(FOUNDER, OTHER), untaken={OTHER})
    save_notice(TENANT, PAID)
    for _ in range(30):
        desk.tell(notice_key(PAID))
    assert [mail.founder for mail in desk.mailed] == [FOUNDER]
    assert due(NOW) == []
    sweep(desk, days=2)
    assert [mail.founder for mail in desk.mailed] == [FOUNDER]
    assert due(desk.at + timedelta(days=9)) == []
    assert [one.message for one in caplog.records] == ["notice_given_up"]


@pytest.mark.slow
def test_an_owner_who_is_reached_later_is_mailed_once(aws: None) -> None:
    desk = Desk(owners=(OTHER, FOUNDER), untaken={OTHER})
    save_notice(TENANT, PAID)
    desk.tell(notice_key(PAID))
    desk.untaken.clear()
    sweep(desk, days=1)
    assert [mail.founder for mail in desk.mailed] == [FOUNDER, OTHER]


@pytest.mark.slow
def test_a_mail_in_doubt_is_repeated_a_few_times_and_a_days_mail_once_a_day(aws: None) -> None:
    desk = Desk(DAILY, in_doubt=True)
    save_notice(TENANT, PAID)
    sweep(desk, days=2)
    assert len(desk.mailed) == TRIES_AT_MOST
    desk.mailed.clear()
    desk.notices("booked")
    sweep(desk, days=3)
    assert len(desk.mailed) == 3


@pytest.mark.slow
def test_what_was_said_is_not_said_again_when_it_is_noticed_again(aws: None) -> None:
    desk = Desk()
    for _ in range(3):
        save_notice(TENANT, PAID)
        sweep(desk, days=1)
    assert len(desk.mailed) == 1


def finished(found: ImportRecord) -> ImportRecord:
    counts = Accounting(rows_in=67, accepted=65, merged=0, rejected=2)
    return found.model_copy(
        update={"status": ImportStatus.DONE, "updated_at": NOW, "accounting": counts}
    )


@pytest.mark.parametrize("synced", [False, True])
def test_an_upload_that_is_done_is_noticed_and_a_sync_is_not(aws: None, synced: bool) -> None:
    record = ImportRecord(
        id="im_1",
        status=ImportStatus.RUNNING,
        created_at=NOW,
        files=(),
        synced=synced,
        imported_by="f_member",
    )
    StoredImports().create_import(TENANT, record)
    for _ in range(2):
        StoredImports().edit_import(TENANT, "im_1", finished)
    assert due(NOW) == ([] if synced else ["notice#import_done#im_1"])
    if not synced:
        claimed = claim_notice(TENANT, "notice#import_done#im_1", now=NOW)
        assert claimed
        assert claimed.notice.by == "f_member"

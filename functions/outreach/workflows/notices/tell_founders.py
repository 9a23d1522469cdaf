"""A tenant's notice to each of those it is for, and the day's mail to one founder.

Both go out again if a worker dies in between: twice is better than never, a few times at most. The
day's mail is never empty, and names customers only in the mail itself.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace

from functions.notices.kinds import KIND_OF, RULES, Notice, NoticeKind, mailed_of, next_morning
from functions.notices.stored import (
    TRIES_AT_MOST,
    ClaimedDigest,
    DigestLine,
    claim_digest,
    claim_notice,
    finish_digest,
    finish_notice,
    keep_mailed,
    put_off_digest,
    wait_after,
)
from functions.outreach.domain.conversation.effects import Effect, EffectKind
from functions.outreach.domain.conversation.state import ConversationId, EffectId
from functions.outreach.ports import (
    ChannelSender,
    ConversationStore,
    InDoubt,
    Outgoing,
    ProviderBusy,
    SettingsStore,
)
from functions.outreach.workflows.effects.compose import Addresses, FounderCard, Founders
from functions.outreach.workflows.effects.founder_mail import subject_of
from functions.outreach.workflows.notices.founder_mail_switch import UNKNOWN_ZONE
from tenancy.runtime.clock import Clock
from tenancy.tenant import Founder, FounderId, TenantId
from tenancy.values.lazy_dataclass import dataclass

_LOG = logging.getLogger(__name__)
TENANT_NOTICE = ConversationId("tenant_notice")
_WORDS = {
    "import_done": (
        "An import is done: {about}",
        "An import is done: {about}.",
        "/customers/imports/{id}",
    ),
    "channel_paused": (
        "A campaign was paused: {about}",
        "Too many messages or calls of a channel failed, so {about} opens nothing more until you"
        " have looked and resumed it.",
        "/campaigns",
    ),
    "spending_stopped": (
        "Nothing new is started: {about}",
        "{about}. Conversations that are open finish; none is opened until this is settled.",
        "/billing",
    ),
}
"""Subject, words, and the page of the console, for each notice of a tenant."""
_MONEY = {
    "payment_failed": "a payment to Warmline failed",
    "spending_limit": "your spending limit is reached",
    "trial_used_up": "the trial credit is used up",
    "subscription_ended": "the subscription ended",
}


@dataclass(frozen=True, slots=True)
class TellFounders:
    clock: Clock
    conversations: ConversationStore
    settings: SettingsStore
    founders: Founders
    addresses: Addresses
    people: Callable[[TenantId], tuple[Founder, ...]]
    mail: ChannelSender
    """The switch: what is mailed here is mailed as each founder chose."""
    console_url: str


def tell_founders(ports: TellFounders, *, tenant: TenantId, key: str) -> None:
    """What a due row stands for. Safe to call again at any time."""
    kind, _, name = key.partition("#")
    if kind == "digest":
        send_digest(ports, tenant=tenant, founder=FounderId(name))
        return
    now = ports.clock.now()
    claimed = claim_notice(tenant, key, now=now)
    if claimed is None:
        return
    notice = claimed.notice
    all_mailed = claimed.tries <= TRIES_AT_MOST and _tell_each(ports, tenant, notice)
    if not all_mailed and claimed.tries < TRIES_AT_MOST:
        return
    if not all_mailed:
        _LOG.error("notice_given_up", extra={"tenant": tenant})
    finish_notice(tenant, notice, now=now)


def _tell_each(ports: TellFounders, tenant: TenantId, notice: Notice) -> bool:
    """Whether all are mailed who are to be; each one who is, is stored at once."""
    all_mailed = True
    for founder in mailed_of(notice, ports.people(tenant)):
        card = _card(ports, tenant, founder)
        if card is None or founder in notice.mailed:
            continue
        if _tell_one(ports, tenant, founder, notice, card=card):
            notice = replace(notice, mailed=(*notice.mailed, founder))
            keep_mailed(tenant, notice)
        else:
            all_mailed = False
    return all_mailed


def _tell_one(
    ports: TellFounders, tenant: TenantId, founder: FounderId, notice: Notice, *, card: FounderCard
) -> bool:
    """Whether nothing more is to be done for this founder."""
    subject, words, page = _WORDS[notice.name]
    about = _MONEY.get(notice.about, notice.about)
    link = ports.console_url + page.format(id=notice.id)
    delivery = ports.mail.send(
        _mail_to(
            ports,
            tenant,
            founder,
            card=card,
            subject=subject.format(about=about),
            text=f"{_sentence(words.format(about=about))}\n\n{link}\n",
            notice=notice.name,
            link=link,
            effect=f"{notice.name}-{notice.id}-{founder}",
        )
    )
    return not isinstance(delivery, (ProviderBusy, InDoubt))


def send_digest(ports: TellFounders, *, tenant: TenantId, founder: FounderId) -> None:
    """One mail of what was kept since the last one, if it is due and nobody else sends it."""
    now = ports.clock.now()
    settings = ports.settings.load(tenant)
    bandwidth = settings.bandwidth(founder)
    zone = bandwidth.time_zone if bandwidth else UNKNOWN_ZONE
    claimed = claim_digest(tenant, founder, now=now)
    if claimed is None:
        return
    card = _card(ports, tenant, founder)
    entries = _entries(ports, tenant, claimed, zone=zone)
    if claimed.tries > TRIES_AT_MOST:
        # Every worker so far died over it.
        _LOG.error("digest_given_up", extra={"tenant": tenant})
    elif card is not None and entries:
        delivery = ports.mail.send(
            _mail_to(
                ports,
                tenant,
                founder,
                card=card,
                subject=_subject(card, sum(len(found) for _, found in entries) + claimed.more),
                text=_text(entries, more=claimed.more, console_url=ports.console_url),
                notice="",
                effect=f"digest-{founder}-{now:%Y%m%dT%H%M%S}",
            )
        )
        if isinstance(delivery, (ProviderBusy, InDoubt)):
            if claimed.tries < TRIES_AT_MOST:
                # It may have arrived: its lines are repeated once a day and no more often.
                busy = isinstance(delivery, ProviderBusy)
                again = now + wait_after(claimed.tries) if busy else next_morning(now, zone=zone)
                put_off_digest(tenant, founder, until=again)
                return
            _LOG.error("digest_given_up", extra={"tenant": tenant})
    finish_digest(tenant, founder, claimed, morning=next_morning(now, zone=zone))


def _card(ports: TellFounders, tenant: TenantId, founder: FounderId) -> FounderCard | None:
    try:
        return ports.founders.card(tenant, founder)
    except LookupError:
        _LOG.info("notice_without_founder", extra={"tenant": tenant})
        return None


type Entries = list[tuple[str, list[str]]]


def _entries(
    ports: TellFounders, tenant: TenantId, claimed: ClaimedDigest, *, zone: str
) -> Entries:
    """Headings in the order of the page, each with its lines; what was erased is left out."""
    found: dict[NoticeKind, list[str]] = {}
    for line in claimed.lines:
        words = _line_words(ports, tenant, line, zone=zone)
        if words:
            found.setdefault(KIND_OF[line.name], []).append(words)
    return [(rule.label, found[rule.kind]) for rule in RULES if rule.kind in found]


def _line_words(ports: TellFounders, tenant: TenantId, line: DigestLine, *, zone: str) -> str:
    if not line.conversation:
        return "\n  ".join(part for part in (line.text, line.link) if part)
    loaded = ports.conversations.load(tenant, ConversationId(line.conversation))
    if loaded is None:
        return ""
    subject = subject_of(loaded.conversation, line.name, zone=zone).removesuffix(", ")
    return f"{subject}\n  {ports.addresses.console(loaded.conversation)}"


def _subject(card: FounderCard, count: int) -> str:
    return f"{card.business}: {count} {'thing' if count == 1 else 'things'} since your last mail"


def _text(entries: Entries, *, more: int, console_url: str) -> str:
    parts = ["\n".join([heading, *(f"- {words}" for words in found)]) for heading, found in entries]
    if more:
        parts.append(f"And {more} more, which stand in the console: {console_url}")
    parts.append(f"What is mailed when: {console_url}/settings/notifications")
    return "\n\n".join(parts) + "\n"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _mail_to(
    ports: TellFounders,
    tenant: TenantId,
    founder: FounderId,
    *,
    card: FounderCard,
    subject: str,
    text: str,
    notice: str,
    effect: str,
    link: str = "",
) -> Outgoing:
    return Outgoing(
        tenant=tenant,
        conversation=TENANT_NOTICE,
        effect=Effect(
            EffectId(effect),
            EffectKind.NOTIFY_FOUNDER,
            to=card.email,
            subject=subject,
            notice=notice,
        ),
        text=text,
        from_address=ports.addresses.system_sender(),
        from_name="Warmline",
        page_url=link,
        claimed_at=ports.clock.now(),
        founder=founder,
    )

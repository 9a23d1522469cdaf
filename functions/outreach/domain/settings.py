"""Everything a founder has set that a conversation depends on, as one value."""

from __future__ import annotations

from dataclasses import field

from functions.notices.kinds import NoticeChoices
from functions.outreach.domain.calendar.founder_calendar import BUILT_IN, Bandwidth
from functions.outreach.domain.permission.contact_facts import ChannelRules
from functions.outreach.domain.playbooks.playbook import Answer, Playbook
from functions.outreach.domain.understanding.acts import Correction
from functions.product.channels import Channel
from functions.product.motions import Motion
from functions.product.offers import Offer, OfferId, PlanRole
from tenancy.tenant import FounderId
from tenancy.values.lazy_dataclass import dataclass


@dataclass(frozen=True, slots=True)
class Sender:
    """Our own address on one channel."""

    channel: Channel
    address: str
    """E.164 number or mail address."""
    name: str = ""
    ready: bool = False
    missing: str = ""
    """What is still missing, in the founder's words."""
    shared: str = ""
    """Of mail: the readable address on the deployment's own domain that customers see."""


@dataclass(frozen=True, slots=True)
class ReadingRules:
    """Whether customers' words may be read by a model elsewhere, and for how much."""

    openai: bool = True
    """Of no effect where the deployment has no key."""
    monthly_cents: int = 200
    """US cents a calendar month in UTC; what comes after is read by the readers that ship."""


@dataclass(frozen=True, slots=True)
class RecordingRules:
    """Whether customers are asked in calls if the call may be recorded."""

    asks: bool = False


@dataclass(frozen=True, slots=True)
class TenantSettings:
    rules: ChannelRules = field(default_factory=ChannelRules)
    reading: ReadingRules = field(default_factory=ReadingRules)
    recording: RecordingRules = field(default_factory=RecordingRules)
    product: str = ""
    """What is sold, in the founder's words: what drafts are written from."""
    playbooks: tuple[Playbook, ...] = ()
    answers: tuple[Answer, ...] = ()
    corrections: tuple[Correction, ...] = ()
    """What the founder put right of what was understood."""
    offers: tuple[Offer, ...] = ()
    plans: tuple[PlanRole, ...] = ()
    bandwidths: tuple[Bandwidth, ...] = ()
    senders: tuple[Sender, ...] = ()
    notices: tuple[NoticeChoices, ...] = ()
    """What each founder chose to be mailed."""
    blocked: str = ""
    """Why no conversation may be opened (spending limit, failed payment); empty when it may."""
    snapshot: str = ""
    """The current snapshot of the customer base."""
    has_webhooks: bool = False
    """Whether events are sent to other tools of the founder."""
    latest_run: str = ""
    """The last finished segment run."""

    def playbook(self, motion: Motion, language: str) -> Playbook | None:
        return next(
            (
                playbook
                for playbook in self.playbooks
                if playbook.motion is motion and playbook.language == language
            ),
            None,
        )

    @property
    def has_own_calendar(self) -> bool:
        """Whether some founder keeps appointments elsewhere than in the built-in calendar."""
        return any(each.calendar != BUILT_IN for each in self.bandwidths)

    def bandwidth(self, founder: FounderId) -> Bandwidth | None:
        return next((b for b in self.bandwidths if b.founder == founder), None)

    def notice_choices(self, founder: FounderId) -> NoticeChoices | None:
        return next((one for one in self.notices if one.founder == founder), None)

    def sender(self, channel: Channel) -> Sender | None:
        return next((s for s in self.senders if s.channel is channel and s.ready), None)

    def offer(self, offer: OfferId | None) -> Offer | None:
        return next((o for o in self.offers if o.id == offer), None)

    @property
    def ready_channels(self) -> tuple[Channel, ...]:
        return tuple(sender.channel for sender in self.senders if sender.ready)

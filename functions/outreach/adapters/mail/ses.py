"""Mail through SES: MIME with one-click unsubscribe and our effect id as a tag."""

from __future__ import annotations

import email.policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from typing import TYPE_CHECKING

from functions.outreach.domain.speaking.mail_body import MailWords, html_body, text_body
from functions.outreach.ports import Delivery, InDoubt, NotSent, Outgoing, ProviderBusy, Sent

if TYPE_CHECKING:
    from mypy_boto3_ses import SESClient

REFUSED = {"MessageRejected", "InvalidParameterValue"}
"""About this very mail. Every other answer below 500 is about our side: not taken, and it may be
mended before the moment has passed."""


class SesMail:
    """A `ChannelSender` of mail to customers, invitations and the founder's own mail.

    SES cannot list what it sent, so `find` answers None and an attempt in doubt is shown to the
    founder instead of being sent again.
    """

    def __init__(self, *, client: SESClient, configuration_set: str = "") -> None:
        # botocore asks again by itself after a timeout, which would mail a customer twice.
        client.meta.events.unregister("needs-retry.ses", unique_id="retry-config-ses")
        self._client = client
        self._configuration_set = configuration_set

    def send(self, outgoing: Outgoing) -> Delivery:
        if not _mailable(outgoing.effect.to):
            return NotSent(error="unmailable")
        return self._send(
            compose(outgoing), from_address=outgoing.from_address, to=outgoing.effect.to
        )

    def _send(self, message: EmailMessage, *, from_address: str, to: str) -> Delivery:
        import botocore.exceptions

        # Unfolded: a long link or tag is read as one word by those who look for it.
        data = message.as_bytes(policy=email.policy.SMTP.clone(max_line_length=998))
        options = (
            {"ConfigurationSetName": self._configuration_set} if self._configuration_set else {}
        )
        try:
            answer = self._client.send_raw_email(
                Source=from_address,  # Without the name, which SES takes in ASCII only.
                Destinations=[to],
                RawMessage={"Data": data},
                **options,
            )
        except botocore.exceptions.ClientError as refused:
            code = refused.response["Error"]["Code"]
            if code in REFUSED:
                return NotSent(error=code)
            certain = refused.response["ResponseMetadata"]["HTTPStatusCode"] < 500
            return ProviderBusy(error=code) if certain else InDoubt(error=code)
        except botocore.exceptions.ConnectTimeoutError:
            return ProviderBusy(error="connect_timeout")
        except botocore.exceptions.HTTPClientError as broken:
            return InDoubt(error=type(broken).__name__)
        return Sent(provider_id=answer["MessageId"])

    def find(self, outgoing: Outgoing) -> Sent | None:  # noqa: ARG002  SES keeps no list
        return None

    def send_code(self, *, from_address: str, to: str, code: str) -> Delivery:
        """One code to an address that a founder says is theirs."""
        if not _mailable(to):
            return NotSent(error="unmailable")
        message = EmailMessage()
        message["From"] = formataddr(("Warmline", from_address))
        message["To"] = to
        message["Subject"] = "Your Warmline code"
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(
            f"Your code is {code}.\n\nIt connects this address to a business at Warmline. "
            "If you did not ask for it, do nothing.\n"
        )
        return self._send(message, from_address=from_address, to=to)


def compose(outgoing: Outgoing) -> EmailMessage:
    """One mail, with the headers for one-click opt-out (RFC 8058) where it goes to a customer.

    A customer gets plain text and HTML side by side, the founder plain text.
    """
    message = EmailMessage()
    message["From"] = formataddr((_one_line(outgoing.from_name), outgoing.from_address))
    message["To"] = outgoing.effect.to
    message["Subject"] = _one_line(outgoing.effect.subject)
    message["Message-ID"] = make_msgid(
        idstring=outgoing.effect.id, domain=outgoing.from_address.rpartition("@")[2]
    )
    if outgoing.claimed_at is not None:
        message["Date"] = format_datetime(outgoing.claimed_at)
    if outgoing.reply_to:
        message["Reply-To"] = outgoing.reply_to
    if outgoing.in_reply_to:
        message["In-Reply-To"] = outgoing.in_reply_to
        message["References"] = outgoing.in_reply_to
    # SES takes tags from this header and gives them back with every event about the mail.
    message["X-SES-MESSAGE-TAGS"] = (
        f"tenant={outgoing.tenant}, conversation={outgoing.conversation},"
        f" effect={outgoing.effect.id}"
    )
    words = MailWords(
        text=outgoing.text,
        subject=outgoing.effect.subject,
        language=outgoing.language,
        business=outgoing.business,
        postal_address=outgoing.postal_address,
        unsubscribe_url=outgoing.unsubscribe_url,
    )
    message.set_content(text_body(words))
    if outgoing.unsubscribe_url:
        message["List-Unsubscribe"] = f"<{outgoing.unsubscribe_url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.add_alternative(html_body(words), subtype="html")
    if outgoing.invitation:
        message.add_attachment(
            outgoing.invitation,
            maintype="text",
            subtype="calendar",
            filename="invite.ics",
            params={"method": outgoing.invitation_method},
        )
    return message


def _mailable(address: str) -> bool:
    """SES takes addresses in ASCII only."""
    return address.isascii() and address.isprintable() and " " not in address and "@" in address


def _one_line(text: str) -> str:
    """A header is one line; a name from a customer file may not be."""
    return " ".join(text.split())

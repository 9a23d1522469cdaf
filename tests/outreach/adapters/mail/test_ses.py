"""Mail as it leaves: headers a mailbox relies on, one attempt each, and what an answer means."""

from __future__ import annotations

import email
import email.policy
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import boto3
import pytest
from botocore.config import Config
from botocore.stub import Stubber
from moto.ses.models import ses_backends

from functions.outreach.adapters.mail.ses import SesMail
from functions.outreach.ports import InDoubt, NotSent, Outgoing, ProviderBusy, Sent
from functions.product.channels import Channel
from tests.outreach.adapters.sample_outgoing import NOW, outgoing

pytestmark = pytest.mark.costly(first=10)

SENDER = "t_sample000001@mail.example.com"
WAY_OUT = "https://hooks.example.com/u/token"


def mail(to: str = "ann@example.com", **changes: object) -> Outgoing:
    made = outgoing(
        Channel.EMAIL,
        to=to,
        from_address=SENDER,
        business="Sample Desk",
        unsubscribe_url=WAY_OUT,
        postal_address="1 Sample Street, Sampletown",
        reply_to="r-t_sample000001-c_sampleb@mail.example.com",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def as_sent(wanted: Outgoing) -> bytes:
    """What SES is given."""
    client = boto3.client(
        "ses", region_name="eu-west-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    with Stubber(client) as stub:
        given: list[bytes] = []
        client.meta.events.register(
            "provide-client-params.ses.SendRawEmail",
            lambda params, **_: given.append(params["RawMessage"]["Data"]),
        )
        stub.add_response("send_raw_email", {"MessageId": "1"})
        assert SesMail(client=client).send(wanted) == Sent("1")
    return given[0]


def as_received(wanted: Outgoing) -> EmailMessage:
    """As the customer's mailbox reads it."""
    return email.message_from_bytes(
        as_sent(wanted), _class=EmailMessage, policy=email.policy.default
    )


def body(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_one_click_opt_out_stands_in_the_headers_and_in_the_words() -> None:
    """RFC 8058 wants both headers; CAN-SPAM the address and the way out in the mail itself."""
    seen = as_received(mail())
    assert seen["List-Unsubscribe"] == f"<{WAY_OUT}>"
    assert seen["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    words, _, footer = body(seen).partition("\n\n--\n")
    assert words == "Hello from the AI assistant of Sample Desk."
    assert footer.split("\n") == [
        "You get this mail because you are a customer of Sample Desk.",
        "1 Sample Street, Sampletown",
        f"No more of these mails, with one click: {WAY_OUT}",
        "",
    ]


def page(message: EmailMessage) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_customer_gets_html_beside_the_plain_words() -> None:
    link = "https://go.example.eu/c/abcdefghijklmnop"
    words = f"Ann, is it <still> useful?\n\nChoose a time: {link}.\nOr reply."
    seen = as_received(mail(text=words, language="en"))
    assert seen.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in seen.iter_parts()] == ["text/plain", "text/html"]
    shown = page(seen)
    assert '<p style="margin:0 0 20px;font-weight:600">Sample Desk</p>' in shown
    assert "Ann, is it &lt;still&gt; useful?</p>" in shown
    assert f'<a href="{link}">{link}</a>.<br>Or reply.' in shown
    assert "You get this mail because you are a customer of Sample Desk." in shown
    assert "1 Sample Street, Sampletown" in shown
    assert f'<a href="{WAY_OUT}" style="color:#5b6573">Unsubscribe</a>' in shown
    for loaded in ("<img", "<script", "<link", "@import", "url("):
        assert loaded not in shown, "a mail fetches nothing"


def test_what_a_name_holds_is_shown_and_never_run() -> None:
    shown = page(as_received(mail(business='Desk <b onclick="x">', postal_address="<i>1</i>")))
    assert "Desk &lt;b onclick=&quot;x&quot;&gt;" in shown
    assert "&lt;i&gt;1&lt;/i&gt;" in shown


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("lt", "nes esate „Sample Desk“ klientas"),
        ("ru", "вы клиент компании «Sample Desk»"),
        ("et", "You get this mail because"),
    ],
)
def test_the_footer_speaks_the_language_of_the_mail(language: str, words: str) -> None:
    seen = as_received(mail(language=language))
    assert words in body(seen)
    assert words in page(seen)


def test_ses_finds_the_effect_in_the_tags_it_gives_back() -> None:
    tags = dict(pair.split("=") for pair in as_received(mail())["X-SES-MESSAGE-TAGS"].split(", "))
    assert tags == {
        "tenant": "t_sample000001",
        "conversation": "c_sampleb",
        "effect": "c_sampleb-1-0",
    }


def test_an_answer_stays_in_the_customers_thread() -> None:
    theirs = "<theirs@example.com>"
    seen = as_received(mail(in_reply_to=theirs))
    assert (seen["In-Reply-To"], seen["References"]) == (theirs, theirs)
    assert seen["Reply-To"] == "r-t_sample000001-c_sampleb@mail.example.com"
    assert parsedate_to_datetime(seen["Date"]) == NOW
    assert "c_sampleb-1-0" in seen["Message-ID"]
    assert seen["Message-ID"].endswith("@mail.example.com>")
    first = as_received(mail())
    assert (first["In-Reply-To"], first["References"]) == (None, None)


def test_a_mail_of_ours_to_the_founder_carries_no_way_out() -> None:
    seen = as_received(mail(unsubscribe_url="", reply_to=""))
    assert seen["List-Unsubscribe"] is None
    assert seen["Reply-To"] is None
    assert "--" not in body(seen)
    assert seen.get_body(("html",)) is None


@pytest.mark.parametrize("method", ["REQUEST", "CANCEL", "PUBLISH"])
def test_an_invitation_is_attached_with_its_method(method: str) -> None:
    calendar = b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"
    seen = as_received(mail(invitation=calendar, invitation_method=method))
    (attached,) = seen.iter_attachments()
    assert attached.get_content_type() == "text/calendar"
    assert attached.get_param("method") == method
    assert attached.get_filename() == "invite.ics"
    assert attached.get_payload(decode=True) == calendar


def test_a_long_link_is_one_word_on_one_line() -> None:
    """Folded or encoded, a mailbox would not recognise the way out, nor SES its tags."""
    link = f"https://hooks.example.com/u/{'x' * 300}"
    lines = as_sent(mail(unsubscribe_url=link, in_reply_to=f"<{'y' * 90}@example.com>"))
    headers = lines.partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert f"List-Unsubscribe: <{link}>".encode() in headers
    assert f"In-Reply-To: <{'y' * 90}@example.com>".encode() in headers
    tags = b"tenant=t_sample000001, conversation=c_sampleb, effect=c_sampleb-1-0"
    assert b"X-SES-MESSAGE-TAGS: " + tags in headers


def test_names_and_words_in_any_script_arrive_whole() -> None:
    effect = replace(mail().effect, subject="Jūsų planas – короткий разговор")
    seen = as_received(mail(from_name="Ąžuolas, UAB", text="Laba diena, ačiū", effect=effect))
    assert seen["From"].addresses[0].display_name == "Ąžuolas, UAB"
    assert seen["From"].addresses[0].addr_spec == SENDER
    assert seen["Subject"] == "Jūsų planas – короткий разговор"
    assert body(seen).startswith("Laba diena, ačiū\n")


def test_a_name_with_line_breaks_adds_no_header() -> None:
    effect = replace(mail().effect, subject="Hello\r\nBcc: all@example.com")
    seen = as_received(mail(effect=effect, from_name="Sample\nDesk"))
    assert seen["Bcc"] is None
    assert seen["Subject"] == "Hello Bcc: all@example.com"
    assert seen["From"].addresses[0].display_name == "Sample Desk"


@pytest.fixture
def ses(aws: None) -> object:
    client = boto3.client("ses")
    client.verify_domain_identity(Domain="mail.example.com")
    return client


def test_ses_takes_a_mail_for_one_recipient(ses: object) -> None:
    sent = SesMail(client=ses).send(mail(from_name="Ąžuolas"))  # type: ignore[arg-type]
    assert isinstance(sent, Sent)
    (kept,) = ses_backends["123456789012"]["eu-west-1"].sent_messages
    assert (kept.id, kept.source, set(kept.destinations)) == (
        sent.provider_id,
        SENDER,
        {"ann@example.com"},
    )


def test_a_sender_ses_does_not_know_is_refused(ses: object) -> None:
    elsewhere = mail(from_address="hello@elsewhere.example.com")
    refused = SesMail(client=ses).send(elsewhere)  # type: ignore[arg-type]
    assert refused == NotSent("MessageRejected")


def test_an_address_no_mail_can_carry_is_refused_before_it_is_sent(ses: object) -> None:
    sender = SesMail(client=ses)  # type: ignore[arg-type]
    for address in ("jonė@example.com", "two\nlines@example.com", "jonė"):
        assert sender.send(mail(address)) == NotSent("unmailable"), address
    assert ses_backends["123456789012"]["eu-west-1"].sent_messages == []


@pytest.mark.parametrize(
    ("code", "status", "meaning"),
    [
        ("MessageRejected", 400, NotSent("MessageRejected")),
        ("InvalidParameterValue", 400, NotSent("InvalidParameterValue")),
        ("Throttling", 400, ProviderBusy("Throttling")),
        ("AccountSendingPausedException", 400, ProviderBusy("AccountSendingPausedException")),
        (
            "MailFromDomainNotVerifiedException",
            400,
            ProviderBusy("MailFromDomainNotVerifiedException"),
        ),
        ("ExpiredToken", 403, ProviderBusy("ExpiredToken")),
        ("InternalFailure", 500, InDoubt("InternalFailure")),
        ("ServiceUnavailable", 503, InDoubt("ServiceUnavailable")),
    ],
)
def test_what_each_answer_of_ses_means(code: str, status: int, meaning: object) -> None:
    client = boto3.client(
        "ses", region_name="eu-west-1", aws_access_key_id="test", aws_secret_access_key="test"
    )
    with Stubber(client) as stub:
        stub.add_client_error("send_raw_email", code, http_status_code=status)
        assert SesMail(client=client).send(mail()) == meaning


@dataclass
class Endpoint:
    """Stands for SES; counts what it was asked and answers with a status, or never."""

    port: int = 0
    asked: int = 0
    status: int = 0
    released: threading.Event = field(default_factory=threading.Event)


@pytest.fixture
def endpoint() -> Iterator[Endpoint]:
    kept = Endpoint()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            kept.asked += 1
            self.rfile.read(int(self.headers["Content-Length"]))
            if not kept.status:
                kept.released.wait(10)
                return
            self.send_response(kept.status)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    kept.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield kept
    kept.released.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize("mode", ["legacy", "standard"])
@pytest.mark.parametrize("status", [0, 500, 503])
def test_an_attempt_in_doubt_is_made_once_however_the_client_retries(
    endpoint: Endpoint, mode: str, status: int
) -> None:
    """botocore's own second attempt would mail the customer twice."""
    endpoint.status = status
    client = boto3.client(
        "ses",
        region_name="eu-west-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
        endpoint_url=f"http://127.0.0.1:{endpoint.port}",
        config=Config(retries={"mode": mode}, read_timeout=0.2),  # type: ignore[arg-type, typeddict-item]
    )
    assert isinstance(SesMail(client=client).send(mail()), InDoubt)
    assert endpoint.asked == 1
    client.close()


def test_ses_keeps_no_list_so_nothing_is_ever_found(ses: object) -> None:
    sender = SesMail(client=ses)  # type: ignore[arg-type]
    sender.send(mail())
    assert sender.find(mail(claimed_at=NOW - timedelta(hours=1))) is None

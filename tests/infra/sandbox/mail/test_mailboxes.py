"""Mail in both directions: what the local SES relays, what people answer, what providers report."""

from __future__ import annotations

import io
import json
import smtplib
import socket
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import boto3
import pytest

from infra.local.platform import Ministack
from infra.sandbox.app import create_app
from infra.sandbox.aws import schedule_event
from infra.sandbox.client import SandboxClient, SandboxRefusedError
from infra.sandbox.settings import Settings
from tests.infra.sandbox.conftest import START, OurSide, Served, serve, until

EVE = "eve@example.com"
US = "Example <founder@mail.example.com>"


def a_mail(our_side: OurSide, *, to: str = EVE) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = US, to, "Your usage"
    message["Reply-To"] = "reply+c1@mail.example.com"
    message["Message-ID"] = f"<m-{to}>"
    message["X-SES-MESSAGE-TAGS"] = "tenant=t1, effect=c1-4-0"
    message["List-Unsubscribe"] = f"<mailto:stop@example.com>, <{our_side.url}/u/token>"
    message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message.set_content("Choose a slot: https://example.com/c/abc.\n")
    message.add_alternative(
        '<p>Choose <a href="https://example.com/c/abc">a slot</a></p>', subtype="html"
    )
    message.add_attachment("BEGIN:VCALENDAR\n", subtype="calendar", filename="invite.ics")
    return message


def relay(served: Served, message: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", served.sandbox.smtp_port or 0, timeout=5) as smtp:
        smtp.send_message(message)


def test_a_relayed_mail_reaches_the_person_whole(
    served: Served, world: SandboxClient, our_side: OurSide
) -> None:
    relay(served, a_mail(our_side))
    (mail,) = world.mails(EVE)
    assert (mail["subject"], mail["from"]) == ("Your usage", US)
    assert mail["tags"] == {"tenant": "t1", "effect": "c1-4-0"}
    assert mail["links"] == [{"url": "https://example.com/c/abc", "text": "a slot"}]
    assert [file["name"] for file in mail["attachments"]] == ["invite.ics"]
    assert "X-SES-MESSAGE-TAGS" not in dict(mail["headers"])
    assert mail["at"] == "2027-03-01T15:00:00Z"


def test_unsubscribe_is_one_click(served: Served, world: SandboxClient, our_side: OurSide) -> None:
    relay(served, a_mail(our_side))
    world.unsubscribe(f"m-{EVE}")
    (hook,) = our_side.at("/u/token")
    assert hook.params == {"List-Unsubscribe": "One-Click"}
    assert hook.headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_mail_without_one_click_offers_no_unsubscribe(
    served: Served, world: SandboxClient, our_side: OurSide
) -> None:
    message = a_mail(our_side)
    del message["List-Unsubscribe-Post"]
    relay(served, message)
    with pytest.raises(SandboxRefusedError, match="offers no one-click"):
        world.unsubscribe(f"m-{EVE}")


def test_without_a_local_cloud_nothing_can_be_answered(
    served: Served, world: SandboxClient, our_side: OurSide
) -> None:
    relay(served, a_mail(our_side))
    with pytest.raises(SandboxRefusedError, match="no local cloud"):
        world.reply_mail(f"m-{EVE}", "Yes")


def test_a_schedule_event_has_every_field_chalice_reads() -> None:
    event = schedule_event("wake_due", START)
    assert set(event) == {
        "version",
        "id",
        "detail-type",
        "source",
        "account",
        "time",
        "region",
        "resources",
        "detail",
    }
    assert event["time"] == "2027-03-01T15:00:00Z"


@dataclass
class Cloud:
    """A real ministack with a bucket and a mail queue, and a sandbox connected to it."""

    world: SandboxClient
    url: str

    def client(self, service: str) -> Any:
        return boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=self.url,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )

    def send(self, message: EmailMessage) -> None:
        self.client("ses").send_raw_email(RawMessage={"Data": message.as_bytes()})

    def event_about(self, address: str) -> dict[str, Any]:
        """The next event on the queue about a mail to this address; empty if there is none."""
        sqs = self.client("sqs")
        queue = sqs.get_queue_url(QueueName="warmline-local-mail")["QueueUrl"]
        for message in sqs.receive_message(QueueUrl=queue).get("Messages", []):
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
            event: dict[str, Any] = json.loads(message["Body"])
            if event["detail"]["mail"]["destination"] == [address]:
                return event
        return {}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def cloud(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cloud]:
    folder: Path = tmp_path_factory.mktemp("ministack")
    smtp_port = free_port()
    ministack = Ministack(
        port=free_port(),
        state=folder / "state",
        smtp_port=smtp_port,
        log=folder / "log",
        keep_state=False,
    )
    ministack.start()
    settings = Settings(
        hooks_url="http://127.0.0.1:1",
        start=START,
        smtp_port=smtp_port,
        ministack_url=ministack.url,
    )
    running = serve(create_app(settings))
    with SandboxClient(f"http://127.0.0.1:{running.port}") as world:
        cloud = Cloud(world, ministack.url)
        cloud.client("s3").create_bucket(Bucket="warmline-local-bucket")
        cloud.client("sqs").create_queue(QueueName="warmline-local-mail")
        cloud.client("ses").verify_email_identity(EmailAddress="founder@mail.example.com")
        yield cloud
    running.stop()
    ministack.stop()


@pytest.mark.platform
def test_mail_through_ses_keeps_its_headers_and_is_reported_delivered(
    cloud: Cloud, our_side: OurSide
) -> None:
    cloud.send(a_mail(our_side, to="fay@example.com"))
    until(lambda: any(mail["headers"] for mail in cloud.world.mails("fay@example.com")))
    (mail,) = cloud.world.mails("fay@example.com")
    assert [file["name"] for file in mail["attachments"]] == ["invite.ics"]
    event = until(lambda: cloud.event_about("fay@example.com"))
    assert (event["source"], event["detail"]["eventType"]) == ("aws.ses", "Delivery")
    assert event["detail"]["mail"]["messageId"] == mail["id"]
    assert event["detail"]["mail"]["tags"] == {"tenant": ["t1"], "effect": ["c1-4-0"]}


@pytest.mark.platform
def test_an_answer_comes_as_mime_into_the_bucket(cloud: Cloud, our_side: OurSide) -> None:
    gus = "gus@example.com"
    cloud.send(a_mail(our_side, to=gus))
    (mail,) = until(lambda: [m for m in cloud.world.mails(gus) if m["headers"]])
    reply = cloud.world.reply_mail(mail["id"], "Tuesday suits me")
    stored = cloud.client("s3").get_object(Bucket="warmline-local-bucket", Key=reply["key"])
    message = message_from_bytes(stored["Body"].read(), policy=policy.default)
    assert message["From"] == gus
    assert message["To"] == "reply+c1@mail.example.com"
    assert message["In-Reply-To"] == f"<{mail['id']}>"
    assert f"<{mail['id']}>" in message["References"]
    assert message["Subject"] == "Re: Your usage"
    text = message.get_content()
    assert text.startswith("Tuesday suits me")
    assert "> Choose a slot" in text


@pytest.mark.platform
def test_bounces_complaints_and_automatic_replies_are_switches(
    cloud: Cloud, our_side: OurSide
) -> None:
    cloud.send(a_mail(our_side, to="bounce@example.com"))
    event = until(lambda: cloud.event_about("bounce@example.com"))
    assert event["detail"]["bounce"]["bounceType"] == "Permanent"
    cloud.world.set_person("hal@example.com", mail="complains", auto_reply="I am away until May.")
    cloud.send(a_mail(our_side, to="hal@example.com"))
    kinds = [
        until(lambda: cloud.event_about("hal@example.com"))["detail"]["eventType"] for _ in "12"
    ]
    assert sorted(kinds) == ["Complaint", "Delivery"]
    cloud.world.settle()
    mails = cloud.world.ledger("mail")["mails"]
    (answer,) = [mail for mail in mails if mail.get("person") == "hal@example.com"]
    assert ["Auto-Submitted", "auto-replied"] in answer["headers"]
    assert answer["text"] == "I am away until May."


@pytest.mark.platform
def test_what_the_relay_did_not_bring_is_read_from_the_providers_list(cloud: Cloud) -> None:
    address = "ida@example.com"
    cloud.client("sesv2").send_email(
        FromEmailAddress="founder@mail.example.com",
        Destination={"ToAddresses": [address]},
        Content={"Simple": {"Subject": {"Data": "Code"}, "Body": {"Text": {"Data": "123456"}}}},
    )
    mails = until(lambda: cloud.world.mails(address))
    assert [(mail["subject"], mail["text"].strip()) for mail in mails] == [("Code", "123456")]


HANDLER = """
def full(event, context):
    missing = {"version", "id", "detail-type", "source", "account", "time", "region",
               "resources", "detail"} - set(event)
    if missing or event["time"][:4] != "2027":
        raise ValueError(f"not a schedule event: {event}")

def broken(event, context):
    raise RuntimeError("cannot fill")
"""


def deploy(cloud: Cloud, name: str, handler: str) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("app.py", HANDLER)
    cloud.client("lambda").create_function(
        FunctionName=name,
        Runtime="python3.13",
        Role="arn:aws:iam::000000000000:role/any",
        Handler=f"app.{handler}",
        Code={"ZipFile": packed.getvalue()},
    )


@pytest.mark.platform
def test_moving_the_clock_runs_the_deployed_schedules_and_shows_their_errors(cloud: Cloud) -> None:
    assert cloud.world.advance(60) == []
    cloud.client("iam").create_role(RoleName="any", AssumeRolePolicyDocument="{}")
    deploy(cloud, "warmline-local-outreach-wake_due", "full")
    deploy(cloud, "warmline-local-outreach-FillDialPools-1A2B", "broken")
    deploy(cloud, "warmline-local-outreach-reconcile_usage", "full")
    first, second = cloud.world.advance(60)
    assert first == {"function": "warmline-local-outreach-wake_due", "error": None}
    assert second["function"] == "warmline-local-outreach-FillDialPools-1A2B"
    assert "cannot fill" in second["error"]
    ran = [entry["function"] for entry in cloud.world.advance(24 * 3600)]
    assert ran.count("warmline-local-outreach-reconcile_usage") == 1, "one night lay on the way"
    assert cloud.world.advance(60, run_due=False) == []

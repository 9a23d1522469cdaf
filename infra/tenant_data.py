"""Exports or deletes everything of one tenant, with the count of each store before and after.

    python -m infra.tenant_data export --stage prod --tenant t_… --folder there
    python -m infra.tenant_data delete --stage prod --tenant t_… --sure t_…

Run by an operator with an administrator's credentials, when an owner asks: no function of a
deployment may read or remove a whole tenant. Must never touch a row or a file of another one.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3

from infra.plain_error import PlainError
from tenancy.tenant import TenantId, tenant_id

if TYPE_CHECKING:
    from functions.erasure.ports import ProviderCopies

Item = dict[str, Any]
"""A row as DynamoDB's own client has it."""

KEPT: Mapping[str, str] = {
    "usage": "what invoices are made of: ids and quantities",
    "erasures": "the log of erasures: keyed hashes, which a restored backup is cleared by",
    "billing": "the customer at Stripe whom the invoices name",
    "stripe_customer": "the customer at Stripe whom the invoices name",
    "audit": "who did what: ids alone, and no role may remove a row",
}
"""Store → why a deletion leaves it."""
_PROVIDER_ID = ("SM", "MM", "CA")
PROVIDER_ROUNDS = 1_000
"""A hundred copies each; what is left after that is printed."""
_SECRET_KINDS = frozenset({"session"})
"""Control rows that open something; an export leaves them out."""


@dataclass(frozen=True, slots=True)
class Counted:
    """How much of one store there was and is."""

    before: int
    after: int
    why: str = ""


class TenantData:
    """Everything of one tenant in one stage."""

    def __init__(
        self, tenant: TenantId, *, control: str, workspace: str, bucket: str, stage: str
    ) -> None:
        self.tenant = tenant_id(tenant)
        self._tables = {"control": control, "workspace": workspace}
        self._bucket = bucket
        self._stage = stage
        self._dynamodb = boto3.client("dynamodb")
        self._s3 = boto3.client("s3")

    def rows(self) -> Iterator[tuple[str, str, Item]]:
        """(table, store, row) of everything that is the tenant's."""
        for table, name in self._tables.items():
            for page in self._dynamodb.get_paginator("scan").paginate(
                TableName=name, ConsistentRead=True
            ):
                for item in page["Items"]:
                    store = self._store(table, item)
                    if store:
                        yield table, store, item

    def _store(self, table: str, item: Item) -> str:
        """Which store of the tenant's a row is in; empty for anybody else's."""
        pk, sk = item["pk"]["S"], item["sk"]["S"]
        first, _, rest = pk.partition("#")
        if table == "workspace":
            return rest.partition("#")[0] if first == self.tenant else ""
        if pk == "tenants":
            return "tenants" if sk == self.tenant else ""
        own = rest == self.tenant and first in {"tenant", "billing", "audit"}
        own = own or pk == f"proof_limit#tenant#{self.tenant}"
        return first if own or item.get("tenant", {}).get("S") == self.tenant else ""

    def files(self) -> Iterator[tuple[str, str]]:
        """(key, version) of everything in the tenant's folders; also what was overwritten."""
        for folder in (f"tenants/{self.tenant}/", f"uploads/{self.tenant}/"):
            pages = self._s3.get_paginator("list_object_versions")
            for page in pages.paginate(Bucket=self._bucket, Prefix=folder):
                for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                    yield one["Key"], one["VersionId"]

    def count(self) -> dict[str, int]:
        """Rows and files by store."""
        counted = Counter(store for _, store, _ in self.rows())
        counted["files"] = sum(1 for _ in self.files())
        counted["secrets"] = len(self._secrets())
        return dict(sorted(counted.items()))

    def _secrets(self) -> list[str]:
        listed = boto3.client("secretsmanager").list_secrets(
            Filters=[{"Key": "name", "Values": [f"warmline-{self._stage}-tenant-{self.tenant}"]}]
        )
        return [one["ARN"] for one in listed["SecretList"]]

    def export(self, folder: Path) -> dict[str, int]:
        """Write rows as JSON lines and the files as they are; what opens a door is left out."""
        folder.mkdir(parents=True)
        with (folder / "rows.jsonl").open("w", encoding="utf-8") as lines:
            for table, store, item in self.rows():
                if store in _SECRET_KINDS:
                    continue
                plain = {name: next(iter(value.values())) for name, value in item.items()}
                lines.write(json.dumps({"table": table, "store": store, **plain}) + "\n")
        for key in dict.fromkeys(key for key, _ in self.files()):
            self._download(key, folder / "files" / key)
        counted = self.count()
        (folder / "counts.json").write_text(json.dumps(counted, indent=1))
        return counted

    def _download(self, key: str, target: Path) -> None:
        found = self._s3.list_objects_v2(Bucket=self._bucket, Prefix=key, MaxKeys=1)
        if any(one["Key"] == key for one in found.get("Contents", ())):
            target.parent.mkdir(parents=True, exist_ok=True)
            self._s3.download_file(self._bucket, key, str(target))

    def delete(
        self, provider: ProviderCopies, delete_sign_in: Callable[[str], None]
    ) -> dict[str, Counted]:
        """Remove everything but what is KEPT, and count each store before and after.

        What could start or say something goes first; repeating it is safe.
        """
        before = self.count()
        self._stop()
        left = self._delete_provider_copies(provider)
        self._delete_mails()
        for email in self._founders():
            delete_sign_in(email)
        for table, store, item in self.rows():
            if store not in KEPT:
                self._delete_row(table, item)
            elif store == "erasures":
                self._keep_hashes_alone(item)
        for key, version in self.files():
            self._s3.delete_object(Bucket=self._bucket, Key=key, VersionId=version)
        for secret in self._secrets():
            boto3.client("secretsmanager").delete_secret(
                SecretId=secret, ForceDeleteWithoutRecovery=True
            )
        after = self.count()
        proof = {
            store: Counted(before[store], after.get(store, 0), KEPT.get(store, ""))
            for store in before
        }
        proof["provider_copies"] = Counted(left[0], left[1], "still under way" if left[1] else "")
        return proof

    def _stop(self) -> None:
        """Nothing is opened, woken or sent from here on: schedules list no such tenant, and no
        conversation has a head."""
        for table, store, item in self.rows():
            opens = table == "control" and store in {"tenants", "session", "address", "socket"}
            if opens or (store == "conversation" and item["sk"]["S"] == "head"):
                self._delete_row(table, item)

    def _delete_row(self, table: str, item: Item) -> None:
        key = {"pk": item["pk"], "sk": item["sk"]}
        self._dynamodb.delete_item(TableName=self._tables[table], Key=key)

    def _delete_provider_copies(self, provider: ProviderCopies) -> tuple[int, int]:
        """How many messages and calls the provider had, and how many are left."""
        ids = tuple(dict.fromkeys(self._provider_ids()))
        waiting = ids
        for _ in range(PROVIDER_ROUNDS):
            done = provider.delete(self.tenant, ids=waiting, numbers=())
            if not done.deleted or not done.waiting:
                waiting = done.waiting
                break
            waiting = done.waiting
        return len(ids), len(waiting)

    def _provider_ids(self) -> Iterator[str]:
        for _, store, item in self.rows():
            sort_key = item["sk"]["S"]
            if (store == "conversation" and sort_key.startswith("inbound#")) or store == "inbox":
                found = sort_key.partition("#")[2]
            elif store == "conversation" and sort_key.startswith("effect#"):
                found = json.loads(item["document"]["S"]).get("provider_id", "")
            else:
                continue
            if found.startswith(_PROVIDER_ID):
                yield found

    def _delete_mails(self) -> None:
        """Received mail lies under no tenant; its keys stand beside the senders' addresses."""
        for _, store, item in self.rows():
            kind, _, key = item["sk"]["S"].partition("#")
            if store == "address" and kind == "mail" and key.startswith("mail/"):
                pages = self._s3.get_paginator("list_object_versions")
                for page in pages.paginate(Bucket=self._bucket, Prefix=key):
                    for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
                        if one["Key"] == key:
                            self._s3.delete_object(
                                Bucket=self._bucket, Key=key, VersionId=one["VersionId"]
                            )

    def _founders(self) -> Iterator[str]:
        """The addresses they sign in with."""
        for _, store, item in self.rows():
            if store == "tenant" and item["sk"]["S"].startswith("founder#"):
                yield json.loads(item["document"]["S"])["email"]

    def _keep_hashes_alone(self, item: Item) -> None:
        """An erasure that was under way is done with this, and keeps no name in the open."""
        record = json.loads(item["document"]["S"])
        kept = record | {"person": None, "conversations": [], "waiting": []}
        self._dynamodb.update_item(
            TableName=self._tables["workspace"],
            Key={"pk": item["pk"], "sk": item["sk"]},
            UpdateExpression="SET #document = :kept REMOVE due_shard, due_at",
            ExpressionAttributeNames={"#document": "document"},
            ExpressionAttributeValues={":kept": {"S": json.dumps(kept)}},
        )


def outputs_of(stage: str) -> dict[str, str]:
    """What the stage's own stack says of itself."""
    stacks = boto3.client("cloudformation").describe_stacks(StackName=f"warmline-{stage}-data")
    return {one["OutputKey"]: one["OutputValue"] for one in stacks["Stacks"][0]["Outputs"]}


def _sign_ins(pool: str) -> Callable[[str], None]:
    """Deletes one from the pool; one that is gone already is fine."""
    cognito = boto3.client("cognito-idp")

    def delete(email: str) -> None:
        try:
            cognito.admin_delete_user(UserPoolId=pool, Username=email)
        except cognito.exceptions.UserNotFoundException:
            return

    return delete


def _data_of(outputs: Mapping[str, str], stage: str, tenant: str) -> TenantData:
    return TenantData(
        tenant_id(tenant),
        control=outputs["ControlTable"],
        workspace=outputs["WorkspaceTable"],
        bucket=outputs["Bucket"],
        stage=stage,
    )


def _provider(stage: str) -> ProviderCopies:
    from functions.outreach.adapters.twilio.connection import connect
    from functions.outreach.adapters.twilio.person_copies import TwilioCopies
    from tenancy.runtime.secrets import parse_twilio

    name = f"warmline-{stage}-secret-twilio"
    text = boto3.client("secretsmanager").get_secret_value(SecretId=name)["SecretString"]
    account = parse_twilio(name, text)
    client = connect(account_sid=account.account_sid, auth_token=account.auth_token, base_url="")
    return TwilioCopies(client=lambda: client, own_numbers=lambda _: ())


def main(arguments: list[str]) -> None:
    """Raises PlainError when a deletion was not confirmed by the tenant's id."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("do", choices=("export", "delete"))
    parser.add_argument("--stage", required=True)
    parser.add_argument("--tenant", required=True)
    parser.add_argument("--folder", type=Path, default=Path("tenant-export"))
    parser.add_argument("--sure", default="", help="the tenant's id once more, to delete it")
    asked = parser.parse_args(arguments)
    if asked.do == "delete" and asked.sure != asked.tenant:
        raise PlainError("Nothing was deleted: give the tenant's id once more with --sure.")
    outputs = outputs_of(asked.stage)
    data = _data_of(outputs, asked.stage, asked.tenant)
    if asked.do == "export":
        print(json.dumps(data.export(asked.folder), indent=1))
        return
    proof = data.delete(_provider(asked.stage), _sign_ins(outputs["UserPoolId"]))
    shown = {store: [one.before, one.after, one.why] for store, one in proof.items()}
    print(json.dumps(shown, indent=1))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except PlainError as error:
        sys.exit(str(error))

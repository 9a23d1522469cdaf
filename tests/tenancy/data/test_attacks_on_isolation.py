"""Every way to reach another tenant's rows or files with one tenant's session is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from pynamodb.transactions import TransactGet, TransactWrite

from tenancy.data.boundary import OutsideTenant
from tenancy.data.credentials import NoTenant, acting_for, current_session, s3_client
from tenancy.data.table import TenantKeys, WorkspaceItem
from tenancy.tenant import TenantId, tenant_id

OURS = tenant_id("t_aaaaaaaaaaaa")
THEIRS = tenant_id("t_bbbbbbbbbbbb")
THEIR_KEY = TenantKeys.settings(THEIRS)
OUR_KEY = TenantKeys.settings(OURS)
TABLE = "warmline-test-workspace"
BUCKET = "warmline-test"
RAW_KEY: dict[str, dict[str, Any]] = {"pk": {"S": THEIR_KEY}, "sk": {"S": "rules"}}


@pytest.fixture(autouse=True, scope="module")
def their_data(shared_aws: None) -> None:
    with acting_for(THEIRS):
        WorkspaceItem(
            THEIR_KEY,
            "rules",
            document="secret",
            listing_pk=TenantKeys.conversations_listing(THEIRS),
            listing_sk="2026-11-23",
        ).save()
        s3_client().put_object(Bucket=BUCKET, Key=f"tenants/{THEIRS}/file", Body=b"secret")


def _their_item() -> WorkspaceItem:
    return WorkspaceItem(THEIR_KEY, "rules", document="overwritten")


def _transact_write(use: Callable[[TransactWrite], None]) -> None:
    with TransactWrite(connection=WorkspaceItem._get_connection().connection) as transaction:
        transaction.save(WorkspaceItem(OUR_KEY, "innocent"))
        use(transaction)


def _transact_get() -> None:
    with TransactGet(connection=WorkspaceItem._get_connection().connection) as transaction:
        transaction.get(WorkspaceItem, THEIR_KEY, "rules")


def _batch_save() -> None:
    with WorkspaceItem.batch_write() as batch:
        batch.save(_their_item())


def _batch_delete() -> None:
    with WorkspaceItem.batch_write() as batch:
        batch.delete(_their_item())


def _file_ours_in_their_listing() -> None:
    item = WorkspaceItem(OUR_KEY, "rules")
    item.update(actions=[WorkspaceItem.listing_pk.set(f"{THEIRS}#conversations")])


MODEL_ATTACKS: dict[str, Callable[[], Any]] = {
    "get": lambda: WorkspaceItem.get(THEIR_KEY, "rules"),
    "query": lambda: list(WorkspaceItem.query(THEIR_KEY)),
    "query with a sort key": lambda: list(
        WorkspaceItem.query(THEIR_KEY, WorkspaceItem.sk.startswith("r"))
    ),
    "query resumed on their row": lambda: list(
        WorkspaceItem.query(OUR_KEY, last_evaluated_key=RAW_KEY)
    ),
    "count": lambda: WorkspaceItem.count(THEIR_KEY),
    "scan": lambda: list(WorkspaceItem.scan()),
    "index query": lambda: list(WorkspaceItem.listing.query(f"{THEIRS}#conversations")),
    "index scan": lambda: list(WorkspaceItem.listing.scan()),
    "save": lambda: _their_item().save(),
    "update": lambda: _their_item().update(actions=[WorkspaceItem.document.set("overwritten")]),
    "delete": lambda: _their_item().delete(),
    "refresh": lambda: _their_item().refresh(),
    "batch get": lambda: list(WorkspaceItem.batch_get([(OUR_KEY, "x"), (THEIR_KEY, "rules")])),
    "batch save": _batch_save,
    "batch delete": _batch_delete,
    "transact get": _transact_get,
    "transact save": lambda: _transact_write(lambda tx: tx.save(_their_item())),
    "transact update": lambda: _transact_write(
        lambda tx: tx.update(_their_item(), actions=[WorkspaceItem.document.set("x")])
    ),
    "transact delete": lambda: _transact_write(lambda tx: tx.delete(_their_item())),
    "transact condition check": lambda: _transact_write(
        lambda tx: tx.condition_check(
            WorkspaceItem, THEIR_KEY, "rules", condition=WorkspaceItem.document == "secret"
        )
    ),
    "file our row in their listing": _file_ours_in_their_listing,
    "save our row into their listing": lambda: WorkspaceItem(
        OUR_KEY, "rules", listing_pk=f"{THEIRS}#conversations", listing_sk="x"
    ).save(),
    "describe the table": WorkspaceItem.describe_table,
    "drop the table": WorkspaceItem.delete_table,
}


@pytest.mark.parametrize("attack", MODEL_ATTACKS.values(), ids=MODEL_ATTACKS.keys())
def test_no_model_operation_reaches_another_tenant(attack: Callable[[], Any]) -> None:
    with acting_for(OURS), pytest.raises(OutsideTenant):
        attack()
    _their_row_is_untouched()


def _raw() -> Any:
    return WorkspaceItem._get_connection().connection.client


def _statement() -> Any:
    statement = f"SELECT * FROM \"{TABLE}\" WHERE pk = '{THEIR_KEY}'"
    return _raw().execute_statement(Statement=statement)


def _raw_query(condition: str, *, names: dict[str, str] | None = None, **more: Any) -> Any:
    values = {":ours": {"S": OUR_KEY}, ":theirs": {"S": THEIR_KEY}}
    if names:
        more["ExpressionAttributeNames"] = names
    return _raw().query(
        TableName=TABLE,
        KeyConditionExpression=condition,
        ExpressionAttributeValues=values,
        **more,
    )


RAW_ATTACKS: dict[str, Callable[[], Any]] = {
    "get": lambda: _raw().get_item(TableName=TABLE, Key=RAW_KEY),
    "get by the other table": lambda: _raw().get_item(
        TableName="warmline-test-control", Key={"pk": {"S": OUR_KEY}, "sk": {"S": "x"}}
    ),
    "partiql": _statement,
    "scan": lambda: _raw().scan(TableName=TABLE),
    "query": lambda: _raw_query("pk = :theirs"),
    "query hiding the partition behind a sort key": lambda: _raw_query(
        "sk = :ours AND pk = :theirs"
    ),
    "query hiding the partition behind a name": lambda: _raw_query(
        "#a = :ours AND #b = :theirs", names={"#a": "sk", "#b": "pk"}
    ),
    "query by the value first": lambda: _raw_query(":theirs = pk"),
    "query by the old condition form": lambda: _raw().query(
        TableName=TABLE,
        KeyConditions={
            "pk": {"ComparisonOperator": "EQ", "AttributeValueList": [{"S": THEIR_KEY}]}
        },
    ),
    "query of all tenants' due index": lambda: _raw_query("due_shard = :ours", IndexName="due"),
    "update by the old form": lambda: _raw().update_item(
        TableName=TABLE,
        Key={"pk": {"S": OUR_KEY}, "sk": {"S": "x"}},
        AttributeUpdates={
            "listing_pk": {"Value": {"S": f"{THEIRS}#conversations"}, "Action": "PUT"}
        },
    ),
    "batch write beside an own row": lambda: _raw().batch_write_item(
        RequestItems={
            TABLE: [
                {"PutRequest": {"Item": {"pk": {"S": OUR_KEY}, "sk": {"S": "x"}}}},
                {"DeleteRequest": {"Key": RAW_KEY}},
            ]
        }
    ),
    "our prefix without its end": lambda: _raw().get_item(
        TableName=TABLE, Key={"pk": {"S": f"{OURS}b#settings"}, "sk": {"S": "x"}}
    ),
    "list the tables": lambda: _raw().list_tables(),
}


@pytest.mark.parametrize("attack", RAW_ATTACKS.values(), ids=RAW_ATTACKS.keys())
def test_the_raw_client_beneath_the_models_is_guarded_too(attack: Callable[[], Any]) -> None:
    with acting_for(OURS), pytest.raises(OutsideTenant):
        attack()
    _their_row_is_untouched()


THEIR_FILE = f"tenants/{THEIRS}/file"

FILE_ATTACKS: dict[str, Callable[[], Any]] = {
    "get": lambda: s3_client().get_object(Bucket=BUCKET, Key=THEIR_FILE),
    "climb": lambda: s3_client().get_object(Bucket=BUCKET, Key=f"tenants/{OURS}/../{THEIRS}/file"),
    "our prefix without its end": lambda: s3_client().get_object(
        Bucket=BUCKET, Key=f"tenants/{OURS}b/file"
    ),
    "put": lambda: s3_client().put_object(Bucket=BUCKET, Key=THEIR_FILE, Body=b"x"),
    "delete": lambda: s3_client().delete_object(Bucket=BUCKET, Key=THEIR_FILE),
    "delete many": lambda: s3_client().delete_objects(
        Bucket=BUCKET, Delete={"Objects": [{"Key": THEIR_FILE}]}
    ),
    "copy theirs to ours": lambda: s3_client().copy_object(
        Bucket=BUCKET,
        Key=f"tenants/{OURS}/file",
        CopySource={"Bucket": BUCKET, "Key": THEIR_FILE},
    ),
    "list everything": lambda: s3_client().list_objects_v2(Bucket=BUCKET),
    "list by a short prefix": lambda: s3_client().list_objects_v2(
        Bucket=BUCKET, Prefix="tenants/t_"
    ),
    "list the old way": lambda: s3_client().list_objects(Bucket=BUCKET, Prefix="tenants/"),
    "another bucket": lambda: s3_client().get_object(Bucket="other", Key=f"tenants/{OURS}/x"),
    "inbound mail": lambda: s3_client().get_object(Bucket=BUCKET, Key="mail/1"),
    "sign a link": lambda: s3_client().generate_presigned_url(
        "get_object", Params={"Bucket": BUCKET, "Key": THEIR_FILE}
    ),
    "sign a form": lambda: s3_client().generate_presigned_post(BUCKET, f"uploads/{THEIRS}/1"),
}


@pytest.mark.parametrize("attack", FILE_ATTACKS.values(), ids=FILE_ATTACKS.keys())
def test_no_file_operation_reaches_another_tenant(attack: Callable[[], Any]) -> None:
    with acting_for(OURS), pytest.raises(OutsideTenant):
        attack()
    body = boto3.client("s3").get_object(Bucket=BUCKET, Key=THEIR_FILE)["Body"].read()
    assert body == b"secret"


def test_nothing_is_reached_without_a_tenant() -> None:
    with pytest.raises(NoTenant):
        WorkspaceItem.get(THEIR_KEY, "rules")
    with pytest.raises(NoTenant):
        s3_client()


def test_acting_for_a_second_tenant_inside_the_first_is_refused() -> None:
    with acting_for(OURS), pytest.raises(NoTenant), acting_for(THEIRS):
        pass


@pytest.mark.parametrize("forged", ["", "*", "t_*", "t_aaaaaaaaaaaa#", "t_aaaaaaaaaaaa/../x"])
def test_a_forged_tenant_id_opens_no_session_and_builds_no_key(forged: str) -> None:
    with pytest.raises(ValueError, match="tenant id"), acting_for(TenantId(forged)):
        pass
    with pytest.raises(ValueError, match="tenant id"):
        TenantKeys.settings(TenantId(forged))


def test_own_rows_and_files_are_reached_by_every_allowed_way() -> None:
    with acting_for(OURS) as session:
        item = WorkspaceItem(OUR_KEY, "rules", document="ours")
        item.save()
        item.update(
            actions=[
                WorkspaceItem.listing_pk.set(TenantKeys.conversations_listing(OURS)),
                WorkspaceItem.listing_sk.set("2026-11-23"),
            ]
        )
        assert [row.document for row in WorkspaceItem.query(OUR_KEY)] == ["ours"]
        listed = WorkspaceItem.listing.query(TenantKeys.conversations_listing(OURS))
        assert [row.sk for row in listed] == ["rules"]
        assert [row.sk for row in WorkspaceItem.batch_get([(OUR_KEY, "rules")])] == ["rules"]
        files = session.s3_client()
        files.put_object(Bucket=BUCKET, Key=f"tenants/{OURS}/a", Body=b"1")
        files.copy_object(
            Bucket=BUCKET,
            Key=f"tenants/{OURS}/b",
            CopySource={"Bucket": BUCKET, "Key": f"tenants/{OURS}/a"},
        )
        listing = files.list_objects_v2(Bucket=BUCKET, Prefix=f"tenants/{OURS}/")
        assert [entry["Key"][-1] for entry in listing["Contents"]] == ["a", "b"]


def test_two_tenants_in_turn_are_served_by_their_own_sessions() -> None:
    with acting_for(OURS):
        ours = current_session()
        WorkspaceItem(OUR_KEY, "rules", document="ours").save()
    with acting_for(THEIRS):
        assert current_session() is not ours
        assert WorkspaceItem.get(THEIR_KEY, "rules").document == "secret"
    with acting_for(OURS):
        assert current_session() is ours
        assert WorkspaceItem.get(OUR_KEY, "rules").document == "ours"


def _their_row_is_untouched() -> None:
    rows = boto3.client("dynamodb").query(
        TableName=TABLE,
        KeyConditionExpression="pk = :pk",
        ExpressionAttributeValues={":pk": {"S": THEIR_KEY}},
    )["Items"]
    assert [row["document"]["S"] for row in rows] == ["secret"]

"""The two tables: their items, and keys that cannot be built without a tenant.

A workspace item is read and written only under the credentials of the tenant being acted for.
Which values an item holds, and when, is decided elsewhere.
"""

from __future__ import annotations

import os
from typing import Any, ClassVar, NewType

from pynamodb.attributes import NumberAttribute, TTLAttribute, UnicodeAttribute
from pynamodb.connection.base import MetaTable
from pynamodb.connection.table import TableConnection
from pynamodb.exceptions import PutError
from pynamodb.expressions.condition import Condition
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.models import Model

from tenancy.data.bounded_model import BoundedModel
from tenancy.data.credentials import current_session
from tenancy.runtime.aws_clients import MAKING_CLIENTS, process_session
from tenancy.runtime.aws_limits import limits_of
from tenancy.tenant import TenantId, tenant_id

WorkspaceKey = NewType("WorkspaceKey", str)
"""A partition key of the workspace table; made by TenantKeys only."""


class TenantKeys:
    """Partition keys of the workspace table. The tenant id is checked each time one is built."""

    @staticmethod
    def _key(tenant: TenantId, *rest: str) -> WorkspaceKey:
        return WorkspaceKey("#".join((tenant_id(tenant), *rest)))

    @staticmethod
    def settings(tenant: TenantId) -> WorkspaceKey:
        return TenantKeys._key(tenant, "settings")

    @staticmethod
    def imports(tenant: TenantId) -> WorkspaceKey:
        return TenantKeys._key(tenant, "imports")

    @staticmethod
    def runs(tenant: TenantId) -> WorkspaceKey:
        return TenantKeys._key(tenant, "runs")

    @staticmethod
    def campaigns(tenant: TenantId) -> WorkspaceKey:
        return TenantKeys._key(tenant, "campaigns")

    @staticmethod
    def progress(tenant: TenantId) -> WorkspaceKey:
        return TenantKeys._key(tenant, "progress")

    @staticmethod
    def channel_health(tenant: TenantId) -> WorkspaceKey:
        return TenantKeys._key(tenant, "channel_health")

    @staticmethod
    def conversation(tenant: TenantId, conversation: str) -> WorkspaceKey:
        return TenantKeys._key(tenant, "conversation", conversation)

    @staticmethod
    def person(tenant: TenantId, customer: str) -> WorkspaceKey:
        return TenantKeys._key(tenant, "person", customer)

    @staticmethod
    def address(tenant: TenantId, kind: str, address: str) -> WorkspaceKey:
        """`address` is the one spelling that all equal forms of a `phone` or `email` share."""
        return TenantKeys._key(tenant, "address", kind, address)

    @staticmethod
    def suppression(tenant: TenantId) -> WorkspaceKey:
        return TenantKeys._key(tenant, "suppression")

    @staticmethod
    def calendar(tenant: TenantId, founder: str) -> WorkspaceKey:
        return TenantKeys._key(tenant, "calendar", founder)

    @staticmethod
    def bookings(tenant: TenantId) -> WorkspaceKey:
        return TenantKeys._key(tenant, "bookings")

    @staticmethod
    def usage(tenant: TenantId) -> WorkspaceKey:
        return TenantKeys._key(tenant, "usage")

    @staticmethod
    def inbox(tenant: TenantId) -> WorkspaceKey:
        return TenantKeys._key(tenant, "inbox")

    @staticmethod
    def reading(tenant: TenantId) -> WorkspaceKey:
        """What was spent on reading elsewhere, and whether it is paused."""
        return TenantKeys._key(tenant, "reading")

    @staticmethod
    def stripe(tenant: TenantId) -> WorkspaceKey:
        """The founder's own Stripe account, as a source of the customer base."""
        return TenantKeys._key(tenant, "stripe")

    @staticmethod
    def erasures(tenant: TenantId) -> WorkspaceKey:
        """Who was erased, by keyed hash, and how far each erasure is."""
        return TenantKeys._key(tenant, "erasures")

    @staticmethod
    def api(tenant: TenantId) -> WorkspaceKey:
        """What the API answered to requests that may be sent twice."""
        return TenantKeys._key(tenant, "api")

    @staticmethod
    def webhooks(tenant: TenantId) -> WorkspaceKey:
        """Events on their way to the founder's other tools, and the log of them."""
        return TenantKeys._key(tenant, "webhooks")

    @staticmethod
    def saved_filters(tenant: TenantId) -> WorkspaceKey:
        """Filters of the console's lists, kept under a name."""
        return TenantKeys._key(tenant, "filters")

    @staticmethod
    def notices(tenant: TenantId) -> WorkspaceKey:
        """What founders are to be mailed: at once to every owner, and the mail of the day."""
        return TenantKeys._key(tenant, "notices")

    @staticmethod
    def conversations_listing(tenant: TenantId) -> WorkspaceKey:
        """The `listing_pk` of a conversation's head."""
        return TenantKeys._key(tenant, "conversations")

    @staticmethod
    def rehearsals_listing(tenant: TenantId) -> WorkspaceKey:
        """The `listing_pk` of a rehearsal over a founder's phone, which is with no customer."""
        return TenantKeys._key(tenant, "rehearsals")

    @staticmethod
    def runs_listing(tenant: TenantId) -> WorkspaceKey:
        """The `listing_pk` of a segment run; their ids do not sort by time."""
        return TenantKeys._key(tenant, "runs")


def tenant_of(partition_key: str) -> TenantId:
    """Return the tenant a workspace partition key belongs to. Raises ValueError."""
    return tenant_id(partition_key.partition("#")[0])


class TableNamedByEnvironment(type):
    """Reads a table's name when it is used, so that importing a module needs no environment."""

    variable: ClassVar[str]

    @property
    def table_name(cls) -> str:
        return os.environ[cls.variable]


class OwnCredentialsMeta(metaclass=TableNamedByEnvironment):
    """PynamoDB's settings for what a function reads under its own credentials."""

    connect_timeout_seconds = limits_of("dynamodb").connect_s
    read_timeout_seconds = limits_of("dynamodb").read_s
    max_retry_attempts = limits_of("dynamodb").attempts - 1


def process_table(table: TableConnection) -> TableConnection:
    """A connection whose client is the process's; PynamoDB would make a session of its own."""
    table.connection._local.session = process_session()
    # Made here, under the lock, and not at its first use.
    _ = table.connection.client
    return table


class ControlItem(BoundedModel):
    """A row of the control table, under the function's own credentials."""

    class Meta(OwnCredentialsMeta):
        """PynamoDB's settings."""

        variable = "WARMLINE_CONTROL_TABLE"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    document = UnicodeAttribute(null=True)
    """JSON text."""
    tenant = UnicodeAttribute(null=True)
    founder = UnicodeAttribute(null=True)
    signed_out_at = UnicodeAttribute(null=True)
    """On a founder: sessions opened until then are over. ISO UTC."""
    status = UnicodeAttribute(null=True)
    counter = NumberAttribute(attr_name="count", null=True)
    expires_at = TTLAttribute(attr_name="expires_at_s", null=True)

    @classmethod
    def _get_connection(cls) -> TableConnection:
        with MAKING_CLIENTS:
            return process_table(super()._get_connection())


class ListingIndex(GlobalSecondaryIndex["WorkspaceItem"]):  # type: ignore[no-untyped-call]
    """A tenant's conversations by the time of their last step."""

    class Meta:
        """PynamoDB's settings."""

        index_name = "listing"
        projection = AllProjection()

    listing_pk = UnicodeAttribute(hash_key=True)
    listing_sk = UnicodeAttribute(range_key=True)


class WorkspaceItem(BoundedModel):
    """A row of the workspace table; usable inside `credentials.acting_for` only.

    `version` is a plain number: a writer states its own condition on it, so that a blind put and a
    guarded one look different where they are written.
    """

    class Meta(metaclass=TableNamedByEnvironment):
        """PynamoDB's settings; everything about the connection is the tenant session's."""

        variable = "WARMLINE_WORKSPACE_TABLE"

    pk = UnicodeAttribute(hash_key=True)
    sk = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(null=True)
    version = NumberAttribute(null=True)
    document = UnicodeAttribute(null=True)
    """JSON text."""
    status = UnicodeAttribute(null=True)
    owner = UnicodeAttribute(null=True)
    """Who holds a lock or a cell: a conversation or booking id."""
    counter = NumberAttribute(attr_name="count", null=True)
    cap = NumberAttribute(null=True)
    at = UnicodeAttribute(null=True)
    """ISO UTC."""
    reported_at = UnicodeAttribute(null=True)
    erased_at = UnicodeAttribute(null=True)
    """On a suppression: when its person was erased. ISO UTC."""
    due_shard = UnicodeAttribute(null=True)
    """`due#0` to `due#7`, on what has to be looked at again; absent otherwise."""
    due_at = UnicodeAttribute(null=True)
    """ISO UTC."""
    listing_pk = UnicodeAttribute(null=True)
    listing_sk = UnicodeAttribute(null=True)
    expires_at = TTLAttribute(attr_name="expires_at_s", null=True)

    listing = ListingIndex()

    @classmethod
    def _get_connection(cls) -> TableConnection:
        """The one place every operation of every workspace model passes through."""
        return current_session().table_connection(cls._meta_table)

    @classmethod
    def _meta_table(cls) -> MetaTable:
        schema = cls._get_schema()
        indexes = [
            {"IndexName": index["index_name"], "KeySchema": index["key_schema"]}
            for index in schema["global_secondary_indexes"]
        ]
        return MetaTable(
            {
                "TableName": cls.Meta.table_name,
                "KeySchema": schema["key_schema"],
                "AttributeDefinitions": schema["attribute_definitions"],
                "GlobalSecondaryIndexes": indexes,
                "LocalSecondaryIndexes": [],
            }
        )


def table_shapes() -> dict[str, dict[str, Any]]:
    """`control` and `workspace` as CreateTable wants them (without names), for an empty database.

    The deployed tables come from the stack's template; a test holds both to the same shape.
    """
    primary = [
        {"AttributeName": "pk", "KeyType": "HASH"},
        {"AttributeName": "sk", "KeyType": "RANGE"},
    ]

    def strings(*names: str) -> list[dict[str, str]]:
        return [{"AttributeName": name, "AttributeType": "S"} for name in names]

    def index(name: str, *, hash_key: str, range_key: str, projection: str) -> dict[str, Any]:
        return {
            "IndexName": name,
            "KeySchema": [
                {"AttributeName": hash_key, "KeyType": "HASH"},
                {"AttributeName": range_key, "KeyType": "RANGE"},
            ],
            "Projection": {"ProjectionType": projection},
        }

    return {
        "control": {
            "KeySchema": primary,
            "AttributeDefinitions": strings("pk", "sk"),
            "BillingMode": "PAY_PER_REQUEST",
        },
        "workspace": {
            "KeySchema": primary,
            "AttributeDefinitions": strings(
                "pk", "sk", "due_shard", "due_at", "listing_pk", "listing_sk"
            ),
            "GlobalSecondaryIndexes": [
                index("due", hash_key="due_shard", range_key="due_at", projection="KEYS_ONLY"),
                index("listing", hash_key="listing_pk", range_key="listing_sk", projection="ALL"),
            ],
            "BillingMode": "PAY_PER_REQUEST",
        },
    }


def saved_if(item: Model, condition: Condition) -> bool:
    """Save an item of either table if the condition holds; whether it did."""
    try:
        item.save(condition=condition)
    except PutError as error:
        if error.cause_response_code == "ConditionalCheckFailedException":
            return False
        raise
    return True

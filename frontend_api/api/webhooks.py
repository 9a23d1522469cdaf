"""Webhooks and their log. A key of the scope `manage` alone changes where events are sent."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from frontend_api.acts import webhooks as acts
from frontend_api.api.contract.endpoint import (
    ApiModel,
    AskedModel,
    Call,
    ListPart,
    Nothing,
    PageAsked,
    endpoint,
    refused_fields,
)
from frontend_api.http.forms import FieldRefusal
from frontend_api.http.problems import ApiProblem, not_there
from functions.webhooks.deliveries import DeliveryStatus, EndpointDelivery
from functions.webhooks.endpoints import LONGEST_URL, EndpointStatus, WebhookEndpoint
from functions.webhooks.events import WebhookKind


class WebhookShown(ApiModel):
    id: str
    url: str
    kinds: tuple[WebhookKind, ...]
    """Empty: every event."""
    status: EndpointStatus
    off_because: str
    made_at: datetime
    last_success_at: datetime | None


class WebhookList(ApiModel):
    items: tuple[WebhookShown, ...]


class WebhookWanted(AskedModel):
    url: Annotated[str, Field(min_length=1, max_length=LONGEST_URL)]
    kinds: Annotated[tuple[WebhookKind, ...], Field(max_length=50)] = ()


class DeliveryShown(ApiModel):
    webhook_id: str
    status: DeliveryStatus
    tries: int
    next_at: datetime | None
    last_at: datetime | None
    http_status: int
    problem: str


class WebhookEventShown(ApiModel):
    """An event of the log; `key` names it for a replay."""

    key: str
    id: str
    kind: WebhookKind
    at: datetime
    data: dict[str, str | int | bool | None]
    deliveries: tuple[DeliveryShown, ...]


class WebhookEventList(ApiModel):
    """Of the newest hundred."""

    items: tuple[WebhookEventShown, ...]
    next_cursor: str


class ReplayWanted(AskedModel):
    key: Annotated[str, Field(min_length=1, max_length=300)]


class WebhookChanged(ApiModel):
    id: str


def _shown(found: WebhookEndpoint) -> WebhookShown:
    return WebhookShown(
        id=found.id,
        url=found.url,
        kinds=found.kinds,
        status=found.status,
        off_because=found.off_because,
        made_at=found.made_at,
        last_success_at=found.last_success_at,
    )


@endpoint("List webhooks", answer=WebhookList, body=Nothing, query=Nothing)
def list_webhooks(call: Call[Nothing, Nothing]) -> WebhookList | ApiProblem:
    found = call.ports.webhooks.endpoints(call.session.tenant.id)
    return WebhookList(items=tuple(_shown(each) for each in found))


@endpoint(
    "Add a webhook; its secret is on the page",
    answer=WebhookShown,
    body=WebhookWanted,
    query=Nothing,
    status=201,
)
def add_webhook(call: Call[WebhookWanted, Nothing]) -> WebhookShown | ApiProblem:
    made = acts.add_endpoint(call.session, call.ports, url=call.body.url, kinds=call.body.kinds)
    return refused_fields((made,)) if isinstance(made, FieldRefusal) else _shown(made)


@endpoint("Remove a webhook", answer=WebhookChanged, body=Nothing, query=Nothing, problems=(404,))
def remove_webhook(call: Call[Nothing, Nothing]) -> WebhookChanged | ApiProblem:
    wanted = call.values["webhook_id"]
    if not acts.remove_endpoint(call.session, call.ports, wanted):
        return not_there("This webhook")
    return WebhookChanged(id=wanted)


@endpoint(
    "Turn a webhook on again", answer=WebhookShown, body=Nothing, query=Nothing, problems=(404,)
)
def turn_on_webhook(call: Call[Nothing, Nothing]) -> WebhookShown | ApiProblem:
    found = acts.turn_endpoint(call.session, call.ports, call.values["webhook_id"], on=True)
    return not_there("This webhook") if found is None else _shown(found)


@endpoint(
    "Turn a webhook off for a while",
    answer=WebhookShown,
    body=Nothing,
    query=Nothing,
    problems=(404,),
)
def turn_off_webhook(call: Call[Nothing, Nothing]) -> WebhookShown | ApiProblem:
    found = acts.turn_endpoint(call.session, call.ports, call.values["webhook_id"], on=False)
    return not_there("This webhook") if found is None else _shown(found)


@endpoint("List events, the newest first", answer=WebhookEventList, body=Nothing, query=PageAsked)
def list_webhook_events(call: Call[Nothing, PageAsked]) -> WebhookEventList | ApiProblem:
    rows = call.ports.webhooks.log(call.session.tenant.id)
    part = ListPart.cut(rows, call.query, key=lambda logged: logged.key, newest=True)
    if isinstance(part, ApiProblem):
        return part
    items = tuple(
        WebhookEventShown(
            key=logged.key,
            id=logged.row.event.id,
            kind=logged.row.event.kind,
            at=logged.row.event.at,
            data=dict(logged.row.event.data),
            deliveries=tuple(_delivery(each) for each in logged.row.deliveries or ()),
        )
        for logged in part.items
    )
    return WebhookEventList(items=items, next_cursor=part.next_cursor)


def _delivery(found: EndpointDelivery) -> DeliveryShown:
    return DeliveryShown(
        webhook_id=found.endpoint,
        status=found.status,
        tries=found.tries,
        next_at=found.next_at,
        last_at=found.last_at,
        http_status=found.http_status,
        problem=found.problem,
    )


@endpoint(
    "Send an event of the log once more",
    answer=WebhookChanged,
    body=ReplayWanted,
    query=Nothing,
    status=202,
    problems=(404,),
)
def replay_event(call: Call[ReplayWanted, Nothing]) -> WebhookChanged | ApiProblem:
    wanted = call.values["webhook_id"]
    if not acts.replay_event(call.session, call.ports, key=call.body.key, endpoint=wanted):
        return not_there("This event or its webhook")
    return WebhookChanged(id=wanted)

"""AWS sessions and clients under the process's own credentials, cheap to make in a fresh process.

One session serves the process, and all share one loader, because reading the descriptions of AWS
takes longer than making a client. Must never make a client for tenant data: those come from
`tenancy.data.credentials`.
"""

from __future__ import annotations

import copy
import functools
import threading
from typing import Any

import botocore.session
from botocore import handlers
from botocore.hooks import EventAliaser, HierarchicalEmitter

from tenancy.runtime.aws_descriptions import SERVICES, OurDescriptions
from tenancy.runtime.aws_limits import config_of

MAKING_CLIENTS = threading.Lock()
"""Held while a client is made from the process's session: botocore does not do that itself."""


_OF_ANY_SERVICE = "*"
_DOCUMENTATION = "docs"
"""The first part of events that only a writer of documentation emits."""
_IN_EVENTS = {"cognito-idp": "cognito-identity-provider"}
"""Services that events name otherwise than clients do."""
_CONCERNS_US = {_OF_ANY_SERVICE, *(_IN_EVENTS.get(service, service) for service in SERVICES)}


@functools.cache
def _handlers() -> HierarchicalEmitter:
    """botocore's own handlers of the services we call; a session is given them or a copy of them.

    botocore would register as many again for services that nobody can ask this session for.
    """
    emitter = HierarchicalEmitter()
    events = EventAliaser(emitter)
    registers = {
        handlers.REGISTER_FIRST: events.register_first,
        handlers.REGISTER_LAST: events.register_last,
    }
    for spec in handlers.BUILTIN_HANDLERS:
        parts = str(spec[0]).split(".")
        service = parts[1] if len(parts) > 1 else _OF_ANY_SERVICE
        if parts[0] != _DOCUMENTATION and service in _CONCERNS_US:
            register = registers[spec[2]] if len(spec) > 2 else events.register
            register(spec[0], spec[1])
    return emitter


@functools.cache
def process_session() -> botocore.session.Session:
    """The session of the function's own role."""
    session = botocore.session.Session(event_hooks=_handlers(), include_builtin_handlers=False)
    session.register_component("data_loader", OurDescriptions())
    return session


def new_session() -> botocore.session.Session:
    """A session with credentials and events of its own that shares the parsed descriptions.

    Copying the handlers takes a twentieth of registering them.
    """
    shared = process_session().get_component("data_loader")
    session = botocore.session.Session(
        event_hooks=copy.copy(_handlers()), include_builtin_handlers=False
    )
    session.register_component("data_loader", shared)
    return session


def make_client(service: str) -> Any:
    """A new client of the process's session; the caller gives it its type.

    Not boto3's: its resources and file transfers are a seventh of a small function's start.
    """
    with MAKING_CLIENTS:
        return process_session().create_client(service, config=config_of(service))

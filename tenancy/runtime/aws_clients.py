"""AWS sessions and clients under the process's own credentials, cheap to make in a fresh process.

One session serves the process, because each new one registers hundreds of handlers, and all share
one loader, because parsing the descriptions of AWS takes 70 ms. Must never make a client for tenant
data: those come from `tenancy.data.credentials`.
"""

from __future__ import annotations

import functools
import threading
from typing import Any

import botocore.session

MAKING_CLIENTS = threading.Lock()
"""Held while a client is made from the process's session: botocore does not do that itself."""


@functools.cache
def process_session() -> botocore.session.Session:
    """The session of the function's own role."""
    return botocore.session.Session()


def new_session() -> botocore.session.Session:
    """A session with credentials and events of its own that shares the parsed descriptions."""
    session = botocore.session.Session()
    session.register_component("data_loader", process_session().get_component("data_loader"))
    return session


def make_client(service: str) -> Any:
    """A new client of the process's session; the caller gives it its type.

    Not boto3's: its resources and file transfers are a seventh of a small function's start.
    """
    with MAKING_CLIENTS:
        return process_session().create_client(service)

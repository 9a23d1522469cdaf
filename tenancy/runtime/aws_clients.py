"""AWS sessions and clients under the process's own credentials, cheap to make in a fresh process.

Sessions share one loader, because parsing the descriptions of AWS costs each of them 70 ms.
Must never make a client for tenant data: those come from `tenancy.data.credentials`.
"""

from __future__ import annotations

import functools
from typing import Any

import botocore.session


@functools.cache
def _loader() -> Any:
    return botocore.session.Session().get_component("data_loader")


def new_session() -> botocore.session.Session:
    """A session of its own credentials and events that shares the parsed descriptions."""
    session = botocore.session.Session()
    session.register_component("data_loader", _loader())
    return session


@functools.cache
def _process_session() -> botocore.session.Session:
    return new_session()


def make_client(service: str) -> Any:
    """A new client of the process's session; typed where it is handed on.

    Not boto3's own: its resources and file transfers are a seventh of a small function's start.
    """
    return _process_session().create_client(service)

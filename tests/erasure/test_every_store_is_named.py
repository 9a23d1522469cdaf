"""No store is forgotten by the erase proof: what the code keeps is read out of the code."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import get_args

import pytest

from infra.deployables import QUEUES as DEPLOYED_QUEUES
from infra.sandbox.client import Wire
from tests.erasure import stores
from tests.erasure.canary import SAID, worded_columns
from tests.erasure.stores_in_code import folders, kinds, partitions

IN_THE_CODE: Mapping[str, tuple[Callable[[], Iterable[str]], Iterable[str]]] = {
    "kinds of workspace rows": (lambda: kinds("WorkspaceItem"), stores.KINDS),
    "partitions": (partitions, stores.PARTITIONS),
    "kinds of control rows": (lambda: kinds("ControlItem"), stores.CONTROL_KINDS),
    "queues": (lambda: DEPLOYED_QUEUES, stores.QUEUES),
    "ledgers": (lambda: get_args(Wire), stores.LEDGERS),
}
"""What is read out of the code when a test asks, and what the proof names."""


@pytest.mark.parametrize("what", IN_THE_CODE)
def test_the_proof_knows_every_store_and_no_other(what: str) -> None:
    find, named = IN_THE_CODE[what]
    found = find()
    assert sorted(found) == sorted(named)


@pytest.mark.slow
def test_the_proof_knows_every_folder_of_the_bucket() -> None:
    # Uploads and mail lie beside the tenants' folders.
    assert folders() | {"uploads", "mail"} == stores.FOLDERS.keys()


def test_every_column_with_words_of_a_customer_has_a_canary() -> None:
    assert worded_columns() == SAID.keys()
    assert len(set(SAID.values())) == len(SAID)

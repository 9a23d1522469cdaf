"""One catalogue: what the console saves is what the base and outreach read."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from pydantic import ValidationError

from functions.customer_base.segmentation.records import RunRecord
from functions.customer_base.store.workspace import WorkspaceFacts
from functions.outreach.codec import from_json, to_json
from functions.outreach.store import settings
from functions.product.catalogue_document import decode_catalogue, encode_catalogue
from functions.product.motions import OfferKind
from functions.product.offers import Catalogue, Offer, OfferId, PlanRole, PriceBand
from tests.cloud_account import cloud_account
from tests.customer_base.fakes_base import TENANT

REPORTS = Offer(
    OfferId("o_reports"),
    OfferKind.ADD_ON,
    name="Reports",
    product_family="Sampleboard",
    yearly_value_cents=24_000,
    currency="EUR",
    band=PriceBand(1_900, 2_900, "EUR", "seat"),
    trigger="feature",
    trigger_feature="Reports",
    trigger_threshold=5.0,
)
CATALOGUE = Catalogue((PlanRole("Starter", "base", "Sampleboard"),), (REPORTS,))


@pytest.fixture
def account() -> Iterator[None]:
    with cloud_account():
        yield


@pytest.mark.usefixtures("account")
def test_what_the_console_saves_is_read_by_both() -> None:
    settings.edit_catalogue(TENANT, lambda _: CATALOGUE)
    assert WorkspaceFacts().catalogue(TENANT) == CATALOGUE
    read = settings.load(TENANT)
    assert Catalogue(read.plans, read.offers) == CATALOGUE


def test_it_is_written_as_outreach_writes_its_values() -> None:
    assert encode_catalogue(CATALOGUE) == to_json(CATALOGUE)
    assert from_json(Catalogue, encode_catalogue(CATALOGUE)) == CATALOGUE


def test_a_run_recorded_without_price_bands_is_still_readable() -> None:
    stored = json.loads(encode_catalogue(CATALOGUE))
    for offer in stored["offers"]:
        del offer["band"]
    run = RunRecord.model_validate(
        {
            "id": "r_1",
            "snapshot": "s_1",
            "status": "running",
            "started_at": "2026-11-23T09:00:00Z",
            "catalogue": stored,
        }
    )
    (offer,) = run.catalogue.offers
    assert (offer.id, offer.trigger_threshold, offer.band) == ("o_reports", 5.0, None)
    assert RunRecord.model_validate_json(run.model_dump_json()) == run


@pytest.mark.parametrize(
    "wrong",
    [
        {"id": ""},
        {"id": "o" * 61},
        {"yearly_value_cents": -1},
        {"trigger_threshold": -0.1},
        {"kind": "gift"},
    ],
)
def test_an_offer_no_founder_could_have_saved_is_refused(wrong: dict[str, object]) -> None:
    stored = json.loads(encode_catalogue(CATALOGUE))
    stored["offers"][0] |= wrong
    with pytest.raises(ValidationError):
        decode_catalogue(json.dumps(stored))


def test_a_plan_is_base_or_tier() -> None:
    with pytest.raises(ValidationError):
        decode_catalogue('{"plans": [{"plan": "Starter", "role": "middle"}]}')

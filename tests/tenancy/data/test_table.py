"""The tables our items are made for are the tables that get deployed."""

from __future__ import annotations

import pytest

from infra.stacks.data import data_template
from tenancy.data.table import ControlItem, WorkspaceItem, table_shapes


@pytest.mark.parametrize(
    ("table", "resource"), [("control", "ControlTable"), ("workspace", "WorkspaceTable")]
)
def test_the_template_and_the_items_agree_on_keys_and_indexes(table: str, resource: str) -> None:
    deployed = data_template()["Resources"][resource]["Properties"]
    shape = table_shapes()[table]
    assert {name: deployed[name] for name in shape} == shape


@pytest.mark.parametrize(
    ("model", "resource"), [(ControlItem, "ControlTable"), (WorkspaceItem, "WorkspaceTable")]
)
def test_rows_expire_by_the_attribute_the_table_watches(
    model: type[ControlItem] | type[WorkspaceItem], resource: str
) -> None:
    watched = data_template()["Resources"][resource]["Properties"]["TimeToLiveSpecification"]
    assert watched["AttributeName"] == model.get_attributes()["expires_at"].attr_name

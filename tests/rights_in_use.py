"""Which test uses which right of which function: a committed list that the tests prove.

`tests/rights_in_use.tsv` names one test for each right; that test fails by name where it no longer
uses it, in whatever process it runs and whatever ran before. `--list-rights FILE` appends to a file
every right each test used, to write the list from.
"""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

from tenancy.data.credentials import _access_for
from tenancy.runtime.secrets import _source
from tests.aws_policies import JUDGE, Right

LIST = Path(__file__).with_suffix(".tsv")
ROOT = LIST.parent.parent


@functools.cache
def listed_rights() -> dict[Right, str]:
    """Right -> the test that uses it, as `file::function`."""
    found: dict[Right, str] = {}
    for line in LIST.read_text(encoding="utf-8").splitlines():
        policy, action, resource, key, test = line.split("\t")
        found[Right(policy, action, resource, key)] = test
    return found


@functools.cache
def _rights_by_test() -> dict[str, frozenset[Right]]:
    by_test: dict[str, set[Right]] = defaultdict(set)
    for right, test in listed_rights().items():
        by_test[test].add(right)
    return {test: frozenset(rights) for test, rights in by_test.items()}


def forget_what_is_kept() -> None:
    """A process keeps secrets and tenants' credentials; what is kept needs no right again."""
    _access_for.cache_clear()
    _source.cache_clear()


def _forget_before(item: pytest.Item) -> None:
    if _name(item) in _rights_by_test() or item.config.getoption("--list-rights"):
        forget_what_is_kept()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--list-rights", metavar="FILE", help="append every right each test used")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    _forget_before(item)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_call(item: pytest.Item) -> Iterator[None]:
    # Also what the test's own fixtures asked for is not the function's.
    _forget_before(item)
    JUDGE.used.clear()
    yield
    target = item.config.getoption("--list-rights")
    if target:
        with Path(target).open("a", encoding="utf-8") as file:
            for right in sorted(JUDGE.used):
                name = (right.policy, right.action, right.resource, right.key, _name(item))
                file.write("\t".join(name) + "\n")
    else:
        unused = _rights_by_test().get(_name(item), frozenset()) - JUDGE.used
        assert not unused, f"listed in {LIST.name} and not used: {sorted(unused)}"


def _name(item: pytest.Item) -> str:
    """One name for every example of a parametrised test."""
    return item.nodeid.partition("[")[0]

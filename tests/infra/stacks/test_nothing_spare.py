"""No function may do what no test of it does: each right names a test, and that test proves it."""

from __future__ import annotations

import ast
from collections.abc import Iterator

import pytest

from infra.deployables import DEPLOYABLES
from tests.aws_policies import ENTRIES, Call, Judge, NotAllowed, Right, rights
from tests.rights_in_use import LIST, ROOT, listed_rights

POLICIES = [
    f"{deployable.name}-{function.name}"
    for deployable in DEPLOYABLES
    for function in deployable.functions
]
USED_BY_LAMBDA = {
    "logs:CreateLogStream",
    "logs:PutLogEvents",
    "sqs:ChangeMessageVisibility",
    "sqs:DeleteMessage",
    "sqs:GetQueueAttributes",
    "sqs:ReceiveMessage",
}
"""Lambda itself writes the log and polls the queue under the function's role."""


def granted(policy: str) -> set[Right]:
    return {right for right in rights(policy) if right.action not in USED_BY_LAMBDA}


def functions_of(path: str) -> Iterator[str]:
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            yield node.name


@pytest.mark.parametrize("policy", POLICIES)
def test_no_right_is_spare(policy: str) -> None:
    spare = granted(policy) - listed_rights().keys()
    assert not spare, f"no test uses {sorted(spare)}: take it away, or list the test that does"


def test_every_listed_right_is_granted() -> None:
    """The list says nothing of rights that were taken away."""
    everything = {right for policy in POLICIES for right in rights(policy)}
    assert listed_rights().keys() <= everything


@pytest.mark.slow
def test_every_listed_test_is_there() -> None:
    named = {tuple(test.split("::")) for test in listed_rights().values()}
    for path, function in named:
        assert function in functions_of(path), f"{LIST.name} names {path}::{function}"


def test_the_list_is_sorted_and_names_a_right_once() -> None:
    lines = LIST.read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(listed_rights())
    assert list(listed_rights()) == sorted(listed_rights())


def test_a_call_without_a_right_is_refused_and_one_with_it_is_kept() -> None:
    judge = Judge()
    session = Call("dynamodb:BatchGetItem", "control-table-arn", "session#1")
    judge.judge("console-api_handler", session)
    assert {right.key for right in judge.used} == {"session#*"}
    with pytest.raises(NotAllowed, match="outreach-api_handler may not"):
        judge.judge("outreach-api_handler", session)


def handlers_of(path: str) -> Iterator[tuple[str, str]]:
    """File and function of each handler that a file of triggers calls."""
    tree = ast.parse((ROOT / path).read_text(encoding="utf-8"))
    modules = {
        name.asname or name.name: f"{node.module}.{name.name}"
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and "handlers" in f"{node.module}.{node.names[0].name}"
        for name in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            module = modules.get(node.value.id, "")
            file = f"{module.replace('.', '/')}.py"
            if module and node.attr in functions_of(file):
                yield file, node.attr


def test_whatever_a_trigger_calls_is_judged_by_the_policy_of_its_function() -> None:
    called = {
        *handlers_of("functions/outreach/app.py"),
        *handlers_of("functions/customer_base/app.py"),
    }
    assert called == set(ENTRIES) - {("frontend_api/dispatch.py", "answer")}
    assert set(ENTRIES.values()) == set(POLICIES)

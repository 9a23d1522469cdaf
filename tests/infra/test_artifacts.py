"""What is inside each artefact, what is not, and what it weighs."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from infra.deployables import BASE, DEPLOYABLES, Deployable
from infra.stage import CACHE, Artifact, package
from infra.third_party import build_layer, host_target

Artifacts = Mapping[str, Artifact]
EVERY_DEPLOYABLE = [pytest.param(deployable, id=deployable.name) for deployable in DEPLOYABLES]


def names(path: Path) -> set[str]:
    with zipfile.ZipFile(path) as archive:
        return set(archive.namelist())


def top_folders(path: Path) -> set[str]:
    return {name.split("/")[0] for name in names(path) if "/" in name}


def packages(artifact: Artifact) -> set[str]:
    return {name.split("/")[1] for name in names(artifact.layer)}


@pytest.mark.parametrize("deployable", EVERY_DEPLOYABLE)
def test_an_artefact_stays_within_its_budget(deployable: Deployable, production: Artifacts) -> None:
    print(production[deployable.name].weight())
    assert production[deployable.name].within_budget()


def test_duckdb_lives_in_base_alone(production: Artifacts) -> None:
    holders = {name for name, artifact in production.items() if "duckdb" in packages(artifact)}
    assert holders == {"base"}
    assert any("_duckdb" in name and name.endswith(".so") for name in packages(production["base"]))


def test_no_production_artefact_holds_the_local_clock(production: Artifacts) -> None:
    for artifact in production.values():
        assert not [name for name in names(artifact.code) if "local_clock" in name]


def test_every_local_artefact_holds_the_local_clock(local: Artifacts) -> None:
    for artifact in local.values():
        assert "local_clock.py" in names(artifact.code)


def test_nothing_of_infra_or_tests_is_ever_packaged(production: Artifacts) -> None:
    for artifact in production.values():
        assert not top_folders(artifact.code) & {"infra", "tests", "docs", "build"}


def test_each_deployable_holds_only_its_own_packages(production: Artifacts) -> None:
    held = {
        name: {"/".join(entry.split("/")[:2]) for entry in names(artifact.code) if "/" in entry}
        for name, artifact in production.items()
    }
    assert "functions/outreach" not in held["base"]
    assert "functions/customer_base" not in held["outreach"]
    assert not any(entry.startswith("frontend_api") for entry in held["base"] | held["outreach"])


def test_the_console_holds_no_workflow_and_no_handler_of_outreach(production: Artifacts) -> None:
    inside = names(production["console"].code)
    assert not [name for name in inside if name.startswith("functions/outreach/workflows")]
    assert not [name for name in inside if name.startswith("functions/outreach/handlers")]


def test_the_triggers_are_packaged_once_as_the_root_module(production: Artifacts) -> None:
    for name, artifact in production.items():
        inside = names(artifact.code)
        assert "app.py" in inside
        assert artifact.deployable.app not in inside, name


@pytest.mark.parametrize("deployable", EVERY_DEPLOYABLE)
def test_our_own_code_is_compiled_and_its_bytecode_trusted_without_a_look_at_the_source(
    deployable: Deployable, production: Artifacts
) -> None:
    with zipfile.ZipFile(production[deployable.name].code) as archive:
        compiled = [name for name in archive.namelist() if name.endswith(".pyc")]
        flags = {int.from_bytes(archive.read(name)[4:8], "little") for name in compiled}
    assert compiled
    assert flags == {0b01}  # Hash-based, unchecked (PEP 552).


def imported_modules(source: str) -> set[str]:
    """Absolute imports of a module, except those for type checkers only."""
    found = set()
    for node in ast.parse(source).body:
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        for inner in ast.walk(node):
            if isinstance(inner, ast.ImportFrom) and inner.module:
                found.add(inner.module)
            if isinstance(inner, ast.Import):
                found |= {alias.name for alias in inner.names}
    return found


@pytest.mark.parametrize("deployable", EVERY_DEPLOYABLE)
def test_whatever_our_code_imports_is_in_the_same_artefact(
    deployable: Deployable, production: Artifacts
) -> None:
    artifact = production[deployable.name]
    own = names(artifact.code)
    modules = {name.removesuffix(".py").removesuffix("/__init__").replace("/", ".") for name in own}
    roots = {name.partition(".")[0] for name in packages(artifact)} | {"chalice"}
    with zipfile.ZipFile(artifact.code) as archive:
        imports = {
            (name, module)
            for name in own
            if name.endswith(".py") and not name.startswith("chalice/")
            for module in imported_modules(archive.read(name).decode())
        }
    missing = {
        (name, module)
        for name, module in imports
        if module not in modules
        and module.partition(".")[0] not in roots | set(sys.stdlib_module_names)
    }
    assert missing == set()


IMPORTED = {
    "base": "boto3 duckdb phonenumbers pydantic pynamodb.models stripe tzdata",
    "outreach": (
        "babel.dates babel.numbers boto3 dateutil.tz holidays icalendar itsdangerous jinja2 openai "
        "phonenumbers.timezone pydantic pynamodb.models requests stripe twilio.request_validator "
        "twilio.rest twilio.twiml.voice_response tzdata"
    ),
    "console": (
        "babel.dates boto3 dateutil.tz holidays icalendar itsdangerous jinja2 openai phonenumbers "
        "phonenumbers.timezone pydantic pynamodb.models stripe tzdata"
    ),
}

USES = """
import sys
sys.path.insert(0, sys.argv[1])
for name in sys.argv[2].split():
    __import__(name)
import boto3
for service in sys.argv[3].split():
    boto3.client(service, region_name="us-east-1", aws_access_key_id="a", aws_secret_access_key="b")
if "twilio.rest" in sys.modules:
    client = sys.modules["twilio.rest"].Client("AC" + "0" * 32, "token")
    client.messages, client.calls, client.messaging.v1, client.content.v1
if "holidays" in sys.modules:
    assert sys.modules["holidays"].country_holidays("LT", years=2026)
if "babel.dates" in sys.modules:
    from babel import Locale
    for language in ("en", "lt", "ru", "de", "en_GB"):
        Locale.parse(language)
"""
SERVICES = "dynamodb s3 sqs sts lambda secretsmanager"


@pytest.mark.parametrize("deployable", EVERY_DEPLOYABLE)
def test_a_pruned_layer_still_imports_by_itself(
    deployable: Deployable, production: Artifacts, tmp_path: Path
) -> None:
    with zipfile.ZipFile(production[deployable.name].layer) as archive:
        archive.extractall(tmp_path)
    services = {
        "base": SERVICES,
        "outreach": f"{SERVICES} ses sesv2 apigatewaymanagementapi",
        "console": f"{SERVICES} cognito-idp",
    }[deployable.name]
    done = subprocess.run(
        [
            *(sys.executable, "-I", "-S", "-c", USES),
            *(str(tmp_path / "python"), IMPORTED[deployable.name], services),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_packaging_the_same_tree_twice_gives_the_same_digests(
    production: Artifacts, tmp_path: Path
) -> None:
    first = production[BASE.name]
    second = package(BASE, local=False, build=tmp_path, packaged=tmp_path / "packaged")
    assert first.code_digest == second.code_digest
    assert first.layer_digest == second.layer_digest


def test_the_console_holds_no_adapter(production: Artifacts) -> None:
    held = [
        name
        for name in names(production["console"].code)
        if name.startswith("functions/outreach/adapters/")
    ]
    assert not held


@pytest.mark.parametrize("deployable", EVERY_DEPLOYABLE)
def test_a_local_layer_is_the_pruned_one_unpacked_once_for_all_workers(
    deployable: Deployable, local: Artifacts, tmp_path: Path
) -> None:
    artifact = local[deployable.name]
    with zipfile.ZipFile(artifact.layer) as archive:
        archive.extractall(tmp_path)
    (line,) = tmp_path.rglob("*.pth")
    # As the local cloud's worker makes it a folder of packages.
    worker = f"import site; site.addsitedir({str(line.parent)!r}); import boto3"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", f"{worker}; print(boto3.__file__)"],
        capture_output=True,
        text=True,
        check=True,
    )
    folder = Path(done.stdout.strip()).parents[2]
    pruned = build_layer(deployable.requirements, cache=CACHE, target=host_target())
    unpacked = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {entry for entry in unpacked if "__pycache__" not in entry} == names(pruned.path)

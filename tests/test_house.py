"""The tree tells what stands where: small rooms, names of one meaning, packages with bounds."""

from __future__ import annotations

import ast
import re
import subprocess
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from tests.source_trees import parsed

ROOT = Path(__file__).parent.parent
MOST_FILES = 12
PREFIX_BECOMES_FOLDER = 4
REGISTRIES: dict[str, str] = {}
"""Folders of uniform data that may hold more than MOST_FILES files, each with the reason."""
SHIPPED = ("functions", "tenancy", "frontend_api")
VAGUE = {"of", "every", "tell", "named", "since", "have"}
"""A public function is a verb with its object: `load`, `list_all`, `save_message`."""
UNNAMED = re.compile(r"(^|_)(told|said|unsaid)(_|$)", re.IGNORECASE)
"""A name is a noun for what it holds: that somebody told or said it is no kind of thing."""
RIDDLES = re.compile(r"\b(anew|nought|whoever|gears?|the long way|the short way)\b", re.IGNORECASE)
BANNER = re.compile(r"^\s*#\s*[-=─━#*]{3}|^\s*#.*[-=─━*]{4,}\s*$")
BOUND = re.compile(r"\bmust (never|not)\b|\bnever\b", re.IGNORECASE)


@cache
def tracked() -> tuple[Path, ...]:
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "*.py"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return tuple(path for path in paths if path.is_file())


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def folders() -> dict[str, list[str]]:
    """Folder → the names of its files, less `__init__` and what pytest itself asks for."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in tracked():
        if path.stem not in {"__init__", "__main__", "conftest"}:
            found[name_of(path.parent)].append(path.stem)
    return found


def shipped(*parts: str) -> Iterator[Path]:
    for path in tracked():
        if path.relative_to(ROOT).parts[0] in (parts or SHIPPED):
            yield path


def test_no_folder_holds_more_than_twelve_files() -> None:
    full = {folder: len(names) for folder, names in folders().items() if len(names) > MOST_FILES}
    assert full.keys() <= REGISTRIES.keys(), full
    assert REGISTRIES.keys() <= full.keys(), "an exception nobody needs any more"


def test_a_prefix_that_four_files_share_is_a_folder() -> None:
    crowded = []
    for folder, names in folders().items():
        stems = [name.removeprefix("test_") for name in names]
        counted = Counter(stem.split("_")[0] for stem in stems if "_" in stem)
        crowded += [
            f"{folder}/{prefix}_*"
            for prefix, count in counted.items()
            if count >= PREFIX_BECOMES_FOLDER
        ]
    assert not crowded


def packages() -> list[Path]:
    return [path for path in shipped(*SHIPPED, "infra") if path.name == "__init__.py"]


@pytest.mark.parametrize("package", packages(), ids=name_of)
def test_a_package_says_what_it_is_about_and_what_it_must_never_do(package: Path) -> None:
    says = ast.get_docstring(parsed(package)) or ""
    assert len(re.findall(r"[\w`)][.;](\s|$)", says)) >= 2, "two sentences, please"
    assert BOUND.search(says), "what must it never do?"


def test_no_two_classes_that_ship_share_a_name() -> None:
    found: dict[str, list[str]] = defaultdict(list)
    for path in shipped():
        for node in parsed(path).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                found[node.name].append(name_of(path))
    assert not {name: places for name, places in found.items() if len(places) > 1}


def test_a_public_function_is_named_by_what_it_does() -> None:
    vague = [
        f"{name_of(path)}:{node.lineno} {node.name}"
        for path in shipped(*SHIPPED, "infra")
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name in VAGUE
    ]
    assert not vague


def names_given(path: Path) -> Iterator[tuple[int, str]]:
    """Every name that a module gives to a variable, an argument, a function, a class or a field."""
    for node in ast.walk(parsed(path)):
        match node:
            case ast.Name(id=name, ctx=ast.Store()) | ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.ClassDef(name=name):
                yield node.lineno, name
            case ast.alias(asname=str(name)):
                yield node.lineno, name
            case ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                yield node.lineno, name


def test_a_name_says_what_it_holds() -> None:
    assert not [
        f"{name_of(path)}:{line} {name}"
        for path in shipped(*SHIPPED, "infra")
        for line, name in names_given(path)
        if UNNAMED.search(name)
    ]


def test_a_comment_is_a_sentence_and_no_banner() -> None:
    assert not [
        f"{name_of(path)}:{number}"
        for path in tracked()
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if BANNER.search(line)
    ]


def test_the_code_speaks_plainly() -> None:
    assert not [
        f"{name_of(path)}:{number} {line.strip()}"
        for path in shipped(*SHIPPED, "infra")
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if RIDDLES.search(line)
    ]


def first_sentence(package: Path) -> str:
    return (ast.get_docstring(parsed(package)) or "").split("\n\n")[0].replace("\n", " ")


def test_the_map_of_packages_is_what_the_packages_say_of_themselves() -> None:
    rows = [f"| `{name_of(path.parent)}` | {first_sentence(path)} |" for path in packages()]
    page = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    section = page.split("## Packages", 1)[1].split("\n## ", 1)[0]
    mapped = [line for line in section.splitlines() if line.startswith("| `")]
    assert mapped == rows, "\n".join(["the map should be:", *rows])

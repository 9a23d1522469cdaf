"""What a linter does not know: the tree says nothing of any machine, and files stay small."""

import ast
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parent.parent
LONGEST_FILE_LINES = 500
TEXT = {
    ".py",
    ".md",
    ".toml",
    ".json",
    ".yaml",
    ".yml",
    ".in",
    ".txt",
    ".sh",
    ".html",
    ".css",
    ".js",
}
BANNED_NAMES = {"utils", "helpers", "manager", "service", "common"}


def test_every_benchmark_can_be_run_by_its_name() -> None:
    found = sorted((ROOT / "tests" / "benchmarks").rglob("bench_*.py"))
    assert found
    for path in found:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert "rows" in defined, f"`make bench` asks {path.name} for `rows`"


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def offences(pattern: str, suffixes: set[str]) -> list[str]:
    matcher = re.compile(pattern)
    return [
        f"{path.relative_to(ROOT)}:{number}"
        for path in tracked()
        if path.suffix in suffixes and path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if matcher.search(line)
    ]


def test_no_path_of_a_machine_and_no_registry_host_is_committed() -> None:
    assert not offences(r"(^|[^a-z.\w])/(work|farm|root|opt)/", TEXT)
    assert not offences(r"://[^/ ]*(pypi|npmjs|debian)[^/ ]*/", TEXT)


def test_no_exception_is_swallowed_and_nothing_is_patched() -> None:
    assert not offences(r"except( Exception)?: *(pass)?$|mock\.patch", {".py"})


def test_nothing_is_slept_through_where_a_clock_could_be_asked() -> None:
    """`infra` waits for real processes to start; everything else is told the time."""
    slept = offences(r"\btime\.sleep\(", {".py"})
    assert not [place for place in slept if not place.startswith("infra/")]


def test_every_property_test_tries_fewer_examples_with_the_fast_profile() -> None:
    """A number of its own would be the same with every profile."""
    profiles = "tests/hypothesis_profiles.py"
    fixed = offences(r"max_examples=(?!examples\()", {".py"})
    assert not [place for place in fixed if not place.startswith((profiles, "tests/test_tidy.py"))]


def test_nothing_is_left_for_later_in_the_code() -> None:
    left = r"\b(TODO|FIXME|XXX)\b|raise NotImplementedError"
    assert not offences(left, {".py", ".js", ".html"})


def test_every_file_is_named_for_the_concept_it_holds() -> None:
    assert not [path for path in tracked() if path.stem in BANNED_NAMES]


def test_no_file_outgrows_one_concept() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in tracked()
        if path.suffix == ".py"
        and (lines := len(path.read_text(encoding="utf-8").splitlines())) > LONGEST_FILE_LINES
    }
    assert not long


def test_python_requirements_are_exact_and_hashed() -> None:
    for path in (ROOT / "requirements").glob("*.txt"):
        text = path.read_text()
        pins = re.findall(r"^([a-z0-9][\w.-]*)==[^ ]+ \\$", text, re.MULTILINE)
        assert pins, path
        assert len(pins) == len(re.findall(r"^[a-z0-9]", text, re.MULTILINE)), path


def test_every_make_target_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text()
    wanted = {
        "run",
        "demo",
        "test",
        "check",
        "bench",
        "eval",
        "simulate",
        "screenshots",
        "package",
        "deploy",
        "help",
    }
    explained = set(re.findall(r"^([a-z-]+):.*## .+", makefile, re.MULTILINE))
    assert wanted <= explained

"""A layer holds the files of its own pins, out of packages that were installed for several."""

from __future__ import annotations

import hashlib
import zipfile
from pathlib import Path

import pytest

from infra.plain_error import PlainError
from infra.third_party import build_layer

pytestmark = pytest.mark.slow


def wheel(folder: Path, name: str) -> str:
    """Put a wheel of one module on the shelf; the hash that a pin of it names."""
    path = folder / f"{name}-1-py3-none-any.whl"
    info = f"{name}-1.dist-info"
    files = {
        f"{name}/__init__.py": f"NAME = {name!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: 1\n"
        "Provides-Extra: fast\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nGenerator: test\nRoot-Is-Purelib: true\n"
        "Tag: py3-none-any\n",
    }
    listed = [*files, f"{info}/RECORD"]
    with zipfile.ZipFile(path, "w") as archive:
        for file, text in files.items():
            archive.writestr(file, text)
        archive.writestr(f"{info}/RECORD", "".join(f"{file},,\n" for file in listed))
    return hashlib.sha256(path.read_bytes()).hexdigest()


def pinned(folder: Path, name: str, pin: str) -> Path:
    path = folder / f"{name}.txt"
    path.write_text(f"# By hand\n{pin} \\\n    --hash=sha256:{wheel(folder, name)}\n    # via us\n")
    return path


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where pip finds packages, and nowhere else."""
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path))
    monkeypatch.setenv("PIP_CONFIG_FILE", "/dev/null")
    return tmp_path


def test_a_layer_holds_exactly_what_its_file_pins(shelf: Path) -> None:
    files = [
        pinned(shelf, "quick", "quick[fast]==1"),
        pinned(shelf, "plain", "plain==1"),
        pinned(shelf, "old", 'old==1 ; python_version < "3"'),
    ]
    for file in files[:2]:
        built = build_layer(file, cache=shelf / "cache", target="host", beside=files)
        with zipfile.ZipFile(built.path) as archive:
            held = set(archive.namelist())
        name = file.stem
        assert held == {f"python/{name}/__init__.pyc", f"python/{name}-1.dist-info/METADATA"}
    with pytest.raises(PlainError, match=r"old\.txt pins old, which was not installed"):
        build_layer(files[2], cache=shelf / "cache", target="host", beside=files)


def test_a_line_that_pins_nothing_is_named(shelf: Path) -> None:
    at = f"plain @ file://{shelf}/plain-1-py3-none-any.whl"
    file = pinned(shelf, "plain", at)
    with pytest.raises(PlainError, match=r"plain\.txt has a line that pins no version: plain @"):
        build_layer(file, cache=shelf / "cache", target="host")

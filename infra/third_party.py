"""The layer of one deployable: its pinned third-party packages, pruned, compiled and zipped.

A layer is built once for each state of the requirements files and kept under `build/cache`, so that
packaging a change of our own code takes seconds. It never holds our own code, the Lambda runtime's
packaging tools, or data for AWS services that nothing here calls.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import json
import platform
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import distributions
from pathlib import Path
from typing import Literal

from packaging.utils import canonicalize_name

from infra.plain_error import PlainError
from tenancy.runtime.aws_descriptions import SERVICES

Target = Literal["lambda", "host"]
_START_LINES = Path(__file__).parent / "local" / "start_lines.py"

# Part of the cache key: raise it when what is pruned changes.
_RECIPE = 4
_LISTED = "files.json"
_PIN = re.compile(r"([\w.-]+)(?:\[[^]]*\])?\s*==")

# Lambda's Python 3.12 and 3.13 run on Amazon Linux 2023, whose glibc is 2.34.
_LAMBDA_PLATFORMS = (
    "manylinux_2_34_x86_64",
    "manylinux_2_28_x86_64",
    "manylinux_2_17_x86_64",
    "manylinux2014_x86_64",
)

# Command lines, and the asyncio client of Twilio's SDK, which nothing here opens.
_UNUSED_PACKAGES = frozenset(
    """
    aiohappyeyeballs aiohttp aiohttp_retry aiosignal attr attrs bin frozenlist multidict propcache
    share yarl
    """.split()  # noqa: SIM905  A list of quotes is harder to read.
)

_UNUSED_FOLDERS = (
    "babel/messages",  # tools of translators
    "holidays/locale",  # names of holidays are shown to nobody
    "phonenumbers/carrierdata",
    "phonenumbers/geodata",
)

# Of Twilio's REST client only what the adapters call; the client imports each domain lazily.
_TWILIO_DOMAINS = frozenset({"api", "content", "lookups", "messaging"})


@dataclass(frozen=True, slots=True)
class Layer:
    """A zip to attach to every function of a deployable, and what it weighs once unpacked."""

    path: Path
    digest: str
    unpacked_bytes: int


def host_target() -> Target:
    """The platform local Lambdas need: the Lambda one wherever it also runs here."""
    same = sys.platform == "linux" and platform.machine() == "x86_64"
    return "lambda" if same else "host"


def build_layer(
    requirements: Path, *, cache: Path, target: Target, beside: Sequence[Path] = ()
) -> Layer:
    """The layer for a file of hashed requirements; raises `PlainError` if they cannot be had.

    `beside` are the files of other layers, whose packages are installed with it: most packages are
    in several layers, and installing and compiling is nearly all of the work.
    """
    digest = _digest([requirements], target)
    path = cache / f"{requirements.stem}-{digest}.zip"
    cache.mkdir(parents=True, exist_ok=True)
    with alone(path.with_suffix(".lock")):
        if not path.exists() or not _folder_of(path).is_dir():
            pins = list(_pinned(requirements))
            packages = _install_once([*{requirements, *beside}], cache=cache, target=target)
            _build(requirements, pins, packages, to=path)
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(entry.file_size for entry in archive.infolist())
    return Layer(path=path, digest=digest, unpacked_bytes=unpacked)


def unpacked_once(layer: Layer) -> Layer:
    """The same packages as a layer that only names the folder they lie in on this machine.

    The local cloud unpacks a layer for every worker of every function, which costs several times
    more processor than what the function then does. For this machine only: a path of it is part of
    the layer and of its digest. Beside it stands what the local cloud's workers are given.
    """
    folder = _folder_of(layer.path)
    small = layer.path.with_name(f"{layer.path.stem}-unpacked.zip")
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = f"python/lib/{version}/site-packages"
    # Before everything else on the path, where the packages of a layer stand too.
    lines = (
        f"import sys; sys.path.insert(0, {str(folder / 'python')!r})\n"
        "import start_lines; start_lines.announce_events()\n"
    )
    start_lines = _START_LINES.read_text()
    with alone(layer.path.with_suffix(".lock")), zipfile.ZipFile(small, "w") as archive:
        for name, text in (("unpacked_once.pth", lines), (_START_LINES.name, start_lines)):
            archive.writestr(zipfile.ZipInfo(f"{site}/{name}", (2026, 1, 1, 0, 0, 0)), text)
    digest = hashlib.sha256(f"{layer.digest} {lines}{start_lines}".encode()).hexdigest()[:16]
    return Layer(path=small, digest=digest, unpacked_bytes=layer.unpacked_bytes)


def _folder_of(layer: Path) -> Path:
    """Where what is zipped for a layer lies unpacked."""
    return layer.with_suffix("")


def _install_once(files: Sequence[Path], *, cache: Path, target: Target) -> Path:
    """A folder with the packages of all files, pruned and compiled, and beside them in
    `files.json` which files each has."""
    folder = cache / f"installed-{_digest(sorted(files), target)}"
    with alone(folder.with_suffix(".lock")):
        if not folder.is_dir():
            unfinished = folder.with_suffix(".building")
            shutil.rmtree(unfinished, ignore_errors=True)
            packages = unfinished / "python"
            _install(files, into=packages, target=target)
            listed = {
                canonicalize_name(each.name): [str(path) for path in each.files or ()]
                for each in distributions(path=[str(packages)])
            }
            (unfinished / _LISTED).write_text(json.dumps(listed))
            _prune(packages)
            _compile(packages)
            unfinished.replace(folder)
    return folder


def _build(requirements: Path, pins: Sequence[str], installed: Path, *, to: Path) -> None:
    """The packages of one file, linked out of what was installed for all, and zipped."""
    folder = to.with_suffix(".building")
    shutil.rmtree(folder, ignore_errors=True)
    files = json.loads((installed / _LISTED).read_text())
    for name in pins:
        if canonicalize_name(name) not in files:
            raise PlainError(
                f"{requirements.name} pins {name}, which was not installed: its marker does not "
                "apply.",
                fix="Compile the requirements files for the Python that the functions run on.",
            )
        for file in files[canonicalize_name(name)]:
            source = installed / "python" / file
            # What was not pruned stands as it was, or as its bytecode.
            for path in (source, source.with_suffix(".pyc")):
                linked = folder / path.relative_to(installed)
                if path.is_file() and not linked.exists():
                    linked.parent.mkdir(parents=True, exist_ok=True)
                    linked.hardlink_to(path)
    _zip(folder, to=to)
    shutil.rmtree(_folder_of(to), ignore_errors=True)
    folder.replace(_folder_of(to))


def _pinned(requirements: Path) -> Iterator[str]:
    """The names that a file pins; hashes and comments stand behind or below them.

    Raises `PlainError` for a line that pins nothing: its package would be in no layer.
    """
    for line in requirements.read_text().splitlines():
        if line.strip() and not line.startswith((" ", "#", "-")):
            pin = _PIN.match(line)
            if pin is None:
                raise PlainError(
                    f"{requirements.name} has a line that pins no version: {line}",
                    fix="Write it as `name==version` with its hashes.",
                )
            yield pin[1]


@contextlib.contextmanager
def alone(lock: Path) -> Iterator[None]:
    """Two processes that want the same thing built build it once."""
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _digest(files: Sequence[Path], target: Target) -> str:
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    recipe = f"{_RECIPE} {target} {version} {platform.machine() if target == 'host' else ''}"
    contents = b"".join(file.read_bytes() for file in files)
    return hashlib.sha256(recipe.encode() + contents).hexdigest()[:16]


def _install(files: Sequence[Path], *, into: Path, target: Target) -> None:
    command = [
        *(sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"),
        *("--no-deps", "--require-hashes", "--only-binary=:all:", "--no-compile"),
        *("--target", str(into)),
        *(word for file in files for word in ("--requirement", str(file))),
    ]
    if target == "lambda":
        version = f"{sys.version_info.major}.{sys.version_info.minor}"
        command += ["--implementation", "cp", "--python-version", version]
        command += [word for name in _LAMBDA_PLATFORMS for word in ("--platform", name)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        errors = [line for line in done.stderr.splitlines() if line.startswith("ERROR")]
        reason = errors[0] if errors else done.stderr.strip()[-300:]
        raise PlainError(
            f"The packages of {' and '.join(map(str, files))} could not be installed: {reason}",
            fix="Check the network or the package index, and that the requirements file is whole.",
        )


def _prune(packages: Path) -> None:
    for entry in packages.iterdir():
        if entry.name in _UNUSED_PACKAGES:
            shutil.rmtree(entry)
        elif entry.suffix == ".dist-info":
            _keep_metadata_only(entry)
    for name in _UNUSED_FOLDERS:
        shutil.rmtree(packages / name, ignore_errors=True)
    _keep_only(packages / "twilio" / "rest", _TWILIO_DOMAINS)
    _keep_only(packages / "botocore" / "data", SERVICES)
    shutil.rmtree(packages / "boto3" / "examples", ignore_errors=True)
    _drop_regional_locales(packages / "babel" / "locale-data")
    for folder in [path for path in packages.rglob("*") if path.is_dir()]:
        if folder.name in {"tests", "test", "testing_data", "__pycache__"} and folder.exists():
            shutil.rmtree(folder)
    for path in packages.rglob("*"):
        if path.suffix in {".pyi", ".pyx", ".c", ".h"} or path.name == "py.typed":
            path.unlink()


def _keep_metadata_only(dist_info: Path) -> None:
    """Some packages read their own version from it when imported."""
    for entry in dist_info.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)
        elif entry.name != "METADATA":
            entry.unlink()


def _drop_regional_locales(locale_data: Path) -> None:
    """Keep every language, and regional forms of the languages the starter playbooks speak."""
    for path in locale_data.glob("*_*.dat"):
        if path.name.split("_")[0] not in {"en", "lt", "ru"}:
            path.unlink()


def _keep_only(folder: Path, names: frozenset[str]) -> None:
    if not folder.is_dir():
        return
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name not in names:
            shutil.rmtree(entry)


def _compile(folder: Path) -> None:
    """Replace sources by bytecode: half the files to unpack at a cold start.

    Unchecked, because unpacking changes times; stripped, so tracebacks name no build folder.
    """
    subprocess.run(
        [
            *(sys.executable, "-m", "compileall", "-q", "-b", "-j", "2", "-s", str(folder)),
            *("--invalidation-mode", "unchecked-hash", str(folder)),
        ],
        check=False,  # A package may carry sources of another Python version.
        capture_output=True,
    )
    for source in folder.rglob("*.py"):
        if source.with_suffix(".pyc").exists():
            source.unlink()


def _zip(folder: Path, *, to: Path) -> None:
    """Zip with fixed times and order, so equal contents give equal bytes."""
    unfinished = to.with_suffix(".part")
    with zipfile.ZipFile(unfinished, "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                entry = zipfile.ZipInfo(str(path.relative_to(folder)), (2026, 1, 1, 0, 0, 0))
                entry.external_attr = 0o644 << 16
                archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED)
    unfinished.replace(to)

"""Makes `build/<deployable>` from the repository and packages it with Chalice.

A deployable's artefact is two zips: our own code with its triggers, and a layer of third-party
packages. Only the packages named in `infra.deployables` go in; nothing of `infra` ever does, except
the local stage's clock. Sizes are held to the deployable's budget.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from infra.deployables import DEPLOYABLES, MEGABYTE, ROOT, Deployable
from infra.plain_error import PlainError
from infra.stacks.app import API_STAGE, finished_template, merge_template
from infra.third_party import alone, build_layer, host_target, unpacked_once

BUILD = ROOT / "build"
CACHE = BUILD / "cache"
PACKAGED = CACHE / "packaged"
LOCAL_CLOCK = ROOT / "infra" / "local" / "lambda_clock.py"

# Its entry point answers its exit code and does not exit with it.
_CHALICE = "import sys; from chalice.cli import main; sys.exit(main())"


@dataclass(frozen=True, slots=True)
class Artifact:
    """One packaged deployable; the digests name contents, so equal ones need no new upload."""

    deployable: Deployable
    code: Path
    code_digest: str
    layer: Path
    layer_digest: str
    template: Path
    zipped_bytes: int
    unpacked_bytes: int

    def weight(self) -> str:
        """One line for the terminal, in megabytes."""
        budget = self.deployable
        return (
            f"{budget.name:<9} {self.zipped_bytes / MEGABYTE:5.1f} MB zipped "
            f"(budget {budget.zipped_budget_bytes / MEGABYTE:.0f}), "
            f"{self.unpacked_bytes / MEGABYTE:6.1f} MB unpacked "
            f"(budget {budget.unpacked_budget_bytes / MEGABYTE:.0f})"
        )

    def within_budget(self) -> bool:
        return (
            self.zipped_bytes <= self.deployable.zipped_budget_bytes
            and self.unpacked_bytes <= self.deployable.unpacked_budget_bytes
        )


def stage_all(
    *, local: bool, build: Path, deployables: Sequence[Deployable] = DEPLOYABLES
) -> tuple[Artifact, ...]:
    """Package every deployable; raises `PlainError` for the first that cannot be or is too big."""
    with ThreadPoolExecutor(max_workers=2) as pool:
        artifacts = tuple(
            pool.map(lambda each: package(each, local=local, build=build), deployables)
        )
    for artifact in artifacts:
        if not artifact.within_budget():
            raise PlainError(
                f"The artefact is over its budget: {artifact.weight()}.",
                fix="Prune more in infra/third_party.py, or move the package elsewhere.",
            )
    return artifacts


def package(
    deployable: Deployable, *, local: bool, build: Path, packaged: Path = PACKAGED
) -> Artifact:
    """Stage one deployable and run `chalice package` over it.

    Equal sources are packaged once: `packaged` keeps what Chalice made of them.
    """
    folder = build / ("local" if local else "aws") / deployable.name
    _stage(deployable, folder=folder, local=local)
    layer = build_layer(
        deployable.requirements,
        cache=CACHE,
        target=host_target() if local else "lambda",
        beside=[each.requirements for each in DEPLOYABLES],
    )
    out = folder / "out"
    shutil.copytree(_packaged_once(deployable, folder=folder, packaged=packaged), out)
    written = json.loads((out / "sam.json").read_text())
    template = folder / "template.json"
    template.write_text(json.dumps(finished_template(written, deployable), indent=1))
    code = out / "deployment.zip"
    attached = unpacked_once(layer) if local else layer
    with zipfile.ZipFile(code) as archive:
        entries = archive.infolist()
    return Artifact(
        deployable=deployable,
        code=code,
        code_digest=_contents_digest(entries),
        layer=attached.path,
        layer_digest=attached.digest,
        template=template,
        zipped_bytes=code.stat().st_size + layer.path.stat().st_size,
        unpacked_bytes=layer.unpacked_bytes + sum(entry.file_size for entry in entries),
    )


def _stage(deployable: Deployable, *, folder: Path, local: bool) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    vendor = folder / "vendor"
    for name in deployable.packages:
        _copy(ROOT / name, to=vendor / name)
    app = ROOT / deployable.app
    if not app.exists():
        raise PlainError(f"{deployable.app} is missing, so {deployable.name} has no triggers.")
    shutil.copy(app, folder / "app.py")
    for name in (deployable.app, *deployable.without):
        left = vendor / name
        shutil.rmtree(left) if left.is_dir() else left.unlink()
    if local:
        shutil.copy(LOCAL_CLOCK, vendor / "local_clock.py")
    (folder / "requirements.txt").write_text("")
    (folder / "merge.json").write_text(json.dumps(merge_template(deployable)))
    _write_chalice_config(deployable, folder / ".chalice")


def _copy(source: Path, *, to: Path) -> None:
    to.parent.mkdir(parents=True, exist_ok=True)
    if source.is_dir():
        shutil.copytree(source, to, ignore=shutil.ignore_patterns("__pycache__", "*.pyc", ".*"))
    elif source.exists():
        shutil.copy(source, to)
    else:
        raise PlainError(f"{source.relative_to(ROOT)} is missing, so it cannot be packaged.")


# Chalice names the functions of a WebSocket after their route, whatever `app.py` calls them.
_CHALICE_NAMES = {
    "voice_connect": "websocket_connect",
    "voice_message": "websocket_message",
    "voice_disconnect": "websocket_disconnect",
}


def _write_chalice_config(deployable: Deployable, folder: Path) -> None:
    folder.mkdir()
    functions = {}
    for function in deployable.functions:
        policy = deployable.policy(function)
        shutil.copy(policy, folder / policy.name)
        functions[_CHALICE_NAMES.get(function.name, function.name)] = {
            "iam_policy_file": policy.name
        }
    config = {
        "version": "2.0",
        "app_name": f"warmline-{deployable.name}",
        "stages": {
            "packaged": {
                "api_gateway_stage": API_STAGE,
                "api_gateway_endpoint_type": "REGIONAL",
                "autogen_policy": False,
                "lambda_functions": functions,
            }
        },
    }
    (folder / "config.json").write_text(json.dumps(config))


def _packaged_once(deployable: Deployable, *, folder: Path, packaged: Path) -> Path:
    """The folder with Chalice's zip and template for what is staged in `folder`."""
    kept = packaged / f"{deployable.name}-{_staged_digest(folder)}"
    packaged.mkdir(parents=True, exist_ok=True)
    with alone(kept.with_suffix(".lock")):
        if not kept.is_dir():
            _compile(folder / "vendor")
            unfinished = kept.with_suffix(".unfinished")
            shutil.rmtree(unfinished, ignore_errors=True)
            _run_chalice(deployable, folder=folder, out=unfinished)
            unfinished.replace(kept)
    return kept


def _staged_digest(folder: Path) -> str:
    """Names everything Chalice reads, and Chalice itself."""
    digest = hashlib.sha256(f"{sys.version} {metadata.version('chalice')}".encode())
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(folder)} {content}\n".encode())
    return digest.hexdigest()[:16]


def _compile(vendor: Path) -> None:
    subprocess.run(
        [
            *(sys.executable, "-m", "compileall", "-q", "-s", str(vendor)),
            *("--invalidation-mode", "unchecked-hash", str(vendor)),
        ],
        check=True,
    )


def _run_chalice(deployable: Deployable, *, folder: Path, out: Path) -> None:
    done = subprocess.run(
        [
            *(sys.executable, "-c", _CHALICE, "package", "--stage", "packaged"),
            *("--merge-template", "merge.json", str(out)),
        ],
        cwd=folder,
        env=os.environ | {"AWS_DEFAULT_REGION": "us-east-1", "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        lines = (done.stderr or done.stdout).strip().splitlines()
        raise PlainError(
            f"Chalice could not package {deployable.name}: {lines[-1] if lines else 'no reason'}.",
            fix=f"Look at {deployable.app}.",
        )


def _contents_digest(entries: Sequence[zipfile.ZipInfo]) -> str:
    """Names the sources: bytecode follows from them, but not always byte for byte."""
    listed = sorted(
        f"{entry.filename} {entry.CRC}" for entry in entries if not entry.filename.endswith(".pyc")
    )
    listed.append(f"python{sys.version_info.major}.{sys.version_info.minor}")
    return hashlib.sha256("\n".join(listed).encode()).hexdigest()[:16]


def main() -> int:
    """Package for AWS, or with `--local` for this machine, and print what each artefact weighs."""
    try:
        for artifact in stage_all(local="--local" in sys.argv[1:], build=BUILD):
            print(artifact.weight())
    except PlainError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())

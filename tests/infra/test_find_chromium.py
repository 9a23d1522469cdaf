"""Which Chromium the browser tests get: what is here, what can be had, what is tried only once."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from infra.deployables import ROOT

SCRIPT = ROOT / "infra" / "find_chromium.sh"
SHELL = "chromium-headless-shell"
APT = """#!/bin/sh
echo "$@" >> "$FAKE/asked"
if [ "$1" = update ]; then [ -e "$FAKE/network" ]; exit; fi
for name; do
  [ -e "$FAKE/offered-$name" ] && { echo > "$FAKE/bin/$name"; chmod +x "$FAKE/bin/$name"; exit 0; }
done
exit 100
"""


@dataclass
class Machine:
    """A root's machine with nothing but `apt-get` and what the script itself calls."""

    root: Path

    @property
    def tried(self) -> Path:
        return self.root / "cache" / "chromium-tried"

    def has(self, name: str) -> None:
        self._program(name, "#!/bin/sh\n")

    def offers(self, name: str) -> None:
        (self.root / f"offered-{name}").touch()

    def connected(self) -> None:
        (self.root / "network").touch()

    def asked(self) -> list[str]:
        """What apt-get was asked for since the last time, by its first word and its last."""
        log = self.root / "asked"
        lines = log.read_text().splitlines() if log.exists() else []
        log.unlink(missing_ok=True)
        return [line.split()[0] + " " + line.split()[-1] for line in lines]

    def find(self) -> tuple[int, str, str]:
        """The script's exit code, and what it says."""
        done = subprocess.run(
            ["/bin/bash", str(SCRIPT), str(self.tried)],
            env={"PATH": str(self.root / "bin"), "FAKE": str(self.root)},
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout, done.stderr

    def _program(self, name: str, text: str) -> None:
        program = self.root / "bin" / name
        program.write_text(text)
        program.chmod(0o755)


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    (tmp_path / "bin").mkdir()
    for name in ("timeout", "mkdir", "touch", "dirname", "chmod", "sh"):
        os.symlink(str(shutil.which(name)), tmp_path / "bin" / name)
    made = Machine(tmp_path)
    made._program("apt-get", APT)
    made._program("id", "#!/bin/sh\necho 0\n")
    return made


def test_where_the_headless_shell_is_nothing_is_asked_or_said(machine: Machine) -> None:
    machine.has(SHELL)
    assert machine.find() == (0, "", "")
    assert machine.asked() == []


def test_it_is_installed_beside_another_one(machine: Machine) -> None:
    machine.has("chromium")
    machine.connected()
    machine.offers(SHELL)
    assert machine.find() == (0, "Installing Chromium (once)\n", "")
    assert (machine.root / "bin" / SHELL).exists()


def test_without_a_network_it_is_tried_again_the_next_time(machine: Machine) -> None:
    machine.has("chromium")
    code, said, _ = machine.find()
    assert not machine.tried.exists()
    assert code == 0
    assert said.endswith("instead: chromium\n")
    machine.connected()
    machine.offers(SHELL)
    machine.asked()
    assert machine.find()[0] == 0
    assert machine.asked() == ["update -qq", f"install {SHELL}"]
    assert (machine.root / "bin" / SHELL).exists()


def test_what_is_offered_nowhere_is_asked_for_once_and_named_each_time(machine: Machine) -> None:
    machine.has("google-chrome")
    machine.connected()
    code, said, _ = machine.find()
    assert code == 0
    assert said.endswith("instead: google-chrome\n")
    assert machine.asked() == ["update -qq", f"install {SHELL}"]
    code, said, _ = machine.find()
    assert (code, machine.asked()) == (0, [])
    assert said.endswith("instead: google-chrome\n")


def test_with_none_at_all_debians_own_is_installed_and_named(machine: Machine) -> None:
    machine.connected()
    machine.offers("chromium")
    code, said, _ = machine.find()
    assert code == 0
    assert said.endswith("instead: chromium\n")
    assert (machine.root / "bin" / "chromium").exists()


def test_where_none_can_be_had_it_says_what_to_install(machine: Machine) -> None:
    code, _, errors = machine.find()
    assert code == 1
    assert f"apt-get install {SHELL}" in errors

"""What docs/deploy says of itself is true as far as it can be tried without a container engine or an init system."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from typer.main import get_command

from flows.cli import app


@pytest.fixture
def deploy(root: Path) -> Path:
    return root / "docs" / "deploy"


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not here")
def test_units_are_understood_by_systemd(deploy: Path, tmp_path: Path) -> None:
    programs = tmp_path / "opt" / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name in ("prefect", "juesuan"):
        (programs / name).write_text("#!/bin/sh\n")
        (programs / name).chmod(0o755)
    units = []
    for unit in deploy.glob("*.service"):
        units.append(tmp_path / unit.name)
        units[-1].write_text(unit.read_text().replace("/opt/juesuan", str(tmp_path / "opt")))
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", *map(str, units)], capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "juesuan" in line and "postgresql" not in line]
    assert len(units) == 2 and not ours, done.stderr


def test_compose_has_a_database_a_server_and_a_worker(deploy: Path) -> None:
    compose = yaml.safe_load((deploy / "compose.yaml").read_text(encoding="utf-8"))
    services = compose["services"]
    assert set(services) == {"database", "server", "worker"}
    assert services["server"]["ports"] == ["127.0.0.1:4200:4200"], "no password is asked: loopback only"
    assert (deploy / services["server"]["build"]["context"] / services["server"]["build"]["dockerfile"]).is_file()
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
    assert set(compose["volumes"]) == {"database"}


def test_commands_and_files_that_are_named_exist(deploy: Path, root: Path) -> None:
    commands = get_command(app).commands  # type: ignore[attr-defined]
    for file in (*deploy.glob("*.service"), deploy / "compose.yaml", deploy / "Dockerfile"):
        text = file.read_text(encoding="utf-8")
        for option in re.findall(r"juesuan serve.*?(?:\n(?!    )|$)", text, re.S):
            known = {name for parameter in commands["serve"].params for name in parameter.opts}
            assert set(re.findall(r"--[a-z-]+", option)) <= known
    for copied in re.findall(r"^COPY (\S+) ", (deploy / "Dockerfile").read_text(), re.M):
        assert (root / copied).exists()
    settings = (deploy / "juesuan.env").read_text()
    assert all(re.fullmatch(r"#.*|[A-Z_]+=\S+", line) for line in settings.splitlines())

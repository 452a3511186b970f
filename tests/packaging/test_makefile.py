"""`make` on machines where something is missing: one clear line, no traceback, nothing half made."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    # A make that runs this suite would otherwise hand its own variables down.
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "MFLAGS"))}
    for name in ("PYTHON", "VENV", "CONSTRAINTS", "PORT"):
        kept.pop(name, None)
    return subprocess.run(
        ["make", "--no-print-directory", *arguments],
        cwd=ROOT,
        env=kept,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def the_line(result: subprocess.CompletedProcess[str]) -> str:
    """The only line that a failed make printed."""
    assert result.returncode != 0
    (line,) = (result.stdout + result.stderr).splitlines()
    return line


@pytest.fixture
def venv(tmp_path: Path) -> Path:
    return tmp_path / "venv"


def changed_python(folder: Path, change: str) -> Path:
    """An interpreter in which `change` has been executed before a script runs."""
    path = folder / "python3"
    path.write_text(
        f"#!/bin/sh\n"
        f'[ "$1" = -c ] && exec {sys.executable} "$@"\n'
        f"exec {sys.executable} -c 'import runpy, sys; {change}; del sys.argv[0]; "
        f'runpy.run_path(sys.argv[0], run_name="__main__")\' "$@"\n'
    )
    path.chmod(0o755)
    return path


def test_a_python_that_is_too_old(tmp_path: Path, venv: Path) -> None:
    python = changed_python(tmp_path, "sys.version_info = (3, 10, 13)")
    line = the_line(make("demo", f"PYTHON={python}", f"VENV={venv}"))
    assert "Python 3.10.13 is too old, 3.11 or newer is needed" in line
    assert not venv.exists()


@pytest.mark.parametrize("target", ["demo", "test", "venv"])
def test_a_python_without_the_module_that_makes_environments(tmp_path: Path, venv: Path, target: str) -> None:
    python = changed_python(tmp_path, 'sys.modules["ensurepip"] = None')
    line = the_line(make(target, f"PYTHON={python}", f"VENV={venv}"))
    assert "has no module ensurepip; install it" in line
    assert not venv.exists()


def test_no_python_at_all(tmp_path: Path, venv: Path) -> None:
    line = the_line(make("demo", f"PYTHON={tmp_path}/none", f"VENV={venv}"))
    assert f"cannot run '{tmp_path}/none'" in line


def test_a_busy_port(venv: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
        line = the_line(make("demo", f"PYTHON={sys.executable}", f"VENV={venv}", f"PORT={port}"))
    assert f"port {port} is in use" in line
    assert not venv.exists()


def test_a_port_that_is_none(venv: Path) -> None:
    line = the_line(make("demo", f"PYTHON={sys.executable}", f"VENV={venv}", "PORT=web"))
    assert "PORT=web is not a port number" in line


def test_an_environment_is_made_anew_only_when_what_it_holds_has_changed(venv: Path) -> None:
    def plan(constraints: str) -> str:
        where = [f"PYTHON={sys.executable}", f"VENV={venv}", f"CONSTRAINTS=requirements/{constraints}.txt"]
        return make("--dry-run", "venv", *where).stdout

    assert "pip install" in plan("newest")
    venv.mkdir()
    stamp = venv / ".installed-newest"
    stamp.touch()
    assert "pip install" not in plan("newest")
    assert "pip install" in plan("lowest")
    long_ago = time.time() - 10**9
    os.utime(stamp, (long_ago, long_ago))
    assert "pip install" in plan("newest")

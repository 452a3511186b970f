"""Run the commands among the documentation's code blocks, as they stand there, in a shell.

Of a block with prompts (``$``) what stands without one is the output, which must come. The site that a command talks to
(port 8000) is one that the tests serve. What serves, installs packages or runs the whole suite is not done
here: that the target, the extra or the option is there is what is looked at.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

from django.core.management import get_commands, load_command_class
from django.db import connection
from packaging.requirements import Requirement
from sybil import Example

ROOT = Path(__file__).resolve().parents[2]
# `dash_doctor` would find what tests in this checkout do on purpose; tests/core has its own.
_PARSED = frozenset({"collectstatic", "createsuperuser", "dash_doctor", "db_worker", "runserver", "stream_metric"})
_SITE = re.compile(r"http://(?:127\.0\.0\.1|localhost):8000")


def run(example: Example) -> None:
    """Run each command of a block, and compare what it prints with what the block says."""
    servers = example.namespace["_servers"]
    for command, expected in _commands(str(example.parsed)):
        words = shlex.split(command, comments=True)
        while words and re.fullmatch(r"\w+=.*", words[0]):
            words = words[1:]
        if words[0] == "make":
            _shell(command.replace("make", "make --dry-run", 1), {})
        elif words[:2] == ["pip", "uninstall"]:
            pass
        elif words[:2] == ["pip", "install"]:
            for text in words[2:]:
                _check_requirement(text)
        elif words == ["python", "-m", "cms_demo"] or words[:2] == ["playwright", "install"]:
            pass  # tests/wagtail/test_demo_process.py runs it; a browser is a download of some hundred megabytes
        elif words[0] == "python" and _PARSED.intersection(words[2:4]):
            name = next(word for word in words if word in _PARSED)
            parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
            parser.parse_args(words[words.index(name) + 1 :])
        else:
            printed = _shell(_SITE.sub(lambda _: servers["site"](), command), _environment(command, servers))
            for line in expected:
                line = _SITE.sub(lambda _: servers["site"](), line)
                assert line in printed, f"{command}\nprinted\n{printed}\nand not\n{line}"


def _commands(text: str) -> list[tuple[str, list[str]]]:
    lines = re.sub(r"\\\n\s*", "", text).splitlines()
    if not any(line.startswith("$ ") for line in lines):
        return [(line, []) for line in lines if line.strip() and not line.startswith("#")]
    commands: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("$ "):
            commands.append((line[2:], []))
        elif line.strip():
            commands[-1][1].append(line)
    return commands


def _environment(command: str, servers: dict[str, Any]) -> dict[str, str]:
    """The project of the documentation, on the database of the tests; with Redis where a command sends messages."""
    names = {
        "DPD_DOCUMENTED_APPS": "1",
        "DJANGO_SETTINGS_MODULE": "tests.documentation.settings",
        "DATABASE_URL": os.environ.get("DATABASE_URL") or f"sqlite:///{connection.settings_dict['NAME']}",
        "PYTHONPATH": str(ROOT),
        "TOKEN": "secret",
    }
    return {**names, "REDIS_URL": servers["redis"]()} if "dash_poke" in command else names


def _shell(command: str, variables: dict[str, str]) -> str:
    # `python` is the one that runs the tests, and `manage.py` stands for the module that does the same.
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    script = command.replace("python manage.py", "python -m django")
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env={**os.environ, "PATH": path, **variables},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout + done.stderr


def _check_requirement(text: str) -> None:
    requirement = Requirement(text)
    if requirement.name == "dpd-wagtail":
        project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
        assert requirement.extras <= project["optional-dependencies"].keys()

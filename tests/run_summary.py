"""What a run says when it ends: how long each folder took, and what tests want to be read.

With pytest-xdist the tests run in workers, and what they have to say is handed over to the process that prints it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from pathlib import PurePosixPath
from typing import Any

import pytest

NOTES = pytest.StashKey[list[tuple[str, str]]]()


def note(config: pytest.Config, heading: str, line: str) -> None:
    """Have a line printed when the run ends, under a heading; the same one once."""
    config.stash.setdefault(NOTES, []).append((heading, line))


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """In a worker: hand over what is to be printed."""
    output: dict[str, Any] | None = getattr(session.config, "workeroutput", None)
    if output is not None:
        output["notes"] = session.config.stash.get(NOTES, [])


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any, error: object) -> None:
    """In the process that prints: take what a worker hands over."""
    for heading, line in getattr(node, "workeroutput", {}).get("notes", []):
        note(node.config, heading, line)


@pytest.hookimpl(trylast=True)
def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    notes: dict[str, dict[str, None]] = defaultdict(dict)
    for heading, line in config.stash.get(NOTES, []):
        notes[heading][line] = None
    for heading, lines in notes.items():
        terminalreporter.section(heading)
        for line in lines:
            terminalreporter.write_line(line)
    reports = [report for listed in terminalreporter.stats.values() for report in listed if hasattr(report, "duration")]
    _print(terminalreporter, "seconds in each folder", _sum(reports, _folder))
    if config.get_verbosity() > 0:
        _print(terminalreporter, "seconds in each file", _sum(reports, _file))


def _folder(node_id: str) -> str:
    return PurePosixPath(_file(node_id)).parent.as_posix()


def _file(node_id: str) -> str:
    return node_id.partition("::")[0]


def _sum(reports: list[Any], place: Callable[[str], str]) -> dict[str, float]:
    seconds: dict[str, float] = defaultdict(float)
    for report in reports:
        seconds[place(report.nodeid)] += report.duration
    return seconds


def _print(reporter: Any, heading: str, seconds: dict[str, float]) -> None:
    reporter.section(f"{heading}, of all workers together")
    for name, value in sorted(seconds.items(), key=lambda item: -item[1]):
        reporter.write_line(f"{value:8.1f}  {name}")

"""The findings as text for people and as JSON for programs."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict
from textwrap import fill, indent

from django_plotly_dash.doctor.findings import Finding

_MUST, _MAY = "change", "consider"


def as_json(findings: list[Finding]) -> str:
    """Return a JSON object with all findings, and the number of those that must be changed."""
    must = sum(finding.must for finding in findings)
    return json.dumps({"must_change": must, "findings": [asdict(finding) for finding in findings]}, indent=2)


def as_text(findings: list[Finding], emphasise: Callable[[str], str] = str) -> Iterator[str]:
    """Yield the lines of a report. Findings that differ only in their place are listed once.

    Args:
        findings: the findings, in the order of the report.
        emphasise: formats a heading for a terminal.
    """
    told: dict[tuple[str, bool, str, str], list[str]] = {}
    for finding in findings:
        place = f"{finding.where}:{finding.line}" if finding.line else finding.where
        told.setdefault((finding.id, finding.must, finding.what, finding.paste), []).append(place)
    for (name, must, what, paste), places in told.items():
        yield emphasise(f"{_MUST if must else _MAY}: {_listed(places)} ({name})")
        yield fill(what, 100, initial_indent="    ", subsequent_indent="    ", break_long_words=False)
        if paste:
            yield ""
            yield indent(paste, "        ")
        yield ""
    must_change = sum(finding.must for finding in findings)
    if findings:
        yield f"{must_change} to change, {len(findings) - must_change} to consider."
    else:
        yield "Nothing to change."


def _listed(places: Iterable[str]) -> str:
    first, *others = places
    return f"{first} and {len(others)} more" if len(others) > 3 else ", ".join([first, *others])

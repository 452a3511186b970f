"""The tables of the reference name what there is, all of it and nothing else."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
from django.core.management import get_commands

import django_plotly_dash
from django_plotly_dash import urls
from django_plotly_dash.conf import PlotlyDashSettings
from django_plotly_dash.templatetags import plotly_dash
from django_plotly_dash.websockets.close_codes import CloseCode

REFERENCE = Path(__file__).resolve().parents[2] / "docs" / "reference"


def first_column(page: str) -> set[str]:
    """What stands in backticks in the first column of the tables of a page."""
    cells = re.findall(r"^\| ([^|]*) \|", (REFERENCE / page).read_text(), re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]*)`", cell)}


def test_every_setting_is_there_with_its_default() -> None:
    rows = re.findall(r"^\| `(\w+)` \| `([^`]*)` \|", (REFERENCE / "settings.md").read_text(), re.MULTILINE)
    told = {name: eval(default, {}) for name, default in rows}  # noqa: S307  literals of our own page
    assert told == {field.name: field.default for field in fields(PlotlyDashSettings)}


def test_every_route_is_there() -> None:
    names = {str(pattern.name).removeprefix("app-").removesuffix("--args") for pattern in urls.urlpatterns}
    assert first_column("routes.md") - {"dpd/ws/channel", "ws_route", "dpd/views/poke/", "http_route"} == names


def test_every_command_is_there() -> None:
    ours = {name for name, app in get_commands().items() if app in {"django_plotly_dash", "dpd_wagtail"}}
    assert {command.split()[1] for command in first_column("commands.md")} == ours


def test_every_tag_is_there() -> None:
    assert first_column("template-tags.md") == set(plotly_dash.register.tags)


def test_every_check_is_there() -> None:
    texts = [path.read_text() for path in Path(django_plotly_dash.__file__).parent.rglob("*.py")]
    ids = {found for text in texts for found in re.findall(r'"django_plotly_dash\.([EWI]\d+)"', text)}
    assert first_column("checks.md") == ids


def test_every_close_code_of_a_websocket_is_in_a_table() -> None:
    pages = [REFERENCE.parent / "how-to" / page for page in ("live-pipes.md", "websocket-callbacks.md")]
    cells = [cell for page in pages for cell in re.findall(r"^\| ([\d, ]+) \|", page.read_text(), re.MULTILINE)]
    assert {int(code) for cell in cells for code in cell.split(",")} == set(CloseCode)


@pytest.mark.parametrize("page", sorted(path.name for path in REFERENCE.glob("*.md")))
def test_a_table_names_nothing_twice(page: str) -> None:
    cells = re.findall(r"^\| `([^`|]*)` \|", (REFERENCE / page).read_text(), re.MULTILINE)
    assert len(cells) == len(set(cells))

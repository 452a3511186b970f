"""What the demonstration's live apps make of messages, without a browser."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import pytest
from dash.exceptions import PreventUpdate
from django.core.cache import caches
from django.core.management import CommandError, call_command

from cms_demo.dash_apps import live_metric
from cms_demo.dash_apps.manual.live_output import figure, keep_once, kept, kept_with
from cms_demo.metric import reading
from tests.server_process import free_port


@pytest.fixture
def key() -> str:
    return f"test_live_apps:{uuid4()}"


def click(at: int, colour: str = "red", user: str = "ada") -> dict[str, Any]:
    return {"n_clicks": 1, "click_colour": colour, "click_timestamp": at, "user": user}


def test_a_message_that_many_pages_got_counts_once_and_none_is_lost(key):
    messages = [click(at) for at in range(50) for _page in range(4)]
    with ThreadPoolExecutor(8) as pages:
        list(pages.map(lambda message: keep_once(key, message), messages))
    assert kept(key) == [(at, "red", "ada") for at in range(50)]


def test_a_page_draws_a_click_that_another_page_has_not_written_down_yet(key, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(caches["default"], "incr", Mock(side_effect=InterruptedError))
        with pytest.raises(InterruptedError):
            keep_once(key, click(1))
    assert kept(key) == []
    assert kept_with(keep_once(key, click(1)), key) == [(1, "red", "ada")]
    keep_once(key, click(2))
    assert kept_with(keep_once(key, click(2)), key) == [(2, "red", "ada")]


def test_the_manuals_message_without_a_time_counts_once_for_all_pages(key):
    for _page in range(3):
        keep_once(key, {"click_colour": "cyan"})
    assert [(colour, user) for _at, colour, user in kept(key)] == [("cyan", "unknown")]


def test_a_colour_has_a_line_that_rises_with_each_click(key):
    for number, colour in enumerate(["red", "blue", "red"]):
        keep_once(key, click(number, colour))
    lines = {line["name"]: line["y"] for line in figure(kept(key))["data"]}
    assert lines == {"red": [1, 2], "blue": [1]}


@pytest.mark.parametrize("value", [None, "", 7, {"a": [1]}, "x" * 10_000, "<b>"])
def test_whatever_a_message_says_can_be_drawn(key, value):
    keep_once(key, {"click_colour": value, "click_timestamp": value, "user": value})
    (line,) = figure(kept(key))["data"]
    assert len(line["name"]) <= 40


def readings_of(*messages: Any) -> list[live_metric.Reading]:
    """What the app of the live page keeps of messages, one after the other."""
    readings: list[live_metric.Reading] = []
    for message in messages:
        try:
            readings = live_metric.take(message, readings)[0]
        except PreventUpdate:
            continue
    return readings


def test_a_reading_moves_the_curve_and_one_that_is_not_newer_does_not():
    assert readings_of({"at": 1000, "value": 20.5}, {"at": 2000, "value": 21}) == [(1000, 20.5), (2000, 21)]
    assert readings_of({"at": 2000, "value": 21}, {"at": 2000, "value": 22}, {"at": 1000, "value": 23}) == [(2000, 21)]


@pytest.mark.parametrize("message", [None, 7, "x", [], {"at": 1}, {"at": "1", "value": 2}, {"at": 1, "value": None}])
def test_what_is_no_reading_changes_nothing(message):
    assert readings_of({"at": 0, "value": 20}, message) == [(0, 20)]


def test_readings_older_than_a_minute_are_left_out():
    messages = [{"at": 1000 * second, "value": 20} for second in range(100)]
    assert [at for at, _value in readings_of(*messages)] == [1000 * second for second in range(40, 100)]


def test_a_pause_is_a_gap_in_the_curve():
    across = live_metric.draw([(0, 20), (1000, 21), (31_000, 22)]).data[0].y
    assert list(across) == [20, 21, None, 22]


def test_before_the_first_reading_the_chart_says_that_it_waits():
    (note,) = live_metric.draw([]).layout.annotations
    assert note.text.startswith("Waiting for data")
    assert not live_metric.draw([(0, 20)]).layout.annotations


def test_streams_of_different_processes_say_the_same():
    assert reading(1_700_000_000.5) == reading(1_700_000_000.5)
    values = [reading(1_700_000_000 + second)["value"] for second in range(600)]
    assert 16 < min(values) < max(values) < 26
    assert len(set(values)) > 100


@pytest.mark.parametrize(
    "arguments", [["--interval", "0"], ["--interval", "nan"], ["--interval", "61"], ["--count", "0"], ["--count", "x"]]
)
def test_bounds_of_the_command_are_told(arguments):
    with pytest.raises(CommandError, match="must be a number"):
        call_command("stream_metric", *arguments)


def test_the_command_says_where_nothing_arrives():
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(CommandError, match=f"No reading has arrived at {url}/dpd/views/poke/"):
        call_command("stream_metric", "--url", url, "--count", "2", "--interval", "0.1")

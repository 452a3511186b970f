"""The live pages of the demonstration site in browsers, served by ``python -m cms_demo``: restarted, with Redis."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.browser.watched_page import watch
from tests.server_process import free_port
from tests.site_process import PROJECT, environment, tracebacks, wait_until_it_answers

PATIENCE = 60_000  # milliseconds for a process to start
PHONE = {"width": 390, "height": 844}
Run = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def run(new_demo_data: Callable[[], Path]) -> Iterator[Run]:
    """Run the site, or a command of it, with a data folder that all of a test share."""
    processes: list[subprocess.Popen[str]] = []
    data_folder = new_demo_data()

    def run_process(port: int, *command: str, **variables: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "cms_demo", *command],
            cwd=PROJECT,
            env=environment(
                "cms_demo.settings", PORT=str(port), DPD_DEMO_DATA=str(data_folder), DPD_DEMO_WORKER="0", **variables
            ),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )
        processes.append(process)
        return process

    yield run_process
    for process in processes:
        errors = end(process)
        assert not tracebacks(errors), errors


def end(process: subprocess.Popen[str]) -> str:
    if process.poll() is None:
        process.terminate()
    return process.communicate(timeout=60)[1] if process.stderr and not process.stderr.closed else ""


def metric(page: Page) -> FrameLocator:
    return page.locator("dash-frame iframe").content_frame


def last_reading(page: Page) -> str:
    return str(metric(page).locator("dd").last.text_content())


def expect_a_newer_reading(page: Page) -> None:
    """Wait for the curve to move on."""
    curve = metric(page).locator(".js-line").first
    shape, told = curve.get_attribute("d") if curve.count() else None, last_reading(page)
    expect(metric(page).locator("dd").last).not_to_have_text(told, timeout=PATIENCE)
    expect(curve).not_to_have_attribute("d", shape or "none", timeout=PATIENCE)


def test_the_curve_moves_in_every_browser_and_again_after_a_restart(run, new_page):
    port = free_port()
    process = run(port)
    wait_until_it_answers(process, f"http://127.0.0.1:{port}/", seconds=120)
    pages = [new_page(), new_page(viewport=PHONE)]
    seen = [watch(page) for page in pages]
    for page in pages:
        page.goto(f"http://127.0.0.1:{port}/live-metric/")
    for _reading in range(2):
        for page in pages:
            expect_a_newer_reading(page)
    assert all(watched.said == [] and watched.failed == [] for watched in seen)
    assert pages[1].evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    end(process)
    for page in pages:
        mark = page.get_by_role("status")
        expect(mark).to_have_text("No live updates at the moment.", timeout=PATIENCE)
        assert mark.bounding_box()["width"] < PHONE["width"]
    run(port)
    for page in pages:
        expect(page.get_by_role("status")).to_have_count(0, timeout=PATIENCE)
        expect_a_newer_reading(page)


def test_without_a_stream_the_page_waits_for_the_command(run, new_page):
    port = free_port()
    wait_until_it_answers(
        run(port, DEBUG="0", DPD_DEMO_STREAM="0"), f"http://127.0.0.1:{port}/live-metric/", seconds=120
    )
    page = new_page()
    seen = watch(page)
    page.goto(f"http://127.0.0.1:{port}/live-metric/")
    expect(metric(page).get_by_text("Waiting for data")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-dash-pipes", "live")
    assert last_reading(page) == "none"
    command = run(port, "stream_metric", "--interval", "0.2", "--count", "5", DEBUG="0")
    expect_a_newer_reading(page)
    expect(metric(page).get_by_text("Waiting for data")).to_have_count(0)
    assert command.wait(timeout=60) == 0
    assert seen.said == []
    assert seen.failed == []


@pytest.mark.redis
def test_two_processes_with_redis_between_them_are_one_site(run, new_page, redis_server):
    ports = [free_port(), free_port()]
    for port, stream in zip(ports, "10", strict=True):
        # One after the other: each prepares the database, which they share.
        process = run(port, REDIS_URL=redis_server, DPD_DEMO_STREAM=stream)
        wait_until_it_answers(process, f"http://127.0.0.1:{port}/", seconds=120)
    clicking, watching = new_page(), new_page()
    for page, port in zip((clicking, watching), ports, strict=True):
        page.goto(f"http://127.0.0.1:{port}/demo/live-updating/")
        expect(page.locator("html")).to_have_attribute("data-dash-pipes", "live", timeout=PATIENCE)
        page.locator("dash-frame").nth(1).scroll_into_view_if_needed()
    curves = watching.locator("dash-frame iframe").nth(1).content_frame
    expect(curves.locator("#internal_state")).to_have_text("No click was counted yet.", timeout=PATIENCE)
    for clicks in (1, 2):
        buttons = clicking.locator("dash-frame iframe").first.content_frame
        buttons.get_by_role("button", name="Green").click()
        expect(curves.locator("#internal_state")).to_have_text(f"The last of {clicks} clicks: green, by a visitor.")
        expect(curves.locator(".points path")).to_have_count(clicks)
    watching.goto(f"http://127.0.0.1:{ports[1]}/live-metric/")
    expect_a_newer_reading(watching)
    expect_a_newer_reading(watching)

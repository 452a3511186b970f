"""The suite's own browser and Redis server, and what it says where a machine has none."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import redis
from playwright.sync_api import Page

ROOT = Path(__file__).resolve().parents[2]


def test_chromium_opens_a_page(page: Page) -> None:
    page.set_content("<title>Ready</title>")
    assert page.title() == "Ready"


@pytest.mark.allow_page_errors
def test_a_script_error_of_a_page_is_heard(page: Page) -> None:
    with page.context.expect_event("weberror") as heard:
        page.set_content("<script>throw new Error('loud')</script>")
    assert "loud" in str(heard.value.error)


def test_redis_answers_on_a_port_of_its_own(redis_server: str) -> None:
    with redis.Redis.from_url(redis_server) as client:
        assert client.ping()
    assert ":6379/" not in redis_server


def run_browser_test(**environment: str) -> subprocess.CompletedProcess[str]:
    inherited = {name: value for name, value in os.environ.items() if name not in {"CI", "PYTEST_ADDOPTS"}}
    test = f"{__file__}::{test_chromium_opens_a_page.__name__}"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", test],
        cwd=ROOT,
        env={**inherited, "CHROMIUM": "/nowhere/chromium", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_without_chromium_the_suite_says_what_it_left_out() -> None:
    result = run_browser_test()
    assert result.returncode == 0, result.stdout
    assert "Left out 1 browser test, no Chromium found: install Chromium" in result.stdout


def test_in_ci_a_missing_chromium_is_an_error() -> None:
    result = run_browser_test(CI="true")
    assert result.returncode != 0
    output = result.stdout + result.stderr
    assert "ERROR: no Chromium found, and with CI=true no test may be left out" in output

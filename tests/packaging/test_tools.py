"""The suite's own browser and Redis server, and what it says where a machine has none."""

import os
import re
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


ALONE, IN_WORKERS = [], ["-n", "1", "--dist", "loadgroup"]


def run_browser_test(options: list[str], **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the suite's first browser test in a process of its own, as on a machine without Chromium."""
    inherited = {
        name: value
        for name, value in os.environ.items()
        if name not in {"CI", "PYTEST_ADDOPTS"} and not name.startswith("PYTEST_XDIST_")
    }
    test = f"{__file__}::{test_chromium_opens_a_page.__name__}"
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-v", *options, test],
        cwd=ROOT,
        env={**inherited, "CHROMIUM": "/nowhere/chromium", **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("options", [ALONE, IN_WORKERS])
def test_without_chromium_the_suite_says_what_it_left_out(options: list[str]) -> None:
    result = run_browser_test(options)
    assert result.returncode == 0, result.stdout
    assert "Left out 1 browser test, no Chromium found: install Chromium" in result.stdout


@pytest.mark.parametrize("options", [ALONE, IN_WORKERS])
def test_in_ci_a_missing_chromium_is_an_error(options: list[str]) -> None:
    result = run_browser_test(options, CI="true")
    assert result.returncode != 0
    output = result.stdout + result.stderr
    assert "no Chromium found, and with CI=true no test may be left out" in output
    assert "INTERNALERROR" not in output


def test_the_tests_of_a_file_are_a_group_of_pytest_xdist() -> None:
    result = run_browser_test(IN_WORKERS)
    # Where pytest-playwright is installed too, the name of the browser stands behind that of the test.
    assert re.search(
        rf"::{test_chromium_opens_a_page.__name__}(\[chromium\])?@tests/packaging/test_tools.py", result.stdout
    )

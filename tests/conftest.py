"""What every test can use: a browser, servers; and what happens where the machine lacks one."""

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple
from zlib import crc32

import pytest
from asgiref.sync import SyncToAsync
from django.core.cache import caches
from django.db import connections
from django.utils import translation
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import chromium, nginx_process, postgres_process, redis_process, run_summary
from tests.built_wheel import build_wheel
from tests.demo_data import copied_demo_data
from tests.made_once import made_once

# As in the wheel's entry point: an environment with a checkout in it may have been installed before that was there.
pytest_plugins = ["django_plotly_dash.pytest_plugin"]


class Tool(NamedTuple):
    """Something that is not a Python package and that tests with the marker of its name need."""

    title: str
    fixtures: frozenset[str]
    find: Callable[[], str | None]
    hint: str


TOOLS = {
    "browser": Tool("Chromium", frozenset({"browser", "live_dash_app"}), chromium.find_chromium, chromium.HINT),
    "nginx": Tool("nginx", frozenset({"nginx"}), nginx_process.find_nginx, nginx_process.HINT),
    "postgres": Tool(
        "PostgreSQL server", frozenset({"postgres_server"}), postgres_process.find_postgres, postgres_process.HINT
    ),
    "redis": Tool("Redis server", frozenset({"redis_server"}), redis_process.find_redis, redis_process.HINT),
}
# Fixtures of tests that end with an empty database.
EMPTYING = frozenset({"transactional_db", "django_db_reset_sequences", "live_server"})
# What takes long begins first, so that no worker is left with it alone at the end.
LONG = (
    "packaging/test_tutorials.py",
    "stress/",
    "background/test_processes.py",
    "live/",
)
PATIENCE = 20_000  # milliseconds that a page may take on a busy machine
expect.set_options(timeout=PATIENCE)


def pytest_configure(config: pytest.Config) -> None:
    config.pluginmanager.register(run_summary)


@pytest.hookimpl(tryfirst=True)
def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark the tests that use a tool's fixture, so that `-m` sees them, and say which tests run in one worker.

    The tests of a file do, since they share what it has started; but each phase is a group of its own.
    """
    for name, tool in TOOLS.items():
        if tool.fixtures.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(name)
    if item.get_closest_marker("xdist_group"):
        return
    group = f"{item.nodeid.partition('::')[0]} {_phase(item)}"
    if parts := item.get_closest_marker("parts"):
        group += f" {crc32(item.name.encode()) % parts.args[0]}"
    item.add_marker(pytest.mark.xdist_group(group))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Skip what cannot run here, or refuse to run at all where CI is set; put the tests in order."""
    for name, tool in TOOLS.items():
        needing = [item for item in items if item.get_closest_marker(name)]
        if not needing or tool.find():
            continue
        if os.environ.get("CI") == "true":
            refusal = f"no {tool.title} found, and with CI=true no test may be left out: {tool.hint}"
            if not hasattr(config, "workerinput"):
                raise pytest.UsageError(refusal)
            # What a worker raises while it collects would be shown as an error of pytest-xdist. This ends the run.
            items[0].session.shouldfail = refusal
            return
        for item in needing:
            item.add_marker(pytest.mark.skip(reason=f"no {tool.title}"))
        noun = "test" if len(needing) == 1 else "tests"
        run_summary.note(
            config, "left out", f"Left out {len(needing)} {name} {noun}, no {tool.title} found: {tool.hint}"
        )
    items.sort(key=_order)


def _phase(item: pytest.Item) -> int:
    """When a test has its turn: those that leave an empty database behind come after the others, as with pytest-django.

    Last come those that drive a browser: Playwright's sync API keeps an event loop running in the main thread from its
    first use on, and no test that starts a loop of its own could follow it.
    """
    if item.get_closest_marker("browser"):
        return 2
    database = item.get_closest_marker("django_db")
    empties = database is not None and bool(database.kwargs.get("transaction") or database.args[:1] == (True,))
    return int(empties or not EMPTYING.isdisjoint(getattr(item, "fixturenames", ())))


def _order(item: pytest.Item) -> tuple[int, int]:
    place = item.nodeid.removeprefix("tests/")
    return _phase(item), next((number for number, name in enumerate(LONG) if place.startswith(name)), len(LONG))


@pytest.fixture(autouse=True)
def _closed_connections() -> Iterator[None]:
    """Close what async tests left open in the thread in which asgiref runs their synchronous parts.

    A later test that may not use the database would otherwise look at that connection, and fail.
    """
    yield
    SyncToAsync.single_thread_executor.submit(connections.close_all).result()


@pytest.fixture(autouse=True)
def _empty_cache() -> None:
    """Begin with an empty cache: it keeps the last errors of callbacks, jobs, and initial arguments of other tests."""
    caches["default"].clear()


@pytest.fixture(autouse=True)
def _default_language() -> Iterator[None]:
    """Forget the language of a test's last request, which LocaleMiddleware leaves active in the thread."""
    yield
    translation.deactivate()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium, started once for all tests."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Django would take the test for async code because of Playwright's event loop in its thread.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        chrome = chromium.launch(playwright.chromium)
        yield chrome
        chrome.close()


@pytest.fixture
def new_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Callable[..., Page]]:
    """Open a page as a visitor of its own: `new_page()`, `new_page(viewport={"width": 390, "height": 844})`.

    Keyword arguments are those of Playwright's `Browser.new_context`. The test fails when a script in one of
    the pages, or in one of their frames, raises an error that nobody catches, unless it has the marker
    `allow_page_errors`.
    """
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def open_page(**options: Any) -> Page:
        context = browser.new_context(**options)
        context.set_default_timeout(PATIENCE)
        context.on("weberror", lambda weberror: errors.append(str(weberror.error)))
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()
    if errors and not request.node.get_closest_marker("allow_page_errors"):
        pytest.fail("uncaught errors in the page:\n" + "\n".join(errors), pytrace=False)


@pytest.fixture
def page(new_page: Callable[..., Page]) -> Page:
    """An empty page of a visitor who has no cookies."""
    return new_page()


@pytest.fixture(scope="session")
def built_wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The path of the wheel, built once for all tests."""
    (wheel,) = made_once(tmp_path_factory, "wheel", build_wheel).iterdir()
    return wheel


@pytest.fixture(scope="session")
def new_demo_data(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Path]:
    """Make a data folder of the demonstration site as its first start leaves it: migrated, with its pages."""
    return partial(copied_demo_data, tmp_path_factory)


@pytest.fixture(scope="session")
def redis_server() -> Iterator[str]:
    """The URL of a Redis server that the tests share among themselves only."""
    with redis_process.redis_process() as url:
        yield url


@pytest.fixture
def nginx() -> Callable[[str], AbstractContextManager[str]]:
    """Run an nginx: `with nginx(configuration) as url`."""
    return nginx_process.nginx_process


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a database on a PostgreSQL server that the tests share among themselves only."""
    with postgres_process.postgres_process() as url:
        yield url


@pytest.fixture
def decorated(settings):
    """URLs whose views were made with a decorator."""
    import importlib

    from django.urls import clear_url_caches, include, path

    from django_plotly_dash import urls

    before = getattr(settings, "PLOTLY_DASH", {})

    def make(name):
        settings.PLOTLY_DASH = {"view_decorator": name}
        importlib.reload(urls)
        settings.ROOT_URLCONF = (path("dash/", include(urls)),)
        clear_url_caches()

    yield make
    # To delete it would not tell those who keep what they have read: the views would keep the decorator.
    settings.PLOTLY_DASH = before
    importlib.reload(urls)
    clear_url_caches()


@pytest.fixture
def few_apps(db):
    """Two apps of the demonstration have rows; of the apps of all tests there are more than a list shows at once."""
    from django_plotly_dash.models import StatelessApp

    StatelessApp.objects.exclude(app_name__in=["GapminderExplorer", "StockComparison"]).delete()

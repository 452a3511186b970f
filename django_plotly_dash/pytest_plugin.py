"""Fixtures for sites that use pytest and pytest-django; pytest finds them by the wheel's entry point.

Every run of pytest in an environment with the wheel imports this module, so it imports nothing heavy: Django, Dash and
Playwright are imported only when a fixture is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django_plotly_dash.testing import AppClient, LiveApp


@pytest.fixture
def dash_client(db: None) -> Callable[..., AppClient]:
    """Make test clients for apps: ``dash_client("Sales", user=editor)``, with the arguments of ``AppClient``."""
    from django_plotly_dash.testing import AppClient

    return AppClient


@pytest.fixture(scope="session")
def _database_beside_playwright() -> Iterator[None]:
    # Playwright's sync API runs an event loop in the thread of the tests, and Django does not allow database access
    # there.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def live_dash_app(_database_beside_playwright: None, request: pytest.FixtureRequest) -> Callable[..., LiveApp]:
    """Open apps in a browser: ``live_dash_app("Sales", user=editor)``, with the arguments of ``AppClient``.

    pytest-django's ``live_server`` serves the site. The browser's page is the fixture ``page`` from pytest-playwright,
    or your own fixture with that name.
    """
    try:
        page = request.getfixturevalue("page")
    except pytest.FixtureLookupError:
        pytest.fail(
            "live_dash_app needs a browser: pip install pytest-playwright, then run playwright install chromium; or "
            "define a fixture named page that returns a page of Playwright's sync API.",
            pytrace=False,
        )
    server = request.getfixturevalue("live_server")
    from django_plotly_dash.testing.live import open_live_app

    def open_app(*args: Any, **kwargs: Any) -> LiveApp:
        return open_live_app(page, server.url, *args, **kwargs)

    return open_app

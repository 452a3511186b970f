"""Fixtures for sites that test with pytest and pytest-django; pytest finds them by the wheel's entry point.

It is imported with every run of pytest in an environment that has the wheel, so that nothing heavy is imported here:
Django, Dash and Playwright only when a fixture is used.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from django_plotly_dash.testing import AppClient, LiveApp


@pytest.fixture
def dash_client(db: None) -> Callable[..., AppClient]:
    """Make test clients of apps: ``dash_client("Sales", user=editor)``; arguments are those of ``AppClient``."""
    from django_plotly_dash.testing import AppClient

    return AppClient


@pytest.fixture(scope="session")
def _database_beside_playwright() -> Iterator[None]:
    # Playwright's sync API keeps an event loop running in the thread of the tests, where Django refuses the database.
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield


@pytest.fixture
def live_dash_app(_database_beside_playwright: None, request: pytest.FixtureRequest) -> Callable[..., LiveApp]:
    """Open apps in a browser: ``live_dash_app("Sales", user=editor)``; arguments are those of ``AppClient``.

    The site is served by pytest-django's ``live_server``; the browser's page is the fixture ``page``, which
    pytest-playwright has, or one of your own by that name.
    """
    try:
        page = request.getfixturevalue("page")
    except pytest.FixtureLookupError:
        pytest.fail(
            "live_dash_app needs a browser: pip install pytest-playwright, then playwright install chromium; or write "
            "a fixture named page that returns a page of Playwright's sync API.",
            pytrace=False,
        )
    server = request.getfixturevalue("live_server")
    from django_plotly_dash.testing.live import open_live_app

    def open_app(*args: Any, **kwargs: Any) -> LiveApp:
        return open_live_app(page, server.url, *args, **kwargs)

    return open_app

"""An app in a real browser, on a page of the site that is served for one test (Playwright)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string

from django_plotly_dash.state.values import component_key
from django_plotly_dash.testing.client import AppClient

if TYPE_CHECKING:
    from django.contrib.auth.base_user import AbstractBaseUser
    from playwright.sync_api import FrameLocator, Locator, Page

    from django_plotly_dash.models import DashApp
    from django_plotly_dash.utils.base_app import BaseApp

# Below the site's own URL, so that cookies and frame rules are those of its pages; no request for it reaches the site.
_HOST_PAGE = "/__page-of-a-test-with-a-dash-app/"


class LiveApp:
    """An app that stands on a page in a browser.

    Attributes:
        page: the page of Playwright that has the app in a frame.
        frame: what is in the frame: ``frame.get_by_text("...")``.
        client: the same app for the same visitor without the browser: ``client.state`` is the saved state.
    """

    def __init__(self, page: Page, frame: FrameLocator, client: AppClient) -> None:
        self.page = page
        self.frame = frame
        self.client = client

    def component(self, component_id: Any) -> Locator:
        """Return the element of a component.

        Args:
            component_id: text, a dictionary, or the JSON of one.
        """
        return self.frame.locator(f"[id={json.dumps(component_key(component_id))}]")


def open_live_app(
    page: Page,
    server_url: str,
    app: str | BaseApp | None = None,
    *,
    slug: str | None = None,
    state: DashApp | None = None,
    user: AbstractBaseUser | None = None,
    session_state: Mapping[str, Any] | None = None,
    initial_arguments: Mapping[str, Any] | str | None = None,
) -> LiveApp:
    """Put an app on a page, open that in a browser, and wait until the app's layout is there.

    For tests without pytest: with ``django.contrib.staticfiles.testing.StaticLiveServerTestCase`` give its
    ``live_server_url``. What is wrong with the app's own page (it is refused, its layout fails) shows in its frame.

    Args:
        page: a page of Playwright's sync API.
        server_url: of the site that the test serves.
        app: as for :class:`~django_plotly_dash.testing.AppClient`, and so all others.
    """
    client = AppClient(
        app, slug=slug, state=state, user=user, session_state=session_state, initial_arguments=initial_arguments
    )
    cookies = [(name, morsel.value) for name, morsel in client.client.cookies.items()]
    if cookies:
        page.context.add_cookies([{"name": name, "value": value, "url": server_url} for name, value in cookies])
    html = render_to_string("django_plotly_dash/testing_page.html", {"client": client})
    url = f"{server_url}{_HOST_PAGE}"
    page.route(url, lambda route: route.fulfill(body=html, content_type="text/html; charset=utf-8"))
    page.goto(url)
    frame = page.frame_locator("dash-frame iframe")
    # Dash's page has this until its renderer has the layout; a page of an error has neither.
    frame.locator("body").wait_for()
    frame.locator("._dash-loading").wait_for(state="detached")
    return LiveApp(page, frame, client)


__all__ = ["LiveApp", "open_live_app"]

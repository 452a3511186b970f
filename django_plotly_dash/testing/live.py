"""An app in a real browser, on a page that the site serves for one test (Playwright)."""

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

# Below the site's own URL, so that its cookies and frame rules apply. Requests for it do not reach the site.
_HOST_PAGE = "/__page-of-a-test-with-a-dash-app/"


class LiveApp:
    """An app on a page in a browser.

    Attributes:
        page: Playwright's page, which has the app in a frame.
        frame: the content of the frame: ``frame.get_by_text("...")``.
        client: the same app for the same visitor without a browser; ``client.state`` is the saved state.
    """

    def __init__(self, page: Page, frame: FrameLocator, client: AppClient) -> None:
        self.page = page
        self.frame = frame
        self.client = client

    def component(self, component_id: Any) -> Locator:
        """Return the element of a component.

        Args:
            component_id: a string, a dictionary, or the JSON of a dictionary.
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
    """Put an app on a page, open the page in a browser, and wait for the app's layout.

    For tests without pytest. With ``django.contrib.staticfiles.testing.StaticLiveServerTestCase``, pass its
    ``live_server_url``. If the app's own page is refused or its layout fails, the frame shows the error.

    Args:
        page: a page from Playwright's sync API.
        server_url: URL of the site that the test serves.
        app: as for :class:`~django_plotly_dash.testing.AppClient`, like all other arguments.
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
    # Dash's page has this element until its renderer has the layout; error pages do not have it.
    frame.locator("body").wait_for()
    frame.locator("._dash-loading").wait_for(state="detached")
    return LiveApp(page, frame, client)


__all__ = ["LiveApp", "open_live_app"]

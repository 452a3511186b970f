"""Wagtail's own content checker finds nothing on a page with Dash apps (number 14 of what an editor will try)."""

from __future__ import annotations

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from wagtail.models import Site

from cms_demo.content import PAGES
from cms_demo.models import DashboardPage, HomePage
from django_plotly_dash.models import StatelessApp, add_missing_rows
from tests.browser.content_checker import RUN

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("display", ["frame", "direct", "bootstrap"])
def test_there_is_no_finding(live_server: Any, home: HomePage, admin: Page, display: str) -> None:
    row, _ = StatelessApp.objects.get_or_create(app_name="GapminderExplorer")
    value = {"app": row.pk, "caption": "By year", "display": display, "aspect_ratio": "4:3"}
    body = json.dumps([{"type": "dash_app", "value": value}])
    page = DashboardPage(title="World health", slug="health", body=body, search_description="How long people live.")
    home.add_child(instance=page)
    admin.goto(f"{live_server.url}/health/")
    app = admin.locator("dash-app") if display == "direct" else admin.frame_locator("dash-frame iframe")
    expect(app.locator("#figure .main-svg").first).to_be_visible(timeout=60_000)
    admin.wait_for_function("typeof axe === 'object'", timeout=60_000)
    assert admin.evaluate(RUN) == []
    # It would find something: the title of the frame is what it asks for.
    admin.evaluate("document.body.insertAdjacentHTML('beforeend', '<main><iframe></iframe></main>')")
    assert "frame-title" in admin.evaluate(RUN)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_there_is_no_finding_on_the_pages_of_the_demonstration(
    live_server: Any, admin: Page, home: HomePage, scheme: str
) -> None:
    home.delete()
    add_missing_rows()
    call_command("load_demo", "--no-accounts", stdout=StringIO())
    Site.clear_site_root_paths_cache()
    admin.emulate_media(color_scheme=scheme)
    found: dict[str, list[str]] = {}
    for slug in ("", *(page.slug for page in PAGES)):
        admin.goto(f"{live_server.url}/{slug}")
        if slug:
            expect(admin.frame_locator("dash-frame iframe").first.locator(".main-svg").first).to_be_visible()
        admin.wait_for_function("typeof axe === 'object'")
        if findings := admin.evaluate(RUN):
            found[slug] = findings
    assert found == {}

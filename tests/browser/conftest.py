"""What the browser tests of the Wagtail admin share: a site with a home page, and someone who is logged in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import Page, expect
from wagtail.models import Collection, Locale, Site
from wagtail.models import Page as WagtailPage

from cms_demo.models import HomePage


@pytest.fixture
def home(transactional_db: None) -> HomePage:
    """A home page. Tests with a live server empty the tables, also of what Wagtail's migrations put there."""
    Locale.objects.get_or_create(language_code="en")
    if Collection.get_first_root_node() is None:
        Collection.add_root(name="Root")
    root = WagtailPage.get_first_root_node()
    if root is None:
        root = WagtailPage.add_root(instance=WagtailPage(title="Root", slug="root"))
    home = root.add_child(instance=HomePage(title="Home", slug="browser-home"))
    Site.objects.update_or_create(
        is_default_site=True, defaults={"hostname": "localhost", "port": 80, "root_page": home}
    )
    Site.clear_site_root_paths_cache()
    return home


@pytest.fixture
def editor(transactional_db: None) -> User:
    return User.objects.create_superuser("editor-in-chief", password="secret")


@pytest.fixture
def admin(live_server: Any, new_page: Callable[..., Page], home: HomePage, editor: User) -> Page:
    """The admin, as the editor sees it after the login."""
    page = new_page(viewport={"width": 1400, "height": 1000})
    page.goto(f"{live_server.url}/admin/")
    page.fill("input[name=username]", "editor-in-chief")
    page.fill("input[name=password]", "secret")
    page.click("button[type=submit]")
    expect(page.get_by_role("heading", name="editor-in-chief")).to_be_visible(timeout=30_000)
    return page

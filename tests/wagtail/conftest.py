"""What the Wagtail tests share: registered apps' rows, people with different rights, pages with a Dash block."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import RequestFactory
from wagtail.models import Page, Site

from cms_demo.models import DashboardPage, HomePage
from django_plotly_dash.models import StatelessApp


@pytest.fixture
def app_row(db: None) -> StatelessApp:
    """The row of an app that is registered."""
    return StatelessApp.objects.get(app_name="GapminderExplorer")


@pytest.fixture
def home(db: None) -> HomePage:
    """An empty home page, as the root of the default site."""
    page = Page.get_first_root_node().add_child(instance=HomePage(title="Home", slug="test-home"))
    Site.objects.filter(is_default_site=True).update(root_page=page)
    Site.clear_site_root_paths_cache()
    return page


@pytest.fixture
def make_page(home: HomePage) -> Callable[..., DashboardPage]:
    """Make a published page with the blocks given as StreamField stores them."""

    def make(*blocks: dict[str, Any], slug: str = "page") -> DashboardPage:
        page = DashboardPage(title="A page", slug=slug, body=json.dumps(list(blocks)))
        home.add_child(instance=page)
        return page

    return make


@pytest.fixture
def users(db: None) -> dict[str, User | None]:
    """People by how much they may do."""
    admin_access = Permission.objects.get(content_type__app_label="wagtailadmin", codename="access_admin")
    view_apps = Permission.objects.get(content_type__app_label="django_plotly_dash", codename="view_statelessapp")
    only_admin = User.objects.create_user("only-admin", password="x")
    only_admin.user_permissions.add(admin_access)
    editor = User.objects.create_user("test-editor", password="x")
    editor.groups.add(Group.objects.get(name="Editors"))
    editor.user_permissions.add(view_apps)
    return {
        "anonymous": None,
        "access_admin only": only_admin,
        "editor": editor,
        "superuser": User.objects.create_superuser("root", password="x"),
    }


@pytest.fixture
def preview_request(rf: RequestFactory) -> Any:
    """A request as Wagtail's page preview makes it."""
    request = rf.get("/")
    request.is_preview = True  # type: ignore[attr-defined]
    return request

"""The item of Wagtail's userbar that saves what an app on the page shows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wagtail.admin.userbar import BaseItem

from dpd_wagtail.pages.placed_apps import placed_apps
from dpd_wagtail.state_editor.from_page.access import may_capture

if TYPE_CHECKING:
    from django.http import HttpRequest
    from wagtail.models import Page


class SaveStateItem(BaseItem):
    """“Save what I see as a state”, which opens a new window that reads the apps in this one."""

    template_name = "dpd_wagtail/state_editor/userbar_item.html"

    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page


def add_userbar_item(request: HttpRequest, items: list[Any], page: Page | None) -> None:
    """Add the item on pages with Dash apps, for users who may use it."""
    if page is None or not page.pk or not may_capture(request.user, page):
        return
    if placed_apps(page.specific):
        items.append(SaveStateItem(page))

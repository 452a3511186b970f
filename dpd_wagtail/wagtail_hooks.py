"""What the add-on registers with Wagtail."""

from __future__ import annotations

from wagtail import hooks

from dpd_wagtail.choosers import AppChooserViewSet, app_chooser_viewset


@hooks.register("register_admin_viewset")
def register_app_chooser() -> AppChooserViewSet:
    """The chooser of Dash apps."""
    return app_chooser_viewset


@hooks.register("register_icons")
def register_icons(icons: list[str]) -> list[str]:
    """The icon of Dash apps in the block picker and in the chooser."""
    return [*icons, "dpd_wagtail/icons/dash-app.svg"]

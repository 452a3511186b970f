"""Dash's configuration of an app, with the prefix of the mount that is being served."""

from __future__ import annotations

from typing import Any

import dash

from django_plotly_dash.mount.mount import PREFIX_PLACEHOLDER, current_mount
from django_plotly_dash.utils.dash_private import AttributeDict
from django_plotly_dash.utils.no_site import is_alone


class MountConfig(AttributeDict):
    """Dash's configuration of an app, with the URL prefix of the mount that is being served.

    Dash reads the prefix in a dozen places, always as this attribute. Changing the configuration with each request
    would not be safe with threads. While no mount of this app is being served, at import time for example, the prefix
    is a placeholder, which is replaced in every response.
    """

    @property
    def requests_pathname_prefix(self) -> str:
        """URL path of the app's index, as the browser sees it."""
        mount = current_mount()
        if mount is not None and mount.app.config is self:
            return mount.prefix
        if is_alone():
            return str(self.routes_pathname_prefix)
        return PREFIX_PLACEHOLDER

    def __getitem__(self, key: str) -> Any:
        return self.requests_pathname_prefix if key == "requests_pathname_prefix" else super().__getitem__(key)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, or ``default``."""
        return self.requests_pathname_prefix if key == "requests_pathname_prefix" else super().get(key, default)


class CurrentConfig:
    """The configuration of the current app.

    It replaces the two module globals in which Dash keeps the configuration of the app that was made last, for
    ``dash.get_asset_url`` and pages.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(dash.get_app().config, name)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, or ``default``."""
        return dash.get_app().config.get(key, default)

"""Dash's configuration of an app, as it is under the mount that is being served."""

from __future__ import annotations

from typing import Any

import dash

from django_plotly_dash.mount.mount import PREFIX_PLACEHOLDER, current_mount
from django_plotly_dash.utils.dash_private import AttributeDict
from django_plotly_dash.utils.no_site import is_alone


class MountConfig(AttributeDict):
    """Dash's configuration of an app, whose URL prefix is that of the mount that is being served.

    Dash reads the prefix in a dozen places, always as this attribute; changing the configuration with each request
    would be wrong under threads. Where no mount of this app is being served, at import time, the prefix is a
    placeholder that every answer has replaced.
    """

    @property
    def requests_pathname_prefix(self) -> str:
        """URL path of the app's index, as the browser has it."""
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
    """The configuration of whichever app is current.

    It stands for the two module globals in which Dash keeps the configuration of the app made last, for
    ``dash.get_asset_url`` and pages.
    """

    def __getattr__(self, name: str) -> Any:
        return getattr(dash.get_app().config, name)

    def get(self, key: str, default: Any = None) -> Any:
        """Return a value, or ``default``."""
        return dash.get_app().config.get(key, default)

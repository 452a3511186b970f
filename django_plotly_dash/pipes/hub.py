"""The script that opens the one websocket of a page for live pipes (``static/django_plotly_dash/pipe-hub.js``)."""

from __future__ import annotations

from dash.development.base_component import ComponentRegistry
from django.urls import get_script_prefix
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.utils.own_static import own_file_url


def hub_script(url: str = "", attributes: str = "") -> SafeString:
    """Return the ``<script>`` element that loads ``pipe-hub.js``.

    Args:
        url: URL of the websocket; by default ``PLOTLY_DASH["ws_route"]`` below the site's script name.
        attributes: HTML of further attributes, which is not escaped.
    """
    own = get_script_prefix() + plotly_dash_settings().ws_route.lstrip("/")
    return format_html(
        '<script src="{}" data-url="{}" data-offline="{}"{}></script>',
        own_file_url("pipe-hub.js"),
        escape(url or own),  # a string literal in a template is marked safe
        _("No live updates at the moment."),
        SafeString(attributes),
    )


def pipes_are_used() -> bool:
    """Return whether an app of this process may have a Pipe, which is so once ``Pipe`` has been imported."""
    return "django_plotly_dash" in ComponentRegistry.registry

"""What a site tests its own apps with: callbacks and layouts through the site's real routes, and apps in a browser.

pytest finds the fixtures ``dash_client`` and ``live_dash_app`` by itself (``pytest_plugin.py``).
"""

from django_plotly_dash.testing.answers import AppFailed, CallbackResult, OutputNotSet, Refused
from django_plotly_dash.testing.client import AppClient
from django_plotly_dash.testing.dependencies import CallbackNotFound, UnknownDependency
from django_plotly_dash.testing.layouts import RenderedComponent, RenderedLayout, UnknownComponent
from django_plotly_dash.testing.live import LiveApp

__all__ = [
    "AppClient",
    "AppFailed",
    "CallbackNotFound",
    "CallbackResult",
    "LiveApp",
    "OutputNotSet",
    "Refused",
    "RenderedComponent",
    "RenderedLayout",
    "UnknownComponent",
    "UnknownDependency",
]

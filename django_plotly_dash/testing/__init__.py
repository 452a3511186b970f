"""Tools for testing a site's own apps: callbacks and layouts through the site's URLs, and apps in a browser.

pytest finds the fixtures ``dash_client`` and ``live_dash_app`` automatically (``pytest_plugin.py``).
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

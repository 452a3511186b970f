"""What a site tests its own apps with: callbacks and layouts through the site's real routes, and apps in a browser.

pytest finds the fixtures ``dash_client`` and ``live_dash_app`` by itself (``pytest_plugin.py``).
"""

from .answers import AppFailed, CallbackResult, OutputNotSet, Refused
from .client import AppClient
from .dependencies import CallbackNotFound, UnknownDependency
from .layouts import RenderedComponent, RenderedLayout, UnknownComponent
from .live import LiveApp

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

"""The interface of an app for the rest of this package. ``DjangoDash`` and its mixins extend these classes."""

from __future__ import annotations

from abc import abstractmethod
from collections import OrderedDict
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Protocol

import dash
from dash.backends.base_server import BaseDashServer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase


class Rule(Protocol):
    """Who may reach an app (``access.rule.AccessRule``); false if everybody may."""

    @property
    def function(self) -> Callable[..., bool] | None:
        """A function of the site that decides, if there is one."""
        ...

    def __bool__(self) -> bool: ...

    def allows(self, request: HttpRequest, app: Any, instance: Any) -> bool:
        """Return whether a request may reach the app, or this saved state of it."""
        ...


class AppServer(BaseDashServer[Any]):
    """The server of an app (``app.server.DjangoDashServer``)."""

    @abstractmethod
    def handle(self, mount: Any) -> Generator[Any, Any, HttpResponseBase]:
        """Answer a request to the app for the current mount."""

    @abstractmethod
    def set_up_once(self) -> None:
        """Run Dash's set-up before the first request, unless it has already been run."""


class BaseApp(dash.Dash):
    """A Dash app that Django serves, without what ``DjangoDash`` and its mixins add.

    Attributes:
        app_name: its name in templates and in the registry.
        ident: its name in URLs.
        module: name of the module that makes the app.
        namespace: the global names of that module.
        pages: the arguments of ``dash.register_page`` for each page, by the page's module.
        access_rule: who may reach the app.
        embed_only: whether the app is shown only on pages; None uses ``PLOTLY_DASH["embed_only"]``.
        serves_mcp: whether its callbacks are tools for language models.
        backend: its server.
    """

    app_name: str
    ident: str
    module: str
    namespace: dict[str, Any]
    pages: OrderedDict[str, Any]
    access_rule: Rule
    embed_only: bool | None
    serves_mcp: bool
    backend: AppServer

    @property
    def is_guarded(self) -> bool:
        """Whether requests to the app may be refused, by its own rule or by the site's ``view_decorator``."""
        raise NotImplementedError

    @property
    def has_background_callbacks(self) -> bool:
        """Whether the app has background callbacks now."""
        raise NotImplementedError

    @property
    def has_dev_tools(self) -> bool:
        """Whether Dash's developer tools are on."""
        raise NotImplementedError

    def bare_layout(self) -> Any:
        """Return the layout without any saved state or initial arguments."""
        raise NotImplementedError

    def add_tool(self, name: str, registration: dict[str, Any]) -> None:
        """Add a function that was made a tool with ``dash.mcp.mcp_enabled``."""
        raise NotImplementedError

    def get_asset_static_url(self, asset_path: str) -> str:
        """Return the static URL of a file in the app's assets folder."""
        raise NotImplementedError

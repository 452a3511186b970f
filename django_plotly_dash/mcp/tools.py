"""What an app needs so that Dash's MCP server can make tools of its callbacks, for many visitors at once.

Dash keeps the tools of an app, with the values that the first visitor's layout and callbacks gave, for the whole
process. Here they are made for one request and end with it.
"""

from __future__ import annotations

import functools
import inspect
import logging
from collections.abc import Callable
from typing import Any

import dash
from dash.exceptions import PreventUpdate
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404

from django_plotly_dash.callbacks.errors import is_reported
from django_plotly_dash.callbacks.extras import EXTRA_NAMES, with_extras
from django_plotly_dash.callbacks.last_errors import keep_error
from django_plotly_dash.callbacks.request import check_callback_request, takes_many
from django_plotly_dash.http.flows import wait_for
from django_plotly_dash.mount.mount import current_mount, visitor_name
from django_plotly_dash.utils.base_app import BaseApp
from django_plotly_dash.utils.dash_private import mcp_adapters

logger = logging.getLogger("django_plotly_dash.mcp")

_NO_UPDATE = '{"multi": true, "response": {}}'


class ToolFailed(Exception):
    """A tool failed; the message can be shown to whoever called it."""


class ToolRequest:
    """One request for an app's tools.

    Attributes:
        callbacks: Dash's tools of the app's callbacks, with what this visitor's layout gives them.
        layout: this visitor's layout, once it is known.
        validation_layout: the same with the layouts of all pages, where the app has pages.
    """

    def __init__(self, app: BaseApp) -> None:
        self.layout: Any = None
        self.validation_layout: Any = None
        self.callbacks = mcp_adapters().CallbackAdapterCollection(app)


def tool_request() -> ToolRequest | None:
    """Return the request for tools that is being served, None outside of one."""
    mount = current_mount()
    return getattr(mount.context, "tools", None) if mount is not None else None


class AppTools(BaseApp):
    """The part of ``DjangoDash`` that makes tools for language models of its callbacks (``enable_mcp=True``)."""

    _given_validation_layout: Any = None

    # Dash assigns and reads these as plain attributes.

    @property
    def mcp_callback_map(self) -> Any:
        """Dash's tools of the app's callbacks, for the request that is being served."""
        request = tool_request()
        return request.callbacks if request is not None else None

    @mcp_callback_map.setter
    def mcp_callback_map(self, value: Any) -> None:
        """Dash forgets its tools here, when they are configured anew; ours are made for each request."""

    @property
    def validation_layout(self) -> Any:
        """The layout given for validation; while tools are made, that of all pages."""
        request = tool_request()
        if request is None or not self.use_pages or self._given_validation_layout is not None:
            return self._given_validation_layout
        if request.validation_layout is None:
            layouts = [_page_layout(page) for page in self.pages.values()]
            request.validation_layout = dash.html.Div([self.get_layout(), *layouts])
        return request.validation_layout

    @validation_layout.setter
    def validation_layout(self, value: Any) -> None:
        self._given_validation_layout = value

    def add_tool(self, name: str, registration: dict[str, Any]) -> None:
        """Take a function that was made a tool with ``dash.mcp.mcp_enabled``."""
        tool = as_tool(self, registration["fn"])
        self.mcp_decorated_functions[name] = {**registration, "fn": tool}

    def _initialize_context(self, body: Any) -> Any:
        if tool_request() is not None:
            _complete_outputs(body, self.callback_map.get(body["output"], {}))
            check_callback_request(body, self.callback_map)
        return super()._initialize_context(body)

    def _execute_callback(self, func: Any, args: Any, outputs_list: Any, g: Any) -> Any:
        call = super()._execute_callback(func, args, outputs_list, g)
        if tool_request() is None:
            return call
        name = getattr(inspect.unwrap(func), "__name__", "callback")

        def run() -> Any:
            try:
                return guarded_call(self, name, call)
            except PreventUpdate:
                return _NO_UPDATE

        return run


def _page_layout(page: Any) -> Any:
    layout = page.get("layout")
    if not callable(layout):
        return dash.html.Div(list(layout)) if isinstance(layout, (list, tuple)) else layout
    try:
        return layout()
    except Exception:  # a page of a path with variables wants them, another may raise whatever it likes
        logger.debug("The components of page %s are not known to tools.", page.get("path"), exc_info=True)
        return None


def _complete_outputs(body: Any, callback: Any) -> None:
    """Give the outputs of a callback the form in which the renderer sends them.

    Dash's tools leave out the list where there is one output, or where one component matches a wildcard.
    """
    spec = callback.get("output")
    if callback.get("no_output") or spec is None:
        return
    if isinstance(spec, (list, tuple)):
        sent = body["outputs"]
        items = sent if isinstance(sent, list) and len(sent) == len(spec) else [sent]
        body["outputs"] = [_as_many(item, output.to_dict()["id"]) for item, output in zip(items, spec, strict=False)]
    else:
        body["outputs"] = _as_many(body["outputs"], spec.to_dict()["id"])


def _as_many(item: Any, declared: str) -> Any:
    return [item] if takes_many(declared) and not isinstance(item, list) else item


def guarded_call(app: BaseApp, name: str, call: Callable[[], Any]) -> Any:
    """Call what a tool stands for. An error goes to the log; what it says goes to the client with DEBUG alone.

    Args:
        app: the app.
        name: of the callback or function, for the log.
        call: what is called; may return an awaitable.

    Raises:
        ToolFailed: it failed.
        PreventUpdate: it has nothing to say.
    """
    try:
        return wait_for(call())
    except (PreventUpdate, ToolFailed):
        raise
    except PermissionDenied as error:
        raise ToolFailed(str(error) or "You may not do this.") from None
    except Http404 as error:
        raise ToolFailed(str(error) or "There is no such thing.") from None
    except Exception as error:
        if not is_reported(error):
            logger.exception("Tool %s of Dash app %r failed for %r", name, app.app_name, visitor_name())
            keep_error(app.app_name, name, error)
        if settings.DEBUG:
            raise
        raise ToolFailed("It failed; the log of the server says why.") from None


def as_tool(app: BaseApp, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function as a tool: it gets what it names of Django, and no client can give it that.

    Args:
        app: the app.
        function: plain or a coroutine function.
    """
    full = with_extras(app, function)
    signature = inspect.signature(full)

    @functools.wraps(full)
    def tool(**arguments: Any) -> Any:
        if forged := EXTRA_NAMES & arguments.keys():
            raise ToolFailed(f"{', '.join(sorted(forged))}: given by the server, not by who calls.")
        try:
            signature.bind(**arguments)
        except TypeError as error:
            raise ToolFailed(f"The arguments do not fit: {error}.") from None
        return guarded_call(app, function.__name__, lambda: full(**arguments))

    tool.__signature__ = signature  # type: ignore[attr-defined]
    return tool

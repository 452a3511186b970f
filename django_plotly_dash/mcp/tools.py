"""What an app needs so that Dash's MCP server can turn its callbacks into tools, for many visitors at once.

Dash keeps an app's tools for the whole process, with the values from the first visitor's layout and callbacks. Here
they are made for each request and discarded after it.
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
    """A tool failed; the message may be shown to the caller."""


class ToolRequest:
    """A request for an app's tools.

    Attributes:
        callbacks: Dash's tools for the app's callbacks, with values from this visitor's layout.
        layout: this visitor's layout, once it has been made.
        validation_layout: the layout together with the layouts of all pages, if the app has pages.
    """

    def __init__(self, app: BaseApp) -> None:
        self.layout: Any = None
        self.validation_layout: Any = None
        self.callbacks = mcp_adapters().CallbackAdapterCollection(app)


def tool_request() -> ToolRequest | None:
    """Return the request for tools that is being served, or None."""
    mount = current_mount()
    return getattr(mount.context, "tools", None) if mount is not None else None


class AppTools(BaseApp):
    """The part of ``DjangoDash`` that turns callbacks into tools for language models (``enable_mcp=True``)."""

    _given_validation_layout: Any = None

    # Dash sets and reads these as plain attributes.

    @property
    def mcp_callback_map(self) -> Any:
        """Dash's tools for the app's callbacks, for the request being served."""
        request = tool_request()
        return request.callbacks if request is not None else None

    @mcp_callback_map.setter
    def mcp_callback_map(self, value: Any) -> None:
        """Ignore the value. Dash resets its tools here when they are configured; ours are made for each request."""

    @property
    def validation_layout(self) -> Any:
        """The layout that was given for validation; in a request for tools, the layouts of all pages."""
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
        """Add a function that was made a tool with ``dash.mcp.mcp_enabled``."""
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
    except Exception:  # a page whose path has variables needs their values; others may raise anything
        logger.debug("Tools do not know the components of page %s.", page.get("path"), exc_info=True)
        return None


def _complete_outputs(body: Any, callback: Any) -> None:
    """Put the outputs of a callback request into the form in which the renderer sends them.

    Dash's tools leave out the list if there is only one output, or if only one component matches a wildcard.
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
    """Call the function of a tool. Errors are logged, and shown to the client only if DEBUG is on.

    Args:
        app: the app.
        name: name of the callback or function, for the log.
        call: the function to call; may return an awaitable.

    Raises:
        ToolFailed: the call failed.
        PreventUpdate: there is no result.
    """
    try:
        return wait_for(call())
    except (PreventUpdate, ToolFailed):
        raise
    except PermissionDenied as error:
        raise ToolFailed(str(error) or "You may not do this.") from None
    except Http404 as error:
        raise ToolFailed(str(error) or "It does not exist.") from None
    except Exception as error:
        if not is_reported(error):
            logger.exception("Tool %s of Dash app %r failed for %r", name, app.app_name, visitor_name())
            keep_error(app.app_name, name, error)
        if settings.DEBUG:
            raise
        raise ToolFailed("It failed; the log of the server says why.") from None


def as_tool(app: BaseApp, function: Callable[..., Any]) -> Callable[..., Any]:
    """Return a function as a tool. It gets its extra arguments from Django; clients cannot pass them.

    Args:
        app: the app.
        function: a function or a coroutine function.
    """
    full = with_extras(app, function)
    signature = inspect.signature(full)

    @functools.wraps(full)
    def tool(**arguments: Any) -> Any:
        if forged := EXTRA_NAMES & arguments.keys():
            raise ToolFailed(f"Only the server passes these arguments: {', '.join(sorted(forged))}.")
        try:
            signature.bind(**arguments)
        except TypeError as error:
            raise ToolFailed(f"The arguments do not match: {error}.") from None
        return guarded_call(app, function.__name__, lambda: full(**arguments))

    tool.__signature__ = signature  # type: ignore[attr-defined]
    return tool

"""What an app serves for the current mount: its layout, its page, and the page's configuration of the renderer."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.utils.encoding import escape_uri_path

from django_plotly_dash.files.bundles import bundle_url, plotly_js_path
from django_plotly_dash.http.csp import nonce_attribute
from django_plotly_dash.http.error_pages import error_layout
from django_plotly_dash.mcp.tools import tool_request
from django_plotly_dash.mount.mount import Mount, current_mount, visitor_name
from django_plotly_dash.page.async_layout import AsyncLayout
from django_plotly_dash.page.finish import finish_page, page_token, token_is_hidden
from django_plotly_dash.page.layout_cache import LayoutKeeper, layout_json
from django_plotly_dash.page.page_cache import PageKeeper
from django_plotly_dash.state.values import lay_over
from django_plotly_dash.utils.base_app import BaseApp
from django_plotly_dash.utils.dash_private import to_json
from django_plotly_dash.websocket_callbacks.socket import takes_websockets

if TYPE_CHECKING:
    from django.utils.safestring import SafeString

logger = logging.getLogger("django_plotly_dash.app")


class ServedApp(BaseApp):
    """The part of ``DjangoDash`` that serves its layout and its page."""

    _keeper: LayoutKeeper
    _pages_kept: PageKeeper
    _layout_is_function: bool

    def get_layout(self) -> Any:
        """Return the layout with the saved state and the initial arguments of the current mount laid over it."""
        tools = tool_request()
        if tools is not None and tools.layout is not None:
            return tools.layout  # Dash asks once for each component
        layout = super().get_layout()
        mount = current_mount()
        if mount is not None and mount.app is self:
            layout = lay_over(layout, mount.values)
        if tools is not None:
            tools.layout = layout
        return layout

    def bare_layout(self) -> Any:
        """Return the layout with nothing laid over it. A layout function is called, with or without a request."""
        return self._layout_value()

    def _layout_can_be_kept(self) -> bool:
        """Whether the layout is served as it is: no function, hook or subclass makes another one."""
        return (
            self._layout is not None
            and not self._layout_is_function
            and type(self).get_layout is ServedApp.get_layout
            and not self._hooks.get_hooks("layout")
        )

    def _layout_text(self, mount: Mount | None) -> bytes:
        if mount is not None and mount.app is self and self._layout_can_be_kept():
            kept = self._keeper.kept((self._layout, *self._extra_components), self._layout_value)
            if kept is not None:
                return kept.render(mount.values, mount.prefix)
        return layout_json(self.get_layout())

    def serve_layout(self) -> HttpResponse | Awaitable[HttpResponse]:
        """Return the response with the layout. If it raises, the error is logged and a message takes its place."""
        if isinstance(self._layout, AsyncLayout):
            return self._layout.awaited_for(self._layout_response)
        return self._layout_response()

    def _layout_response(self) -> HttpResponse:
        mount = current_mount()
        if mount is not None and not token_is_hidden():
            # If the page has the app without a frame, or comes from a cache, nothing has set the cookie yet.
            page_token(mount.request)
        try:
            response: HttpResponse = self.backend.make_response(self._layout_text(mount), mimetype="application/json")
        except (PermissionDenied, Http404):
            raise
        except Exception as error:
            logger.exception("The layout of Dash app %r failed for %r", self.app_name, visitor_name())
            text = error_layout(self.app_name, error).to_plotly_json()
            response = self.backend.make_response(to_json(text), mimetype="application/json")
        response.headers["Cache-Control"] = "no-store"
        return response

    def strip_relative_path(self, path: str) -> str | None:
        """Return what follows the app's prefix in a path, whichever way the browser has percent-encoded it."""
        if path and not path.startswith(self.config.requests_pathname_prefix.rstrip("/")):
            path = escape_uri_path(unquote(path))
        stripped: str | None = super().strip_relative_path(path)
        return stripped

    def index(self, *args: Any, **kwargs: Any) -> str:
        """Return the app's page, and have the CSRF cookie set, which Dash's renderer sends back with callbacks."""
        mount = current_mount()
        if mount is None:
            return str(super().index(*args, **kwargs))
        dashs_own, guarded = super().index, mount.is_guarded

        def make(csrf_token: str, namespace: str, nonce: SafeString) -> str:
            page = str(dashs_own(*args, **kwargs))
            return finish_page(page, csrf_token, guarded, namespace, nonce)

        return self._pages_kept.page(mount, page_token(mount.request), nonce_attribute(mount.request), make)

    def _config(self) -> dict[str, Any]:
        config: dict[str, Any] = super()._config()
        if self.use_pages and not self.validation_layout:
            # The renderer has no layout with the ids of pages that are not open.
            config["suppress_callback_exceptions"] = True
        mount = current_mount()
        if not (mount is not None and takes_websockets(mount)):
            config.pop("websocket", None)
        if mount is not None and self.config.serve_locally:
            # With serve_locally the renderer loads plotly.js from below the page's own prefix, once for each app.
            config["serve_locally"] = False
            config["plotlyjs_url"] = bundle_url(mount.root, plotly_js_path())
        return config

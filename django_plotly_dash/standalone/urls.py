"""URLs of an app that runs alone: they all belong to the app, below its own prefix."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.staticfiles.views import serve as serve_static
from django.http import Http404
from django.urls import re_path
from django.utils.encoding import escape_uri_path

from django_plotly_dash.http.origins import is_foreign, origin_headers
from django_plotly_dash.mcp.server import MCP_PATH
from django_plotly_dash.mcp.sign_in import for_tools
from django_plotly_dash.mount.mount import Mount
from django_plotly_dash.views import answer

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponseBase

    from django_plotly_dash.utils.base_app import BaseApp

_served: list[BaseApp] = []


def serve_at_root(app: BaseApp) -> None:
    """Make all URLs of this process those of an app. Call it before the server starts."""
    _served[:] = [app]


def whole_app(request: HttpRequest, path: str) -> HttpResponseBase:
    """Answer any request.

    Raises:
        Http404: the path is not below the app's prefix, or does not exist in the app.
    """
    (app,) = _served
    prefix = app.config.routes_pathname_prefix
    if not f"/{path}".startswith(prefix):
        raise Http404(f"The app is at {prefix}.")
    escaped = escape_uri_path(prefix)
    return answer(Mount(app, request, root=escaped, prefix=escaped, subpath=f"/{path}".removeprefix(prefix)))


def whoever_runs_it(request: HttpRequest) -> Any:
    """Let programs on this machine call tools without a token (``mcp_user``), but not pages of other sites."""
    return None if is_foreign(origin_headers(request)) else AnonymousUser()


urlpatterns = [
    re_path(r"^_dpd-static/(?P<path>.+)\Z", serve_static, {"insecure": True}),
    re_path(rf"^(?P<path>(?:.*/)?{MCP_PATH})\Z", for_tools(whole_app)),
    re_path(r"^(?P<path>.*)\Z", whole_app),
]

"""Live pipes in a site's ASGI application: the routes, and a ready application that has nothing but them and Django.

Either ``ASGI_APPLICATION = "django_plotly_dash.routing.application"``, or, in an ``asgi.py`` of the site's own, after
``get_asgi_application()``, ``URLRouter(websocket_urlpatterns)`` for the protocol ``websocket``.
"""

from __future__ import annotations

import re
from typing import Any

from channels.auth import AuthMiddlewareStack
from channels.routing import ProtocolTypeRouter, URLRouter
from channels.security.websocket import WebsocketDenier
from django.apps import apps
from django.conf import settings
from django.urls import re_path

from django_plotly_dash.conf import plotly_dash_settings
from django_plotly_dash.consumers import MessageConsumer, PokePipeConsumer
from django_plotly_dash.pipes import poke
from django_plotly_dash.websocket_callbacks.consumer import CallbackConsumer
from django_plotly_dash.websocket_callbacks.django_request import django_application


def with_user(application: Any) -> Any:
    """Return an ASGI application that knows the user, where nothing around it has found them out yet."""
    asking: Any = AuthMiddlewareStack(application)

    async def knowing(scope: Any, receive: Any, send: Any) -> Any:
        has_users = apps.is_installed("django.contrib.auth") and apps.is_installed("django.contrib.sessions")
        return await (asking if has_users and "user" not in scope else application)(scope, receive, send)

    return knowing


def _pattern(path: str) -> str:
    # A server that is not told of the script name has it in the path.
    script_name = (settings.FORCE_SCRIPT_NAME or "").strip("/")
    below = f"(?:{re.escape(script_name)}/)?" if script_name else ""
    return rf"^{below}{re.escape(path.strip('/'))}/?\Z"


def _route(pattern: str, asgi_application: Any) -> Any:
    return re_path(pattern, asgi_application)


websocket_urlpatterns = [_route(_pattern(plotly_dash_settings().ws_route), with_user(MessageConsumer.as_asgi()))]

# Wherever the site has included django_plotly_dash.urls: Django's own URL configuration says whether there is an app.
websocket_urlpatterns.append(_route(r"(?:^|/)_dash-ws-callback\Z", CallbackConsumer.as_asgi()))

http_routes = (
    [_route(_pattern(poke.route()), PokePipeConsumer.as_asgi())] if plotly_dash_settings().http_poke_enabled else []
)

application = ProtocolTypeRouter(
    {
        "http": URLRouter([*http_routes, _route("", django_application())]),
        "websocket": URLRouter([*websocket_urlpatterns, _route("", WebsocketDenier.as_asgi())]),
    }
)

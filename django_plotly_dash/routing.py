"""Websockets in a site's ASGI application: their routes, and an application that has these routes and Django.

Set ``ASGI_APPLICATION = "django_plotly_dash.routing.application"``. Or, in an ``asgi.py`` of the site's own, import
``websocket_urlpatterns`` after calling ``get_asgi_application()``, and route the protocol ``websocket`` to
``URLRouter(websocket_urlpatterns)``.
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
    """Return an ASGI application that sets ``scope["user"]``, unless a middleware of the site has set it already."""
    authenticated: Any = AuthMiddlewareStack(application)

    async def with_user_of_session(scope: Any, receive: Any, send: Any) -> Any:
        has_users = apps.is_installed("django.contrib.auth") and apps.is_installed("django.contrib.sessions")
        return await (authenticated if has_users and "user" not in scope else application)(scope, receive, send)

    return with_user_of_session


def _pattern(path: str) -> str:
    # The path contains the script name if the server does not know of it.
    script_name = (settings.FORCE_SCRIPT_NAME or "").strip("/")
    below = f"(?:{re.escape(script_name)}/)?" if script_name else ""
    return rf"^{below}{re.escape(path.strip('/'))}/?\Z"


def _route(pattern: str, asgi_application: Any) -> Any:
    return re_path(pattern, asgi_application)


websocket_urlpatterns = [_route(_pattern(plotly_dash_settings().ws_route), with_user(MessageConsumer.as_asgi()))]

# At any prefix: the site's URL configuration, with django_plotly_dash.urls in it, decides whether there is an app.
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

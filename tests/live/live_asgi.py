"""The ready application, with the static files that a server in front would serve."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.live.live_settings")

from django.contrib.staticfiles.handlers import ASGIStaticFilesHandler

from django_plotly_dash.routing import application as live

_static = ASGIStaticFilesHandler(live)


async def application(scope, receive, send):
    await (_static if scope["type"] == "http" else live)(scope, receive, send)

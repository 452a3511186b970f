"""The URL of the HTTP endpoint that sends a message to a channel, for processes that share no channel layer.

``routing.application`` has the endpoint; other sites include it: ``path("", include("django_plotly_dash.poke"))``.
"""

from __future__ import annotations

from django.urls import path

from django_plotly_dash.pipes.poke import poke_view, route

urlpatterns = [path(route(), poke_view, name="django_plotly_dash_poke")]

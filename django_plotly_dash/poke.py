"""The HTTP endpoint that puts a message into a channel, for what runs outside of the process that has the websockets.

Sites on ``routing.application`` have it; others include it: ``path("", include("django_plotly_dash.poke"))``.
"""

from __future__ import annotations

from django.urls import path

from django_plotly_dash.pipes.poke import poke_view, route

urlpatterns = [path(route(), poke_view, name="django_plotly_dash_poke")]

"""The URLs of the project in which the documentation's code blocks run.

``DPD_DOCUMENTED_APPS`` is set for commands, which find the apps of the pages. Where the blocks themselves run, each
page makes its own.
"""

import os

from dash import html
from django.urls import include, path

from django_plotly_dash import DjangoDash

if os.environ.get("DPD_DOCUMENTED_APPS"):
    app = DjangoDash("Sales", enable_mcp=True)
    app.layout = html.Div()

urlpatterns = [path("dash/", include("django_plotly_dash.urls"))]

"""A URL configuration that makes an app, as the manual's demonstration does."""

from dash import html
from django.urls import include, path

from django_plotly_dash import DjangoDash

app = DjangoDash("Made in urls")
app.layout = html.P("made in urls")

urlpatterns = [path("dash/", include("django_plotly_dash.urls"))]

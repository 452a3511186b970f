"""The URLs of the project in which the documentation's code blocks run."""

from django.urls import include, path

urlpatterns = [path("dash/", include("django_plotly_dash.urls"))]

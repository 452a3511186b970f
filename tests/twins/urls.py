"""URLs of the site: apps and nothing else."""

from django.urls import include, path

urlpatterns = [path("dash/", include("django_plotly_dash.urls"))]

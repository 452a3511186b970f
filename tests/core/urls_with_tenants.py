"""Apps below a part of the URL that the site captures."""

from django.urls import include, path

urlpatterns = [path("t/<str:tenant>/dash/", include("django_plotly_dash.urls"))]

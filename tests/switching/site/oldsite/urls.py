"""URLs of a site on django-plotly-dash."""

import charts.plotly_apps  # noqa: F401  registers the apps, as the manual says
from charts.views import send, session_page
from django.contrib import admin
from django.urls import include, path
from django.views.generic import TemplateView

urlpatterns = [
    path("", TemplateView.as_view(template_name="charts/frames.html"), name="frames"),
    path("direct/", TemplateView.as_view(template_name="charts/direct.html"), name="direct"),
    path("live/", TemplateView.as_view(template_name="charts/live.html"), name="live"),
    path("live/send/", send, name="send"),
    path("session/", session_page, name="session"),
    path("admin/", admin.site.urls),
    path("django_plotly_dash/", include("django_plotly_dash.urls")),
]
